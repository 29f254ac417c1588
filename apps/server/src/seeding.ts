import { seed, type Seeded } from '#directory';
import { Database, type Config, type Log } from '#platform';
import { seedTriggerRules } from '#sensing';
import type { DataSource } from 'typeorm';
import { RULEBOOK } from './root.js';

export interface Furnished extends Seeded {
  /** The database held no case and no report yet: the moment for a demo's first morning. */
  readonly fresh: boolean;
}

/** Puts the rule book into the database, and the demo people when asked. The same files again change nothing. */
export async function furnish(dataSource: DataSource, config: Pick<Config, 'demo' | 'demoPassword'>, log?: Log): Promise<Furnished> {
  const database = new Database(dataSource, log);
  const seeded = await seed(database, RULEBOOK, config.demo ? { demo: true, password: config.demoPassword } : { demo: false });
  await seedTriggerRules(database, RULEBOOK, Date.now());
  const [row] = await database.query<{ fresh: boolean }>('select not exists (select from cases) as fresh');
  return { ...seeded, fresh: row?.fresh ?? false };
}
