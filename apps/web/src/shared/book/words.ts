import { label, type Names } from '#contract';
import { computed } from 'vue';
import { lang } from '../i18n/lang.js';
import { t } from '../i18n/t.js';
import { lengthText, momentText } from '../time/words.js';
import { book, said } from './book.js';
import { personName } from './people.js';

/** The field's words in the reader's language: stages, roles, commands, fields, problems. */
export const words = computed(() => label(lang.value));

/** A case's number where some screen has seen it; the start of its id otherwise. */
const numbers = new Map<string, string>();
export const rememberNumber = (id: string, number: string): void => { numbers.set(id, number); };

/** Names for sentences that only know ids. */
export const names: Names = {
  department: (id) => departmentName(id),
  person: (id) => personName(id),
  classOf: (id) => className(id),
  condition: (id) => conditionName(id),
  caseOf: (id) => numbers.get(id) ?? id.slice(0, 8),
  rule: (id) => ruleName(id),
  refusal: (code) => said(book.value?.refusals.find((r) => r.code === code)) ?? code,
  moment: (at) => momentText(at),
};

/** A rung of the escalation ladder by when it goes off: `80%`, `30 分`, `30 分 无人应答`. */
export function ruleName(id: string): string {
  const at = book.value?.ladder?.find((r) => r.id === id)?.at;
  return at === undefined ? id : 'share' in at ? `${Math.round(at.share * 100)}%` : 'after' in at ? lengthText(at.after) : t('rule.unacknowledged', { length: lengthText(at.within) });
}

export const departmentName = (id: string | null): string => (id === null ? '' : said(book.value?.departmentOf.get(id)) ?? id);
export const className = (id: string | null): string => (id === null ? '' : said(book.value?.classOf.get(id)) ?? id);
export const conditionName = (id: string | null): string => (id === null ? '' : said(book.value?.conditionOf.get(id)) ?? id);
