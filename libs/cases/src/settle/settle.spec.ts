import type { Case, CaseEvent, CellId, ClassId, ConditionId, DepartmentId, UserId } from '#domain';
import { history } from '../store/read.js';
import { World } from '../testing/world.js';

let world: World, photo: string;
beforeAll(async () => {
  world = await World.start();
  photo = await world.photo();
}, 180_000);
afterAll(() => world.stop());

const HOUR = 3_600_000;
const log = async (c: Case): Promise<CaseEvent[]> => (await history(world.database, c.id)).map((r) => r.event);
const now = async (c: Case): Promise<Case> => (await world.reader.case(c.id, world.actor('disp-1'))) as Case;
let place = 0;
/** Each somewhere else: no likely duplicates. */
const alone = () => ({ place: { lon: 101.5 + (place += 0.01), lat: 25.3, accuracy: 5 } });

describe('the automation', () => {
  it('files and dispatches a trusted report, and says why', async () => {
    const c = await world.report(alone());
    await world.settleAll();
    const [, triaged, dispatched] = await log(c);
    expect(triaged).toMatchObject({ type: 'CaseTriaged', by: 'system', why: { code: 'trusted-report' } });
    expect(dispatched).toMatchObject({ type: 'CaseDispatched', by: 'system', why: { code: 'duty-line', department: 'SAN', confidence: 1 }, data: { department: 'SAN' } });
  });

  it.each([
    ['from a channel that is neither trusted nor looked into', { source: 'transfer' as const }],
    ['without a condition', { conditionId: null }],
    ['outside every cell', { cell: null }],
  ])('leaves a report %s to a person', async (_, more) => {
    const c = await world.report({ ...alone(), ...more });
    await world.settleAll();
    expect((await now(c)).stage).toBe('triage');
  });

  it('leaves a likely duplicate to a person, but files the one that was there first', async () => {
    const spot = alone(), first = await world.report(spot), second = await world.report({ ...spot, reportedAt: world.clock.now() + 1 });
    await world.settleAll();
    expect((await now(first)).stage).toBe('acceptance');
    expect((await now(second)).stage).toBe('triage');
  });

  it('settles twice, late, and many at once without a second event', async () => {
    const c = await world.report(alone());
    await Promise.all([world.settle.handle(c.id), world.settle.handle(c.id), world.settle.handle(c.id)]);
    await world.settle.handle(c.id);
    await world.database.query('update cases set settled_version = 0, settled_book = 0 where id = $1', [c.id]);
    await world.settleAll();
    expect((await log(c)).map((e) => e.type)).toEqual(['CaseRegistered', 'CaseTriaged', 'CaseDispatched']);
  });

  it('raises a case rung by rung when its moments come, each once, and tells who is to be told', async () => {
    const c = await world.report({ ...alone(), source: 'public' });
    await world.done(c.id, 'disp-1', { type: 'triage', classId: c.classId as ClassId, conditionId: c.conditionId as ConditionId, severity: 3 });
    await world.done(c.id, 'disp-1', { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: [] });
    await world.done(c.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    await world.settleAll();
    const due = (await now(c)).clocks.handling?.dueAt as number;
    world.clock.set(due);
    await world.settleAll();
    world.clock.advance(60 * 24 * HOUR);
    await world.settleAll();
    await world.settleAll();
    const raised = (await log(c)).filter((e) => e.type === 'CaseEscalated');
    expect(raised.slice(0, 2).map((e) => [e.data.rule, e.data.level, e.at])).toEqual([['handling-80', 1, due], ['handling-100', 2, due]]);
    expect(raised.slice(2).map((e) => e.data.rule).sort()).toEqual(['handling-150', 'handling-200', 'order-100', 'total-100']);
    expect(raised[0]).toMatchObject({ why: { code: 'clock-reached', rule: 'handling-80' }, at: due });
    const told = await world.database.query<{ recipient: string; kind: string }>(`select recipient, kind from notice where case_id = $1 and kind = 'escalated' and data->>'rule' = 'handling-100' order by recipient`, [c.id]);
    expect(told.map((n) => n.recipient)).toEqual(['lead-san', 'sup-1']);
    // With the second rung a supervision order goes out, once.
    expect((await log(c)).filter((e) => e.type === 'SupervisionOrdered')).toMatchObject([{ data: { rule: 'handling-100' }, why: { code: 'clock-reached', rule: 'handling-100' }, at: due }]);
  });

  it('resumes a suspended case when its day has come', async () => {
    const c = await world.report(alone());
    await world.settleAll();
    await world.done(c.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    const until = world.clock.now() + 48 * HOUR;
    await world.done(c.id, 'h-san-1', { type: 'request', kind: 'suspension', reason: 'waiting for parts', until, ground: 'conditions' });
    expect(await world.say(c.id, 'disp-1', { type: 'grant' })).toMatchObject({ rejection: { code: 'not-endorsed' } });
    await world.done(c.id, 'lead-san', { type: 'endorse' });
    await world.done(c.id, 'disp-1', { type: 'grant' });
    await world.settleAll();
    expect((await now(c)).stage).toBe('suspended');
    world.clock.set(until);
    await world.settleAll();
    expect(await now(c)).toMatchObject({ stage: 'handling' });
  });

  it('closes what somebody else than the handler has verified', async () => {
    const c = await world.report(alone());
    await world.settleAll();
    await world.done(c.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    await world.done(c.id, 'h-san-1', { type: 'resolve', note: 'cleared', evidence: [photo] });
    await world.done(c.id, 'gm-101', { type: 'verify', passed: true, evidence: [] });
    await world.settleAll();
    expect((await log(c)).at(-1)).toMatchObject({ type: 'CaseClosed', by: 'system', why: { code: 'verified' }, data: { outcome: 'fixed' } });
  });

  it('does not close a critical case', async () => {
    const c = await world.report({ ...alone(), severity: 1 });
    await world.settleAll();
    await world.done(c.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    await world.done(c.id, 'h-san-1', { type: 'resolve', note: 'cleared', evidence: [photo] });
    await world.done(c.id, 'gm-101', { type: 'verify', passed: true, evidence: [] });
    await world.settleAll();
    expect((await now(c)).stage).toBe('closure');
  });

  it('asks whoever answers for the place and is on duty before it files what a citizen reports; then files, or answers that it is not so', async () => {
    const [a, b] = [await world.report({ ...alone(), source: 'public' }, 'disp-1'), await world.report({ ...alone(), source: 'hotline', cell: world.actor('gm-101').cells?.[2] ?? null }, 'disp-1')];
    const cell = world.actor('gm-101').cells?.[0] ?? null, c = await world.report({ ...alone(), source: 'media', cell }, 'disp-1');
    await world.settleAll();
    expect((await log(b)).at(-1)).toMatchObject({ type: 'ConfirmationAsked', data: { member: 'gm-101' }, why: { code: 'untrusted-source', member: 'gm-101' } });
    expect((await now(a)).stage).toBe('triage');
    expect((await now(b)).clocks).toMatchObject({ triage: { since: null }, confirmation: { since: world.clock.now() } });
    await world.done(b.id, 'gm-101', { type: 'confirm', verdict: 'true', evidence: [] });
    await world.done(c.id, 'gm-101', { type: 'confirm', verdict: 'false', note: 'nothing there', evidence: [] });
    await world.settleAll();
    expect((await log(b)).slice(-2)).toMatchObject([{ type: 'CaseTriaged', why: { code: 'confirmed' } }, { type: 'CaseDispatched' }]);
    expect((await log(c)).at(-1)).toMatchObject({ type: 'CaseClosed', data: { outcome: 'refused', reason: 'not-true' }, why: { code: 'unfounded' } });
  });

  it('links what came back at the same place soon after closing, and says how near and how soon', async () => {
    const spot = alone(), c = await world.report(spot);
    await world.settleAll();
    await world.done(c.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    await world.done(c.id, 'h-san-1', { type: 'resolve', note: 'cleared', evidence: [photo] });
    await world.done(c.id, 'gm-101', { type: 'verify', passed: true, evidence: [] });
    await world.settleAll();
    world.clock.advance(3 * 24 * HOUR);
    const again = await world.report(spot), elsewhere = await world.report(alone());
    await world.settleAll();
    expect((await log(again)).map((e) => e.type)).toEqual(['CaseRegistered', 'CaseTriaged', 'RecurrenceLinked', 'CaseDispatched']);
    expect((await log(again))[2]).toMatchObject({ data: { of: c.id }, why: { code: 'same-place', of: c.id, metres: 0, days: 3 } });
    expect((await log(elsewhere)).map((e) => e.type)).not.toContain('RecurrenceLinked');
    expect((await world.reader.view(c.id, world.actor('disp-1')))?.recurrences).toEqual([again.id]);
    world.clock.advance(30 * 24 * HOUR);
    await world.settleAll();
  });

  it('gives work of a department that shares out by itself to those on duty, evenly, and says what spoke for whom', async () => {
    world.clock.set(Date.parse('2027-03-02T10:00:00+08:00'));
    const many = await Promise.all(Array.from({ length: 6 }, () => world.report({ ...alone(), classId: 'P0114' as ClassId, conditionId: 'P0114-1' as ConditionId })));
    await world.settleAll();
    const given = await Promise.all(many.map(async (c) => (await log(c)).find((e) => e.type === 'CaseAssigned')));
    expect(given.every((e) => e?.why?.code === 'roster' && e.by === 'system')).toBe(true);
    const shares = given.reduce<Record<string, number>>((sum, e) => { const who = e?.type === 'CaseAssigned' ? e.data.assignee : ''; return { ...sum, [who]: (sum[who] ?? 0) + 1 }; }, {});
    expect(Object.values(shares).reduce((a, b) => a + b, 0)).toBe(6);
    expect(Math.max(...Object.values(shares)) - Math.min(...Object.values(shares))).toBeLessThanOrEqual(1);
  });

  it('looks at every open case again when the rule book is another one', async () => {
    const c = await world.report({ ...alone(), conditionId: null });
    await world.settleAll();
    await world.database.query('update cases set settled_book = settled_book - 1 where id = $1', [c.id]);
    expect(await world.settle.due(world.clock.now(), 1000)).toEqual([c.id]);
    await world.settleAll();
    expect((await log(c)).map((e) => e.type)).toEqual(['CaseRegistered']);
  });

  it('settles hundreds in a few transactions, and one faulty case holds nobody up', async () => {
    const many = await Promise.all(Array.from({ length: 230 }, () => world.report({ cell: '532323101001001' as CellId, ...alone() })));
    const bad = many[100] as Case;
    // A clock that no calendar can read: the core throws.
    await world.database.query(`update cases set state = jsonb_set(state, '{clocks,triage,limit}', 'null') where id = $1`, [bad.id]);
    const fault = await world.settle.handle(bad.id).then(() => null, (error: unknown) => error);
    expect(fault).toBeInstanceOf(TypeError);
    expect(await world.settle.due(world.clock.now(), 1000)).toEqual([bad.id]);
    expect((await now(many[229] as Case)).stage).toBe('acceptance');
    await world.settle.park(bad.id, 'the clock has no limit', 5);
    expect(await world.settle.due(world.clock.now(), 1000)).toEqual([]);
    expect(await world.settle.parked()).toEqual([{ id: bad.id, reason: 'the clock has no limit', since: world.clock.now(), attempts: 5 }]);
    expect(await world.settle.unpark(bad.id)).toBe(true);
    expect(await world.settle.unpark(bad.id)).toBe(false);
    await world.settle.park(bad.id, 'again', 5);
  }, 60_000);

  it('passes over a case that somebody is working on, and finds it afterwards', async () => {
    const c = await world.report(alone());
    await world.database.transaction(async (tx) => {
      await tx.query('select 1 from cases where id = $1 for update', [c.id]);
      await world.settle.handle(c.id);
      expect((await now(c)).stage).toBe('triage');
    });
    await world.settleAll();
    expect((await now(c)).stage).toBe('acceptance');
  });

  it('works through the queue by itself: poked by the door, found by the sweep', async () => {
    await world.work.resume();
    const c = await world.report(alone());
    await world.work.quiesce();
    expect((await now(c)).stage).toBe('acceptance');
    await world.work.pause();
  });

  it('gives its steps ids of their own, so that a second worker would be refused', async () => {
    const c = await world.report(alone());
    await world.settleAll();
    const ids = await world.database.query<{ command_id: string }>('select command_id from command_log where case_id = $1 and fingerprint = $2 order by version', [c.id, 'auto']);
    expect(ids.map((r) => r.command_id)).toEqual([`auto:${c.id}:2:triage`, `auto:${c.id}:3:dispatch`]);
  });
});
