import { PART_WORDS, type AssessmentFigures, type Countable } from '#contract';
import { DAY } from '#domain';
import { ANALYSIS_VIEWS, ScheduledReports } from '#metrics';
import { startServer } from '#server';
import { random } from '#simulator';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { calculated, photo, Play, runProgram, sheetsOf, startHarness, Wandering, type Harness, type ReadSheet } from '../harness/index.js';

let harness: Harness;
let play: Play;
let extended: string;
beforeAll(async () => {
  harness = await startHarness({ backend: 'postgres', env: { GRID_WEBHOOK_PRIVATE: 'true', GRID_PUBLIC_URL: 'http://grid.example' } });
  play = new Play(harness);
  extended = await play.reported();
  await play.accepted(extended);
  await play.does('lead-san', extended, { type: 'request', kind: 'extension', reason: '等车', more: 3_600_000 });
  const [original] = await harness.database.query<{ due: string }>(`select clocks -> 'handling' ->> 'dueAt' as due from case_event where case_id = $1 and clocks -> 'handling' ->> 'dueAt' is not null order by seq desc limit 1`, [extended]);
  await play.does('disp-1', extended, { type: 'grant' });
  // Done after the original deadline, within the extended one.
  await play.until(Number(original?.due) + 60_000);
  await play.resolved(extended);
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
    expect(Object.keys(api).length).toBeGreaterThan(20);
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
    expect(sum?.['handled-on-time-original']).toBeLessThan(sum?.['handled-on-time'] ?? 0);
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

describe('figures as a workbook', () => {
  const file = async (path: string, query: Query, as = 'leader-1'): Promise<Response> => (await harness.as(as)).fetch(`${path}?${new URLSearchParams(Object.fromEntries(Object.entries(query).map(([k, v]) => [k, String(v)]))).toString()}`);
  const book = async (path: string, query: Query, as?: string): Promise<ReadSheet[]> => sheetsOf(new Uint8Array(await (await file(path, query, as)).arrayBuffer()));
  const FIGURES = '/api/assessment/figures/export', LEAGUE = '/api/assessment/league/export';
  /** Where a title stands in the first row. */
  const under = (sheet: ReadSheet, title: string): string => { const found = [...sheet.cells].find(([ref, c]) => /^[A-Z]+1$/.test(ref) && c.value === title)?.[0].replace('1', ''); if (found === undefined) throw new Error(`no column ${title}`); return found; };
  /** Every formula comes to what the file says it comes to. */
  const holds = (sheet: ReadSheet): number => { let n = 0; for (const [ref, c] of sheet.cells) if (c.formula !== null) { n++; const value = calculated(sheet, ref); expect([ref, c.formula, value]).toEqual([ref, c.formula, typeof c.value === 'number' ? expect.closeTo(c.value, 1) : c.value]); if (typeof c.value === 'number' && c.value <= 1) expect(value).toBeCloseTo(c.value, 9); } return n; };

  it.each([['department', 'whole'], ['county', 'month'], ['community', 'week'], ['person', 'whole'], ['source', 'month'], ['rule', 'whole']])('by %s and %s holds the very numbers of the API, its rates and sums as formulas', async (by, per) => {
    const query = { ...days(), by, per }, shown = await figures(query), [sheet, definitions, filter] = await book(FIGURES, query);
    if (sheet === undefined || definitions === undefined || filter === undefined) throw new Error('three sheets');
    const { indicators } = await (await harness.as('leader-1')).want('assessmentIndicators'), own = indicators.filter((i) => shown.indicators.includes(i.id));
    expect(sheet.rows).toBe(1 + shown.rows.length + shown.totals.length);
    for (const [i, r] of shown.rows.entries()) {
      const line = i + 2;
      expect(sheet.cells.get(`C${line}`)?.value ?? null).toBe(r.unit);
      expect(sheet.cells.get(`A${line}`)?.value).toBe(Date.parse(shown.periods[r.period]?.from ?? '') / DAY + 25_569);
      for (const [part, n] of Object.entries(r.counts)) expect([by, line, part, sheet.cells.get(`${under(sheet, PART_WORDS[part as Countable].zh)}${line}`)]).toEqual([by, line, part, { value: n, formula: null, style: 4 }]);
      for (const d of own.filter((o) => o.of !== null)) {
        const of = r.counts[d.of as Countable] ?? 0, cell = `${under(sheet, d.name.zh)}${line}`;
        expect(sheet.cells.get(cell)?.formula).toMatch(/^IF\(/);
        expect([d.id, calculated(sheet, cell)]).toEqual([d.id, of < Math.max(1, d.minimum) ? '–' : (r.counts[d.count] ?? 0) / of]);
      }
    }
    for (const [i, t] of shown.totals.entries()) for (const [part, n] of Object.entries(t.counts)) expect([by, part, calculated(sheet, `${under(sheet, PART_WORDS[part as Countable].zh)}${2 + shown.rows.length + i}`)]).toEqual([by, part, n]);
    const calculations = holds(sheet);
    if (shown.rows.length > 0) expect(calculations).toBeGreaterThan(0);
    expect(sheet.xml).toContain('<pane xSplit="4" ySplit="1" topLeftCell="E2" activePane="bottomRight" state="frozen"/>');
    for (const [i, d] of own.entries()) expect([definitions.cells.get(`C${i + 2}`)?.value, definitions.cells.get(`D${i + 2}`)?.value, definitions.cells.get(`F${i + 2}`)?.value, definitions.cells.get(`G${i + 2}`)?.value]).toEqual([d.formula.zh, d.formula.en, d.cohort.en, d.minimum]);
    const said = [...filter.cells.values()].map((c) => c.value);
    expect(said).toEqual(expect.arrayContaining([query.from, query.to, by, '数据完整', '是', expect.closeTo((shown.asOf + 8 * 3_600_000) / DAY + 25_569, 6)]));
  });

  it('holds the lengths as they were counted', async () => {
    const query = { ...days(), by: 'county' }, shown = await figures(query), [sheet] = await book(FIGURES, query), l = shown.rows[0]?.lengths['took-triage'];
    expect(l?.wall).not.toBeNull();
    if (sheet !== undefined) expect(sheet.cells.get(`${under(sheet, `${PART_WORDS['took-triage'].zh} 九成（自然小时）`)}2`)?.value).toBeCloseTo((l?.wall?.p90 ?? 0) / 3_600_000, 9);
  });

  it('shows each reader what the figures show them, and refuses what they refuse', async () => {
    const query = { ...days(), by: 'department' }, shown = await figures(query, 'lead-san'), [sheet] = await book(FIGURES, query, 'lead-san');
    if (sheet === undefined) throw new Error('a sheet');
    expect(shown.rows.map((r) => r.counts.filed ?? 0)).toEqual(shown.rows.map((_, i) => sheet.cells.get(`${under(sheet, PART_WORDS.filed.zh)}${i + 2}`)?.value));
    const other = await figures(query, 'lead-mun'), [less] = await book(FIGURES, query, 'lead-mun');
    expect([less?.rows, other.rows.length < shown.rows.length]).toEqual([1 + other.rows.length + other.totals.length, true]);
    for (const [as, wrong, status] of [['lead-san', { department: 'UM' }, 403], ['leader-1', { by: 'planet' }, 422], ['leader-1', { per: 'day', by: 'cell', from: '2026-01-01' }, 422], ['disp-1', { by: 'person', whose: 'h-san-1' }, 403]] as const) expect([wrong, (await file(FIGURES, { ...query, ...wrong }, as)).status]).toEqual([wrong, status]);
    expect((await fetch(new URL(`${FIGURES}?from=2026-01-01&to=2026-01-02`, harness.url))).status).toBe(401);
  });

  it.each([['department', 'month'], ['cell', 'month'], ['person', 'quarter'], ['county', 'week']])('as CSV by %s and %s, a period after the other, is line by line the sheet', async (by, per) => {
    const query = { ...days(), from: shift(days().from, -70), by, per }, [sheet] = await book(FIGURES, query);
    if (sheet === undefined) throw new Error('a sheet');
    const [head = [], ...lines] = (await (await file(FIGURES, { ...query, format: 'csv' })).text()).replace('\ufeff', '').trimEnd().split('\r\n').map((l) => l.split(','));
    expect(lines.length).toBe(sheet.rows - 1);
    expect(new Set(lines.map((l) => l[0])).size).toBeGreaterThan(1);
    for (const [column, title] of head.entries()) for (const [i, line] of lines.entries()) {
      const cell = sheet.cells.get(`${under(sheet, title)}${i + 2}`)?.value ?? '', said = line[column] ?? '';
      if (column > 1) expect([title, i, typeof cell === 'number' && said !== '' ? Number(said) : said]).toEqual([title, i, typeof cell === 'number' ? expect.closeTo(cell, 9) : cell]);
    }
  });

  it('as CSV is the same sheet, and named for what it is', async () => {
    const query = { ...days(), by: 'department', lang: 'en' }, response = await file(FIGURES, { ...query, format: 'csv' }), shown = await figures({ ...days(), by: 'department' });
    expect([response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual(['text/csv; charset=utf-8', expect.stringMatching(/filename="figures-\d{8}-\d{4}\.csv"/)]);
    const [head = [], ...lines] = (await response.text()).replace('\ufeff', '').trim().split('\r\n').map((l) => l.split(','));
    expect(lines).toHaveLength(shown.rows.length + 1);
    expect(lines[0]?.slice(0, 3)).toEqual([days().from, days().to, shown.rows[0]?.unit]);
    expect(lines.map((l) => Number(l[head.indexOf('Filed')]))).toEqual([...shown.rows.map((r) => r.counts.filed ?? 0), shown.totals[0]?.counts.filed ?? 0]);
  });

  it.each([['department', 'leader-1'], ['area', 'sup-1'], ['department', 'lead-san']])('the league %s as %s sees it scores by formulas over parts and weights', async (scheme, as) => {
    const query = { scheme, ...days() }, league = await (await harness.as(as)).want('assessmentLeague', { query }), [sheet, definitions] = await book(LEAGUE, query, as), rows = league.groups.flatMap((g) => g.rows);
    if (sheet === undefined) throw new Error('a sheet');
    expect(rows.length).toBeGreaterThan(0);
    for (const [i, r] of rows.entries()) {
      const line = i + 3, at = (title: string): number | string | null => calculated(sheet, `${under(sheet, title)}${line}`);
      expect([at('代码'), at('样本'), at('名次'), at('等级')]).toEqual([r.unit, r.n, r.rank ?? '–', r.grade ?? '–']);
      expect(sheet.cells.get(`${under(sheet, '得分')}${line}`)?.formula).toContain('SUMPRODUCT');
      expect([r.unit, at('得分')]).toEqual([r.unit, r.score === null ? '–' : expect.closeTo(r.score, 1)]);
      for (const p of league.scheme.parts) {
        const part = r.parts.find((q) => q.id === p.id);
        expect(calculated(sheet, `${under(sheet, `${p.zh}得分`)}2`)).toBe(p.weight);
        expect([p.id, at(`${p.zh}得分`)]).toEqual([p.id, part?.score == null ? '–' : expect.closeTo(part.score, 9)]);
      }
    }
    expect(sheet.xml).toContain('ySplit="2"');
    expect(definitions?.cells.get('C2')?.value).toBe(league.scheme.parts[0]?.weight);
  });
});

describe('reports that come by themselves', () => {
  const wish = { every: 'day', by: 'department', scheme: 'department', hour: 8 } as const;
  const order = async (as: string, body: object, id: string = randomUUID()) => ({ id, answer: await (await harness.as(as)).ask('orderReport', { params: { id }, body }) });
  const mine = async (as: string, id: string) => { const found = (await (await harness.as(as)).want('reports')).orders.find((o) => o.id === id); if (found === undefined) throw new Error('no such order'); return found; };
  const told = async (as: string) => (await (await harness.as(as)).want('notices', { query: { limit: 200 } })).filter((n) => n.kind === 'report');
  const file = async (as: string, id: string): Promise<{ status: number; sheets: ReadSheet[] }> => { const r = await (await harness.as(as)).fetch(`/api/assessment/reports/sent/${id}`); return { status: r.status, sheets: r.status === 200 ? sheetsOf(new Uint8Array(await r.arrayBuffer())) : [] }; };
  const received: { type: string; data: { notices: { text: string; url: string; case: string | null }[] } }[] = [];
  const receiver = createServer((request, response) => { let body = ''; request.on('data', (piece: Buffer) => { body += piece.toString(); }); request.on('end', () => { received.push(JSON.parse(body) as (typeof received)[number]); response.end(); }); });
  let endpoint: string;
  beforeAll(async () => {
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    endpoint = (await (await harness.as('op-1')).want('addEndpoint', { body: { name: '领导', format: 'plain', owner: { kind: 'person', id: 'leader-1' }, url, secret: `whsec_${randomBytes(32).toString('base64')}` } })).id;
  });
  afterAll(() => new Promise((done) => receiver.close(done)));

  it('are ordered by those who answer for figures, and only what could be made now', async () => {
    for (const [as, body, expected] of [
      ['disp-1', wish, [403, 'no-right', undefined]], ['gm-101', wish, [403, 'no-right', undefined]], ['lead-san', { ...wish, department: 'UM' }, [403, 'no-right', undefined]], ['lead-san', { ...wish, scheme: 'area' }, [403, 'no-right', undefined]],
      ['leader-1', { ...wish, scheme: 'moon' }, [422, 'invalid-input', 'query/scheme']], ['sup-1', { ...wish, endpoint }, [422, 'invalid-input', '/endpoint']], ['sup-1', { ...wish, every: 'hour' }, [422, 'invalid-input', '/every']],
    ] as const) { const { answer } = await order(as, body); expect([as, body, answer.ok ? 200 : [answer.status, answer.problem.code, answer.problem.errors?.[0]?.pointer]]).toEqual([as, body, expected]); }
    expect((await (await harness.as('leader-1')).want('reports')).endpoints.map((e) => e.id)).toContain(endpoint);
  });

  it('come once a period, with what their orderer sees, to the inbox and the webhook, and are kept for a week', async () => {
    const { id, answer } = await order('leader-1', { ...wish, endpoint }), { id: san } = await order('lead-san', wish);
    expect(answer).toMatchObject({ ok: true, body: { id, ended: null, parked: null, sent: [] } });
    expect((await order('leader-1', { ...wish, endpoint }, id)).answer).toEqual(expect.objectContaining({ ok: true, body: answer.ok ? answer.body : null }));
    const next = (await mine('leader-1', id)).nextAt ?? 0;
    expect(new Date(next + 8 * 3_600_000).toISOString().slice(11, 16)).toBe('08:00');
    await play.until(next - 1);
    expect((await mine('leader-1', id)).sent).toEqual([]);
    await play.until(next);
    const { sent: [one], nextAt } = await mine('leader-1', id), period = one?.period ?? { from: '', to: '' };
    expect([period.from, nextAt]).toEqual([new Date(next + 8 * 3_600_000 - DAY).toISOString().slice(0, 10), next + DAY]);
    expect(await told('leader-1')).toEqual([expect.objectContaining({ case: null, number: period.from, data: expect.objectContaining({ report: one?.id, ...period }) })]);
    for (const [as, which] of [['leader-1', id], ['lead-san', san]] as const) {
      const shown = await figures({ ...period, by: 'department' }, as), { sheets: [sheet, league] } = await file(as, (await mine(as, which)).sent[0]?.id ?? '');
      expect([as, sheet?.rows, league?.name]).toEqual([as, 1 + shown.rows.length + shown.totals.length, '排名']);
      for (const [i, r] of shown.rows.entries()) expect([as, sheet?.cells.get(`C${i + 2}`)?.value ?? null]).toEqual([as, r.unit]);
    }
    expect([(await file('lead-san', one?.id ?? '')).status, (await file('sup-1', one?.id ?? '')).status]).toEqual([404, 404]);
    await harness.advance('2d');
    expect((await mine('leader-1', id)).sent.map((s) => s.period.from)).toEqual([2, 1, 0].map((n) => shift(period.from, n)));
    await harness.advance('6d');
    // The leader is off duty at the weekend; then it goes out.
    await play.morning();
    expect(received.flatMap((m) => m.data.notices).map((n) => [n.case, n.url, n.text])).toContainEqual([null, `http://grid.example/board/reports?file=${one?.id}`, `考核日报已生成：${period.from} 至 ${period.to}`]);
    expect([(await file('leader-1', one?.id ?? '')).status, await harness.database.query('select 1 from report_sent where id = $1 and file is not null', [one?.id])]).toEqual([404, []]);
    expect((await (await harness.as('sup-1')).ask('endReport', { params: { id } })).status).toBe(404);
    for (const [as, which] of [['leader-1', id], ['lead-san', san]] as const) expect((await (await harness.as(as)).ask('endReport', { params: { id: which } })).status).toBe(204);
    const before = (await told('leader-1')).length;
    await harness.advance('2d');
    expect([(await told('leader-1')).length, (await mine('leader-1', id)).ended, (await mine('leader-1', id)).nextAt]).toEqual([before, 'ended', null]);
  }, 240_000);

  it('are sent once by two processes, and a resent handling sends nothing', async () => {
    const { id } = await order('sup-1', wish), next = (await mine('sup-1', id)).nextAt ?? 0, other = await startServer({ env: harness.env, clock: harness.clock, quiet: true });
    try {
      harness.clock.advance(next - harness.clock.now());
      await Promise.all([harness.server, other, harness.server, other].map((server) => server.get(ScheduledReports).send(`report:${id}`)));
      await harness.quiesce();
      expect([(await mine('sup-1', id)).sent.length, (await told('sup-1')).length]).toEqual([1, 1]);
    } finally { await other.stop(); }
  });

  it('that cannot be made are parked with the reason, hold up nothing, and go on when they are mended', async () => {
    const { id } = await order('leader-1', wish), { id: well } = await order('sup-1', { ...wish, every: 'day', scheme: null });
    await harness.database.query(`update report_order set wish = wish || '{"scheme": "moon"}' where id = $1`, [id]);
    await harness.server.get(ScheduledReports).park(`report:${id}`, 'there is no such scheme', 5);
    await harness.advance('1d');
    expect([(await mine('leader-1', id)).parked, (await mine('leader-1', id)).sent, (await mine('sup-1', well)).sent.length]).toEqual(['there is no such scheme', [], 1]);
    expect((await (await harness.as('op-1')).want('parkedWork')).map((p) => [p.queue, p.id])).toContainEqual(['assess', `report:${id}`]);
    await expect(harness.server.get(ScheduledReports).send(`report:${id}`)).rejects.toThrow();
    await order('leader-1', wish, id);
    await harness.advance('1d');
    expect(await mine('leader-1', id)).toMatchObject({ parked: null, sent: [expect.anything()] });
  });

  it('end when their orderer may order none any more', async () => {
    const { id } = await order('lead-san', wish);
    await (await harness.as('op-1')).want('changePerson', { params: { account: 'lead-san' }, body: { role: 'handler' } });
    await harness.advance('1d');
    expect(await harness.database.query('select ended, next_at from report_order where id = $1', [id])).toEqual([{ ended: 'orderer', next_at: null }]);
  });
});
