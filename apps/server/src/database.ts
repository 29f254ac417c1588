import { createDataSource, migrateQueues } from '#platform';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { entities, migrations } from './schema.js';

/** Two processes that start together must not migrate together; any number that nobody else of ours uses. */
const MIGRATION_LOCK = 7_411_264_001n;

/** A data source over all our tables, not yet connected. */
export const dataSourceOf = (url: string, pool: number, applicationName = 'grid-dispatch'): DataSource => createDataSource({ url, entities, migrations, pool, applicationName });

/** Brings a database to the newest schema, ours and the queue's, and answers our migrations that ran. Processes that start together wait for one another. `only`: no further than an older program's. */
export async function migrate(url: string, only?: readonly string[]): Promise<string[]> {
  return locked(url, async () => {
    const wanted = only === undefined ? migrations : migrations.filter((migration) => only.includes(migration.name));
    const dataSource = await createDataSource({ url, entities: [], migrations: wanted, pool: 2, applicationName: 'grid-migrate' }).initialize();
    try {
      const ran = (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
      await migrateQueues(url);
      return ran;
    } finally {
      await dataSource.destroy();
    }
  });
}

/** The migrations that this program knows and the database has not run, and those that only the database knows. */
export async function migrationsOf(client: Pick<pg.Client, 'query'>): Promise<{ pending: string[]; unknown: string[] }> {
  const exists = await client.query(`select to_regclass('public.migration') is not null as known`);
  const ran = (exists.rows[0] as { known: boolean }).known ? (await client.query('select name from migration')).rows.map((row: { name: string }) => row.name) : [];
  const ours = migrations.map(({ name }) => name);
  return { pending: ours.filter((name) => !ran.includes(name)), unknown: ran.filter((name) => !ours.includes(name)) };
}

async function locked<T>(url: string, run: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'grid-migrate', connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await run();
  } finally {
    await client.end().catch(() => undefined);
  }
}
