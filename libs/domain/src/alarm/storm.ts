import type { AlarmSeverity, TriggerRule } from '../trigger/index.js';
import type { Instant } from '../vocabulary.js';

/** A storm: so many alarms of one class in one township within so long; over when fewer than `below` came within `quiet`. */
export type StormRule = NonNullable<TriggerRule['action']['storm']>;

/** Whether the alarms raised up to now are a storm. `raises`: moments at which alarms of the class were raised in the township, in any order. */
export const breaksOut = (raises: readonly Instant[], now: Instant, { count, within }: StormRule): boolean => raises.filter((at) => at <= now && at > now - within).length >= count;

/**
 * When a storm is over if no further alarm comes: the first moment at which fewer than `below` lie within `quiet` before it, and never before `quiet` after its beginning.
 * A storm asked later with more alarms answers later.
 */
export function releaseAt(raises: readonly Instant[], startedAt: Instant, { below, quiet }: StormRule): Instant {
  const latest = [...raises].sort((a, b) => b - a)[Math.max(1, below) - 1];
  return Math.max(startedAt, latest ?? -Infinity) + quiet;
}

/** What is worst keeps a case of its own, storm or not. */
export const standsAlone = (severity: AlarmSeverity): boolean => severity === 'critical';
