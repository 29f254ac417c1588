import { Database, loadConfig, type Config } from '#platform';
import type { DataSource } from 'typeorm';
import { dataSourceOf } from '../database.js';
import { openInfra } from '../infra.js';
import type { Given } from './command.js';
import { environment } from './env.js';

export interface Opened {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly dataSource: DataSource;
  readonly database: Database;
}

/** Runs a command on the configured database, beside a running server or without one; an embedded database is started when nobody else runs it. */
export async function withDatabase<T>(given: Given, run: (opened: Opened) => Promise<T>): Promise<T> {
  const config = loadConfig(environment(given));
  const infra = await openInfra(config);
  try {
    const dataSource = await dataSourceOf(infra.databaseUrl, 4, 'grid-command').initialize();
    try {
      return await run({ config, databaseUrl: infra.databaseUrl, dataSource, database: new Database(dataSource) });
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await infra.stop();
  }
}
