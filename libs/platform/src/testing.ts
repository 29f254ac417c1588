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

export interface Tables { readonly entities: readonly (EntitySchema | (new () => object))[]; readonly migrations: readonly (new () => MigrationInterface)[] }

export interface TestPostgres {
  readonly url: string;
  /** Of the server as it is now: it is started again when it is stopped. */
  readonly pid: number;
  /** An empty database of its own on the same server; with the queue's schema where `queues`. */
  database(options?: { queues?: boolean }): Promise<string>;
  /** A connected, migrated Database over a new database; closed by stop(). The second one with the same migrations is a quick copy. */
  open(tables: Tables, options?: { queues?: boolean; pool?: number }): Promise<{ url: string; database: Database }>;
  stop(): Promise<void>;
}

/** A real PostgreSQL in a temporary folder for one spec file: about a second to start, gone afterwards. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), 'grid-test-'));
  chmodSync(dir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: dir, database: 'first', settings: FAST });
  const forget = whenKilled('kill -INT "$(head -n 1 "$1/postgres/postmaster.pid")"; sleep 2; rm -rf "$1"', dir);
  const opened: Database[] = [];
  const templates = new Map<string, Promise<string>>();
  let made = 0;
  const create = async (like = ''): Promise<string> => {
    const name = `test_${++made}`;
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`create database ${name} ${like && `template ${like}`}`);
    await client.end();
    return name;
  };
  const urlOf = (name: string): string => server.url.replace(/\/first$/, `/${name}`);
  const template = async ({ entities, migrations }: Tables, queues: boolean): Promise<string> => {
    const name = await create();
    const dataSource = await createDataSource({ url: urlOf(name), entities, migrations, pool: 2 }).initialize();
    await migrate(dataSource);
    await dataSource.destroy();
    if (queues) await migrateQueues(urlOf(name));
    return name;
  };
  return {
    url: server.url,
    get pid() { return server.pid; },
    async database({ queues = false } = {}) {
      const url = urlOf(await create());
      if (queues) await migrateQueues(url);
      return url;
    },
    async open(tables, { queues = false, pool = 10 } = {}) {
      const key = [queues, ...tables.migrations.map(({ name }) => name)].join();
      if (!templates.has(key)) templates.set(key, template(tables, queues));
      const url = urlOf(await create(await templates.get(key)));
      const database = new Database(await createDataSource({ url, ...tables, pool }).initialize());
      opened.push(database);
      return { url, database };
    },
    async stop() {
      await Promise.allSettled(opened.map(({ dataSource }) => dataSource.destroy()));
      forget();
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
  const forget = whenKilled('kill "$1"', String(server.pid));
  const client = new Redis(at, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 30 });
  client.on('error', () => undefined);
  await client.ping();
  return {
    url: `redis://127.0.0.1:${at}`,
    client,
    async stop() {
      forget();
      client.disconnect();
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** A test run that is killed must leave no server behind: a shell waits for the end of this process and cleans up. Answers how to call it off. */
function whenKilled(cleanUp: string, about: string): () => void {
  const guard = spawn('sh', ['-c', `while kill -0 ${process.pid} 2>/dev/null; do sleep 2; done; ${cleanUp}`, 'sh', about], { detached: true, stdio: 'ignore' });
  guard.on('error', () => undefined);
  guard.unref();
  return () => { if (guard.pid !== undefined) try { process.kill(-guard.pid); } catch { return; } };
}

/** Asks until the answer is yes. @throws Error after `milliseconds` */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, milliseconds = 15_000): Promise<void> {
  for (const deadline = Date.now() + milliseconds; !(await holds()); await sleep(10)) if (Date.now() > deadline) throw new Error(`never came true: ${what}`);
}
