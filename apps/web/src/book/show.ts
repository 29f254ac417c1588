import { limitText, TARGETED, TARGETS } from '#contract';
import { LIMIT_UNITS, SEVERITIES, type LimitUnit } from '#domain';
import { computed } from 'vue';
import { book, said } from '../shared/book/book.js';
import { personName } from '../shared/book/people.js';
import { className, departmentName, words } from '../shared/book/words.js';
import { lang } from '../shared/i18n/lang.js';
import { t } from '../shared/i18n/t.js';
import { b, maybe, type BookWord } from './words.js';
import { isEntry, type Entry, type Shape } from './shape.js';

/** The rule book's values in words. */

export const labelOf = (shape: Pick<Shape, 'name' | 'face'>): string => maybe(`f.${shape.face ?? shape.name}`, shape.name === 'value' ? words.value.limitUnit.natural_day : shape.name);
const join = (list: readonly string[]): string => list.join(t('list.separator'));
const severity = (s: unknown): string => (SEVERITIES.includes(s as never) ? words.value.severity[s as 1] : String(s));
const limit = (value: unknown): string => (isEntry(value) && typeof value['value'] === 'number' && (LIMIT_UNITS as readonly string[]).includes(String(value['unit'])) ? limitText(value['value'], value['unit'] as LimitUnit, lang.value) : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const indicators = computed(() => Object.fromEntries(TARGETS.map((id) => [id, said(TARGETED[id]) ?? id])));
/** A choice's word: the rule book's own, or that of a role, level, clock, channel, urgency, indicator. */
export function choiceText(value: string, shape: Pick<Shape, 'name'>): string {
  const w = words.value;
  if (shape.name === 'kind' && (value === 'off' || value === 'work')) return b(`day.${value}`);
  const of: Readonly<Record<string, Readonly<Record<string, string>>>> = { level: w.level, clock: w.clock, urgency: w.urgency, channels: w.channel, papers: w.suspensionGround, tell: w.role, acknowledge: w.role, indicator: indicators.value };
  return of[shape.name]?.[value] ?? maybe(`v.${value}`, value);
}

/** A value as one line of text; empty where there is nothing. */
export function show(shape: Shape, value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  switch (shape.kind) {
    case 'department': return departmentName(String(value));
    case 'departments': return join(list(value).map((d) => departmentName(String(d))));
    case 'class': return value === '*' ? b('all') : `${className(String(value))} ${String(value)}`;
    case 'severity': return severity(value);
    case 'severities': return join(list(value).map(severity));
    case 'person': return personName(String(value));
    case 'people': return join(list(value).map((p) => personName(String(p))));
    case 'limit': return limit(value);
    case 'stageLimit': return isEntry(value) ? join([limit(value['default']), ...SEVERITIES.flatMap((s) => { const own = isEntry(value['severities']) ? limit(value['severities'][String(s)]) : ''; return own === '' ? [] : [`${severity(s)} ${own}`]; })]) : '';
    case 'share': return `${Math.round(Number(value) * 100)}%`;
    case 'flag': return value === true || value === shape.on ? b('yes') : b('no');
    case 'choice': return choiceText(String(value), shape);
    case 'choices': return join(list(value).map((v) => choiceText(String(v), shape)));
    case 'codes': case 'numbers': return join(list(value).map(String));
    case 'windows': return windowsText(value);
    case 'weekdays': return typeof value === 'string' ? maybe(`days.${value}`, value) : join(list(value).map((d) => weekday(Number(d))));
    case 'at': return isEntry(value) ? atText(value) : '';
    case 'refusal': return said(book.value?.refusals.find((r) => r.code === value)) ?? String(value);
    case 'object': return isEntry(value) ? objectText(shape, value) : '';
    case 'entries': return list(value).filter(isEntry).map((e) => objectText(shape, e)).join('\n');
    default: return value === '*' ? b('all') : typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}
/** A bilingual thing is said in the reader's language; others member by member. */
function objectText(shape: Shape, value: Entry): string {
  const fields = shape.fields ?? [];
  const name = fields.some((f) => f.name === 'zh') ? String(value[lang.value] ?? '') : '';
  const rest = fields.filter((f) => f.name !== 'zh' && f.name !== 'en').map((f) => ({ f, text: show(f, value[f.name]) })).filter((x) => x.text !== '');
  return [name, ...rest.map(({ f, text }) => (name !== '' || shape.kind === 'entries' || f.kind === 'limit' || rest.length === 1 ? (f.name === 'value' ? limitText(Number(value['value']), 'natural_day', lang.value) : text) : `${labelOf(f)} ${text}`))].filter((x) => x !== '').join(' · ');
}
const atText = (at: Entry): string =>
  typeof at['share'] === 'number' ? b('at.shareIs', { n: Math.round(at['share'] * 100) }) : at['after'] !== undefined ? limit(at['after']) : b('at.unackIs', { rule: String(at['unacknowledged']), length: limit(at['within']) });
export const weekday = (n: number): string => (lang.value === 'zh' ? `周${[...b('weekdays')][n - 1] ?? ''}` : (b('weekdays').split(' ')[n - 1] ?? ''));

export const windowsText = (value: unknown): string => list(value).map((w) => list(w).map(String).join('-')).join(', ');
/** `08:00-12:00, 14:00-18:00` as pairs; null when it is no such thing. */
export function windowsIn(text: string): readonly (readonly [string, string])[] | null {
  const parts = text.split(/[,，、;；\s]+/).filter((x) => x !== '').map((x) => /^(\d{1,2}:\d{2})[-–—~至](\d{1,2}:\d{2})$/.exec(x));
  return parts.length === 0 || parts.includes(null) ? null : parts.map((m) => [String(m?.[1]).padStart(5, '0'), String(m?.[2]).padStart(5, '0')] as const);
}
/** An entry in a few words: for headings and questions. */
export const entryName = (entry: unknown, key: string): string => (isEntry(entry) ? [entry[lang.value] ?? entry['name'], entry[key]].filter((x) => typeof x === 'string' && x !== '').join(' ') : '');
export type { BookWord };
