import type { TriggerRuleWish, TriggerVersionView } from '#contract';
import { lang } from '../../shared/i18n/lang.js';
import { sensingWords } from '../sensing-words.js';
import { lengthText } from '../../shared/time/words.js';
import { figure } from '../look.js';
import { t } from '../words.js';
import { r } from './words.js';

/** A rule in sentences. */
type Threshold = TriggerRuleWish['levels'][number]['raise'];
const thresholdText = (x: Threshold, unit: string): string => {
  if (typeof x === 'number') return `${figure(x)}${unit === '' ? '' : ` ${unit}`}`;
  if ('attribute' in x) return x.plus === undefined || x.plus === 0 ? x.attribute : `${x.attribute} ${x.plus > 0 ? '+' : '−'} ${figure(Math.abs(x.plus))}`;
  return t('rule.season', { n: x.season.length, otherwise: figure(x.otherwise) });
};
const op = (o: '>=' | '<='): string => (o === '>=' ? '≥' : '≤');
/** What is compared, before the levels. */
function subject({ condition: c, scope }: TriggerRuleWish): string {
  switch (c.kind) {
    case 'threshold': return `${scope.metric} ${op(c.op)}`;
    case 'outside': return t('rule.outside', { metric: scope.metric });
    case 'rate': return t('rule.rate', { metric: scope.metric, op: op(c.op) });
    case 'window': return t('rule.window', { metric: scope.metric, fn: r(`v.${c.fn}`), size: lengthText(c.size), op: op(c.op) });
    case 'event': return t('rule.event', { codes: c.codes.join(', '), confidence: c.minConfidence });
    case 'stuck': return t('rule.stuck', { metric: scope.metric, length: lengthText(c.for) });
    case 'nodata': return t('rule.nodata', { metric: scope.metric, length: lengthText(c.after) });
    case 'compare': return t('rule.compare', { metric: scope.metric, with: c.with, op: op(c.op) });
    case 'composite': return t(c.every ? 'rule.every' : 'rule.some', { rules: c.rules.join(', ') });
  }
}
const MEASURED: readonly string[] = ['threshold', 'outside', 'rate', 'window', 'compare'];
/** One line a level, the mildest first. */
export function levelLines(rule: TriggerRuleWish): readonly { readonly severity: TriggerRuleWish['levels'][number]['severity']; readonly text: string }[] {
  return rule.levels.map((level) => {
    const holds = level.for ?? rule.for, parts = [subject(rule), ...(MEASURED.includes(rule.condition.kind) ? [thresholdText(level.raise, rule.unit)] : [])];
    return { severity: level.severity, text: [parts.join(' '), ...(holds > 0 ? [t('rule.for', { length: lengthText(holds) })] : []), ...(level.clear !== undefined && MEASURED.includes(rule.condition.kind) ? [t('rule.clear', { value: thresholdText(level.clear, rule.unit) })] : [])].join(lang.value === 'zh' ? '，' : ', ') };
  });
}
export const nameOf = (rule: Pick<TriggerRuleWish, 'name'>): string => rule.name[lang.value];

/** What stands between a version and its being in force: each with whether it is met. */
export function conditionsOf(v: TriggerVersionView, me: string | null, approves: boolean): readonly { readonly met: boolean; readonly text: string }[] {
  return [{ met: v.trial !== null, text: t('gate.tried') }, { met: v.state === 'shadow', text: t('gate.shadow') }, { met: v.author === null || v.author.id !== me, text: t('gate.second', { author: v.author?.name ?? t('gate.file') }) }, { met: approves, text: t('gate.approves') }];
}
export const stateWord = (state: TriggerVersionView['state']): string => sensingWords.value.triggerState[state];
export const STATE_CHIP: Readonly<Record<TriggerVersionView['state'], { readonly mark: string; readonly chip: string }>> = { draft: { mark: '✎', chip: '' }, shadow: { mark: '◐', chip: 'chip-info' }, live: { mark: '●', chip: 'chip-green' }, off: { mark: '○', chip: '' } };
