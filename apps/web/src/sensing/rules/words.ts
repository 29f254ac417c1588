import { lang } from '../../shared/i18n/lang.js';
import { RULE_WORDS } from './names.js';

export type RuleWord = keyof typeof RULE_WORDS;

/** A word of the editor in the reader's language. */
export function r(key: RuleWord, holes: Readonly<Record<string, string | number>> = {}): string {
  const text: string = RULE_WORDS[key][lang.value === 'zh' ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(holes[name] ?? whole));
}
/** A word whose key is put together; the fallback where there is none. */
export const maybe = (key: string, fallback: string): string => (key in RULE_WORDS ? r(key as RuleWord) : fallback);
export const labelOf = (name: string): string => maybe(`f.${name}`, name);
export const weekday = (n: number): string => (lang.value === 'zh' ? [...r('weekdays')][n - 1] : r('weekdays').split(' ')[n - 1]) ?? String(n);
/** Where a fault is, in words: `levels/0/clear` → 分级 第 1 条 恢复. */
export const placeOf = (pointer: string): string => pointer.replace(/^\/?(rule\/)?/, '').split('/').filter((x) => x !== '').map((x) => (/^\d+$/.test(x) ? r('nth', { n: Number(x) + 1 }) : labelOf(x))).join(' › ');
