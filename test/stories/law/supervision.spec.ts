import type { ClassId, ConditionId } from '#domain';
import { backends, local, startHarness, watch, type Harness } from '../../harness/index.js';

const HOUR = 3_600_000;
/** 道路破损: five days of working time, so that an order on it is alone on the clock. */
const ROAD = { classId: 'E0113' as ClassId, conditionId: 'E0113-2' as ConditionId, text: 'cracks in the road' };
const FOUR_HOURS = { amount: 4 * HOUR, unit: 'working' } as const;

describe.each(backends())('supervision orders (%s)', (backend) => {
  let h: Harness;
  beforeEach(async () => { h = await startHarness({ backend }); });
  afterEach(async () => { await h?.stop(); });
  const { view, facts, told, does, refusal, accepts, resolves, verifies } = watch(() => h);
  const rungs = async (id: string) => (await facts(id, 'CaseEscalated')).map(({ data, at }) => [data['rule'], data['clock'], at]);
  const road = async (): Promise<string> => {
    const id = await h.reported(ROAD);
    await accepts('h-mun-1', id);
    return id;
  };

  it('are given by those who supervise, told to the department, and answered by whom it concerns', async () => {
    const id = await road();
    expect(await refusal('disp-1', id, { type: 'order', demand: 'hurry', limit: FOUR_HOURS })).toBe('forbidden');
    await does('leader-1', id, { type: 'order', demand: 'say when the lane opens', limit: FOUR_HOURS });
    // 09:00, a lunch break between: four hours of working time end at three.
    expect(await view(id)).toMatchObject({ stage: 'handling', orders: [{ id: 1, by: 'leader-1', rule: null, demand: 'say when the lane opens', reply: null, dueAt: local('2026-11-24 15:00') }] });
    expect([await told('lead-mun', id), await told('h-mun-1', id)]).toEqual([expect.arrayContaining(['ordered']), expect.arrayContaining(['ordered'])]);
    expect(await refusal('h-san-1', id, { type: 'reply', order: 1, text: 'not ours' })).toBe('unknown-case');
    expect(await refusal('h-mun-2', id, { type: 'reply', order: 1, text: 'not mine' })).toBe('forbidden');
    expect(await refusal('h-mun-1', id, { type: 'reply', order: 2, text: 'which?' })).toBe('no-order');
    await h.advance('2h');
    await does('h-mun-1', id, { type: 'reply', order: 1, text: 'tomorrow at noon' });
    expect(await told('leader-1', id)).toContain('replied');
    expect(await view(id)).toMatchObject({ orders: [{ reply: { by: 'h-mun-1', at: h.clock.now(), text: 'tomorrow at noon' }, dueAt: null }] });
    expect(await refusal('lead-mun', id, { type: 'reply', order: 1, text: 'and again' })).toBe('no-order');
    // Answered in time: nothing more comes of it.
    await h.advance('1d');
    expect(await rungs(id)).toEqual([]);
  });

  it('that nobody answers go up at their limit, once; a late answer is taken all the same', async () => {
    const id = await road();
    await does('sup-1', id, { type: 'order', demand: 'say when', limit: FOUR_HOURS });
    await h.advance(local('2026-11-24 15:00') - h.clock.now() - 1);
    expect(await rungs(id)).toEqual([]);
    await h.advance(1);
    expect(await rungs(id)).toEqual([['order-100', 'order-1', local('2026-11-24 15:00')]]);
    expect([await told('lead-mun', id), await told('sup-1', id)]).toEqual([expect.arrayContaining(['escalated']), expect.arrayContaining(['escalated'])]);
    await h.advance('1d');
    await does('lead-mun', id, { type: 'reply', order: 1, text: 'we were on another site' });
    await h.advance('1d');
    expect(await rungs(id)).toEqual([['order-100', 'order-1', local('2026-11-24 15:00')]]);
  });

  it('each have a clock of their own, which nothing that happens to the case stops but its end', async () => {
    const id = await road(), other = await road();
    await does('lead-mun', id, { type: 'request', kind: 'suspension', reason: 'frost', ground: 'season', until: h.clock.now() + 10 * 24 * HOUR });
    await does('disp-2', id, { type: 'grant' });
    await does('sup-1', id, { type: 'order', demand: 'a fence until then', limit: { amount: HOUR, unit: 'continuous' } });
    await does('leader-1', id, { type: 'order', demand: 'a date', limit: FOUR_HOURS });
    await h.advance('1h');
    expect(await view(id)).toMatchObject({ stage: 'suspended', dueAt: null });
    expect((await rungs(id)).map(([, clock]) => clock)).toEqual(['order-1']);
    await does('sup-1', other, { type: 'order', demand: 'say when', limit: FOUR_HOURS });
    await resolves('h-mun-1', other);
    await verifies('gm-101', other);
    expect(await view(other)).toMatchObject({ stage: 'closed' });
    await h.advance('1d');
    expect((await rungs(id)).map(([, clock]) => clock)).toEqual(['order-1', 'order-2']);
    expect(await rungs(other)).toEqual([]);
  });

  it('go out by themselves with the deadline, and are answered in time or go up in their turn', async () => {
    const [answered, silent] = [await h.reported(), await h.reported()];
    for (const id of [answered, silent]) await accepts('h-san-1', id);
    await h.advance(local('2026-11-24 15:00') - h.clock.now());
    for (const id of [answered, silent]) {
      expect(await facts(id, 'SupervisionOrdered')).toMatchObject([{ at: local('2026-11-24 15:00'), by: { role: 'system' }, data: { rule: 'handling-100' }, why: { code: 'clock-reached', rule: 'handling-100', clock: 'handling' } }]);
      // Three hours are left of the day: the fourth is the first of the next one.
      expect(await view(id)).toMatchObject({ orders: [{ rule: 'handling-100', dueAt: local('2026-11-25 09:00') }] });
      expect(await told('h-san-1', id)).toContain('ordered');
    }
    await does('lead-san', answered, { type: 'reply', order: 1, text: 'the lorry broke down; at five' });
    expect(await told('sup-1', answered)).toContain('replied');
    await h.advance(local('2026-11-25 09:00') - h.clock.now());
    expect((await rungs(answered)).map(([rule]) => rule)).not.toContain('order-100');
    expect(await rungs(silent)).toContainEqual(['order-100', 'order-1', local('2026-11-25 09:00')]);
    // One order for one deadline, however long it lasts.
    await h.advance('3d');
    for (const id of [answered, silent]) expect(await facts(id, 'SupervisionOrdered')).toHaveLength(1);
  });

  it('are not the only way to press: whoever urges is heard by the handler and the lead, and counted', async () => {
    const id = await road();
    await does('disp-1', id, { type: 'urge', text: 'the mayor comes by at noon' });
    await does('leader-1', id, { type: 'urge', text: 'at noon!' });
    expect([await told('h-mun-1', id), await told('lead-mun', id)]).toEqual([expect.arrayContaining(['urged']), expect.arrayContaining(['urged'])]);
    expect(await view(id)).toMatchObject({ urged: 2, stage: 'handling', orders: [] });
    expect(await refusal('h-mun-1', id, { type: 'urge', text: 'myself' })).toBe('forbidden');
  });
});
