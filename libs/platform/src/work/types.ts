import type { QueueName } from './source.js';

/** One queue at a glance. `handled` and `failed` count what this process did since its start. */
export interface QueueCounts {
  /** Rows the predicate finds now, counted up to 1,000. */
  readonly due: number;
  readonly waiting: number;
  readonly active: number;
  /** Failed and waiting for the next attempt. */
  readonly retrying: number;
  readonly parked: number;
  readonly handled: number;
  readonly failed: number;
}

/** How one handling went, for metrics: `unavailable` = the database was away, nothing is counted against the id. */
export interface Handled { readonly queue: QueueName; readonly id: string; readonly milliseconds: number; readonly outcome: 'done' | 'failed' | 'parked' | 'unavailable' }
