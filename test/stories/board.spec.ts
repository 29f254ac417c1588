import { DEEDS, IN_HAND, RANKED_FROM, type Board, type Countable, type Part } from '#contract';
import { DAY, type CaseEvent, type CaseId, type ClockName, type Outcome } from '#domain';
import { Database } from '#platform';
import { random } from '#simulator';
import { photo, Play, startHarness, Wandering, type BodyOf, type Harness } from '../harness/index.js';

let harness: Harness;
let people: Wandering;
let play: Play;
beforeAll(async () => { harness = await startHarness({ backend: 'postgres' }); play = new Play(harness); });
afterAll(() => harness.stop());

/** What the tiles are made of; all the rest is in the story of the assessment. */
const PARTS: readonly Part[] = [
  'reported', 'filed', 'complaint', 'recurred', 'escalated', 'dispatched', 'returned', 'dispatch-due', 'dispatched-on-time', 'resolved', 'reworked', 'handle-due', 'handled-on-time', 'handled-late',
  'closed', 'close-due', 'closed-of-due', 'closed-on-time',
];
const EVERYBODY = ['leader-1', 'disp-1', 'lead-san', 'h-um-1', 'lead-twn-101', 'gm-101', 'gm-110'];
const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
const shift = (day: string, by: number): string => new Date(Date.parse(day) + by * DAY).toISOString().slice(0, 10);
const today = (): string => dayOf(harness.clock.now());
type Query = Record<string, string>;
const board = async (as: string, query: Query): Promise<Board> => (await harness.as(as)).want('board', { query });
/** How many cases the list shows for a count. */
const listed = async (as: string, part: Countable, { from, to, department, compare: _, ...rest }: Query): Promise<number> =>
  (await (await harness.as(as)).want('cases', { query: { ...rest, counted: part, from: from ?? '', to: to ?? '', ...(department !== undefined && { for: department }), count: 'exact', limit: 1 } })).total ?? -1;
const figure = (b: Board, id: string) => { const tile = b.tiles.find((t) => t.indicator.id === id); if (tile === undefined) throw new Error(id); return tile.now; };
/** Every number of an answer beside the length of its list. */
async function compared(as: string, query: Query): Promise<{ shown: Record<string, number>; found: Record<string, number> }> {
  const b = await board(as, query), shown: Record<string, number> = {}, found: Record<string, number> = {};
  const look = async (name: string, part: Countable | null, n: number | null | undefined, days: Query): Promise<void> => {
    if (part === null || n == null || name in shown) return;
    shown[name] = n;
    found[name] = await listed(as, part, { ...query, ...days });
  };
  for (const { indicator: { count, of }, now, before, series } of b.tiles) {
    await look(`${count} now`, count, now.count, {});
    await look(`${of} now`, of, now.of, {});
    if (b.before) { await look(`${count} before`, count, before?.count, b.before); await look(`${of} before`, of, before?.of, b.before); }
    const last = series.at(-1);
    if (last) await look(`${count} ${last.day}`, count, last.count, { from: last.day, to: last.day });
  }
  return { shown, found };
}

/** What every part comes to by walking the logs in another way than the program does: sums of day and part. */
async function recounted(now: number): Promise<Record<string, number>> {
  const rows = await harness.server.get(Database).query<{ case_id: string; type: string; at: string; data: unknown; clocks: unknown; stage: string; source: string }>(
    'select e.case_id, e.type, e.at, e.data, e.clocks, e.stage, c.source from case_event e join cases c on c.id = e.case_id order by e.case_id, e.seq');
  const logs = new Map<string, { e: CaseEvent; source: string }[]>();
  for (const r of rows) logs.set(r.case_id, [...(logs.get(r.case_id) ?? []), { e: { type: r.type, at: Number(r.at), data: r.data, clocks: r.clocks, stage: r.stage } as CaseEvent, source: r.source }]);
  const sums: Record<string, number> = {};
  for (const entries of logs.values()) {
    const log = entries.map((x) => x.e), source = entries[0]?.source ?? '';
    const add = (part: Part, at: number | undefined): void => { if (at !== undefined && at <= now) sums[`${dayOf(at)} ${part}`] = (sums[`${dayOf(at)} ${part}`] ?? 0) + 1; };
    let outcome: Outcome | null = null, again = 0;
    log.forEach((e, i) => { if (e.type === 'CaseClosed') outcome = e.data.outcome; if (e.type === 'CaseReopened' || e.type === 'CaseUnmerged') outcome = null; if (e.type === 'CaseReopened') again = i + 1; });
    if (outcome === 'merged' || outcome === 'voided') continue;
    const turn = log.slice(again), last = log.at(-1), open = last?.stage !== 'closed';
    const filing = outcome === 'refused' ? undefined : log.find((e) => e.type === 'CaseTriaged')?.at;
    let sent: CaseEvent | undefined;
    for (const e of turn) { if (sent === undefined && (e.type === 'CaseDispatched' || e.type === 'OwnershipRuled')) sent = e; if (e.type === 'DispatchRecalled' && turn.filter((x) => x.type === 'CaseDispatched' && x.at <= e.at).length === 1) sent = undefined; }
    const made = turn.find((e) => e.type === 'CaseResolved'), end = open ? undefined : turn.findLast((e) => e.type === 'CaseClosed');
    /** By the deadline that was last shown while the clock ran. */
    const promise = (name: ClockName, kept: CaseEvent | undefined): { at: number; good: boolean; kept: boolean } | undefined => {
      let due: number | null = null, stopped: number | undefined;
      for (const e of log) { if (e === kept) break; const shown = e.clocks[name]?.dueAt ?? null; if (shown !== null) { due = shown; stopped = undefined; } else stopped ??= due === null ? undefined : e.at; }
      stopped = kept?.at ?? stopped;
      const clock = (kept ?? last)?.clocks[name], left = clock === undefined ? 1 : clock.limit.amount - clock.used;
      const over = left < 0 || (left === 0 && due !== null && stopped !== undefined && stopped > due);
      if (kept) return { at: over ? Math.min(kept.at, due ?? kept.at) : kept.at, good: !over, kept: true };
      if (last?.stage === 'suspended' || due === null || (clock?.since === null && !over)) return undefined;
      return { at: due, good: false, kept: false };
    };
    add('reported', log[0]?.at);
    add('filed', filing);
    if (['public', 'hotline', 'media'].includes(source)) add('complaint', filing);
    if (log.some((e) => e.type === 'RecurrenceLinked')) add('recurred', filing);
    add('escalated', log.find((e) => e.type === 'CaseEscalated')?.at);
    add('dispatched', sent?.at);
    if (turn.some((e) => e.type === 'RequestGranted' && e.data.kind === 'return')) add('returned', sent?.at);
    add('resolved', made?.at);
    if (made && turn.some((e) => e.at >= made.at && ((e.type === 'CaseVerified' && e.data.passed === false) || (e.type === 'CaseSentBack' && e.stage === 'handling')))) add('reworked', made.at);
    if (end && (outcome === 'fixed' || outcome === 'forced' || outcome === 'self-handled')) add('closed', end.at);
    if (filing === undefined) continue;
    const dispatch = promise('dispatch', sent), handling = promise('handling', made), total = promise('total', end);
    add('dispatch-due', dispatch?.at); if (dispatch?.good) add('dispatched-on-time', dispatch.at);
    add('handle-due', handling?.at); if (handling) add(handling.good ? 'handled-on-time' : 'handled-late', handling.at);
    add('close-due', total?.at); if (total?.kept) add('closed-of-due', total.at); if (total?.good) add('closed-on-time', total.at);
  }
  return sums;
}
async function kept(now: number): Promise<Record<string, number>> {
  const rows = await harness.server.get(Database).query<{ day: string; part: string; n: number }>(`select day::text as day, part, count(*)::int as n from counted_case where person = '' and at <= $1 and part = any($2) group by 1, 2`, [now, PARTS]);
  return Object.fromEntries(rows.map((r) => [`${r.day} ${r.part}`, r.n]));
}

describe('the board', () => {
  it('counts what the logs come to, day by day as it happens, and every number is the length of its list for everybody', async () => {
    people = new Wandering(harness, random(20261126).next, await (await harness.as('h-san-1')).upload(await photo()));
    const die = random(7).next;
    for (let turn = 0; turn < 12; turn++) {
      await people.turn(3);
      await harness.quiesce();
      expect(await kept(harness.clock.now())).toEqual(await recounted(harness.clock.now()));
      await harness.advance(Math.floor(die() ** 2 * 1.5 * DAY));
    }
    const to = today(), from = shift(to, -6), whole = { from: shift(to, -60), to, compare: 'none' };
    const drawn = await kept(harness.clock.now());
    // Chance need not draw everything, but nearly: what it left out is told by name.
    const left = PARTS.filter((part) => !Object.keys(drawn).some((k) => k.endsWith(` ${part}`)));
    expect(left.length > 4 ? left : []).toEqual([]);
    for (const as of EVERYBODY) {
      const { shown, found } = await compared(as, { from, to });
      expect({ as, ...found }).toEqual({ as, ...shown });
    }
    for (const more of [{ department: 'SAN' }, { department: 'UM', source: 'patrol' }, { area: '532323101' }, { area: '532323102' }, { category: 'E01', source: 'public,hotline' }, { category: 'P' }] as Query[]) {
      const { shown, found } = await compared('leader-1', { ...whole, ...more });
      expect(found).toEqual(shown);
    }
    const san = await compared('lead-san', { ...whole, department: 'SAN' });
    expect(san.found).toEqual(san.shown);
    expect(figure(await board('leader-1', { ...whole, department: 'SAN' }), 'handling-on-time').of).toBeGreaterThan(0);
  }, 240_000);

  it('adds up: the parts of a rate are inside one another, and departments and days are the whole', async () => {
    const query = { from: shift(today(), -60), to: today(), compare: 'none' }, all = await board('leader-1', query);
    for (const { indicator, now } of all.tiles) if (now.of !== null) expect({ id: indicator.id, inside: now.count <= now.of }).toEqual({ id: indicator.id, inside: true });
    const { items } = await (await harness.as('leader-1')).want('boardDepartments', { query: { from: query.from, to: query.to } });
    const due = figure(all, 'handling-on-time');
    expect(items.reduce((n, i) => n + i.due, 0)).toBe(due.of);
    expect(items.reduce((n, i) => n + i.onTime, 0)).toBe(due.count);
    for (const i of items) {
      expect(i.onTime + i.late).toBe(i.due);
      expect(await listed('leader-1', 'handled-late', { from: query.from, to: query.to, department: i.department })).toBe(i.late);
      expect(i.median === null).toBe(i.resolved === 0);
      expect(i.p90 ?? 0).toBeGreaterThanOrEqual(i.median ?? 0);
    }
    expect(all.trend.points.reduce((n, p) => n + (p.counts.reported ?? 0), 0)).toBe(figure(all, 'reported').count);
    // Day by day it is as much, and each day is as long as its list.
    const days = (await (await harness.as('leader-1')).want('boardDays', { query: { from: query.from, to: query.to } })).items;
    expect(days.reduce((n, d) => n + d.reported, 0)).toBe(figure(all, 'reported').count);
    for (const as of ['leader-1', 'lead-san']) for (const { day, reported } of (await (await harness.as(as)).want('boardDays', { query: { from: query.from, to: query.to, category: 'E01' } })).items) expect([as, day, await listed(as, 'reported', { from: day, to: day, category: 'E01' })]).toEqual([as, day, reported]);
    expect(RANKED_FROM).toBe(20);
  });

  it('shows what is open, how old it is and where, each number as long as its list', async () => {
    for (const as of ['leader-1', 'lead-san', 'gm-101']) {
      const client = await harness.as(as), total = async (query: Record<string, string | number>): Promise<number> => (await client.want('cases', { query: { ...query, open: 'true', count: 'exact', limit: 1 } })).total ?? -1;
      const backlog = await client.want('boardBacklog'), age = (n: number): Query => ({ ...(n < 4 && { since: String(backlog.asOf - [1, 3, 7, 30][n]! * DAY) }), ...(n > 0 && { until: String(backlog.asOf - [1, 3, 7, 30][n - 1]! * DAY) }) });
      for (const s of backlog.stages) expect(await total({ stage: s.stage, light: s.light })).toBe(s.count);
      for (const s of backlog.ages) expect(await total({ stage: s.stage, ...age(s.age) })).toBe(s.count);
      for (const d of backlog.departments) expect(await total({ ...(d.department === null ? { unassigned: 'true' } : { for: d.department }), ...age(d.age) })).toBe(d.count);
      expect((await total({ unassigned: 'true' })) + (await total({ unassigned: 'false' }))).toBe(await total({}));
      const cells = await client.want('boardCells', { query: { from: shift(today(), -60), to: today() } });
      for (const c of cells.items) {
        expect(await total({ cell: c.cell })).toBe(c.open);
        expect(await total({ cell: c.cell, light: 'red' })).toBe(c.overdue);
        expect(await listed(as, 'reported', { from: shift(today(), -60), to: today(), area: c.cell })).toBe(c.reported);
      }
    }
  });

  it('shows what each handler has in hand, each number as long as its list, to whoever answers for it', async () => {
    for (let i = 0; i < 3; i++) await play.does(i < 2 ? 'h-san-1' : 'h-um-1', await play.reported(i < 2 ? {} : { classId: 'E0202', conditionId: 'E0202-1' }), { type: 'accept', assignee: i < 2 ? 'h-san-1' : 'h-um-1' });
    await harness.advance('3d');
    await play.does('h-san-1', await play.reported(), { type: 'accept', assignee: 'h-san-1' });
    const of = async (as: string) => (await (await harness.as(as)).want('boardHandlers')).items, all = await of('leader-1');
    expect(all.map((i) => i.open)).toEqual(all.map((i) => i.open).sort((a, b) => b - a));
    expect(all.some((i) => i.overdue > 0 && i.overdue < i.open)).toBe(true);
    for (const as of ['leader-1', 'lead-san', 'h-um-1', 'disp-1']) for (const i of await of(as)) {
      const total = async (more: Record<string, string>): Promise<number> => (await (await harness.as(as)).want('cases', { query: { open: 'true', stage: IN_HAND.join(','), for: i.department, assignee: i.handler, ...more, count: 'exact', limit: 1 } })).total ?? -1;
      expect([as, i.handler, await total({}), await total({ light: 'red' })]).toEqual([as, i.handler, i.open, i.overdue]);
    }
    expect(await of('lead-san')).toEqual(all.filter((i) => i.department === 'SAN'));
    expect(await of('h-um-1')).toEqual(all.filter((i) => i.handler === 'h-um-1'));
    expect(await of('disp-1')).toEqual([]);
  });

  it('is the same counted from nothing, and after a restore that put the watermark ahead', async () => {
    const before = await kept(9e15);
    await harness.database.query('delete from counted_case');
    await harness.database.query('update counted_cursor set horizon = 0');
    await harness.quiesce();
    expect(await kept(9e15)).toEqual(before);
    await harness.database.query('update counted_cursor set horizon = 900000000');
    await harness.database.query(`delete from counted_case where part = 'filed'`);
    await harness.quiesce();
    expect(await kept(9e15)).toEqual(before);
  });

  it('lets a deadline count on its day when it passes, and not before; a late feedback changes nothing but the name of it', async () => {
    const id = await play.reported(), clock = (await play.view(id)).clocks.handling, dueAt = clock?.dueAt ?? 0, day = { from: dayOf(dueAt), to: dayOf(dueAt), compare: 'none' };
    const at = async (): Promise<(number | null)[]> => { const f = figure(await board('leader-1', day), 'handling-on-time'); return [f.count, f.of]; };
    const due = async (): Promise<boolean> => (await (await harness.as('leader-1')).want('cases', { query: { counted: 'handle-due', from: day.from, to: day.to, limit: 200 } })).items.some((c) => c.id === id);
    expect(await due()).toBe(false);
    await harness.advance(dueAt - harness.clock.now() + 60_000);
    const [onTime, all] = await at();
    expect(await due()).toBe(true);
    await play.does('h-san-1', id, { type: 'accept', assignee: 'h-san-1' });
    await play.does('h-san-1', id, { type: 'resolve', note: '已清理', evidence: [await play.photo('h-san-1')] });
    expect(await at()).toEqual([onTime, all]);
    expect(await due()).toBe(true);
  });

  it('takes back what a later fact takes back: a closing that is reopened, a case that is voided', async () => {
    const id = await play.reported();
    await play.does('h-san-1', id, { type: 'accept', assignee: 'h-san-1' });
    await play.does('h-san-1', id, { type: 'resolve', note: '已清理', evidence: [await play.photo('h-san-1')] });
    await play.does('gm-101', id, { type: 'verify', passed: true, note: '属实', evidence: [await play.photo('gm-101')] });
    if ((await play.view(id)).stage === 'closure') await play.does('sup-1', id, { type: 'close' });
    expect((await play.view(id)).stage).toBe('closed');
    const day = { from: today(), to: today(), compare: 'none' }, closed = async () => figure(await board('leader-1', day), 'closed').count, reported = async () => figure(await board('leader-1', day), 'reported').count;
    const before = await closed(), heard = await reported();
    await harness.advance('1d');
    await play.does('sup-1', id, { type: 'reopen', reason: '又发生了' });
    expect(await closed()).toBe(before - 1);
    await play.does('sup-1', id, { type: 'propose', kind: 'voided', reason: '误报' });
    await play.does('leader-1', id, { type: 'approve' });
    expect(await reported()).toBe(heard - 1);
  });

  it('measures a period by the targets that were in force when it ended', async () => {
    const targets = async (day: string) => Object.fromEntries((await board('leader-1', { from: shift(day, -6), to: day, compare: 'none' })).tiles.flatMap((t) => (t.target === null ? [] : [[t.indicator.id, t.target]])));
    const was = today(), before = await targets(was);
    expect(before).toEqual({ 'closing-rate': 95, 'closing-on-time': 90, 'dispatch-on-time': 95, 'handling-on-time': 90, rework: 5 });
    await harness.advance('1d');
    await play.changesRules('assessment', [{ list: 'targets', put: { indicator: 'recurrence', percent: 2.5 } }, { list: 'targets', remove: 'rework' }]);
    expect([await targets(today()), await targets(was)]).toEqual([{ 'closing-rate': 95, 'closing-on-time': 90, 'dispatch-on-time': 95, 'handling-on-time': 90, recurrence: 2.5 }, before]);
  });

  it('counts the days of its period alone, however short or long, and compares them with as many before', async () => {
    const to = today(), whole = await board('leader-1', { from: shift(to, -29), to, compare: 'none' });
    const daily = whole.tiles.find((t) => t.indicator.id === 'reported')?.series.map((s) => s.count) ?? [], last = (n: number, skipped = 0): number => daily.slice(daily.length - n - skipped, daily.length - skipped).reduce((a, b) => a + b, 0);
    expect(daily.slice(0, -1).some((n) => n > 0)).toBe(true);
    for (const days of [1, 2, 7, 13, 14]) {
      const { tiles } = await board('leader-1', { from: shift(to, 1 - days), to, compare: 'previous' }), reported = tiles.find((t) => t.indicator.id === 'reported');
      expect([days, reported?.now.count, reported?.before?.count]).toEqual([days, last(days), last(days, days)]);
    }
  });

  it('refuses what cannot be answered: days the wrong way round, too many of them, what does not exist, what the reader may not see', async () => {
    const ask = async (as: string, query: Query) => { const a = await (await harness.as(as)).ask('board', { query }); return a.ok ? 200 : [a.status, a.problem.code, a.problem.errors?.[0]?.pointer]; };
    const day = { from: '2026-11-24', to: '2026-11-24' };
    expect(await ask('leader-1', { from: '2026-11-24', to: '2026-11-23' })).toEqual([422, 'invalid-input', 'query/to']);
    expect(await ask('leader-1', { from: '2020-01-01', to: '2026-11-23' })).toEqual([422, 'invalid-input', 'query/to']);
    expect(await ask('leader-1', { ...day, department: 'XX' })).toEqual([422, 'invalid-input', 'query/department']);
    expect(await ask('leader-1', { ...day, area: '999999' })).toEqual([422, 'invalid-input', 'query/area']);
    expect(await ask('leader-1', { ...day, category: 'E99' })).toEqual([422, 'invalid-input', 'query/category']);
    expect(await ask('lead-san', { ...day, department: 'UM' })).toEqual([403, 'no-right', undefined]);
    expect(await ask('gm-101', { ...day, department: 'SAN' })).toEqual([403, 'no-right', undefined]);
    expect(await ask('gm-101', { ...day, area: '532323203' })).toEqual([403, 'no-right', undefined]);
    expect(await ask('gm-101', { ...day, area: '532323101001001' })).toBe(200);
    expect(await (await harness.as('leader-1')).ask('cases', { query: { counted: 'filed', from: '2026-11-24' } })).toMatchObject({ ok: false, status: 422 });
  });

  it('tells everybody their own month, and nobody another one’s', async () => {
    const month = today().slice(0, 7), mine = async (as: string) => (await (await harness.as(as)).want('myFigures', { query: { month } })).figures;
    const before = await mine('gm-101'), other = await mine('gm-110');
    const id = await play.reported();
    expect(await mine('gm-101')).toEqual({ ...before, reported: before.reported + 1, filed: before.filed + 1 });
    expect(await mine('gm-110')).toEqual(other);
    const handler = await mine('h-san-1');
    await play.does('h-san-1', id, { type: 'accept', assignee: 'h-san-1' });
    await play.does('h-san-1', id, { type: 'resolve', note: '已清理', evidence: [await play.photo('h-san-1')] });
    expect(await mine('h-san-1')).toEqual({ ...handler, handled: handler.handled + 1, 'handled-on-time': handler['handled-on-time'] + 1 });
    expect(Object.keys(before).sort()).toEqual([...DEEDS].sort());
  });

  it('shows the cases behind each of one’s own figures, and to nobody else', async () => {
    const month = today().slice(0, 7), days = { from: `${month}-01`, to: `${month}-30` };
    const of = async (as: string, did: string) => (await (await harness.as(as)).want('cases', { query: { did, ...days, count: 'exact', limit: 200 } }));
    for (const who of ['gm-101', 'h-san-1']) {
      const figures = Object.entries((await (await harness.as(who)).want('myFigures', { query: { month } })).figures);
      expect(figures.some(([, n]) => n > 0)).toBe(true);
      for (const [deed, n] of figures) { const { items, total } = await of(who, deed); expect([deed, total, items.length]).toEqual([deed, n, Math.min(n, 200)]); }
    }
    const [mine] = (await of('gm-101', 'reported')).items;
    expect((await of('leader-1', 'reported')).items.map((c) => c.id)).not.toContain(mine?.id);
    expect(await (await harness.as('gm-101')).ask('cases', { query: { did: 'reported', from: days.from } })).toMatchObject({ ok: false, status: 422 });
  });
});

describe('the supervision inbox', () => {
  const column = async (as: string, state: string): Promise<string[]> => (await (await harness.as(as)).want('boardOrders', { query: { state } })).items.map((c: BodyOf<'boardOrders'>['items'][number]) => c.id);

  it('moves a case from ordered to overdue to answered, and shows a department its own only', async () => {
    const id: CaseId = await play.reported();
    await play.does('h-san-1', id, { type: 'accept', assignee: 'h-san-1' });
    expect(await column('sup-1', 'waiting')).not.toContain(id);
    await play.does('sup-1', id, { type: 'order', demand: '今日务必清理', limit: { amount: 2 * 3_600_000, unit: 'continuous' } });
    expect(await column('sup-1', 'waiting')).toContain(id);
    expect(await column('lead-san', 'waiting')).toContain(id);
    expect(await column('lead-um', 'waiting')).not.toContain(id);
    await harness.advance('3h');
    expect(await column('sup-1', 'waiting')).not.toContain(id);
    expect(await column('sup-1', 'overdue')).toContain(id);
    const { orders } = await play.view(id), order = orders.find((o) => o.reply === null && o.rule === null)?.id ?? 0;
    await play.does('h-san-1', id, { type: 'reply', order, text: '已安排人员' });
    expect(await column('sup-1', 'answered')).toContain(id);
  });

  it('asks whoever may give the word, until somebody does', async () => {
    const id = await play.reported();
    await play.does('sup-1', id, { type: 'propose', kind: 'voided', reason: '误报' });
    expect(await column('sup-1', 'mine')).not.toContain(id);
    expect(await column('leader-1', 'mine')).toContain(id);
    await play.does('leader-1', id, { type: 'reject', note: '再核实' });
    expect(await column('leader-1', 'mine')).not.toContain(id);
  });

  it('calls a department for what nobody signs, and stops when somebody says "I have it"', async () => {
    const id = await play.reported({ classId: 'E0126', conditionId: 'E0126-1', text: '河水发臭' });
    expect(await play.view(id)).toMatchObject({ stage: 'acceptance', severity: 1 });
    expect(await column('lead-eeb', 'mine')).not.toContain(id);
    await harness.advance('6m');
    const rule = (await play.view(id)).alerts.find((a) => a.by.includes('department-lead'))?.rule ?? '';
    expect([await column('lead-eeb', 'mine'), await column('lead-san', 'mine'), await column('sup-1', 'mine')].map((ids) => ids.includes(id))).toEqual([true, false, false]);
    await play.does('lead-eeb', id, { type: 'acknowledge', rule });
    expect(await column('lead-eeb', 'mine')).not.toContain(id);
  });
});
