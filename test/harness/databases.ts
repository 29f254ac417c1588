import { startEmbeddedPostgres } from '#platform';
import { dataSourceOf, furnish, migrate } from '#server';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export const DEMO_PASSWORD = 'mouding-2026';
const ROOT = join(import.meta.dirname, '..', '..');
const LOCK = 7_411_264_002n;

const base = (): string => {
  const url = process.env['GRID_TEST_DATABASE'];
  if (url === undefined) throw new Error('these tests run with the stories’ global setup: npx jest --selectProjects stories');
  return url;
};
const named = (database: string): string => {
  const url = new URL(base());
  url.pathname = `/${database}`;
  return url.href;
};

/** A fresh database with all tables, the rule book and the demo people; cloned, so it takes a fraction of a second. */
export async function cloneDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await administer(async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create database ${name} template ${await template(client)}`);
  });
  return { url: named(name), drop: () => administer((client) => client.query(`drop database if exists ${name} with (force)`)) };
}

/** A furnished database on a PostgreSQL that nobody else is on: it may be killed, and is started again on the same port. What it has committed outlives it, as on a disk that is not lost. */
export async function lonelyDatabase(): Promise<{ url: string; pid(): number; drop(): Promise<void> }> {
  const dir = mkdtempSync(join(tmpdir(), 'grid-lonely-'));
  chmodSync(dir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: dir, database: 'grid', settings: { fsync: 'off', max_connections: '200' } });
  await migrate(server.url);
  const dataSource = await dataSourceOf(server.url, 4).initialize();
  try { await furnish(dataSource, { demo: true, demoPassword: DEMO_PASSWORD }); } finally { await dataSource.destroy(); }
  return { url: server.url, pid: () => server.pid, drop: async () => { await server.stop(); rmSync(dir, { recursive: true, force: true }); } };
}

/** An empty database. */
export async function emptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `t_${randomBytes(6).toString('hex')}`;
  await administer((client) => client.query(`create database ${name}`));
  return { url: named(name), drop: () => administer((client) => client.query(`drop database if exists ${name} with (force)`)) };
}

/** Made once for each state of the migrations and the rule book, and kept for later runs. */
async function template(client: pg.Client): Promise<string> {
  const name = `template_${fingerprint()}`;
  const known = await client.query('select 1 from pg_database where datname = $1', [name]);
  if ((known.rowCount ?? 0) > 0) return name;
  const making = `${name}_making`;
  await client.query(`drop database if exists ${making} with (force)`);
  await client.query(`create database ${making}`);
  await migrate(named(making));
  const dataSource = await dataSourceOf(named(making), 4).initialize();
  try {
    await furnish(dataSource, { demo: true, demoPassword: DEMO_PASSWORD });
  } finally {
    await dataSource.destroy();
  }
  await client.query(`alter database ${making} rename to ${name}`);
  return name;
}

/** What the template depends on: migrations with what they are drawn from, seeding and the rule book's files. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const walk = (folder: string, wanted: RegExp): void => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && wanted.test(path)) hash.update(path.slice(ROOT.length)).update(readFileSync(path));
    }
  };
  walk('libs', /migration|seed|schema|[/]sums[/]|grains|parts\.ts/);
  walk('rulebook', /\.(json|geojson)$/);
  return hash.digest('hex').slice(0, 12);
}

async function administer<T>(run: (client: pg.Client) => Promise<T>): Promise<void> {
  const client = new pg.Client({ connectionString: base() });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}
