import { dayOfMonthDay } from './hours.js';
import type { Threshold, TriggerRule } from './rule.js';

export const LEVELS = 3;
/** Numbers of one set: what raises each of the three levels, what holds each, and the two borders of `outside`. */
export const SET = 2 * LEVELS + 2;
export const LOW = 2 * LEVELS, HIGH = LOW + 1;

/** A threshold on one day of a (leap) year; NaN, which nothing reaches, when it wants an attribute that the series does not have. */
export function valueOf(threshold: Threshold, attributes: Readonly<Record<string, number>>, day: number): number {
  if (typeof threshold === 'number') return threshold;
  if ('attribute' in threshold) return (attributes[threshold.attribute] ?? NaN) + (threshold.plus ?? 0);
  const season = threshold.season.find(({ from, to }) => {
    const first = dayOfMonthDay(from), last = dayOfMonthDay(to);
    return first <= last ? day >= first && day <= last : day >= first || day <= last;
  });
  return season?.value ?? threshold.otherwise;
}

/** Which thresholds a rule uses, wherever they stand. */
const thresholdsOf = (rule: TriggerRule): Threshold[] => [
  ...rule.levels.flatMap((l) => (l.clear === undefined ? [l.raise] : [l.raise, l.clear])),
  ...(rule.condition.kind === 'outside' ? [rule.condition.low, rule.condition.high] : []),
];

/** Names of the attributes that its thresholds want, each once. */
export const attributesOf = (rule: TriggerRule): string[] => [...new Set(thresholdsOf(rule).flatMap((t) => (typeof t === 'object' && 'attribute' in t ? [t.attribute] : [])))];

/** The days of the year on which any of the rule's thresholds changes, and which stretch each day belongs to. */
export function seasonsOf(rule: TriggerRule): { readonly starts: readonly number[]; readonly stretch: Uint8Array | null } {
  const starts = new Set([0]);
  for (const threshold of thresholdsOf(rule)) {
    if (typeof threshold === 'number' || 'attribute' in threshold) continue;
    for (const { from, to } of threshold.season) starts.add(dayOfMonthDay(from)).add((dayOfMonthDay(to) + 1) % 366);
  }
  const sorted = [...starts].sort((a, b) => a - b);
  if (sorted.length === 1) return { starts: sorted, stretch: null };
  return { starts: sorted, stretch: Uint8Array.from({ length: 366 }, (_, day) => sorted.findLastIndex((start) => start <= day)) };
}

/** +1 when more is worse, -1 when less is: the engine only ever compares upwards. */
export const signOf = (rule: TriggerRule): 1 | -1 => ('op' in rule.condition && rule.condition.op === '<=' ? -1 : 1);

/** The numbers of one rule at one series on one day. A `clear` on the wrong side of `raise` counts as `raise`. */
export function setOf(rule: TriggerRule, attributes: Readonly<Record<string, number>>, day: number): readonly number[] {
  const set = Array.from({ length: SET }, () => Infinity), sign = signOf(rule), outside = rule.condition.kind === 'outside';
  for (const [i, level] of rule.levels.entries()) {
    const raise = valueOf(level.raise, attributes, day), clear = level.clear === undefined ? raise : valueOf(level.clear, attributes, day);
    /** The smallest number above zero: on the border is not outside. */
    set[i] = outside ? Math.max(raise, Number.MIN_VALUE) : raise * sign;
    set[LEVELS + i] = Math.min(outside && level.clear === undefined ? Math.max(clear, Number.MIN_VALUE) : clear * sign, set[i] as number);
  }
  if (rule.condition.kind === 'outside') {
    [set[LOW], set[HIGH]] = [valueOf(rule.condition.low, attributes, day), valueOf(rule.condition.high, attributes, day)];
  }
  return set;
}
