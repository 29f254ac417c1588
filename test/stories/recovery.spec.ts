import { Listening, Receiver, Registry } from '#sensing';
import { CELL, Client, photo, placeIn, startHarness, type Harness } from '../harness/index.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const MINUTE = 60_000;

describe('what recovers, what does not, and what only says nothing', () => {
  let h: Harness, operator: Client, dispatcher: Client, handler: Client;
  const place = placeIn(CELL);
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    [operator, dispatcher, handler] = await Promise.all([h.as('op-1'), h.as('disp-1'), h.as('h-wtr-1')]);
  });
  afterAll(async () => { await h?.stop(); });

  async function level(id: string, east: number, north = 0): Promise<void> {
    await operator.want('addDevice', { body: { id, name: `积水站 ${id}`, kind: 'water-level', metric: 'level', unit: 'm', account: 'dev-1' as never, place: { lon: place.lon + east / 100_500, lat: place.lat + north / 111_195, crs: 'wgs84' } }, headers: key() });
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
  }
  async function rest(): Promise<void> {
    await h.server.get(Listening).settle();
    await h.quiesce();
  }
  /** A reading a minute of each of them. */
  async function course(values: Readonly<Record<string, number>>, minutes: number): Promise<void> {
    for (let i = 0; i < minutes; i++) {
      h.clock.advance(MINUTE);
      await h.server.get(Receiver).receive({ samples: Object.entries(values).map(([device, value]) => ({ device, metric: 'level', at: h.clock.now(), value, unit: 'm', quality: 'good', key: null })), refused: [] }, { account: 'dev-1', protocol: 'thingsboard', way: 'http', receivedAt: h.clock.now() });
      await rest();
    }
  }
  const alarmOf = async (device: string) => (await dispatcher.want('alarms', { query: { device, rule: 'water-on-road' } })).items[0];
  const caseOf = async (device: string) => dispatcher.want('case', { params: { id: (await alarmOf(device))?.case?.id ?? '' } });
  /** Its case is given out and accepted; answers its id. */
  async function accepted(device: string): Promise<string> {
    const { id } = await caseOf(device);
    await dispatcher.does(id, { type: 'dispatch', department: 'WTR' as never });
    await rest();
    await handler.does(id, { type: 'accept', assignee: 'h-wtr-1' as never });
    return id;
  }
  const done = async (id: string) => handler.does(id, { type: 'resolve', note: '已抽排', evidence: [await handler.upload(await photo())] });

  it('one of a case’s two alarms that recovers ends nothing; both do', async () => {
    await level('r-1', 0);
    await level('r-2', 20);
    await course({ 'r-1': 0.2, 'r-2': 0.2 }, 5);
    const { id } = await caseOf('r-1');
    expect((await caseOf('r-2')).id).toBe(id);
    await course({ 'r-1': 0.02, 'r-2': 0.2 }, 60);
    expect([(await alarmOf('r-1'))?.clearedAt, (await alarmOf('r-2'))?.clearedAt, (await dispatcher.want('case', { params: { id } })).stage]).toEqual([expect.any(Number), null, 'dispatch']);
    await course({ 'r-1': 0.02, 'r-2': 0.02 }, 60);
    expect(await dispatcher.want('case', { params: { id } })).toMatchObject({ stage: 'closed', outcome: 'recovered' });
  });

  it('done while it still breaches goes back to the handler, with the reading as the reason', async () => {
    await level('r-3', 300);
    await course({ 'r-3': 0.2 }, 5);
    const id = await accepted('r-3');
    await course({ 'r-3': 0.22 }, 5);
    await done(id);
    await rest();
    await course({ 'r-3': 0.23 }, 3);
    await h.advance('1m');
    const view = await dispatcher.want('case', { params: { id } });
    expect(view.timeline.find((e) => e.type === 'CaseVerified')).toMatchObject({ by: { id: 'system' }, why: { code: 'sensor-breaching', metric: 'level' }, data: { passed: false } });
    expect(view.stage).toBe('handling');
  });

  it('done while it is silent is a person’s to check; silence ends no alarm', async () => {
    await level('r-4', 600);
    await course({ 'r-4': 0.2 }, 5);
    const id = await accepted('r-4');
    await h.advance('1h');
    await rest();
    await done(id);
    await h.advance('6h');
    await rest();
    const view = await dispatcher.want('case', { params: { id } });
    expect([view.stage, view.timeline.filter((e) => e.type === 'CaseVerified')]).toEqual(['verification', []]);
    expect(await alarmOf('r-4')).toMatchObject({ clearedAt: null, stale: true });
  });

  it('what a maintenance window held back is a case when the window runs out, if it fires still, and none if not', async () => {
    await level('r-5', 900);
    await level('r-6', 1200);
    await dispatcher.want('addSuppression', { body: { kind: 'maintenance', from: h.clock.now(), to: h.clock.now() + 30 * MINUTE, covers: { devices: ['r-5', 'r-6'] }, lifeSafety: true, reason: '雨水管清淤' }, headers: key() });
    await course({ 'r-5': 0.2, 'r-6': 0.2 }, 5);
    expect([await alarmOf('r-5'), await alarmOf('r-6')]).toMatchObject([{ case: null, held: { why: 'suppressed' } }, { case: null, held: { why: 'suppressed' } }]);
    await course({ 'r-5': 0.2, 'r-6': 0.02 }, 24);
    expect((await alarmOf('r-5'))?.case).toBeNull();
    await course({ 'r-5': 0.2, 'r-6': 0.02 }, 3);
    expect([await alarmOf('r-5'), await alarmOf('r-6')]).toMatchObject([{ case: { number: expect.any(String) }, held: null, clearedAt: null }, { case: null, clearedAt: expect.any(Number) }]);
  });

  it('a rule whose alarms turn out false stops dispatching by itself, and its log says so', async () => {
    const judge = async (so: boolean, ids: readonly string[]) => { for (const id of ids) await dispatcher.want('judgeAlarm', { params: { id }, body: { so } }); };
    const rule = () => dispatcher.want('triggerRule', { params: { rule: 'water-on-road' } }), acts = async () => (await rule()).log.filter((l) => l.act === 'trusted' || l.act === 'distrusted').map((l) => [l.act, l.version, l.by, l.note]).reverse();
    // Alarms of the past, judged as people judge them.
    const past = (await h.database.query<{ id: string }>(`insert into alarm (id, key, rule, version, trial, policy, class_id, device, metric, unit, severity, worst, since, raised_at, opened_at, cleared_at, changed_at, openings)
      select gen_random_uuid(), 'past ' || n, 'water-on-road', 1, false, 'auto_dispatch', 'E0506', 'past', 'level', 'm', 'warning', 'warning', $1::bigint + n, $1::bigint + n, $1::bigint + n, $1::bigint + n + 1, $1::bigint + n, 1 from generate_series(1, 70) n returning id`, [h.clock.now() - 86_400_000])).map((r) => r.id);
    await judge(true, past.slice(0, 60));
    expect((await dispatcher.want('triggerRules')).find((r) => r.id === 'water-on-road')).toMatchObject({ credit: { automation: 'dispatch', why: 'earned' } });
    expect(await acts()).toEqual([['trusted', 1, null, expect.stringMatching(/^\d+\/\d+$/)]]);
    await level('r-7', -300);
    await course({ 'r-7': 0.2 }, 5);
    expect(await caseOf('r-7')).toMatchObject({ department: 'WTR', stage: 'acceptance' });

    await judge(false, past.slice(30, 60));
    expect((await dispatcher.want('triggerRules')).find((r) => r.id === 'water-on-road')).toMatchObject({ credit: { automation: 'file', why: 'not-precise' } });
    // Once, however many verdicts follow.
    await judge(false, past.slice(60));
    expect((await acts()).map(([act]) => act)).toEqual(['trusted', 'distrusted']);
    await level('r-8', -600);
    await course({ 'r-8': 0.2 }, 5);
    expect(await caseOf('r-8')).toMatchObject({ stage: 'dispatch' });
    const { credit } = await dispatcher.want('alarm', { params: { id: (await alarmOf('r-8'))?.id ?? '' } });
    expect(credit).toMatchObject({ automation: 'file', why: 'not-precise' });
  });

  it('a case whose device falls silent says so, and what is due goes on being due: silence is no recovery', async () => {
    await level('r-9', -900);
    await course({ 'r-9': 0.2 }, 5);
    const id = await accepted('r-9'), raised = h.clock.now();
    await h.advance('3d');
    await rest();
    const { stage, timeline } = await dispatcher.want('case', { params: { id } });
    expect(await alarmOf('r-9')).toMatchObject({ clearedAt: null, stale: true });
    expect(stage).toBe('handling');
    expect(timeline.filter((e) => e.type === 'AlarmObserved').map((e) => (e.data as { what: string }).what)).toEqual(['stale']);
    expect(timeline.filter((e) => e.type === 'CaseEscalated' && e.at > raised).length).toBeGreaterThan(0);
  });
});
