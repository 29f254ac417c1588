import { PARTS } from '#contract';
import { counted, stocked, summed, within, type Summing } from '#directory';
import { HOUR, type DepartmentId } from '#domain';
import { testing, type Database } from '#platform';
import { migrations } from '../migrations.js';
import { entities } from '../tables.js';
import { LengthColumns } from './columns.js';

const CASES = 40_000, NOW = Date.parse('2026-11-26T15:00:00+08:00'), OFFSET = 8 * HOUR;
let server: testing.TestPostgres, db: Database;
beforeAll(async () => {
  server = await testing.startTestPostgres();
  ({ database: db } = await server.open({ entities: [...entities], migrations: [...migrations] }));
  // Three years, up to some days after now: deadlines lie ahead.
  await db.query(`insert into counted_case (case_id, part, person, at, day, department, cell, class_id, source, worth, worth_wall, until_day)
    select md5(n::text)::uuid, p, '', extract(epoch from d + interval '4 hours') * 1000, d, 'D' || n % 20, '532323' || lpad((100 + n % 9)::text, 3, '0') || lpad((n % 300)::text, 6, '0'), 'E0' || 100 + n % 60, (array['patrol', 'hotline', 'public'])[1 + n % 3],
      case when p = 'resolved' then n * 1000 end, case when p = 'resolved' then n * 2000 end, case when p = 'standing' then d + n % 9 end
    from generate_series(1, ${CASES}) n cross join unnest(array['reported', 'filed', 'closed', 'resolved', 'handle-due', 'standing']) p cross join lateral (select date '2023-12-01' + n * 1095 / ${CASES} as d) x`);
  await new LengthColumns(db).pack('2026-11-26');
  for (const table of ['counted_case', 'counted_sum', 'counted_column', 'counted_loose']) await db.query(`vacuum analyze ${table}`);
}, 180_000);
afterAll(() => server.stop());

interface Plan { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; Plans?: Plan[] }
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
/** The indexes that a statement walks, and the tables that it reads from end to end. */
async function walked(sql: string, params: readonly unknown[]): Promise<string[]> {
  const [row] = await db.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (format json) ${sql}`, params);
  return [...new Set((row?.['QUERY PLAN'] ?? []).flatMap((p) => nodes(p.Plan)).flatMap((n) => [...(n['Index Name'] === undefined ? [] : [n['Index Name']]), ...(n['Node Type'] === 'Seq Scan' ? [`seq ${n['Relation Name'] ?? ''}`] : [])]))].sort();
}
const flow = PARTS.filter((p) => p !== 'standing');
async function sums(asked: Partial<Summing>): Promise<string[]> {
  const params: unknown[] = [], sql = summed({ by: 'department', parts: flow, days: [{ from: '2026-11-01', to: '2026-11-26' }], ...asked }, 'department', OFFSET, NOW, (v) => `$${params.push(v)}`);
  return sql === null ? [] : walked(sql, params);
}

describe('the plans of figures', () => {
  it.each([
    ['the board of a month', { by: 'day' }], ['one department’s', { by: 'day', department: 'D3' as DepartmentId }], ['a year by department', { days: [{ from: '2025-12-01', to: '2026-11-26' }] }], ['a township’s', { area: '532323101' }], ['a class and channel', { category: 'E0110', source: ['patrol'] }],
    ['the heat of the cells', { by: 'cell', parts: ['reported'] }],
  ] as [string, Partial<Summing>][])('%s: sums by their key, and of the rows those alone that lie ahead today', async (_, asked) => expect(await sums(asked)).toEqual(['counted_case_when', 'counted_sum_pkey']));

  it('what is over needs no row at all', async () => expect(await sums({ days: [{ from: '2026-09-01', to: '2026-10-31' }] })).toEqual(['counted_sum_pkey']));

  it('lengths of years from their columns, in order', async () => {
    expect(await walked(`select kinds, working, wall from counted_column where part = $1 and day >= $2::date and day <= $3::date order by day`, ['resolved', '2024-12-01', '2026-11-25'])).toEqual(['counted_column_pkey']);
  });

  it('what stood at the ends of months from sums alone', async () => {
    const params: unknown[] = [], steps = [{ from: '2023-01-01', to: '2026-06-30' }, ...['07', '08', '09'].map((m) => ({ from: `2026-${m}-01`, to: `2026-${m}-30` }))];
    expect(await walked(stocked({ by: 'department' }, steps, 'department', OFFSET, NOW, (v) => `$${params.push(v)}`) ?? '', params)).toEqual(['counted_sum_pkey']);
  });

  it('a community with a department has a sum of its own; where it may not be looked up its rows are found by the place', async () => {
    expect(await sums({ area: '532323101001', department: 'D3' as DepartmentId })).toEqual(['counted_case_place', 'counted_sum_pkey']);
    const params: unknown[] = [], bind = (v: unknown): string => `$${params.push(v)}`, where = [counted({ parts: flow, days: [{ from: '2025-12-01', to: '2026-11-26' }], department: 'D3' as DepartmentId }, NOW, bind), ...within({ area: '532323101001' }, bind)].join(' and ');
    expect(await walked(`select part, count(*) from counted_case where ${where} group by 1`, params)).toEqual(['counted_case_place']);
  });

  it('what stood on a day is found without looking at what had gone', async () => {
    const params: unknown[] = [], where = counted({ parts: ['standing'], days: [{ from: '2025-01-01', to: '2025-01-31' }] }, NOW, (v) => `$${params.push(v)}`);
    expect(await walked(`select department, count(*) from counted_case where ${where} group by 1`, params)).toEqual(['counted_case_stood']);
    const [row] = await db.query<{ n: number; brute: number }>(`select (select count(*)::int from counted_case where ${where}) as n, (select count(*)::int from counted_case where part = 'standing' and day <= '2025-01-31' and until_day > '2025-01-31') as brute`, params);
    expect(row?.n).toBe(row?.brute);
    expect(row?.n).toBeGreaterThan(50);
  });
});
