import fc from 'fast-check';
import type { Countable, Unit } from '#contract';
import { counted, within, type Bind, type Days } from '#directory';
import type { DepartmentId } from '#domain';
import { testing, type Database } from '#platform';
import { migrations } from '../migrations.js';
import { LengthColumns } from '../sums/columns.js';
import { roundedLength } from '../sums/lengths.js';
import { entities } from '../tables.js';
import { columnOf } from './counts.js';
import { lengthsKept, type Spread } from './lengths.js';
import { isSorted } from './sorting.js';

let server: testing.TestPostgres, db: Database, columns: LengthColumns;
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...entities], migrations: [...migrations] }));
  columns = new LengthColumns(db);
}, 120_000);
afterAll(() => server.stop());

const FIRST = Date.parse('2025-12-20'), DAY = 86_400_000, OFFSET = 8 * 3_600_000, SPAN = 60, PARTS: readonly Countable[] = ['resolved', 'took-total'];
const dateOf = (n: number): string => new Date(FIRST + n * DAY).toISOString().slice(0, 10);
const CELLS = ['532323101001001', '532323101002001', '532323203001007', null], CLASSES = ['E0110', 'E0203', 'P0101', null], DEPARTMENTS = ['SAN', 'UM', null], SOURCES = ['patrol', 'hotline', 'sensor'];
const length = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 3_600_000 }), fc.integer({ min: 0, max: 400 * DAY }));
const row = fc.record({ part: fc.constantFrom(...PARTS), day: fc.integer({ min: 0, max: SPAN - 1 }), hour: fc.integer({ min: 0, max: 23 }), department: fc.constantFrom(...DEPARTMENTS), cell: fc.constantFrom(...CELLS), class_id: fc.constantFrom(...CLASSES), source: fc.constantFrom(...SOURCES), worth: length, worth_wall: length });
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

async function write(rows: readonly Row[], from: number): Promise<void> {
  await db.query(
    `insert into counted_case (case_id, part, person, at, day, department, cell, class_id, source, worth, worth_wall)
      select md5((row_number() over () + $2)::text)::uuid, r.part, '', extract(epoch from r.date::timestamp at time zone 'Asia/Shanghai') * 1000 + r.hour * 3600000, r.date::date, r.department, r.cell, r.class_id, r.source, r.worth, r.worth_wall
      from json_to_recordset($1::json) as r (part text, date text, hour int, department text, cell text, class_id text, source text, worth bigint, worth_wall bigint)`, [JSON.stringify(rows.map((r) => ({ ...r, date: dateOf(r.day) }))), from]);
}

const question = fc.record({
  by: fc.constantFrom<Unit>('county', 'department', 'class', 'source', 'township', 'community', 'cell'), cuts: fc.uniqueArray(fc.integer({ min: 0, max: SPAN }), { minLength: 2, maxLength: 4 }), today: fc.integer({ min: 20, max: SPAN + 5 }), hour: fc.integer({ min: 0, max: 24 }), brief: fc.boolean(),
  area: fc.constantFrom(undefined, undefined, '532323101', '532323101001', '532323203001007'), category: fc.constantFrom(undefined, undefined, 'E', 'E0110'), source: fc.constantFrom(undefined, undefined, ['patrol'], ['patrol', 'sensor']), department: fc.constantFrom(undefined, undefined, 'SAN' as DepartmentId),
});

describe('medians and p90 from columns', () => {
  it('are those of the rows, whatever is asked, whatever is loose at that moment, and whatever changes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 5, maxLength: 150, size: 'max' }), fc.array(row, { maxLength: 12 }), fc.integer({ min: 0, max: SPAN }), fc.array(question, { minLength: 3, maxLength: 8 }), async (first, later, packed, questions) => {
      await db.query('truncate counted_case');
      await write(first, 0);
      await columns.pack(dateOf(packed));
      await write(later, 1_000);
      await db.query(`delete from counted_case where case_id in (select case_id from counted_case order by case_id limit 2)`);
      await db.query(`update counted_case set department = 'UM', worth = worth + 7200000 where case_id in (select case_id from counted_case order by case_id desc limit 2)`);
      for (const q of questions) expect(sorted(await kept(q))).toEqual(sorted(await right(q)));
    }), { numRuns: 25 });
  }, 120_000);

  async function kept({ by, brief, ...of }: Asked): Promise<Spread[]> {
    if (!isSorted(by)) return [];
    const { steps, asOf } = stepsOf(of);
    return db.reading((tx) => lengthsKept(tx, { ...of, by, brief, column: columnOf(by), parts: PARTS, steps, offset: OFFSET, asOf, where: (days) => rows(of, days, asOf) }));
  }
  /** The same from the rows one by one. */
  async function right({ by, brief, ...of }: Asked): Promise<Spread[]> {
    const { steps, asOf } = stepsOf(of), { where, params } = rows(of, steps, asOf), found: Spread[] = [];
    const all = await db.query<{ unit: string | null; day: string; part: Countable; worth: string | null; worth_wall: string | null }>(`select ${columnOf(by)} as unit, day::text as day, part, worth, worth_wall from counted_case where ${where} and (worth is not null or worth_wall is not null)`, params);
    for (const part of PARTS) for (const [period, { from, to }] of steps.entries()) {
      const own = all.filter((r) => r.part === part && r.day >= from && r.day <= to);
      const ranks = (some: typeof own): Pick<Spread, 'wm' | 'wp' | 'cm' | 'cp'> => ({ wm: disc(some.map((r) => r.worth), 0.5), wp: disc(some.map((r) => r.worth), 0.9), cm: brief ? null : disc(some.map((r) => r.worth_wall), 0.5), cp: brief ? null : disc(some.map((r) => r.worth_wall), 0.9) });
      for (const unit of new Set(own.map((r) => r.unit))) found.push({ unit, whole: false, period, part, ...ranks(own.filter((r) => r.unit === unit)) });
      if (!brief && own.length > 0) found.push({ unit: null, whole: true, period, part, ...ranks(own) });
    }
    return found.filter((s) => s.wm !== null || s.cm !== null);
  }
});

type Asked = typeof question extends fc.Arbitrary<infer Q> ? Q : never;
function stepsOf({ cuts, today, hour }: Pick<Asked, 'cuts' | 'today' | 'hour'>): { steps: Days[]; asOf: number } {
  const at = [...cuts].sort((a, b) => a - b);
  return { steps: at.slice(1).map((to, i) => ({ from: dateOf(at[i] ?? 0), to: dateOf(to - 1) })), asOf: FIRST + today * DAY - OFFSET + hour * 3_600_000 };
}
function rows({ area, category, source, department }: Pick<Asked, 'area' | 'category' | 'source' | 'department'>, days: readonly Days[], asOf: number): { where: string; params: unknown[] } {
  const params: unknown[] = [], bind: Bind = (value) => `$${params.push(value)}`;
  return { where: [counted({ parts: PARTS, days, department }, asOf, bind), ...within({ area, category, source }, bind)].map((c) => `(${c})`).join(' and '), params };
}
const disc = (lengths: readonly (string | null)[], share: number): string | null => {
  const some = lengths.filter((l) => l !== null).map((l) => roundedLength(Number(l))).sort((a, b) => a - b);
  return some.length === 0 ? null : String(some[Math.ceil(share * some.length) - 1]);
};
const sorted = (spreads: readonly Spread[]): string[] => spreads.map((s) => JSON.stringify([s.part, s.period, s.whole, s.unit, s.wm, s.wp, s.cm, s.cp])).sort();
