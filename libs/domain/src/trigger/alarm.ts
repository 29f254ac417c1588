import type { SEVERITIES_OF_ALARMS } from './rule.js';

export type AlarmSeverity = (typeof SEVERITIES_OF_ALARMS)[number];

/**
 * What happened to an alarm, in the order of happening. The alarm's key is rule × asset, else rule × series: two probes in one manhole are one alarm.
 * `raised` opens it (`reopened`: the one that was cleared within the rule's reopen window, with its number of openings), `worsened` and `eased` move its severity,
 * `cleared` ends it, `stale` says that a firing alarm's evidence has stopped coming, `fresh` that it comes again, `flapping` and `calm` begin and end a flap.
 */
export const TRANSITIONS = ['raised', 'reopened', 'worsened', 'eased', 'cleared', 'stale', 'fresh', 'flapping', 'calm'] as const;
export type TransitionKind = (typeof TRANSITIONS)[number];

export interface AlarmTransition {
  readonly kind: TransitionKind;
  /** Index of the rule in the compiled rule set, and the series whose reading (or timer) did it. */
  readonly rule: number;
  readonly series: number;
  readonly severity: AlarmSeverity;
  /** Event time of the reading, or of the timer that ran out. */
  readonly at: number;
  /** When the breach began: the first reading that counts for it. */
  readonly since: number;
  /** The reading's value; null for a timer. */
  readonly value: number | null;
  /** How many times the alarm has been opened, from 1. */
  readonly openings: number;
}

/** What a device's readings say about the device itself; a fault for its owner, never a case of the city. */
export const HEALTHS = ['unknown', 'online', 'late', 'silent', 'stuck', 'flat', 'jumping', 'out-of-range', 'faulty', 'low-battery'] as const;
export type Health = (typeof HEALTHS)[number];
export interface HealthChange { readonly series: number; readonly health: Health; readonly at: number }
