import type { DataSource } from 'typeorm';
import { Database } from './database.js';

/** Spells "grid": only one process migrates at a time. */
const LOCK = 0x67726964;

/** Runs the migrations that are owed, in the order of their timestamps; processes starting together wait for each other. Answers the names of those that ran. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  return new Database(dataSource).lend(async (client) => {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    try {
      return (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK]);
    }
  });
}
