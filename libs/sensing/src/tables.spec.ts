import { testing, type Database } from '#platform';
import { migrations } from './migrations.js';
import { entities } from './tables.js';
import { alarmWorldTables } from './testing/alarm-world.js';

let server: testing.TestPostgres, db: Database;
const below = alarmWorldTables.migrations.filter((m) => !(migrations as readonly unknown[]).includes(m));
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...new Set([...alarmWorldTables.entities, ...entities])], migrations: [...below, ...migrations] }));
}, 120_000);
afterAll(() => server.stop());

describe('the tables of sensing', () => {
  it('are the same in the declarations and in the migrations', async () => {
    expect((await db.dataSource.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query)).toEqual([]);
  });

  it('can be taken back one after the other, and made again', async () => {
    const runner = db.dataSource.createQueryRunner(), all = migrations.map((Migration) => new Migration());
    for (const migration of [...all].reverse()) await migration.down(runner);
    for (const migration of all) await migration.up(runner);
    await runner.release();
    expect((await db.dataSource.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query)).toEqual([]);
  });
});
