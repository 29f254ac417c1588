import type { AlarmTransition, SeriesSpec, TriggerRule } from '#domain';
import type { Tx } from '#platform';

/** Where transitions come from: one journal record of one partition, and the arrangement they were judged under; `transition.rule` and `transition.series` are indices into these. */
export interface PartitionContext {
  readonly partition: number;
  /** Of the journal record whose readings (or tick) did it. */
  readonly seq: bigint;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly rules: readonly TriggerRule[];
  readonly series: readonly SeriesSpec[];
}

/** Writes alarm rows in the transaction that journals the readings: both stand, or neither does. Must bear being repeated after a rollback; a throw undoes the whole record, and the partition is rebuilt. */
export interface AlarmWriter { write(tx: Tx, transitions: readonly AlarmTransition[], context: PartitionContext): Promise<void> }
export const ALARM_WRITER = Symbol('AlarmWriter');

/** The rules that are tried or live now. `revision` changes whenever they do; a partition is arranged anew when it sees another one. */
export interface RuleSource { current(): Promise<{ readonly revision: string; readonly rules: readonly TriggerRule[] }> }
export const RULE_SOURCE = Symbol('RuleSource');
/** Said as a hint after rules were changed. */
export const TRIGGER_RULES = 'trigger-rules';
