import { DEAD_BAND, type SeriesView, type TriggerRuleWish } from '#contract';
import { watches } from '../curve/watches.js';

/** Asked for at every point, whether a rule names them or not. */
const ALWAYS: readonly string[] = ['mounting', DEAD_BAND];

/** The rules that name a number, by its name: without it they do not watch the series. */
export function askedOf(rules: readonly TriggerRuleWish[], kind: string, series: SeriesView): ReadonlyMap<string, readonly TriggerRuleWish[]> {
  const asked = new Map<string, readonly TriggerRuleWish[]>();
  for (const rule of rules) if (watches(rule, kind, series)) for (const name of new Set(namesIn(rule))) asked.set(name, [...(asked.get(name) ?? []), rule]);
  return asked;
}
/** Wherever a rule has a threshold, and whatever it is a threshold of. */
function namesIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const { attribute } = part as { attribute?: unknown };
  return [...(typeof attribute === 'string' ? [attribute] : []), ...Object.values(part).flatMap(namesIn)];
}
/** Those to be filled in: what every point has, what rules name, and what there is already. */
export const namesOf = (asked: ReadonlyMap<string, unknown>, attributes: SeriesView['attributes']): readonly string[] => [...new Set([...asked.keys(), ...ALWAYS, ...Object.keys(attributes)])];

/** A number as it was typed; null: left empty; NaN: it is none. */
export const numberOf = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed));
