import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
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

export interface Opening {
  /** With the queue's schema. */
  readonly queues?: boolean;
  readonly pool?: number;
  /** What is in it from the start. The same name means the same content: it is filled once a run and copied. */
  readonly filled?: { readonly as: string; by(database: Database): Promise<unknown> };
}

export interface TestPostgres {
  readonly url: string;
  /** Of the server as it is now: it is started again when it is stopped. Only where it is the file's own. */
  readonly pid: number;
  /** An empty database of its own on the same server; with the queue's schema where `queues`. */
  database(options?: Pick<Opening, 'queues'>): Promise<string>;
  /** A connected, migrated Database over a new database; closed by stop(). The second one of a kind is a quick copy, whichever file asked first. */
  open(tables: Tables, options?: Opening): Promise<{ url: string; database: Database }>;
  stop(): Promise<void>;
}

/** A real PostgreSQL for one spec file: databases of its own on the run's server, or with `alone` a server that nobody else is on and that may be stopped. */
export async function startTestPostgres({ alone = false } = {}): Promise<TestPostgres> {
  const shared = alone ? undefined : process.env['GRID_TEST_DATABASE'];
  return shared === undefined ? ownServer() : databasesOn(new URL(shared), () => { throw new Error('this server is everybody\'s: ask for one alone'); });
}

/** About a second to start, gone afterwards. */
async function ownServer(): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), 'grid-test-'));
  chmodSync(dir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: dir, database: 'first', settings: FAST });
  const forget = whenKilled('kill -INT "$(head -n 1 "$1/postgres/postmaster.pid")"; sleep 2; rm -rf "$1"', dir);
  const databases = databasesOn(new URL(server.url), () => server.pid);
  return {
    ...databases,
    get pid() { return server.pid; },
    async stop() {
      await databases.stop(false);
      forget();
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const LOCK = 7_411_264_003n;

function databasesOn(server: URL, pid: () => number): TestPostgres & { stop(drop?: boolean): Promise<void> } {
  const opened: Database[] = [], made: string[] = [];
  const urlOf = (name: string): string => Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const administer = async <T>(run: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: server.href });
    await client.connect();
    try {
      return await run(client);
    } finally {
      await client.end();
    }
  };
  const create = (like?: string): Promise<string> => administer(async (client) => {
    const name = `unit_${randomBytes(6).toString('hex')}`;
    if (like !== undefined) await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create database ${name} ${like === undefined ? '' : `template ${like}`}`);
    made.push(name);
    return name;
  });
  /** One a run for each set of migrations and content: all files of a run have the same code. */
  const template = ({ entities, migrations }: Tables, { queues = false, filled }: Opening): Promise<string> => administer(async (client) => {
    const key = createHash('sha256').update(JSON.stringify([queues, filled?.as, migrations.map(({ name }) => name)])).digest('hex').slice(0, 12), name = `unit_template_${key}`;
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    if ((await client.query('select from pg_database where datname = $1', [name])).rowCount !== 0) return name;
    await client.query(`drop database if exists ${name}_making with (force)`);
    await client.query(`create database ${name}_making`);
    const dataSource = await createDataSource({ url: urlOf(`${name}_making`), entities, migrations, pool: 2 }).initialize();
    await migrate(dataSource);
    await filled?.by(new Database(dataSource));
    await dataSource.destroy();
    if (queues) await migrateQueues(urlOf(`${name}_making`));
    await client.query(`alter database ${name}_making rename to ${name}`);
    return name;
  });
  return {
    url: server.href,
    get pid() { return pid(); },
    async database({ queues = false } = {}) {
      const url = urlOf(await create());
      if (queues) await migrateQueues(url);
      return url;
    },
    async open(tables, options = {}) {
      const url = urlOf(await create(await template(tables, options)));
      const database = new Database(await createDataSource({ url, ...tables, pool: options.pool ?? 10 }).initialize());
      opened.push(database);
      return { url, database };
    },
    async stop(drop = true) {
      await Promise.allSettled(opened.map(({ dataSource }) => dataSource.destroy()));
      if (drop) await administer(async (client) => { for (const name of made) await client.query(`drop database if exists ${name} with (force)`); });
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
