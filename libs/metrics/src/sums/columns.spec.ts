import { setTimeout as sleep } from 'node:timers/promises';
import { testing, type Database, type Tx } from '#platform';
import { migrations } from '../migrations.js';
import { entities } from '../tables.js';
import { COLUMNS_KEPT, COLUMNS_RIGHT, LengthColumns } from './columns.js';

let server: testing.TestPostgres, db: Database, columns: LengthColumns;
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...entities], migrations: [...migrations] }));
  columns = new LengthColumns(db);
}, 120_000);
beforeEach(() => db.query('truncate counted_case'));
afterAll(() => server.stop());

const TODAY = '2026-03-10';
const insert = (tx: Pick<Tx, 'query'>, from: number, to: number, day: string): Promise<unknown> => tx.query(
  `insert into counted_case (case_id, part, person, at, day, department, cell, class_id, source, worth, worth_wall) select md5(n::text)::uuid, 'resolved', '', 0, $3::date, 'D' || n % 7, '532323101001001', 'E0110', 'patrol', n * 60000, n * 90000 from generate_series($1::int, $2::int) n`, [from, to, day]);
const loose = async (): Promise<string[]> => (await db.query<{ day: string }>('select day::text as day from counted_loose order by day')).map((r) => r.day);
const pages = async (): Promise<number> => (await db.query('select from counted_column')).length;
const said = async (sql: string): Promise<unknown> => db.query(sql, ['2026-01-01', '2027-01-01', ['resolved']]);

describe('lengths in columns', () => {
  it('are what the rows say, in pages that fill a page of the table and nothing beside', async () => {
    await insert(db, 1, 2_300, '2026-03-09');
    await insert(db, 2_301, 2_310, TODAY);
    await columns.pack(TODAY);
    expect([await loose(), await pages()]).toEqual([[TODAY], 3]);
    expect(await said(COLUMNS_KEPT)).toEqual(await said(COLUMNS_RIGHT));
    expect(await db.query(`select pg_relation_size(reltoastrelid)::int as size from pg_class where relname = 'counted_column'`)).toEqual([{ size: 0 }]);
  });

  it('go when one of them changes, and come again', async () => {
    await insert(db, 1, 10, '2026-03-09');
    await columns.pack(TODAY);
    await db.query(`update counted_case set worth = 1 where case_id = md5('3')::uuid`);
    expect([await loose(), await pages()]).toEqual([['2026-03-09'], 0]);
    await columns.pack(TODAY);
    expect([await loose(), await pages(), await said(COLUMNS_KEPT)]).toEqual([[], 1, await said(COLUMNS_RIGHT)]);
  });

  it('are not packed while somebody counts, and what is counted while they are packed makes them loose', async () => {
    await insert(db, 1, 10, '2026-03-09');
    let end = (): void => undefined;
    const open = new Promise<void>((done) => { end = done; });
    const counting = db.transaction(async (tx) => { await insert(tx, 11, 12, '2026-03-09'); await open; });
    await testing.eventually('it is counted and not committed', async () => (await db.query(`select 1 from pg_stat_activity where state = 'idle in transaction' and query like '%counted_case%' and datname = current_database()`)).length > 0);
    await columns.pack(TODAY);
    expect([await loose(), await pages()]).toEqual([['2026-03-09'], 0]);
    end();
    await counting;
    // The other way round: it is being packed when somebody counts.
    let packed = (): void => undefined;
    const held = new Promise<void>((done) => { packed = done; });
    const packing = db.transaction(async (tx) => { await new LengthColumns({ transaction: (run: (t: Tx) => Promise<boolean>) => run(tx) } as unknown as Database).pack(TODAY); await held; });
    await testing.eventually('it is packed and not committed', async () => (await db.query(`select 1 from pg_stat_activity where state = 'idle in transaction' and query like '%counted_loose%' and datname = current_database()`)).length > 0);
    const later = insert(db, 13, 14, '2026-03-09');
    await sleep(100);
    packed();
    await Promise.all([packing, later]);
    expect([await loose(), await pages()]).toEqual([['2026-03-09'], 0]);
    await columns.pack(TODAY);
    expect([await pages(), await said(COLUMNS_KEPT)]).toEqual([1, await said(COLUMNS_RIGHT)]);
  });
});
