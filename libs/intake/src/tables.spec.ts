import { testing, type Database } from '#platform';
import { FOLLOWED } from './follow/store.js';
import { migrations } from './migrations.js';
import { COUNTED } from './public/map.js';
import { showing } from './photo-sight.js';
import { tables } from './testing/world.js';

let server: testing.TestPostgres, db: Database;
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open(tables));
}, 120_000);
afterAll(() => server.stop());

describe('the tables of the intake', () => {
  it('are the same in the declarations and in the migrations', async () => {
    expect((await db.dataSource.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query)).toEqual([]);
  });

  it('can be taken back and made again', async () => {
    const runner = db.dataSource.createQueryRunner();
    for (const Migration of [...migrations].reverse()) await new Migration().down(runner);
    for (const Migration of migrations) await new Migration().up(runner);
    await runner.release();
    expect(await db.query('select count(*)::int as n from report')).toEqual([{ n: 0 }]);
  });

  it('let a photo find its cases by indexes', async () => {
    const plan = await db.transaction(async (tx) => {
      await tx.query('set local enable_seqscan = off');
      return tx.query<{ 'QUERY PLAN': string }>(`explain ${showing('true')}`, ['f'.repeat(64)]);
    });
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    for (const index of ['report_photos', 'case_event_evidence', 'case_event_on_the_spot', 'cases_pkey']) expect(text).toContain(index);
    expect(text).not.toMatch(/Seq Scan on (report|case_event|cases)\b/);
  });

  it('let the public map count years of cases by what is open and was closed lately', async () => {
    const DAY = 86_400_000, NOW = 1_764_000_000_000;
    const plan = await db.transaction(async (tx) => {
      await tx.query(
        `insert into cases (id, number, version, state, stage, outcome, source, class_id, severity, cell, text, reported_at, closed_at, settled_version, settled_book, head_hash)
         select gen_random_uuid(), 'MD' || n, 1, jsonb_build_object('filling', repeat('x', 600)), case when n % 50 = 0 then 'triage' else 'closed' end, case when n % 50 = 0 then null else 'fixed' end, 'grid-member', 'E0110', 3, lpad((n % 300)::text, 15, '5'), '',
           ${NOW} - n * ${DAY / 12}::bigint, case when n % 50 = 0 then null else ${NOW} - n * ${DAY / 12}::bigint + 1 end, 1, 1, '\\x00' from generate_series(1, 20000) n`);
      await tx.query('analyze cases');
      const found = await tx.query<{ 'QUERY PLAN': string }>(`explain ${COUNTED}`, [NOW, NOW - 30 * DAY, NOW - 90 * DAY, ['E0110'], ['E-01'], []]);
      await tx.query('delete from cases');
      return found;
    });
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toMatch(/cases_public/);
    expect(text).not.toMatch(/Seq Scan on cases/);
  });

  it('let a follow code find its report by indexes', async () => {
    const plan = await db.transaction(async (tx) => {
      await tx.query('set local enable_seqscan = off');
      return tx.query<{ 'QUERY PLAN': string }>(`explain ${FOLLOWED}`, [Buffer.alloc(32)]);
    });
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toMatch(/report_follow/);
    expect(text).not.toMatch(/Seq Scan/);
  });
});
