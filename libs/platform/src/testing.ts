import { spawn } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { EntitySchema, MigrationInterface } from 'typeorm';
import { createDataSource } from './database/data-source.js';
import { Database } from './database/database.js';
import { migrate } from './database/migrate.js';
import { startEmbeddedPostgres } from './embedded/index.js';
import { freePort } from './free-port.js';
import { migrateQueues } from './work/backend.js';

/** Nothing a test writes has to survive a power cut. */
const FAST = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', shared_buffers: '64MB' };

export interface TestPostgres {
  readonly url: string;
  /** An empty database of its own on the same server; with the queue's schema where `queues`. */
  database(options?: { queues?: boolean }): Promise<string>;
  /** A connected, migrated Database over a new database; closed by stop(). */
  open(tables: { entities: readonly (EntitySchema | (new () => object))[]; migrations: readonly (new () => MigrationInterface)[] }, options?: { queues?: boolean; pool?: number }): Promise<{ url: string; database: Database }>;
  stop(): Promise<void>;
}

/** A real PostgreSQL in a temporary folder for one spec file: about a second to start, gone afterwards. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), 'grid-test-'));
  chmodSync(dir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: dir, database: 'first', settings: FAST });
  const opened: Database[] = [];
  let made = 0;
  const database = async ({ queues = false } = {}): Promise<string> => {
    const name = `test_${++made}`;
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    const url = server.url.replace(/\/first$/, `/${name}`);
    if (queues) await migrateQueues(url);
    return url;
  };
  return {
    url: server.url,
    database,
    async open({ entities, migrations }, { queues = false, pool = 10 } = {}) {
      const url = await database({ queues });
      const dataSource = createDataSource({ url, entities, migrations, pool });
      await dataSource.initialize();
      await migrate(dataSource);
      opened.push(new Database(dataSource));
      return { url, database: opened.at(-1) as Database };
    },
    async stop() {
      await Promise.allSettled(opened.map(({ dataSource }) => dataSource.destroy()));
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export interface TestRedis { readonly url: string; readonly client: Redis; stop(): Promise<void> }

/** Whether a redis-server is on the PATH. */
export const redisInstalled = (): boolean => (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, 'redis-server'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

/** A real Redis on a free port without persistence. */
export async function startTestRedis(port?: number): Promise<TestRedis> {
  const at = port ?? (await freePort());
  const server = spawn('redis-server', ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()], { stdio: 'ignore' });
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  const client = new Redis(at, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 30 });
  client.on('error', () => undefined);
  await client.ping();
  return {
    url: `redis://127.0.0.1:${at}`,
    client,
    async stop() {
      client.disconnect();
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** Asks until the answer is yes. @throws Error after `milliseconds` */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, milliseconds = 15_000): Promise<void> {
  for (const deadline = Date.now() + milliseconds; !(await holds()); await sleep(10)) if (Date.now() > deadline) throw new Error(`never came true: ${what}`);
}
