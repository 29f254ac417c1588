import type { ClassId, ConditionId, UserId } from '#domain';
import { amend, backends, local, placeIn, startHarness, watch, type Harness } from '../harness/index.js';

/** 道路破损 of severity 3, by the town's own office. */
const ROAD = { classId: 'E0113' as ClassId, conditionId: 'E0113-2' as ConditionId, text: 'cracks in the road' };
/** 违建: severity 2, round the clock. */
const SHED = { classId: 'E0101' as ClassId, conditionId: 'E0101-1' as ConditionId, text: 'somebody builds a shed' };

describe.each(backends())('deadlines escalate as the clock moves (%s)', (backend) => {
  let h: Harness;
  beforeEach(async () => { h = await startHarness({ backend }); });
  afterEach(async () => { await h?.stop(); });
  const { view, facts, told, does, refusal, accepts, resolves, verifies } = watch(() => h);
  const rungs = async (id: string) => (await facts(id, 'CaseEscalated')).map(({ data, at }) => [data['rule'], at]);
  /** To the very moment, by way of others and of the instant before each: what goes off then has that time. */
  const until = async (...times: string[]): Promise<void> => {
    for (const time of times) for (const at of [local(time) - 1, local(time)]) await h.advance(at - h.clock.now());
  };

  it('climbs the ladder rung by rung, each once, at its moment, and tells whom the ladder names', async () => {
    const id = await h.reported();
    expect(await accepts('h-san-1', id)).toMatchObject({ stage: 'handling' });
    // Four working hours from 09:00, a lunch break between: due at three, yellow after 3.2 of them.
    const [due, yellow] = [local('2026-11-24 15:00'), local('2026-11-24 14:12')];
    expect(await view(id)).toMatchObject({ dueAt: due, yellowAt: yellow, level: 0 });

    await h.advance(yellow - h.clock.now() - 1);
    expect(await rungs(id)).toEqual([]);
    await h.advance(1);
    expect(await rungs(id)).toEqual([['handling-80', yellow]]);
    expect(await view(id)).toMatchObject({ level: 1 });
    expect([await told('h-san-1', id), await told('lead-san', id)]).toEqual([expect.arrayContaining(['escalated']), expect.arrayContaining(['escalated'])]);
    expect(await told('sup-1', id)).toEqual([]);

    await h.advance(due - h.clock.now());
    expect(await rungs(id)).toEqual([['handling-80', yellow], ['handling-100', due]]);
    expect(await told('sup-1', id)).toEqual(['escalated']);

    // Nothing more falls due before the next rung, however often one looks.
    await h.advance('1m');
    await h.quiesce();
    expect(await rungs(id)).toHaveLength(2);

    // Days later the higher rungs have gone off, in order, once each, the lower one first where two meet.
    await until('2026-11-24 17:00', '2026-11-25 09:00', '2026-11-26 15:00', '2026-11-28 15:00');
    expect(await rungs(id)).toEqual([
      ['handling-80', yellow], ['handling-100', due], ['handling-150', local('2026-11-24 17:00')], ['order-100', local('2026-11-25 09:00')], ['handling-200', local('2026-11-25 09:00')], ['total-100', local('2026-11-26 15:00')],
    ]);
    expect(await view(id)).toMatchObject({ level: 4 });
    expect(await told('leader-1', id)).toEqual(['escalated']);
  });

  it('writes down each step with its rule, its clock, its moment and the edition of the rule book', async () => {
    const id = await h.reported();
    await accepts('h-san-1', id);
    await until('2026-11-24 15:00');
    const { version: edition } = await (await h.as('disp-1')).want('reference');
    expect(await facts(id, 'CaseEscalated')).toMatchObject([
      { by: { role: 'system' }, why: { code: 'clock-reached', rule: 'handling-80', clock: 'handling' }, data: { rule: 'handling-80', clock: 'handling', level: 1, by: [], edition } },
      { by: { role: 'system' }, why: { code: 'clock-reached', rule: 'handling-100', clock: 'handling' }, data: { rule: 'handling-100', clock: 'handling', level: 2, by: ['handler', 'department-lead'], edition } },
    ]);
    // Who may say "I have it" says so, once; the others are not asked.
    expect(await refusal('sup-1', id, { type: 'acknowledge', rule: 'handling-100' })).toBe('no-alert');
    expect(await refusal('h-mun-1', id, { type: 'acknowledge', rule: 'handling-100' })).toBe('unknown-case');
    await does('lead-san', id, { type: 'acknowledge', rule: 'handling-100' });
    expect(await facts(id, 'EscalationAcknowledged')).toMatchObject([{ by: { id: 'lead-san' }, data: { rule: 'handling-100' } }]);
    expect(await refusal('h-san-1', id, { type: 'acknowledge', rule: 'handling-100' })).toBe('no-alert');
  });

  it('holds rungs for a severity, a class or a part of the county only, as the ladder in force says', async () => {
    const before = await h.reported(ROAD);
    const cell = (await h.database.query<{ code: string }>('select code from cell where code like $1 order by code limit 1', ['532323102%']))[0]?.code ?? '';
    const edition = await amend(h, 'ladder', ({ rules }) => ({
      rules: [
        ...rules,
        { id: 'roads-half-an-hour', clock: 'handling', at: { after: { value: 0.5, unit: 'work_hour' } }, level: 1, classes: ['E0113'], tell: ['leader'] },
        { id: 'sheds-ten-minutes', clock: 'acceptance', at: { after: { value: 10, unit: 'urgent_minute' } }, level: 1, severities: [2], tell: ['supervisor'] },
        { id: 'hills-twenty-minutes', clock: 'acceptance', at: { after: { value: 20, unit: 'urgent_minute' } }, level: 1, areas: ['532323102'], tell: ['supervisor'] },
      ],
    }));
    const road = await h.reported(ROAD), shed = await h.reported(SHED), heap = await h.reported(), hills = await h.reported({ position: { ...placeIn(cell), accuracy: 8 } });
    await until('2026-11-24 09:10', '2026-11-24 09:20', '2026-11-24 09:30', '2026-11-24 09:45');
    expect(await rungs(road)).toEqual([['roads-half-an-hour', local('2026-11-24 09:30')]]);
    expect(await rungs(shed)).toEqual([['sheds-ten-minutes', local('2026-11-24 09:10')]]);
    expect(await rungs(hills)).toEqual([['hills-twenty-minutes', local('2026-11-24 09:20')]]);
    expect(await rungs(heap)).toEqual([]);
    // A case keeps the limit it was filed under; it is warned of by the ladder of today.
    expect(await facts(before, 'CaseEscalated')).toMatchObject([{ at: local('2026-11-24 09:30'), data: { rule: 'roads-half-an-hour', edition } }]);
    expect([await told('leader-1', road), await told('sup-1', shed), await told('sup-1', hills)]).toEqual([['escalated'], ['escalated'], ['escalated']]);

    // A rung that was taken out of the ladder goes off nowhere.
    await amend(h, 'ladder', ({ rules }) => ({ rules: rules.filter(({ id }) => id !== 'acceptance-100') }));
    await h.advance('2h');
    expect((await rungs(heap)).map(([rule]) => rule)).toEqual([]);
  });

  it('stops the clock while a case is suspended and goes on where it stood', async () => {
    const id = await h.reported();
    await accepts('h-san-1', id);
    const ends = local('2026-11-26 09:00');
    await does('h-san-1', id, { type: 'request', kind: 'suspension', reason: 'waiting for the crane', ground: 'conditions', until: ends });
    expect(await refusal('disp-2', id, { type: 'grant' })).toBe('not-endorsed');
    await does('lead-san', id, { type: 'endorse' });
    await does('disp-2', id, { type: 'grant' });
    expect(await view(id)).toMatchObject({ stage: 'suspended', dueAt: null });
    await h.advance('1d');
    expect(await view(id)).toMatchObject({ stage: 'suspended' });
    await h.advance(ends - h.clock.now());
    const after = await view(id);
    expect(after).toMatchObject({ stage: 'handling', dueAt: local('2026-11-26 15:00') });
    expect(after.timeline.at(-1)).toMatchObject({ type: 'CaseResumed', why: { code: 'suspension-ended' }, at: ends });
    expect(await rungs(id)).toEqual([]);
  });

  it('stops when the reason is gone: handled, suspended or closed, nobody is told any more', async () => {
    const [done, put] = [await h.reported(), await h.reported()];
    for (const id of [done, put]) await accepts('h-san-1', id);
    await until('2026-11-24 15:00');
    for (const id of [done, put]) expect((await view(id)).alerts.map(({ rule }) => rule)).toEqual(['handling-80', 'handling-100']);
    await resolves('h-san-1', done);
    await verifies('gm-101', done);
    await does('lead-san', put, { type: 'request', kind: 'suspension', reason: 'frost', ground: 'season', until: local('2026-12-24 09:00') });
    await does('disp-1', put, { type: 'grant' });
    for (const id of [done, put]) {
      expect((await view(id)).alerts).toEqual([]);
      expect(await refusal('lead-san', id, { type: 'acknowledge', rule: 'handling-100' })).toBe('no-alert');
    }
    await h.advance('7d');
    expect((await rungs(done)).map(([rule]) => rule)).toEqual(['handling-80', 'handling-100']);
    // Only the order that went out with the deadline still waits for its answer.
    expect((await rungs(put)).map(([rule]) => rule)).toEqual(['handling-80', 'handling-100', 'order-100']);
  });

  it('warns anew on a new run: what was handled and has to be done again has its own deadline', async () => {
    const id = await h.reported();
    await accepts('h-san-1', id);
    await until('2026-11-24 14:12', '2026-11-24 15:00');
    await resolves('h-san-1', id);
    await does('gm-101', id, { type: 'verify', passed: false, note: 'still there' });
    // Two hours, from three: yellow at 16:36, due at five.
    expect(await view(id)).toMatchObject({ stage: 'handling', dueAt: local('2026-11-24 17:00'), alerts: [], clocks: { handling: { fired: [] } } });
    await until('2026-11-24 16:36', '2026-11-24 17:00');
    expect(await rungs(id)).toEqual([['handling-80', local('2026-11-24 14:12')], ['handling-100', local('2026-11-24 15:00')], ['handling-80', local('2026-11-24 16:36')], ['handling-100', local('2026-11-24 17:00')]]);
    // And with it goes a second order.
    expect((await view(id)).orders.map(({ rule, at }) => [rule, at])).toEqual([['handling-100', local('2026-11-24 15:00')], ['handling-100', local('2026-11-24 17:00')]]);
  });

  it('warns anew when there is more time', async () => {
    const id = await h.reported(ROAD);
    await does('lead-mun', id, { type: 'accept', assignee: 'h-mun-1' as UserId });
    await until('2026-11-30 10:00');
    // 80 % of forty hours: Friday 17:00 at the latest.
    expect((await rungs(id)).map(([rule]) => rule)).toEqual(['handling-80']);
    await does('lead-mun', id, { type: 'request', kind: 'extension', reason: 'rain', more: 40 * 3_600_000 });
    await does('disp-1', id, { type: 'grant' });
    expect(await view(id)).toMatchObject({ alerts: [], clocks: { handling: { limit: { amount: 80 * 3_600_000 }, fired: [] } } });
    await h.advance('7d');
    expect((await rungs(id)).filter(([rule]) => rule === 'handling-80')).toHaveLength(2);
  });
});
