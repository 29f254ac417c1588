import type { Queue } from 'bullmq';
import type { Parked, QueueName, WorkSource } from './source.js';

/** One queue at a glance. `handled` and `failed` count what this process did since its start. */
export interface QueueCounts {
  /** Rows the predicate finds now, counted up to 10,000. */
  readonly due: number;
  readonly waiting: number;
  readonly active: number;
  /** Failed and waiting for the next attempt. */
  readonly retrying: number;
  readonly parked: number;
  readonly handled: number;
  readonly failed: number;
}

/** How one handling went, for metrics and logs. */
export interface Handled { readonly queue: QueueName; readonly id: string; readonly milliseconds: number; readonly outcome: 'done' | 'failed' | 'parked' | 'unavailable' }

export abstract class Work {
  abstract register(source: WorkSource): void;
  abstract poke(queue: QueueName, id: string): void;
  abstract wake(queue: QueueName, id: string, at: number): void;
  abstract sweep(): Promise<number>;
  abstract quiesce(deadlineMs?: number): Promise<void>;
  abstract counts(): Promise<Record<QueueName, QueueCounts>>;
  abstract parked(): Promise<Record<QueueName, Parked[]>>;
  abstract retry(queue: QueueName, id: string): Promise<boolean>;
  abstract pause(): Promise<void>;
  abstract resume(): Promise<void>;
  abstract observe(run: (handled: Handled) => void): () => void;
  abstract readonly queues: readonly Queue[];
}
