import type { AssessmentFigures, Countable } from '#contract';
import { DAY } from '#domain';
import { ANALYSIS_VIEWS } from '#metrics';
import { random } from '#simulator';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { photo, Play, runProgram, startHarness, Wandering, type Harness } from '../harness/index.js';

let harness: Harness;
let play: Play;
let extended: string;
beforeAll(async () => {
  harness = await startHarness({ backend: 'postgres' });
  play = new Play(harness);
  extended = await play.reported();
  await play.accepted(extended);
  await play.does('lead-san', extended, { type: 'request', kind: 'extension', reason: '等车', more: 3_600_000 });
  await play.does('disp-1', extended, { type: 'grant' });
  const people = new Wandering(harness, random(20261127).next, await (await harness.as('h-san-1')).upload(await photo())), die = random(3).next;
  for (let turn = 0; turn < 6; turn++) { await people.turn(3); await harness.advance(Math.floor(die() ** 2 * 2 * DAY)); }
}, 240_000);
afterAll(() => harness.stop());

type Query = Record<string, string | number>;
const shift = (day: string, by: number): string => new Date(Date.parse(day) + by * DAY).toISOString().slice(0, 10);
const days = (): { from: string; to: string } => ({ from: shift(play.today(), -90), to: play.today() });
const figures = async (query: Query, as = 'leader-1'): Promise<AssessmentFigures> => (await harness.as(as)).want('assessmentFigures', { query });

describe('views for analysts', () => {
  const name = `analyst_${randomBytes(4).toString('hex')}`;
  const program = async (...args: string[]): Promise<{ code: number; out: string; url: string }> => { const { code, out } = await runProgram(['analyst', '--name', name, ...args], { DATABASE_URL: harness.databaseUrl, GRID_DATA_DIR: harness.env['GRID_DATA_DIR'] ?? '' }); return { code, out, url: /postgres(ql)?:\/\/\S+/.exec(out)?.[0] ?? '' }; };
  let url: string;
  const asked = async <T>(sql: string, params: unknown[] = [], at = url): Promise<T[]> => {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    try {
      await client.query('set default_transaction_read_only = off');
      await client.query(`set analysis.as_of = '${new Date(harness.clock.now()).toISOString()}'`);
      return (await client.query(sql, params)).rows as T[];
    } finally { await client.end(); }
  };
  const refused = (sql: string): Promise<string> => asked(sql).then(() => 'done', (error: { code?: string }) => error.code ?? String(error));
  beforeAll(async () => { url = (await program()).url; });
  afterAll(async () => { await program('--end'); });

  it('count what the API counts, day by day', async () => {
    const period = days(), shown = await figures({ ...period, by: 'county', per: 'month' }), found: Record<string, number> = {};
    for (const r of await asked<{ part: string; day: string; n: number }>(`select part, day::text as day, count(*)::int as n from case_count where whose is null and part <> 'standing' and day between $1 and $2 group by 1, 2`, [period.from, period.to])) {
      const i = shown.periods.findIndex((p) => p.from <= r.day && r.day <= p.to);
      found[`${i} ${r.part}`] = (found[`${i} ${r.part}`] ?? 0) + r.n;
    }
    for (const [i, p] of shown.periods.entries()) for (const r of await asked<{ n: number }>(`select count(*)::int as n from case_count where part = 'standing' and day <= $1 and (until is null or until > $1)`, [p.to])) if (r.n > 0) found[`${i} standing`] = r.n;
    const api = Object.fromEntries(shown.totals.flatMap((t) => Object.entries(t.counts).map(([part, n]) => [`${t.period} ${part}`, n])));
    expect(Object.keys(api).length).toBeGreaterThan(25);
    expect(found).toEqual(api);
  });

  it('tell of each case what the API tells of it', async () => {
    const period = days(), [of] = (await figures({ ...period, by: 'county' })).totals, within = (column: string): string => `${column} between $1 and $2`;
    const [sum] = await asked<Record<string, number>>(
      `select count(*) filter (where handled_on_time and ${within('handle_counted_on')})::int as "handled-on-time", count(*) filter (where not handled_on_time and ${within('handle_counted_on')})::int as "handled-late", count(*) filter (where handled_on_time_original and ${within('handle_counted_on')})::int as "handled-on-time-original",
        count(*) filter (where ${within('handle_counted_on')})::int as "handle-due", count(*) filter (where closed_on_time and ${within('close_counted_on')})::int as "closed-on-time", count(*) filter (where ${within('filed_at::date')})::int as filed,
        count(*) filter (where ${within('first_dispatched_at::date')})::int as dispatched, count(*) filter (where ${within('handled_at::date')})::int as resolved, count(*) filter (where ${within('forced_at::date')})::int as forced from case_fact`, [period.from, period.to]);
    for (const [part, n] of Object.entries(sum ?? {})) expect([part, n]).toEqual([part, of?.counts[part as Countable] ?? 0]);
    expect(sum?.['handle-due']).toBeGreaterThan(5);
    const [one] = await asked<{ number: string; original: string; due: string; kinds: string[]; extensions: number; township: string; major: string; label: string; text: string }>(
      `select f.number, handle_due_original_at as original, handle_due_at as due, extension_kinds as kinds, extensions, township, major_class as major, n.zh as label from case_fact f join name n on n.kind = 'class' and n.id = f.class where case_id = $1`, [extended]);
    const log = await harness.database.query<{ due: string }>(`select distinct clocks -> 'handling' ->> 'dueAt' as due from case_event where case_id = $1 and clocks -> 'handling' ->> 'dueAt' is not null order by 1`, [extended]);
    expect(log).toHaveLength(2);
    expect([new Date(one?.original ?? '').getTime(), new Date(one?.due ?? '').getTime()]).toEqual(log.map((r) => Number(r.due)));
    expect(one).toMatchObject({ extensions: 1, kinds: ['extension'], township: '532323101', major: '01', label: expect.stringMatching(/[\u4e00-\u9fff]/) });
    const rows = await asked<{ case_id: string; number: string; stage: string; outcome: string | null; department: string | null }>('select case_id, number, stage, outcome, department from case_fact');
    const items = (await (await harness.as('leader-1')).want('cases', { query: { limit: 200, open: 'true' } })).items;
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) expect(rows.find((r) => r.case_id === item.id)).toEqual({ case_id: item.id, number: item.number, stage: item.stage, outcome: item.outcome, department: item.department });
  });

  it('have the columns that are described, and nothing of a person', async () => {
    for (const { name: view, columns } of ANALYSIS_VIEWS) {
      const there = await asked<{ name: string; type: string }>(`select attname as name, format_type(atttypid, null) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum`, [`analysis.${view}`]);
      expect(there.map((c) => [c.name, c.type.replace('timestamp with time zone', 'timestamptz')])).toEqual(columns.map((c) => [c.name, c.type]));
    }
    const people = new Set((await harness.database.query<{ id: string; name: string }>('select id, name from person')).flatMap((p) => [p.id, p.name])), texts = new Set((await harness.database.query<{ text: string }>('select text from cases')).map((r) => r.text));
    for (const { name: view } of ANALYSIS_VIEWS) for (const row of await asked<Record<string, unknown>>(`select * from ${view}`)) for (const value of Object.values(row).flat()) expect([view, people.has(String(value)) || texts.has(String(value))]).toEqual([view, false]);
  });

  it('are all that their login may read', async () => {
    for (const sql of ['select 1 from public.cases', 'select 1 from public.counted_case', 'select 1 from public.person', 'update public.cases set number = number', 'select * from public.report_sent', 'create table public.mine (a int)', 'create table analysis.mine (a int)', `select pg_read_file('/etc/passwd')`, `copy (select 1) to program 'true'`, 'create role another']) expect([sql, await refused(sql)]).toEqual([sql, '42501']);
    expect(await asked(`select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'analysis')
      and has_schema_privilege(n.oid, 'usage') and case when c.relkind = 'S' then has_sequence_privilege(c.oid, 'select, usage, update') else has_any_column_privilege(c.oid, 'select, insert, update') end`)).toEqual([]);
    expect(await asked('show statement_timeout')).toEqual([{ statement_timeout: '5min' }]);
  });

  it('the login is given anew and taken away by the command, and no other one is touched', async () => {
    const old = url, { url: fresh, code } = await program();
    expect([code, fresh === old]).toEqual([0, false]);
    await expect(asked('select 1', [], old)).rejects.toMatchObject({ code: '28P01' });
    url = fresh;
    expect(await asked('select 1 as one')).toEqual([{ one: 1 }]);
    const own = new URL(harness.databaseUrl).username, other = await runProgram(['analyst', '--name', own], { DATABASE_URL: harness.databaseUrl, GRID_DATA_DIR: harness.env['GRID_DATA_DIR'] ?? '' });
    expect([other.code, other.out]).toEqual([1, expect.stringContaining('not a login of ours')]);
    expect((await program('--end')).code).toBe(0);
    await expect(asked('select 1')).rejects.toMatchObject({ code: '28P01' });
    url = (await program()).url;
  });
});
