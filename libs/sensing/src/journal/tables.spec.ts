import { testing, type Database } from '#platform';
import { readingsTables } from '../testing/readings-world.js';
import { Readings1764300300000 } from './migration.js';

let server: testing.TestPostgres, db: Database;
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open(readingsTables));
}, 120_000);
afterAll(() => server.stop());

describe('the tables of the readings', () => {
  it('are the same in the declarations and in the migrations', async () => {
    expect((await db.dataSource.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query)).toEqual([]);
  });

  it('can be taken back and made again', async () => {
    const runner = db.dataSource.createQueryRunner();
    await new Readings1764300300000().down(runner);
    await new Readings1764300300000().up(runner);
    await runner.release();
    expect(await db.query('select count(*)::int as n from journal')).toEqual([{ n: 0 }]);
  });
});
