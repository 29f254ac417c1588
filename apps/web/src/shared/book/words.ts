import { label, type Names } from '#contract';
import { computed } from 'vue';
import { lang } from '../i18n/lang.js';
import { t } from '../i18n/t.js';
import { lengthText, momentText } from '../time/words.js';
import { book, said } from './book.js';
import { className, conditionName, departmentName, numberOf } from './names.js';
import { personName } from './people.js';

export { className, conditionName, departmentName, rememberNumber } from './names.js';

/** The field's words in the reader's language: stages, roles, commands, fields, problems. */
export const words = computed(() => label(lang.value));

/** Names for sentences that only know ids. */
export const names: Names = {
  department: (id) => departmentName(id),
  person: (id) => personName(id),
  classOf: (id) => className(id),
  condition: (id) => conditionName(id),
  caseOf: numberOf,
  rule: (id) => ruleName(id),
  refusal: (code) => said(book.value?.refusals.find((r) => r.code === code)) ?? code,
  moment: (at) => momentText(at),
};

/** A rung of the escalation ladder by when it goes off: `80%`, `30 分`, `30 分 无人应答`. */
export function ruleName(id: string): string {
  const at = book.value?.ladder?.find((r) => r.id === id)?.at;
  return at === undefined ? id : 'share' in at ? `${Math.round(at.share * 100)}%` : 'after' in at ? lengthText(at.after) : t('rule.unacknowledged', { length: lengthText(at.within) });
}
