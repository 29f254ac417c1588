import { COUNTABLE, isShare, SHARES, type Countable } from '#contract';
import { GRAINS, LEFT, SUM_COLUMNS, SUM_DIMENSIONS, type SumDimension } from '#directory';
import type { CaseId } from '#domain';
import { SystemClock, testing, type Database } from '#platform';
import { replace } from '../counting/cases.js';
import { lifeOf } from '../counting/life.js';
import { rowsOf, type CountedRow } from '../counting/rows.js';
import { migrations } from '../migrations.js';
import { entities } from '../tables.js';
import { CALENDAR, UNFOUNDED, wandering, type Draw } from '../testing/lives.js';
import { auditSums } from './audit.js';
import { LengthColumns } from './columns.js';
import { Sums } from './sums.js';

let server: testing.TestPostgres, db: Database, sums: Sums;
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...entities], migrations: [...migrations] }));
  sums = new Sums(db, new SystemClock(), new LengthColumns(db));
}, 120_000);
afterAll(() => server.stop());

const drawing = (seed: number): Draw => { let s = seed >>> 0; return (n) => { s = (Math.imul(s ^ (s >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0; return (s >>> 8) % n; }; };
const CELLS = ['532323101001001', '532323101002001', '532323203001007'], CLASSES = ['E0110', 'E0203', 'P0101', null];

/** Random lives, at some place and of some class, and how far each has come. */
interface Told { readonly id: CaseId; readonly log: ReturnType<typeof wandering>['history']; readonly cell: string | null; readonly classId: string | null }
const told = (draw: Draw): Told => { const { id, history } = wandering(draw, 20 + draw(60)); return { id, log: history, cell: CELLS[draw(4)] ?? null, classId: CLASSES[draw(4)] ?? null }; };
const rowsAt = ({ id, log, cell, classId }: Told, length: number): CountedRow[] => rowsOf(lifeOf(id, log.slice(0, length), () => CALENDAR, UNFOUNDED)).map((r) => ({ ...r, cell, class_id: classId }));
const moved = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
const shifted = (rows: readonly CountedRow[], days: number): CountedRow[] => rows.map((r) => ({ ...r, day: moved(r.day, days), until_day: r.until_day === null ? null : moved(r.until_day, days) }));

const SPAN_MONTHS = { month: 1, quarter: 3, year: 12 };
const spansOf = (day: string): [span: string, first: string][] => [['day', day], ...Object.entries(SPAN_MONTHS).map(([span, months]): [string, string] => [span, `${day.slice(0, 5)}${String(Math.floor((Number(day.slice(5, 7)) - 1) / months) * months + 1).padStart(2, '0')}-01`])];

/** What all rows come to in every grain, row by row. */
function added(rows: readonly CountedRow[], before: string): Map<string, number> {
  const found = new Map<string, number>(), shares = new Set<string>(SHARES);
  const add = (r: CountedRow, part: string, day: string): void => {
    if (day >= before || (r.person !== '' && !shares.has(part))) return;
    const told: Record<SumDimension, string> = { township: r.cell?.slice(0, 9) ?? '', cell: r.cell ?? '', department: r.department ?? '', class_id: r.class_id ?? '', source: r.source, whose: r.person };
    for (const [grain, dimensions] of Object.entries(GRAINS)) if ((grain === 'whose' || grain === 'shares') === (r.person !== '')) for (const [span, first] of spansOf(day)) {
      const key = [grain, span, first, ...SUM_DIMENSIONS.map((d) => ((dimensions as readonly SumDimension[]).includes(d) ? told[d] : '')), part].join('|');
      found.set(key, (found.get(key) ?? 0) + 1);
    }
  };
  for (const r of rows) {
    if (r.part === 'standing' && r.until_day !== null && r.until_day <= r.day) continue;
    add(r, r.part, r.day);
    if (r.part === 'standing' && r.until_day !== null) add(r, LEFT, r.until_day);
  }
  return found;
}
async function kept(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const row of await db.query<Record<string, string> & Record<Countable, number | null>>('select *, day::text as day from counted_sum'))
    for (const part of SUM_COLUMNS) { const n = row[part]; if (n !== null && n !== undefined) found.set([row['grain'], row['span'], row['day'], ...SUM_DIMENSIONS.map((d) => row[d]), part].join('|'), Number(n)); }
  return found;
}
const faults = async (): Promise<string[]> => { const found: string[] = [], run = auditSums(db, { whole: true, salt: '' }); for (let s = await run.next(); !s.done; s = await run.next()) found.push(s.value.what); return found; };
const sorted = (of: Map<string, number>): [string, number][] => [...of].sort(([a], [b]) => (a < b ? -1 : 1));

/** Every case lies before it. */
const TODAY = '2030-01-01';

describe('sums', () => {
  it('are after every change what the rows come to, however cases go on, are taken back or come to nothing', async () => {
    const draw = drawing(20261126), cases = Array.from({ length: 60 }, () => told(draw)), now = new Map<CaseId, CountedRow[]>(), drawn = new Set<string>();
    for (let turn = 0; turn < 40; turn++) {
      const few = cases.filter(() => draw(6) === 0), rows = few.map((c) => { const away = draw(15) === 0 ? 0 : 1 + draw(c.log.length); return [c, away === 0 ? [] : shifted(rowsAt(c, away), draw(5) === 0 ? 40 : 0)] as const; });
      for (const [c, own] of rows) { now.set(c.id, own); for (const r of own) drawn.add(r.part); }
      await db.transaction((tx) => replace(tx, few.map((c) => c.id), rows.flatMap(([, own]) => own)));
      if (turn % 8 === 7) expect(sorted(await kept())).toEqual(sorted(added([...now.values()].flat(), '9999')));
    }
    expect(COUNTABLE.filter((p) => drawn.has(p)).length).toBeGreaterThan(60);
    expect([...drawn].some((p) => isShare(p as Countable))).toBe(true);
    expect(await faults()).toEqual([]);
  }, 120_000);

  it('are made from what was counted before, month by month, while cases go on; nothing is lost and nothing twice', async () => {
    const before = await kept();
    await db.query('truncate counted_sum, counted_column, counted_loose');
    await db.query(`update counted_added set before = '-infinity'`);
    expect([await sums.ready(), await sums.due(TODAY)]).toEqual([false, true]);
    await sums.addUp(TODAY, 1);
    const [{ before: mark } = { before: '' }] = await db.query<{ before: string }>('select before::text as before from counted_added');
    expect([await sums.ready(), mark]).toEqual([false, '2026-12-01']);
    const draw = drawing(4), more = [told(draw), told(draw)], rows = more.flatMap((c) => shifted(rowsAt(c, c.log.length), 20));
    await db.transaction((tx) => replace(tx, more.map((c) => c.id), rows));
    const all = await db.query<CountedRow>('select *, day::text as day, until_day::text as until_day from counted_case'), numbered = all.map((r) => ({ ...r, worth: r.worth === null ? null : Number(r.worth), worth_wall: r.worth_wall === null ? null : Number(r.worth_wall) }));
    expect(new Set(rows.map((r) => r.day < mark)).size).toBe(2);
    // What is in so far is whole; a month that has begun is in it up to the day.
    expect(sorted(await kept())).toEqual(sorted(added(numbered, mark)));
    await Promise.all([sums.addUp(TODAY), sums.addUp(TODAY)]);
    expect([await sums.ready(), await sums.due(TODAY)]).toEqual([true, false]);
    expect(sorted(await kept())).toEqual(sorted(added(numbered, '9999')));
    await db.transaction((tx) => replace(tx, more.map((c) => c.id), []));
    expect(sorted(await kept())).toEqual(sorted(before));
    expect(await faults()).toEqual([]);
  }, 120_000);

  it('follow whoever writes the rows, and doctor finds a sum that was changed', async () => {
    await db.query(`update counted_case set department = 'XX', worth = worth + 7200000 where case_id in (select case_id from counted_case order by case_id limit 20)`);
    await db.query(`delete from counted_case where part = 'filed'`);
    expect(await faults()).toEqual([]);
    await db.query(`update counted_sum set reported = coalesce(reported, 0) + 1 where ctid = (select ctid from counted_sum where grain = 'kind' and span = 'month' limit 1)`);
    await db.query(`update counted_sum set filed = 7 where ctid = (select ctid from counted_sum where grain = 'cell' and span = 'day' limit 1)`);
    await sums.addUp(TODAY);
    await db.query(`update counted_column set wall = set_byte(wall, 1, get_byte(wall, 1) + 1) where ctid = (select ctid from counted_column limit 1)`);
    const found = await faults();
    expect([found.filter((f) => f.startsWith('kind month')).length, found.filter((f) => f.startsWith('cell day')).length, found.filter((f) => !f.startsWith('kind') && !f.startsWith('cell')).length]).toEqual([1, 1, 1]);
    await db.query('truncate counted_case');
    expect((await kept()).size).toBe(0);
  });
});
