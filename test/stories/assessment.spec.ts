import { PARTS, POSTS, SHARES, type AssessmentFigures, type Countable, type Definitions } from '#contract';
import { DAY } from '#domain';
import { auditFigures, auditSnapshots, auditSums, Snapshots } from '#metrics';
import { random } from '#simulator';
import { createHash } from 'node:crypto';
import { photo, Play, startHarness, Wandering, type Harness } from '../harness/index.js';

let harness: Harness;
let play: Play;
beforeAll(async () => { harness = await startHarness({ backend: 'postgres' }); play = new Play(harness); });
afterAll(() => harness.stop());

type Query = Record<string, string | number>;
const figures = async (as: string, query: Query): Promise<AssessmentFigures> => (await harness.as(as)).want('assessmentFigures', { query });
const refusal = async (as: string, query: Query) => { const a = await (await harness.as(as)).ask('assessmentFigures', { query }); return a.ok ? 200 : [a.status, a.problem.code, a.problem.errors?.[0]?.pointer]; };
const listed = async (as: string, query: Query): Promise<number> => (await (await harness.as(as)).want('cases', { query: { ...query, count: 'exact', limit: 1 } })).total ?? -1;
const shift = (day: string, by: number): string => new Date(Date.parse(day) + by * DAY).toISOString().slice(0, 10);
const days = (): { from: string; to: string } => ({ from: shift(play.today(), -90), to: play.today() });

interface Kept { case_id: string; part: Countable; person: string; at: string; day: string; until_day: string | null; department: string | null; cell: string | null; class_id: string | null; source: string; worth: string | null; worth_wall: string | null }
const kept = (): Promise<Kept[]> => harness.database.query<Kept>('select case_id, part, person, at, day::text as day, until_day::text as until_day, department, cell, class_id, source, worth, worth_wall from counted_case where part = any($1)', [[...PARTS, ...SHARES]]);
const UNIT: Record<string, (r: Kept) => string | null> = {
  county: () => 'all', department: (r) => r.department, township: (r) => r.cell?.slice(0, 9) ?? null, community: (r) => r.cell?.slice(0, 12) ?? null, cell: (r) => r.cell, class: (r) => r.class_id, source: (r) => r.source, rule: (r) => r.person, person: (r) => r.person,
};
/** As figures say a length, to the nearest: to the minute up to two hours, to five up to twelve, to a quarter of an hour up to two days, to the hour up to ten, to four hours beyond. */
const said = (length: number): number => { const hours = length / 3_600_000, step = 60_000 * (hours < 2 ? 1 : hours < 12 ? 5 : hours < 48 ? 15 : hours < 240 ? 60 : 240); return Math.round(length / step) * step; };
/** A nearest-rank percentile of the sorted lengths. */
const rank = (lengths: readonly number[], share: number): number | null => { const found = [...lengths].sort((a, b) => a - b)[Math.ceil(share * lengths.length) - 1]; return found === undefined ? null : said(found); };

/** The same table worked out from the rows one by one: `unit|period|part` and how many. */
function tabled(rows: readonly Kept[], shown: AssessmentFigures, now: number): Map<string, Kept[]> {
  const unit = UNIT[shown.by] ?? (() => null), found = new Map<string, Kept[]>();
  const wanted = (r: Kept): boolean => (shown.by === 'person' ? POSTS.some((p) => r.part.startsWith(`${p}-`)) : shown.by === 'rule' ? r.part.startsWith('alarm-') : r.person === '' || (shown.by === 'department' && r.part.startsWith('task-')));
  for (const r of rows) if (wanted(r) && Number(r.at) <= now) shown.periods.forEach(({ from, to }, i) => {
    const there = r.part === 'standing' ? r.day <= to && (r.until_day === null || r.until_day > to) : r.day >= from && r.day <= to;
    if (there) { const key = `${unit(r) ?? '-'}|${i}|${r.part}`; found.set(key, [...(found.get(key) ?? []), r]); }
  });
  return found;
}

describe('the figures of an assessment', () => {
  it('are the sums of what is kept for every grouping and every step, and each is as long as its list', async () => {
    const people = new Wandering(harness, random(20261127).next, await (await harness.as('h-san-1')).upload(await photo())), die = random(3).next;
    for (let turn = 0; turn < 9; turn++) { await people.turn(3); await harness.advance(Math.floor(die() ** 2 * 2 * DAY)); }
    const audited = auditFigures(harness.database, { sample: null, salt: '' }), step = await audited.next();
    expect(step).toMatchObject({ done: true, value: { waiting: 0, cases: people.cases.length } });
    const rows = await kept(), now = harness.clock.now(), drawn = new Set(rows.map((r) => r.part));
    expect(drawn.size).toBeGreaterThan(20);
    for (const by of Object.keys(UNIT)) for (const per of ['whole', 'week', 'month', 'quarter', 'year'] as const) {
      const shown = await figures('leader-1', { ...days(), by, per }), table = tabled(rows, shown, now);
      const inAnswer = Object.fromEntries(shown.rows.flatMap((r) => Object.entries(r.counts).filter(([part]) => by !== 'person' || (part !== 'filed' && part !== 'complaint')).map(([part, n]) => [`${r.unit ?? '-'}|${r.period}|${part}`, n])));
      expect({ by, per, ...inAnswer }).toEqual({ by, per, ...Object.fromEntries([...table].map(([key, list]) => [key, list.length])) });
      for (const { period, counts } of shown.totals) for (const [part, n] of Object.entries(counts)) expect([by, per, part, n]).toEqual([by, per, part, shown.rows.filter((r) => r.period === period).reduce((sum, r) => sum + (r.counts[part as Countable] ?? 0), 0)]);
      for (const r of shown.rows) for (const [part, { n, working, wall }] of Object.entries(r.lengths)) {
        const list = table.get(`${r.unit ?? '-'}|${r.period}|${part}`) ?? [], lengths = (of: 'worth' | 'worth_wall') => list.flatMap((k) => (k[of] === null ? [] : [Number(k[of])]));
        expect(n).toBe(list.length);
        if (n < 5) expect([working, wall]).toEqual([null, null]);
        else if (part !== 'standing') expect([working?.median, working?.p90, wall?.median, wall?.p90]).toEqual([rank(lengths('worth'), 0.5), rank(lengths('worth'), 0.9), rank(lengths('worth_wall'), 0.5), rank(lengths('worth_wall'), 0.9)]);
      }
    }
  }, 240_000);

  it('of one group are those of all', async () => {
    for (const by of ['county', 'department', 'rule', 'person'] as const) {
      const all = await figures('leader-1', { ...days(), by }), { indicators } = await (await harness.as('leader-1')).want('assessmentIndicators');
      for (const group of new Set(indicators.filter((i) => all.indicators.includes(i.id)).map((i) => i.group))) {
        const own = indicators.filter((i) => i.group === group && all.indicators.includes(i.id)), parts = new Set<string>(own.flatMap((i) => (i.of === null ? [i.count] : [i.count, i.of])));
        const one = await figures('leader-1', { ...days(), by, only: group }), of = <T>(record: Readonly<Partial<Record<string, T>>>) => Object.fromEntries(Object.entries(record).filter(([part]) => parts.has(part)));
        expect([by, group, one.indicators]).toEqual([by, group, own.map((i) => i.id)]);
        for (const r of one.rows) { const whole = all.rows.find((w) => w.unit === r.unit && w.period === r.period); expect([r.unit, r.counts, r.lengths]).toEqual([r.unit, of(whole?.counts ?? {}), of(whole?.lengths ?? {})]); }
        expect(one.rows.length).toBe(all.rows.filter((r) => Object.keys(of(r.counts)).length > 0).length);
        // One indicator of them alone: what it is made of, and nothing else.
        const [first] = own, single = await figures('leader-1', { ...days(), by, only: 'counts', indicator: first?.id ?? '' }), made = new Set<string>([first?.count, first?.of].filter((part) => part != null));
        expect([single.indicators, [...new Set(single.rows.flatMap((r) => Object.keys(r.counts)))].filter((part) => !made.has(part))]).toEqual([[first?.id], []]);
        for (const r of single.rows) expect([r.unit, r.counts]).toEqual([r.unit, Object.fromEntries(Object.entries(all.rows.find((w) => w.unit === r.unit && w.period === r.period)?.counts ?? {}).filter(([part]) => made.has(part)))]);
      }
    }
  });

  it('are the same looked up in the sums as worked out from the rows, whatever is asked for', async () => {
    const { next } = random(20261128), one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T, asked = async (query: Query, as: string): Promise<unknown[]> => {
      const client = await harness.as(as), { from, to, area, department, category, source } = query, look = Object.fromEntries(Object.entries({ from, to, area, department, category, source }).filter(([, v]) => v !== undefined)) as Query;
      return [await figures(as, query), await client.want('board', { query: look }), await client.want('boardDepartments', { query: look }), await client.want('boardCells', { query: look })];
    };
    const questions = Array.from({ length: 60 }, (): Query => {
      const by = one(Object.keys(UNIT)), length = one([1, 7, 30, 31, 61, 90, 200]), to = shift(play.today(), one([0, 0, 1, 3, 12, 30]) - (next() < 0.5 ? 0 : one([1, 5, 20])));
      return {
        from: shift(to, -length), to, by, per: by === 'cell' || by === 'person' || by === 'class' ? one(['whole', 'month', 'year']) : one(['whole', 'day', 'week', 'month', 'quarter', 'year']), ...(next() < 0.3 && { area: one(['532323', '532323101', '532323203', '532323101001']) }),
        ...(next() < 0.3 && { department: one(['SAN', 'UM']) }), ...(next() < 0.3 && { category: one(['E', 'E01', 'P', 'E0110']) }), ...(next() < 0.3 && { source: one(['patrol', 'public,hotline']) }), ...(next() < 0.4 && { only: 'counts' }),
      };
    });
    await play.reported();
    const pending = () => harness.database.query<{ at: string }>(`select at::text as at from counted_case where person = '' and at > $1 and (at + 28800000) % 86400000 > 120000 order by at`, [harness.clock.now()]);
    await play.until(Number((await pending())[0]?.at) - 60_000);
    // What is due later today is in the sums already, and counts for nothing yet.
    const later = await harness.database.query<{ n: number }>(`select count(*)::int as n from counted_case where person = '' and day = $1 and at > $2`, [play.today(), harness.clock.now()]);
    expect(later[0]?.n).toBeGreaterThan(0);
    const answers = async (): Promise<unknown[]> => { const found: unknown[] = []; for (const q of questions) found.push(await asked(q, 'leader-1')); return found; };
    const looked = await answers();
    await harness.database.query(`update counted_added set before = '-infinity', parked_at = 0`);
    const worked = await answers();
    await harness.database.query(`update counted_added set before = 'infinity', parked_at = null`);
    questions.forEach((q, i) => expect([q, looked[i]]).toEqual([q, worked[i]]));
    expect(/"median":\d/.test(JSON.stringify(looked))).toBe(true);
    const sums = auditSums(harness.database, { whole: true, salt: '' });
    expect(await sums.next()).toMatchObject({ done: true });
  }, 240_000);

  it('open to their cases: every count of every grouping is the length of its list, for everybody', async () => {
    for (const [as, groupings] of [['leader-1', ['county', 'department', 'community', 'source', 'person']], ['lead-san', ['department', 'class']], ['gm-101', ['cell']], ['disp-1', ['person']]] as const) for (const by of groupings) {
      const shown = await figures(as, { ...days(), by }), period = shown.periods[0];
      expect(shown.rows.length).toBeGreaterThan(0);
      for (const r of shown.rows) for (const [part, n] of Object.entries(r.counts)) {
        const cells = shown.units.find((u) => u.unit === r.unit)?.cells, inCells = by === 'person' && (part === 'filed' || part === 'complaint');
        const narrowed: Query = inCells ? { cell: (cells ?? []).join(',') } : r.unit === null ? { lacking: shown.lacking ?? '' } : shown.filter === null ? {} : { [shown.filter]: r.unit };
        expect([as, by, r.unit, part, await listed(as, { counted: part, from: period?.from ?? '', to: period?.to ?? '', ...narrowed })]).toEqual([as, by, r.unit, part, n]);
      }
    }
  }, 240_000);

  it('tell a reader nothing that the scope hides, and of persons only to whom it concerns', async () => {
    const san = await figures('lead-san', { ...days(), by: 'county' }), all = await figures('leader-1', { ...days(), by: 'county' }), seen = await listed('lead-san', { counted: 'reported', ...days() });
    expect(san.totals[0]?.counts.reported).toBe(seen);
    expect(seen).toBeLessThan(all.totals[0]?.counts.reported ?? 0);
    const of = async (as: string): Promise<(string | null)[]> => (await figures(as, { ...days(), by: 'person' })).units.map((u) => u.unit);
    expect((await of('leader-1')).length).toBeGreaterThan(1);
    expect(await of('sup-1')).toEqual(await of('leader-1'));
    expect(await of('disp-1')).toEqual(['disp-1']);
    expect((await of('lead-san')).filter((id) => id !== 'lead-san')).toEqual([]);
    expect(await refusal('disp-1', { ...days(), by: 'person', whose: 'h-san-1' })).toEqual([403, 'no-right', undefined]);
    expect(await refusal('leader-1', { ...days(), by: 'person', whose: 'h-san-1' })).toBe(200);
    expect(await (await harness.as('disp-1')).ask('cases', { query: { counted: 'handler-handled', whose: 'h-san-1', ...days() } })).toMatchObject({ ok: false, status: 403 });
    expect(await listed('disp-1', { counted: 'handler-handled', ...days() })).toBe(0);
  });

  it('are scored by the scheme in force: every part by its counts, ranked among equals, and the others’ weights beside it store nothing', async () => {
    const leader = await harness.as('leader-1'), period = days(), query = { scheme: 'department', ...period };
    const { schemes } = await leader.want('assessmentSchemes');
    for (const s of schemes) expect([s.id, s.parts.reduce((n, p) => n + p.weight, 0)]).toEqual([s.id, 100]);
    const table = await leader.want('assessmentLeague', { query }), counts = await figures('leader-1', { ...period, by: 'department' }), rows = table.groups.flatMap((g) => g.rows);
    expect(rows.length).toBeGreaterThan(1);
    for (const r of rows) {
      const of = counts.rows.find((c) => c.unit === r.unit)?.counts ?? {}, rate = (count: number | undefined, due: number | undefined): number | null => (due === undefined ? null : (100 * (count ?? 0)) / due);
      const points = { closing: rate(of['closed-of-due'], of['close-due']), 'handling-on-time': rate(of['handled-on-time'], of['handle-due-scored']), rework: of.resolved === undefined ? null : 100 - (rate(of['reworked-scored'], of.resolved) ?? 0), volume: 100 };
      const told = Object.entries(points).filter(([, p]) => p !== null), weights = { closing: 30, 'handling-on-time': 30, rework: 30, volume: 10 } as Record<string, number>, whole = told.reduce((n, [id]) => n + (weights[id] ?? 0), 0);
      for (const p of r.parts) expect([r.unit, p.id, p.score ?? null]).toEqual([r.unit, p.id, expect.closeTo((points as Record<string, number | null>)[p.id] ?? 0, 9)].map((x, i) => (i === 2 && (points as Record<string, number | null>)[p.id] === null ? null : x)));
      if (whole >= 50) expect(r.score).toBeCloseTo(told.reduce((n, [id, p]) => n + ((p ?? 0) * (weights[id] ?? 0)) / whole, 0), 1);
      expect(r.enough).toBe((of['handle-due'] ?? 0) >= 20);
      if (!r.enough) expect(r.rank).toBeNull();
      expect(r.parts.reduce((n, p) => n + p.share, 0)).toBeCloseTo(1, 9);
    }
    expect(table.groups.map((g) => g.group)).toContain('line');
    const before = await harness.database.query('select count(*)::int as n from rule_book'), other = await leader.want('assessmentWhatIf', { body: { ...query, by: 'township', weights: { closing: 0, volume: 0, rework: 0 } } });
    expect(other.inForce.flatMap((g) => g.rows).map((r) => [r.unit, r.score])).toEqual(rows.map((r) => [r.unit, r.score]));
    for (const r of other.instead.flatMap((g) => g.rows)) expect(r.score).toBe(r.parts.find((p) => p.id === 'handling-on-time')?.score == null ? null : Math.round((r.parts.find((p) => p.id === 'handling-on-time')?.score ?? 0) * 100) / 100);
    expect(await harness.database.query('select count(*)::int as n from rule_book')).toEqual(before);
    expect((await leader.want('assessmentLeague', { query })).groups).toEqual(table.groups);
  });

  it('and the tables are for those who answer for the whole: everybody else has one line, and no rank', async () => {
    const league = async (as: string, scheme: string) => (await harness.as(as)).ask('assessmentLeague', { query: { scheme, ...days() } }), units = async (as: string, scheme: string) => { const a = await league(as, scheme); return a.ok ? a.body.groups.flatMap((g) => g.rows.map((r) => [r.unit, r.rank])) : a.problem.code; };
    expect(await units('lead-san', 'department')).toEqual([['SAN', null]]);
    expect((await units('disp-1', 'dispatcher') as [string, null][]).filter(([unit, rank]) => unit !== 'disp-1' || rank !== null)).toEqual([]);
    expect(await units('lead-san', 'area')).toBe('no-right');
    expect((await units('sup-1', 'area')).length).toBeGreaterThan(0);
    expect(await (await harness.as('disp-1')).ask('assessmentWhatIf', { body: { scheme: 'department', ...days(), by: 'township', weights: {} } })).toMatchObject({ ok: false, status: 403 });
    expect(await league('leader-1', 'moon')).toMatchObject({ ok: false, status: 422, problem: { code: 'invalid-input' } });
    const wrong = await (await harness.as('leader-1')).ask('assessmentWhatIf', { body: { scheme: 'department', ...days(), by: 'township', weights: { moon: 3 } } });
    expect(wrong).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/weights/moon' }] } });
  });

  it('refuse what cannot be answered, and say why', async () => {
    const day = { from: '2026-11-24', to: '2026-11-24' };
    expect(await refusal('leader-1', { from: '2026-11-24', to: '2026-11-23' })).toEqual([422, 'invalid-input', 'query/to']);
    expect(await refusal('leader-1', { ...day, by: 'planet' })).toEqual([422, 'invalid-input', 'query/by']);
    expect(await refusal('leader-1', { ...day, indicator: 'handling-on-time,moon' })).toEqual([422, 'invalid-input', 'query/indicator']);
    expect(await refusal('leader-1', { ...day, per: 'decade' })).toEqual([422, 'invalid-input', 'query/per']);
    expect(await refusal('leader-1', { from: '2026-01-01', to: '2026-11-24', by: 'cell', per: 'day' })).toEqual([422, 'invalid-input', 'query/per']);
    expect(await refusal('leader-1', { ...day, department: 'XX' })).toEqual([422, 'invalid-input', 'query/department']);
    expect(await refusal('leader-1', { ...day, whose: 'h-san-1' })).toEqual([422, 'invalid-input', 'query/whose']);
    expect(await refusal('lead-san', { ...day, department: 'UM' })).toEqual([403, 'no-right', undefined]);
    expect(await refusal('gm-101', { ...day, area: '532323203' })).toEqual([403, 'no-right', undefined]);
  });

  it('say of each indicator what it counts, over what, and whose', async () => {
    const { indicators, parts }: Definitions = await (await harness.as('gm-101')).want('assessmentIndicators');
    expect(new Set(indicators.map((i) => i.id)).size).toBe(indicators.length);
    expect(parts.map((p) => p.part)).toEqual([...PARTS, ...SHARES]);
    for (const i of indicators) {
      expect(i.unit === 'share').toBe(i.of !== null);
      if (i.unit === 'share' || i.unit === 'time') expect(i.minimum).toBeGreaterThan(1);
      for (const text of [i.name, i.formula, i.cohort]) { expect(text.zh).toMatch(/[\u4e00-\u9fff]/); expect(text.en).not.toMatch(/[\u4e00-\u9fff]/); }
    }
    for (const post of POSTS) expect(indicators.some((i) => i.group === post)).toBe(true);
  });

  it('doctor finds a row that was changed, taken away or added', async () => {
    const faults = async (): Promise<string[]> => { const found: string[] = [], run = auditFigures(harness.database, { sample: null, salt: '' }); for (let s = await run.next(); !s.done; s = await run.next()) found.push(`${s.value.part} ${s.value.fault}`); return found; };
    expect(await faults()).toEqual([]);
    const [one] = await harness.database.query<{ case_id: string; part: string }>(`select case_id, part from counted_case where part like 'took-%' limit 1`);
    await harness.database.query(`update counted_case set worth_wall = worth_wall + 1 where part = $2 and case_id = $1`, [one?.case_id, one?.part]);
    await harness.database.query(`delete from counted_case where part = 'reported' and person = '' and case_id = $1`, [one?.case_id]);
    await harness.database.query(`insert into counted_case (case_id, part, person, at, day, source) values ($1, 'task-due', 'UM', 1, '2026-11-01', 'patrol')`, [one?.case_id]);
    expect((await faults()).sort()).toEqual(['reported missing', 'task-due extra', `${one?.part} differs`]);
    await harness.database.query('update counted_cursor set horizon = 0');
    await harness.quiesce();
    expect(await faults()).toEqual([]);
  });
});

describe('closed periods', () => {
  /** The same value, the same bytes: members in order. Written once more, as somebody outside would. */
  const bytes = (v: unknown): string => (Array.isArray(v) ? `[${v.map(bytes).join(',')}]` : v !== null && typeof v === 'object' ? `{${Object.keys(v).sort().map((k) => `${JSON.stringify(k)}:${bytes((v as Record<string, unknown>)[k])}`).join(',')}}` : JSON.stringify(v));
  const faults = async (): Promise<string[]> => { const found: string[] = [], run = auditSnapshots(harness.database); for (let s = await run.next(); !s.done; s = await run.next()) found.push(`${s.value.id} ${s.value.fault}`); return found; };
  const ids = async (): Promise<string[]> => (await (await harness.as('leader-1')).want('assessmentSnapshots')).map((s) => s.id);

  it('are none before the cut-off, and then frozen in the order in which they ended, each chained to the one before', async () => {
    const leader = await harness.as('leader-1');
    await play.until(Date.parse('2027-01-05T23:00:00+08:00'));
    const early = await ids();
    expect(early).not.toContain('month-2026-12');
    await harness.advance('2h');
    expect(await ids()).toEqual(['year-2026', 'quarter-2026-4', 'month-2026-12', 'month-2026-11']);
    let previous: string | null = null;
    for (const head of (await leader.want('assessmentSnapshots')).toReversed()) {
      const file = await leader.want('assessmentSnapshotFile', { params: { id: head.id } });
      expect([file.previous, file.hash]).toEqual([previous, createHash('sha256').update(bytes({ content: file.content, previous })).digest('hex')]);
      previous = file.hash;
    }
    expect(await faults()).toEqual([]);
    const snapshot = await leader.want('assessmentSnapshot', { params: { id: 'month-2026-11' } }), live = await figures('leader-1', { ...snapshot.period, by: 'department' });
    expect(snapshot.content.figures.find((f) => f.by === 'department')?.rows.map((r) => [r.unit, r.counts])).toEqual(live.rows.map((r) => [r.unit, r.counts]));
    const league = await leader.want('assessmentLeague', { query: { scheme: 'department', ...snapshot.period } });
    expect(snapshot.content.leagues.find((l) => l.scheme === 'department')?.groups.flatMap((g) => g.rows.map((r) => [r.unit, r.score, r.rank]))).toEqual(league.groups.flatMap((g) => g.rows.map((r) => [r.unit, r.score, r.rank])));
  });

  it('stay as they are when a fact comes late: it is a correction', async () => {
    const leader = await harness.as('leader-1'), read = () => leader.want('assessmentSnapshot', { params: { id: 'month-2026-11' } }), before = await read();
    expect(before.corrections).toEqual([]);
    const [open] = await harness.database.query<{ id: string }>(`select c.id from cases c join counted_case k on k.case_id = c.id and k.part = 'reported' and k.person = '' where c.stage <> 'closed' and k.day between '2026-11-01' and '2026-11-30' and c.state -> 'proposal' = 'null' limit 1`);
    await play.does('sup-1', open?.id ?? '', { type: 'propose', kind: 'voided', reason: '误报' });
    await play.does('leader-1', open?.id ?? '', { type: 'approve' });
    const after = await read();
    expect([after.hash, after.content]).toEqual([before.hash, before.content]);
    const county = after.corrections.find((c) => c.by === 'county' && c.part === 'reported');
    expect((county?.was ?? 0) - (county?.is ?? 0)).toBe(1);
    expect(county?.is).toBe((await figures('leader-1', { ...after.period, by: 'county' })).totals[0]?.counts.reported);
    expect((await leader.want('assessmentSnapshots')).length).toBe(4);
  });

  it('are closed once, however many do it at once', async () => {
    await play.until(Date.parse('2027-02-05T23:59:59+08:00'));
    harness.clock.advance(60_000);
    const snapshots = harness.server.get(Snapshots);
    await Promise.all([1, 2, 3].map(() => snapshots.close('month-2027-01')));
    await harness.quiesce();
    expect(await harness.database.query(`select id, seq from assessment_snapshot where id = 'month-2027-01'`)).toEqual([{ id: 'month-2027-01', seq: 5 }]);
    await snapshots.close('month-2027-02');
    expect(await ids()).not.toContain('month-2027-02');
    expect(await faults()).toEqual([]);
  });

  it('are for supervisors and leaders; the database refuses to change one, and doctor finds it all the same', async () => {
    expect(await (await harness.as('disp-1')).ask('assessmentSnapshot', { params: { id: 'month-2026-11' } })).toMatchObject({ ok: false, status: 403 });
    expect(await (await harness.as('lead-san')).ask('assessmentSnapshots')).toMatchObject({ ok: false, status: 403 });
    expect(await (await harness.as('sup-1')).ask('assessmentSnapshot', { params: { id: 'month-2020-01' } })).toMatchObject({ ok: false, status: 404 });
    expect(await (await harness.as('sup-1')).ask('assessmentSnapshot', { params: { id: 'month-13' } })).toMatchObject({ ok: false, status: 422 });
    for (const sql of [`update assessment_snapshot set hash = 'x'`, 'delete from assessment_snapshot', 'truncate assessment_snapshot']) await expect(harness.database.query(sql)).rejects.toThrow('append-only');
    const behind = async (sql: string): Promise<void> => { for (const step of ['alter table assessment_snapshot disable trigger all', sql, 'alter table assessment_snapshot enable trigger all']) await harness.database.query(step); };
    await behind(`update assessment_snapshot set content = jsonb_set(content, '{figures,0,rows,0,counts,reported}', '1') where id = 'month-2026-12'`);
    await behind(`update assessment_snapshot set closed_at = closed_at + 1 where id = 'month-2026-11'`);
    expect((await faults()).sort()).toEqual(['month-2026-11 head-differs', 'month-2026-12 changed']);
    await behind(`delete from assessment_snapshot where id = 'quarter-2026-4'`);
    expect(await faults()).toEqual(['month-2026-11 head-differs', 'month-2026-12 changed', 'year-2026 gap', 'year-2026 chain-broken']);
  });
});
