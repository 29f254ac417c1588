import { DAY, limitOf, type ClockName, type ConditionId, type Limit, type Rules, type Severity, type Terms } from '#domain';
import type { CatalogueCondition, LimitsContent } from './content.js';

/**
 * Limits by clock: `handling` is the condition's own, the others the stage's, by severity where it differs. `total` is the handling limit and
 * what the centre needs around it, in the same kind of time; while no condition is known it has the widest limit, for it never starts anew.
 */
export function limitsOf({ clocks, total }: LimitsContent, conditions: ReadonlyMap<ConditionId, Pick<CatalogueCondition, 'limit'>>): Rules['limit'] {
  const around = { working: limitOf(total.working.value, total.working.unit).amount, continuous: limitOf(total.continuous.value, total.continuous.unit).amount };
  const handling = new Map([...conditions].map(([id, { limit }]) => [id, limitOf(limit.value, limit.unit)]));
  const whole = new Map([...handling].map(([id, limit]): [ConditionId, Limit] => [id, { amount: limit.amount + around[limit.unit], unit: limit.unit }]));
  const unclassified = limitOf(total.unclassified.value, total.unclassified.unit);
  const stages = new Map(Object.entries(clocks).map(([clock, { default: usual, severities }]) => [clock as ClockName, bySeverity(usual, severities)]));
  return (clock, condition, severity) => {
    const known = condition === null ? undefined : (clock === 'total' ? whole : clock === 'handling' ? handling : undefined)?.get(condition);
    if (known) return known;
    return clock === 'total' ? unclassified : (stages.get(clock)?.[severity] ?? null);
  };
}

/** What the catalogue promises for each condition, as a case keeps it. */
export function termsOf(edition: number, limits: LimitsContent, conditions: ReadonlyMap<ConditionId, CatalogueCondition>): Rules['terms'] {
  const limitFor = limitsOf(limits, conditions);
  const known = new Map([...conditions].map(([id, c]): [ConditionId, Terms] => [id, {
    edition, limit: writtenLimit(c.limit), total: limitFor('total', id, c.severity) as Limit, closing: c.closing,
    stages: (c.stages ?? []).map((s) => ({ zh: s.zh, en: s.en, limit: writtenLimit(s.limit), closing: s.closing })), recheckAfter: (c.recheckDays ?? []).map((d) => d * DAY).sort((a, b) => a - b),
  }]));
  return (condition) => known.get(condition) ?? null;
}

export const writtenLimit = ({ value, unit }: Written['default']): Limit => limitOf(value, unit);

type Written = LimitsContent['clocks']['triage'];

export function bySeverity(usual: Written['default'], severities: Written['severities']): Readonly<Record<Severity, Limit>> {
  const of = (s: Severity): Limit => writtenLimit(severities[s] ?? usual);
  return { 1: of(1), 2: of(2), 3: of(3), 4: of(4) };
}
