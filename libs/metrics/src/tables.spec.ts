import { testing, type Database } from '#platform';
import { migrations } from './migrations.js';
import { entities } from './tables.js';

let server: testing.TestPostgres, db: Database;
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...entities], migrations: [...migrations] }));
}, 120_000);
afterAll(() => server.stop());

describe('the tables of figures', () => {
  it('are the same in the declarations and in the migrations', async () => {
    const log = await db.dataSource.driver.createSchemaBuilder().log();
    expect(log.upQueries.map((q) => q.query)).toEqual([]);
  });

  it('tell a release that kept other sums that there are none, and hold up nothing', async () => {
    expect([await db.query('select 1 from counted_summed'), await db.query('select before::text as before, parked_at from counted_added')]).toEqual([[], [{ before: 'infinity', parked_at: null }]]);
  });

  it('can be taken back and made again', async () => {
    const runner = db.dataSource.createQueryRunner();
    for (const Migration of migrations.toReversed()) await new Migration().down(runner);
    for (const Migration of migrations) await new Migration().up(runner);
    await runner.release();
    expect(await db.query('select horizon from counted_cursor')).toEqual([{ horizon: '0' }]);
  });
});
