import { MovableClock } from '#platform';
import type { RunningServer } from '#server';
import type { Backend } from './backends.js';
import type { Client } from './client.js';

export interface HarnessOptions {
  readonly backend: Backend;
  /** Where the clock starts; absent: Tuesday 2026-11-24 09:00 in Asia/Shanghai. */
  readonly at?: number;
  /** More environment for the server. */
  readonly env?: Record<string, string>;
}

/** A whole server on a database of its own, with a clock that only the test moves. */
export interface Harness {
  readonly url: string;
  readonly clock: MovableClock;
  readonly server: RunningServer;
  /** Signed in as one of the demo people. The same account gives the same client. */
  as(account: string): Promise<Client>;
  /** Not signed in. */
  readonly stranger: Client;
  /** Moves the clock (`'90s'`, `'2h'`, `'1d'`), then waits until no automatic work is left. */
  advance(duration: string | number): Promise<void>;
  /** Waits until no automatic work is left at the present time. */
  quiesce(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server on a clone of the seeded template database. One a test file is the intended use. */
export async function startHarness(_options: HarnessOptions): Promise<Harness> {
  throw new Error('the harness is being wired');
}
