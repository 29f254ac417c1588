import type { ClassId } from '#domain';
import { backends, Client, CELLS, local, placeIn, startHarness, watch, type Harness } from '../../harness/index.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE;

/** The night before the first day of the National Day holiday; Thursday's people of the night shift began on Wednesday evening. */
describe.each(backends())('a river alarm at ten past two on a holiday night (%s)', (backend) => {
  let h: Harness;
  beforeEach(async () => { h = await startHarness({ backend, at: local('2026-10-01 02:10') }); });
  afterEach(async () => { await h?.stop(); });
  const { view, facts, told, does, refusal, proof, accepts, resolves, verifies } = watch(() => h);
  /** To the very moment, by way of others. */
  const at = async (...times: string[]): Promise<void> => { for (const time of times) await h.advance(local(`2026-10-01 ${time}`) - h.clock.now()); };
  const rungs = async (id: string) => (await facts(id, 'CaseEscalated')).map(({ data, at: when }) => [data['rule'], when]);
  const urgent = async (account: string, id: string) => (await (await h.as(account)).want('notices', { query: { limit: 200 } })).filter((n) => n.case === id && n.urgency === 'call').map(({ kind }) => kind);

  let messages = 0;
  /** A probe in the river says so many times that the water is sour, ten seconds apart. */
  const alarmed = async (times = 1, cell: string | undefined = CELLS[0], device = 'dev-2'): Promise<string> => {
    const token = (await (await h.as('op-1')).want('createToken', { body: { account: device, label: 'story', days: 1 } })).token, probe = new Client(h.url, token);
    for (let i = 0; i < times; i++) {
      if (i > 0) h.clock.advance(10_000);
      expect(await probe.ask('signal', { body: { messageId: `pH-${++messages}`, classId: 'E0126' as ClassId, conditionId: 'E0126-1', text: 'pH 4.1', position: placeIn(cell), observedAt: h.clock.now() } })).toMatchObject({ status: 202 });
    }
    await h.quiesce();
    const { items } = await (await h.as('disp-1')).want('cases', { query: { source: 'sensor', cell: cell ?? '' } });
    expect(items).toHaveLength(1);
    return items[0]?.id ?? '';
  };

  it('is one case however often the device says it, on a clock that no holiday stops, and the duty person is called at once', async () => {
    const id = await alarmed(12);
    expect(await view(id)).toMatchObject({
      reports: 12, severity: 1, stage: 'acceptance', department: 'EEB', reportedAt: local('2026-10-01 02:10'),
      clocks: { acceptance: { limit: { amount: 30 * MINUTE, unit: 'continuous' } }, handling: { limit: { amount: 2 * HOUR, unit: 'continuous' } }, total: { limit: { unit: 'continuous' } } },
    });
    const [dispatched] = await facts(id, 'CaseDispatched');
    expect(Number((await view(id)).clocks.handling?.dueAt)).toBe(Number(dispatched?.at) + 2 * HOUR);
    expect(await told('h-eeb-1', id)).toEqual(['called']);
    // The colleague who is not on duty this night is left alone.
    expect(await told('h-eeb-2', id)).toEqual([]);
  });

  it('that nobody signs calls again after five minutes, and that nobody answers climbs to the lead and the supervisor', async () => {
    const id = await alarmed();
    await at('02:14');
    expect(await rungs(id)).toEqual([]);
    await at('02:15');
    expect(await rungs(id)).toEqual([['unsigned-5', local('2026-10-01 02:15')]]);
    expect((await facts(id, 'CaseEscalated'))[0]).toMatchObject({ at: local('2026-10-01 02:15'), why: { code: 'clock-reached', rule: 'unsigned-5', clock: 'acceptance' }, data: { level: 1, by: ['handler', 'department-lead'], edition: expect.any(Number) } });
    expect(await urgent('h-eeb-1', id)).toEqual(['called', 'called']);
    expect(await urgent('disp-1', id)).toEqual(['called']);
    expect(await urgent('sup-1', id)).toEqual([]);
    expect((await view(id)).alerts).toMatchObject([{ rule: 'unsigned-5', acknowledged: null }]);

    await at('02:20');
    expect((await facts(id, 'CaseEscalated'))[1]).toMatchObject({ at: local('2026-10-01 02:20'), why: { code: 'not-acknowledged', rule: 'call-unanswered', clock: 'acceptance', after: 'unsigned-5' }, data: { level: 2 } });
    expect([await urgent('lead-eeb', id), await urgent('sup-1', id)]).toEqual([['called'], ['called']]);
    await at('02:25', '02:40', '02:50');
    expect(await rungs(id)).toEqual([
      ['unsigned-5', local('2026-10-01 02:15')], ['call-unanswered', local('2026-10-01 02:20')], ['unsigned-15', local('2026-10-01 02:25')], ['unsigned-30', local('2026-10-01 02:40')],
    ]);
    expect(await view(id)).toMatchObject({ stage: 'acceptance', level: 3 });
    expect(await urgent('sup-1', id)).toEqual(['called', 'called']);
  });

  it('that somebody answers climbs no further for want of an answer; only the signature stops the clock', async () => {
    const id = await alarmed();
    await at('02:17');
    expect(await refusal('h-san-1', id, { type: 'acknowledge', rule: 'unsigned-5' })).toBe('unknown-case');
    expect(await refusal('sup-1', id, { type: 'acknowledge', rule: 'unsigned-5' })).toBe('no-alert');
    await does('h-eeb-1', id, { type: 'acknowledge', rule: 'unsigned-5' });
    expect(await refusal('lead-eeb', id, { type: 'acknowledge', rule: 'unsigned-5' })).toBe('no-alert');
    expect((await view(id)).alerts).toMatchObject([{ rule: 'unsigned-5', acknowledged: { by: 'h-eeb-1', at: local('2026-10-01 02:17') } }]);
    await at('02:50');
    expect((await rungs(id)).map(([rule]) => rule)).toEqual(['unsigned-5', 'unsigned-15', 'unsigned-30']);
  });

  it('that is signed for calls nobody any more; the sample is a task of its own, and the case waits for it', async () => {
    const id = await alarmed();
    await at('02:16');
    await accepts('h-eeb-1', id);
    expect((await view(id)).alerts).toEqual([]);
    expect(await refusal('h-eeb-1', id, { type: 'acknowledge', rule: 'unsigned-5' })).toBe('no-alert');
    await does('lead-eeb', id, { type: 'addTask', kind: 'sampling', department: 'EEB' as never, text: 'a sample above and below the outfall', limit: { amount: HOUR, unit: 'continuous' } });
    await at('03:00');
    expect((await rungs(id)).map(([rule]) => rule)).toEqual(['unsigned-5']);
    expect(await view(id)).toMatchObject({ stage: 'handling', tasks: [{ id: 1, kind: 'sampling', state: 'waiting', dueAt: local('2026-10-01 03:16') }] });
    await resolves('h-eeb-1', id);
    await verifies('gm-101', id);
    expect(await refusal('disp-1', id, { type: 'close' })).toBe('tasks-open');
    await does('h-eeb-2', id, { type: 'acceptTask', task: 1, assignee: 'h-eeb-2' as never });
    await does('h-eeb-2', id, { type: 'finishTask', task: 1, note: 'pH 4.2 and 7.1', evidence: [await proof('h-eeb-2')] });
    await does('disp-1', id, { type: 'close' });
    expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    // Danger to life is over; what is left is to look again, next week.
    await at('23:00');
    expect((await rungs(id)).map(([rule]) => rule)).toEqual(['unsigned-5']);
    await h.advance('7d');
    expect(await told('gm-101', id)).toContain('recheck');
  });
});
