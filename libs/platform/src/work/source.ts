export const QUEUES = ['ingest', 'trigger', 'settle', 'apply', 'deliver', 'assess'] as const;
export type QueueName = (typeof QUEUES)[number];

/** What was given up: the operator sees it and may set it going again. */
export interface Parked { readonly id: string; readonly reason: string; /** Epoch milliseconds. */ readonly since: number; readonly attempts: number }

/** A queue: a predicate over the database and an idempotent handler. The database decides what is due, never a message. */
export interface WorkSource {
  readonly queue: QueueName;
  /** The predicate: at most `limit` ids that want attention at `now`, the longest waiting first, parked ones left out. */
  due(now: number, limit: number): Promise<string[]>;
  /** Looks at the row and does what is to be done; run twice, late or out of order it changes nothing. May answer the instant at which the id wants attention again. */
  handle(id: string): Promise<number | null | void>;
  /** Takes the id out of the predicate, with the reason it was given up for. */
  park(id: string, reason: string, attempts: number): Promise<void>;
  parked(): Promise<Parked[]>;
  /** Puts it back into the predicate; false when it was not parked. */
  unpark(id: string): Promise<boolean>;
}
