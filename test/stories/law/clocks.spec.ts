import type { CalendarDay, ClassId, ConditionId } from '#domain';
import { amend, backends, local, placeIn, startHarness, watch, type Harness } from '../../harness/index.js';

const HOUR = 3_600_000;
/** 道路破损: five days of working time. */
const ROAD = { classId: 'E0113' as ClassId, conditionId: 'E0113-2' as ConditionId, text: 'cracks in the road' };
const days = (kind: CalendarDay['kind'], name: string, ...dates: string[]) => dates.map((date) => ({ date, kind, name, source: 'story' }));

describe.each(backends())('clocks that are right (%s)', (backend) => {
  let h: Harness;
  const start = async (time: string): Promise<void> => { h = await startHarness({ backend, at: local(time) }); };
  afterEach(async () => { await h?.stop(); });
  const { view, facts, does, refusal, accepts } = watch(() => h);
  /** To the very moment, by way of others and of the instant before each: what goes off then has that time. */
  const until = async (...times: string[]): Promise<void> => {
    for (const time of times) for (const at of [local(time) - 1, local(time)]) await h.advance(at - h.clock.now());
  };
  const rungs = async (id: string) => (await facts(id, 'CaseEscalated')).map(({ data, at }) => [data['rule'], at]);

  it('a deadline goes over Spring Festival by working days, make-up days among them', async () => {
    await start('2026-02-13 16:00');
    const rubbish = await h.reported(), road = await h.reported(ROAD), stall = await h.reported({ classId: 'E0402' as ClassId, conditionId: 'E0402-1' as ConditionId, text: 'the night market' });
    // Friday 16:00: two hours today, two on Saturday the 14th, which is worked for the holiday.
    expect((await view(rubbish)).clocks.handling).toMatchObject({ dueAt: local('2026-02-14 10:00'), provisional: false });
    // Forty hours: 2 + 8 before the holiday of nine days, then Tuesday to Friday of the week after.
    expect((await view(road)).clocks.handling).toMatchObject({ dueAt: local('2026-02-27 16:00'), provisional: false });
    // Round the clock nothing is a holiday.
    expect((await view(stall)).clocks.handling).toMatchObject({ dueAt: local('2026-02-13 18:00') });
  });

  it('what was left before a suspension is left after it', async () => {
    await start('2026-02-13 16:00');
    const id = await h.reported(ROAD);
    await accepts('h-mun-1', id);
    await until('2026-02-14 09:00');
    await does('lead-mun', id, { type: 'request', kind: 'suspension', reason: 'nobody sells asphalt', ground: 'conditions', until: local('2026-02-21 12:00') });
    await does('disp-1', id, { type: 'grant' });
    expect(await view(id)).toMatchObject({ stage: 'suspended', dueAt: null, clocks: { handling: { used: 3 * HOUR, since: null }, total: { used: 3 * HOUR, since: null } } });
    await until('2026-02-21 12:00', '2026-02-24 07:00');
    // It ended by itself in the middle of the holiday; 37 hours are left: four days, and until three on the Saturday that is worked for it.
    expect(await facts(id, 'CaseResumed')).toMatchObject([{ at: local('2026-02-21 12:00'), by: { role: 'system' }, why: { code: 'suspension-ended' } }]);
    expect(await view(id)).toMatchObject({ stage: 'handling', dueAt: local('2026-02-28 15:00') });
    expect(await refusal('lead-mun', id, { type: 'request', kind: 'suspension', reason: 'still none', ground: 'conditions', until: local('2026-03-10 12:00') })).toBe('already-done');
    expect(await rungs(id)).toEqual([]);
  });

  it('an extension, a suspension and a return leave every minute where it was; the total clock stands only while it is suspended', async () => {
    await start('2026-11-24 09:00');
    const id = await h.reported(ROAD);
    await accepts('h-mun-1', id);
    await until('2026-11-24 11:00');
    await does('lead-mun', id, { type: 'request', kind: 'extension', reason: 'a second layer', more: 8 * HOUR });
    await does('disp-1', id, { type: 'grant' });
    expect((await view(id)).clocks.handling).toMatchObject({ limit: { amount: 48 * HOUR }, extended: 8 * HOUR, used: 2 * HOUR });
    await until('2026-11-24 12:00');
    await does('lead-mun', id, { type: 'request', kind: 'suspension', reason: 'rain', ground: 'season', until: local('2026-11-26 08:00') });
    await does('disp-1', id, { type: 'grant' });
    await until('2026-11-26 08:00', '2026-11-26 10:00');
    expect(await view(id)).toMatchObject({ stage: 'handling' });
    await does('lead-mun', id, { type: 'request', kind: 'return', reason: 'the roller is broken' });
    await does('disp-1', id, { type: 'grant' });
    expect(await view(id)).toMatchObject({ stage: 'dispatch', clocks: { handling: { used: 5 * HOUR, since: null, extended: 8 * HOUR } } });
    await until('2026-11-26 14:00');
    await does('disp-1', id, { type: 'dispatch', department: 'MUN' as never });
    // 43 of 48 hours are left from Thursday two o'clock: 4 + 8 + 8 + 8 + 8, and seven hours of Thursday the 3rd.
    expect((await view(id)).clocks).toMatchObject({
      handling: { dueAt: local('2026-12-03 17:00'), extended: 8 * HOUR },
      // 56 hours in all, three before the rain; 53 from Thursday morning: six days, and five hours of Friday the 4th.
      total: { dueAt: local('2026-12-04 15:00'), used: 3 * HOUR },
    });
    await accepts('h-mun-1', id);
    expect(await view(id)).toMatchObject({ dueAt: local('2026-12-03 17:00'), extensions: 1 });
    await until('2026-12-02 15:24', '2026-12-02 17:00');
    // 80 % of 48 hours are 38.4: 5 before the return, 33.4 after it.
    expect((await rungs(id)).filter(([rule]) => String(rule).startsWith('handling'))).toEqual([['handling-80', local('2026-12-02 15:24')]]);
    await until('2026-12-03 17:00');
    expect((await rungs(id)).at(-1)).toEqual(['handling-100', local('2026-12-03 17:00')]);
  });

  it('a deadline in a year without a published calendar is marked, and worked out anew when the year is published; it warns again only where there is more time', async () => {
    await start('2026-12-28 09:00');
    const road = await h.reported(ROAD), near = await h.reported();
    await accepts('h-mun-1', road);
    await accepts('h-san-1', near);
    // Within the year nothing is uncertain; beyond it every Monday to Friday is taken for a working day.
    expect(await view(near)).toMatchObject({ dueAt: local('2026-12-28 15:00'), provisional: false });
    expect(await view(road)).toMatchObject({ dueAt: local('2027-01-04 09:00'), provisional: true });
    await until('2026-12-28 15:00', '2026-12-31 16:00');
    const rubbish = await h.reported();
    await accepts('h-san-2', rubbish);
    expect(await view(rubbish)).toMatchObject({ dueAt: local('2027-01-01 10:00'), provisional: true });
    await until('2027-01-01 09:00', '2027-01-01 09:12', '2027-01-01 09:30');
    expect([await rungs(road), await rungs(rubbish)]).toEqual([[['handling-80', local('2027-01-01 09:00')]], [['handling-80', local('2027-01-01 09:12')]]]);

    // New Year's Day was off after all, and the weekend is worked for it.
    const edition = await amend(h, 'calendar', (calendar) => ({ ...calendar, publishedYears: [...calendar.publishedYears, 2027], days: [...calendar.days, ...days('off', '元旦', '2027-01-01'), ...days('work', '元旦', '2027-01-02', '2027-01-03')] }));
    for (const id of [road, rubbish]) expect(await facts(id, 'ClocksRetimed')).toMatchObject([{ data: { edition }, why: { code: 'calendar-published', edition }, by: { role: 'system' } }]);
    expect(await facts(near, 'ClocksRetimed')).toEqual([]);
    // The road has less time than was promised, the rubbish a day more.
    expect(await view(road)).toMatchObject({ dueAt: local('2027-01-03 09:00'), provisional: false });
    expect(await view(rubbish)).toMatchObject({ dueAt: local('2027-01-02 10:00'), provisional: false });
    await until('2027-01-02 09:12', '2027-01-02 10:00', '2027-01-03 09:00');
    expect((await rungs(road)).slice(0, 2)).toEqual([['handling-80', local('2027-01-01 09:00')], ['handling-100', local('2027-01-03 09:00')]]);
    expect((await rungs(rubbish)).slice(0, 3)).toEqual([['handling-80', local('2027-01-01 09:12')], ['handling-80', local('2027-01-02 09:12')], ['handling-100', local('2027-01-02 10:00')]]);
    // Published is published: nothing is worked out twice.
    for (const id of [road, rubbish]) expect(await facts(id, 'ClocksRetimed')).toHaveLength(1);
  });

  it('a part of the county may have days and hours of its own', async () => {
    await start('2026-11-24 09:00');
    const [town, hills] = ['532323101001001', '532323102'], before = await h.reported();
    const cell = (await h.database.query<{ code: string }>('select code from cell where code like $1 order by code limit 1', [`${hills}%`]))[0]?.code ?? '';
    await amend(h, 'calendar', (calendar) => ({ ...calendar, areas: [{ area: hills, days: days('off', '彝年', '2026-11-24'), seasons: [{ from: '2020-01-01', windows: [['09:00', '12:00'] as [string, string]] }] }] }));
    const here = await h.reported({ position: { ...placeIn(town, 150, 150), accuracy: 8 }, text: 'bags by the road' }), there = await h.reported({ position: { ...placeIn(cell), accuracy: 8 } });
    expect(await view(there)).toMatchObject({ cell, stage: 'acceptance' });
    expect((await view(here)).clocks.handling?.dueAt).toBe(local('2026-11-24 15:00'));
    // Up there today is a holiday, and the morning has three hours: four hours end on Thursday at ten.
    expect((await view(there)).clocks.handling?.dueAt).toBe(local('2026-11-26 10:00'));
    // What was promised before stands.
    expect((await view(before)).clocks.handling?.dueAt).toBe(local('2026-11-24 15:00'));
    // 80 % of four hours are 3.2: not before Thursday at 09:12 in the hills.
    const handling = async (id: string) => (await rungs(id)).filter(([rule]) => String(rule).startsWith('handling'));
    await until('2026-11-25 12:00', '2026-11-26 09:12', '2026-11-26 10:00');
    expect(await handling(there)).toEqual([['handling-80', local('2026-11-26 09:12')], ['handling-100', local('2026-11-26 10:00')]]);
  });
});
