import type { AlarmView, CaseAlarm, CreditView } from '#contract';
import { lang } from '../../shared/i18n/lang.js';
import { momentText } from '../../shared/time/words.js';
import { percent } from '../look.js';
import { t } from '../words.js';

/** Sentences about alarms. */
export type AlarmState = 'firing' | 'cleared' | 'held' | 'trial';
type Any = AlarmView | CaseAlarm;
export const stateOf = (a: Any): AlarmState => (a.trial ? 'trial' : a.clearedAt !== null ? 'cleared' : a.held !== null ? 'held' : 'firing');
export const STATE: Readonly<Record<AlarmState, { readonly mark: string; readonly chip: string }>> = { firing: { mark: '■', chip: 'chip-red' }, held: { mark: '❚❚', chip: 'chip-yellow' }, cleared: { mark: '●', chip: 'chip-green' }, trial: { mark: '◇', chip: '' } };
export const ruleText = (a: Any): string => a.rule[lang.value];
export const deviceText = (a: Any): string => a.deviceName ?? a.device;

/** Why it is no case yet. */
export function heldText(held: NonNullable<AlarmView['held']>): string {
  const why = t(`held.${held.why}`);
  return held.until === null ? why : t('held.until', { why, at: momentText(held.until) });
}
/** What a rule's cases do by themselves, and what that was measured by. */
export function creditText(c: CreditView): string {
  const does = t(c.automation === null ? 'does.none' : `does.${c.automation}`), needs = { precision: percent(c.needed.precision), n: c.needed.judged };
  if (c.why === 'policy') return t('credit.policy', { does });
  const figures = { does, judged: c.judged, truths: c.truths, sure: percent(c.sure), ...needs };
  return t(c.why === 'earned' ? 'credit.earned' : c.why === 'too-few-judged' ? 'credit.few' : 'credit.low', figures);
}
