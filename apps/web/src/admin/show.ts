import type { HealthState, LogLine } from '#contract';
import { LABELS } from '#contract';
import { cellName } from '../shared/book/places.js';
import { departmentName, words } from '../shared/book/words.js';
import { lang } from '../shared/i18n/lang.js';
import { t } from './words.js';

/** What stands in the registers, in the reader's words. */
const PERSON = ['name', 'account', 'role', 'department', 'language', 'active', 'main', 'backup'] as const;
const DEVICE = ['kind', 'label', 'metric', 'unit', 'lon', 'lat', 'crs', 'asset', 'gateway', 'note', 'commissioned', 'calibrated', 'logger'] as const;
export function fieldName(name: string): string {
  const device = DEVICE.find((f) => f === name), person = PERSON.find((f) => f === name);
  return device !== undefined ? t(`d.${device}`) : person !== undefined ? t(`f.${person}`) : name;
}

const LANGUAGES: Readonly<Record<string, string>> = { zh: '中文', en: 'English' };
/** A value of the log or of an import; what is long is counted. */
export function valueText(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return t('empty');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (Array.isArray(value)) return value.length === 0 ? t('empty') : value.length > 4 ? t('list.count', { n: value.length }) : value.map((v) => cellName(String(v))).join(t('list.separator'));
  const text = String(value);
  switch (field) {
    case 'role': return (words.value.role as Record<string, string>)[text] ?? text;
    case 'department': return departmentName(text);
    case 'language': return LANGUAGES[text] ?? text;
    case 'kind': return kindName(text, null);
    case 'crs': return text.toUpperCase();
    default: return text;
  }
}

/** A kind of the county's own is called as whoever registered it says. */
export const kindName = (kind: string, label: string | null): string => label ?? (LABELS[lang.value].deviceKind as Record<string, string>)[kind] ?? kind;

export const actName = (act: LogLine['act']): string => (act === 'added' || act === 'changed' || act === 'deactivated' || act === 'activated' ? t(`what.${act}`) : t(`act.${act}`));

/** Shape and tone of a state: never the colour alone. */
export const STATE: Readonly<Record<HealthState, { readonly mark: string; readonly chip: string }>> = { ok: { mark: '●', chip: 'chip-green' }, attention: { mark: '▲', chip: 'chip-yellow' }, broken: { mark: '■', chip: 'chip-red' } };

/** `1.4 GB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let n = bytes, i = 0;
  while (n >= 1000 && i < units.length - 1) { n /= 1000; i++; }
  return `${n >= 100 || i === 0 ? Math.round(n) : n.toFixed(1)} ${units[i] ?? ''}`;
}
/** What a browser is, as people call it. */
export function agentText(agent: string | null): string {
  if (agent === null) return t('who.unknown');
  const browser = /(Edg|OPR|Firefox|MicroMessenger|Chrome|Safari)\//.exec(agent)?.[1], system = /(Windows|Android|iPhone|iPad|Mac OS X|HarmonyOS|Linux)/.exec(agent)?.[1];
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', MicroMessenger: lang.value === 'zh' ? '微信' : 'WeChat' };
  return browser === undefined && system === undefined ? agent.slice(0, 40) : [names[browser ?? ''] ?? browser, system === 'Mac OS X' ? 'macOS' : system].filter(Boolean).join(' · ');
}
