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
    ['from a channel that is not trusted', { source: 'public' as const }],
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
    expect(raised.slice(2).map((e) => e.data.rule).sort()).toEqual(['handling-150', 'handling-200', 'total-100']);
    expect(raised[0]).toMatchObject({ why: { code: 'clock-reached', rule: 'handling-80' }, at: due });
    const told = await world.database.query<{ recipient: string; kind: string }>(`select recipient, kind from notice where case_id = $1 and kind = 'escalated' and data->>'rule' = 'handling-100' order by recipient`, [c.id]);
    expect(told.map((n) => n.recipient)).toEqual(['lead-san', 'sup-1']);
  });

  it('resumes a suspended case when its day has come', async () => {
    const c = await world.report(alone());
    await world.settleAll();
    await world.done(c.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    const until = world.clock.now() + 48 * HOUR;
    await world.done(c.id, 'h-san-1', { type: 'request', kind: 'suspension', reason: 'waiting for parts', until });
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

  it('looks at every open case again when the rule book is another one', async () => {
    const c = await world.report({ ...alone(), source: 'public' });
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
