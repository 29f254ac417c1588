import type { CaseId } from '#domain';
import { Database, MovableClock, Work } from '#platform';
import { startServer, type RunningServer } from '#server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from './backends.js';
import { Client } from './client.js';
import { CELLS, photo, placeIn, rubbish, type ReportInput } from './county.js';
import { cloneDatabase, DEMO_PASSWORD } from './databases.js';
import { startRedis, type TestRedis } from './redis.js';

/** Tuesday 2026-11-24, 09:00 in Asia/Shanghai: a working day, in working hours. */
export const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 1, 0);

export interface HarnessOptions {
  readonly backend: Backend;
  /** Where the clock starts; absent: TUESDAY_MORNING. */
  readonly at?: number;
  /** More environment for the server. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A whole server on a database of its own, with a clock that only the test moves. */
export interface Harness {
  readonly url: string;
  readonly backend: Backend;
  readonly clock: MovableClock;
  readonly server: RunningServer;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly redis: TestRedis | null;
  /** The environment the server was started with, to start another process on the same data. */
  readonly env: Readonly<Record<string, string>>;
  /** Signed in as one of the demo people. The same account gives the same client. */
  as(account: string): Promise<Client>;
  /** Not signed in. */
  readonly stranger: Client;
  /**
   * A grid member (gm-101 when nobody is named) reports with a photo, each time in another cell: a second report nearby would wait for a person.
   * Answers the case's id once the automation has done what is sure, or at once with `settle: false`.
   */
  reported(report?: Partial<ReportInput>, by?: string, how?: { readonly settle: boolean }): Promise<CaseId>;
  /** Moves the clock (`'90s'`, `'2h'`, `'1d'`, or milliseconds), then waits until no automatic work is left. */
  advance(duration: string | number): Promise<void>;
  /** Waits until no automatic work is left at the present time. */
  quiesce(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server on a clone of the seeded template database. One a test file (and back end) is the intended use. */
export async function startHarness({ backend, at = TUESDAY_MORNING, env: more = {} }: HarnessOptions): Promise<Harness> {
  const clock = new MovableClock(at);
  const undo: (() => Promise<unknown> | void)[] = [];
  const stop = async (): Promise<void> => { for (const step of undo.splice(0).reverse()) await step(); };
  try {
    const database = await cloneDatabase();
    undo.push(() => database.drop());
    const redis = backend === 'redis' ? await startRedis() : null;
    if (redis) undo.push(() => redis.stop());
    const dataDir = mkdtempSync(join(tmpdir(), 'grid-story-'));
    undo.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const env = {
      PORT: '0', DATABASE_URL: database.url, GRID_DATA_DIR: dataDir, GRID_DEMO: 'true', GRID_DEMO_PASSWORD: DEMO_PASSWORD, GRID_DATABASE_POOL: '12', GRID_LOG_LEVEL: process.env['GRID_TEST_LOG'] ?? 'silent',
      ...(redis && { REDIS_URL: redis.url }), ...more,
    };
    const server = await startServer({ env, clock, quiet: process.env['GRID_TEST_LOG'] === undefined });
    undo.push(() => server.stop());
    let reports = 0;
    const people = new Map<string, Promise<Client>>();
    const quiesce = (): Promise<void> => server.get(Work).quiesce();
    const as = (account: string): Promise<Client> => {
      const known = people.get(account) ?? signedIn(server.url, account);
      people.set(account, known);
      return known;
    };
    return {
      url: server.url, backend, clock, server, database: server.get(Database), databaseUrl: database.url, redis, env, stranger: new Client(server.url), stop, quiesce,
      as,
      async reported(report = {}, by = 'gm-101', { settle } = { settle: true }) {
        const position = { ...placeIn(CELLS[reports++ % CELLS.length]), accuracy: 8 };
        const answer = await (await as(by)).report(rubbish({ position, ...report }), { photos: [await photo()] });
        if (!answer.ok) throw new Error(`the report was refused: ${JSON.stringify(answer.problem)}`);
        if (settle) await quiesce();
        return answer.body.id;
      },
      async advance(duration) {
        clock.advance(typeof duration === 'number' ? duration : milliseconds(duration));
        await quiesce();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function signedIn(url: string, account: string): Promise<Client> {
  const client = new Client(url);
  const answer = await client.signIn(account, DEMO_PASSWORD);
  if (!answer.ok) throw new Error(`${account} cannot sign in: ${JSON.stringify(answer.problem)}`);
  return client;
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** `'1h30m'` in milliseconds. */
export function milliseconds(duration: string): number {
  if (!/^(\d+[smhd])+$/.test(duration)) throw new Error(`not a duration: ${duration}`);
  return [...duration.matchAll(/(\d+)([smhd])/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0);
}
