import { entities as notices, migrations as noticeMigrations } from '#notices';
import { entities as platform, migrations as platformMigrations, testing, type Database } from '#platform';
import { migrations } from './migrations.js';
import { entities } from './tables.js';

let server: testing.TestPostgres, db: Database;
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...platform, ...notices, ...entities], migrations: [...platformMigrations, ...noticeMigrations, ...migrations] }));
}, 120_000);
afterAll(() => server.stop());

describe('the tables of cases', () => {
  it('are the same in the declarations and in the migrations', async () => {
    const log = await db.dataSource.driver.createSchemaBuilder().log();
    expect(log.upQueries.map((q) => q.query)).toEqual([]);
  });

  it('can be taken back and made again', async () => {
    const runner = db.dataSource.createQueryRunner();
    for (const Migration of migrations.toReversed()) await new Migration().down(runner);
    for (const Migration of migrations) await new Migration().up(runner);
    await runner.release();
    expect(await db.query('select count(*)::int as n from cases')).toEqual([{ n: 0 }]);
  });

  it.each([
    ['an update', `update case_event set type = 'CaseClosed'`], ['an update of nothing', 'update case_event set seq = 2 where false'],
    ['a deletion', 'delete from case_event'], ['emptying', 'truncate case_event'], ['emptying with others', 'truncate case_event, cases'],
  ])('refuse %s of the log', async (_, sql) => {
    await expect(db.query(sql)).rejects.toThrow(/append-only/);
  });
});
