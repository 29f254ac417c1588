import { Listening, Receiver, Registry } from '#sensing';
import { CELL, Client, placeIn, startHarness, type Harness } from '../harness/index.js';

const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const MINUTE = 60_000;

describe('a device that is ill is its owner’s matter, and no case of the city', () => {
  let h: Harness, operator: Client, dispatcher: Client, lead: Client, handler: Client, stranger: Client;
  const place = placeIn(CELL);
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    [operator, dispatcher, lead, handler, stranger] = await Promise.all([h.as('op-1'), h.as('disp-1'), h.as('lead-wtr'), h.as('h-wtr-1'), h.as('h-san-1')]);
  });
  afterAll(async () => { await h?.stop(); });

  const add = (id: string, more: object = {}) => operator.want('addDevice', { body: { id, name: `积水站 ${id}`, kind: 'water-level', metric: 'level', unit: 'm', department: 'WTR' as never, account: 'dev-1' as never, place: { ...place, crs: 'wgs84' }, ...more }, headers: key() });
  async function known(): Promise<void> {
    h.server.get(Registry).doubt();
    await h.server.get(Registry).fresh();
  }
  /** Readings of now of many devices, in one frame; `value` in metres. */
  async function reads(devices: readonly string[], value = 0.02): Promise<void> {
    await h.server.get(Receiver).receive({ samples: devices.map((device) => ({ device, metric: 'level', at: h.clock.now(), value, unit: 'm', quality: 'good', key: null })), refused: [] }, { account: 'dev-1', protocol: 'thingsboard', way: 'http', receivedAt: h.clock.now() });
  }
  async function rest(): Promise<void> {
    await h.server.get(Listening).settle();
    await h.quiesce();
    await h.server.get(Listening).settle();
  }
  const cases = async () => (await h.database.query<{ n: number }>('select count(*)::int as n from cases'))[0]?.n;
  /** What somebody was told of devices since the test began, the newest first. */
  const toldOf = async (who: Client) => (await who.want('notices')).filter((n) => n.kind === 'device-fault').map((n) => [n.number, n.case, n.data['count'], n.data['device'] ?? null, n.data['gateway']]);
  const faultsOf = async (who: Client) => (await who.want('deviceFaults')).map((f) => [f.device, f.health, f.handled !== null]);

  it('a silent device is a fault that its department sees and settles; nobody else’s department does', async () => {
    await add('own-1');
    await add('foreign-1', { department: 'SAN' });
    await known();
    const before = await cases();
    await reads(['own-1', 'foreign-1']);
    await rest();
    h.clock.advance(20 * MINUTE);
    await rest();
    expect(await faultsOf(lead)).toEqual([['own-1', 'silent', false]]);
    expect(await faultsOf(handler)).toEqual([['own-1', 'silent', false]]);
    expect(await faultsOf(stranger)).toEqual([['foreign-1', 'silent', false]]);
    // It is not told before it is sure that no gateway explains it; then its department's lead is, once, and nobody else.
    expect(await toldOf(lead)).toEqual([]);
    for (let i = 0; i < 3; i++) { h.clock.advance(MINUTE); await rest(); }
    expect([await toldOf(lead), await toldOf(handler), await toldOf(dispatcher), await toldOf(await h.as('lead-san'))]).toEqual([[['积水站 own-1', null, 1, 'own-1', false]], [], [], [['积水站 foreign-1', null, 1, 'foreign-1', false]]]);
    expect((await faultsOf(dispatcher)).sort()).toEqual([['foreign-1', 'silent', false], ['own-1', 'silent', false]]);
    expect(await (await h.as('gm-101')).ask('deviceFaults')).toMatchObject({ ok: false, status: 403 });
    const [fault] = await lead.want('deviceFaults');
    expect(await stranger.ask('handledFault', { params: { id: fault?.id ?? '' }, body: { note: '不是我们的' } })).toMatchObject({ ok: false, status: 404 });
    expect(await (await h.as('leader-1')).ask('handledFault', { params: { id: fault?.id ?? '' }, body: { note: '看看' } })).toMatchObject({ ok: false, status: 403 });
    expect(await handler.want('handledFault', { params: { id: fault?.id ?? '' }, body: { note: '更换电池' } })).toMatchObject({ handled: { by: { id: 'h-wtr-1' }, note: '更换电池' }, endedAt: null });
    // No case anywhere, whatever became of the devices.
    expect(await cases()).toBe(before);
  });

  it('what was said to be mended and does not show it comes back; what is heard again is over', async () => {
    h.clock.advance(25 * 60 * MINUTE);
    await rest();
    expect(await lead.want('deviceFaults', { query: { state: 'open' } })).toMatchObject([{ device: 'own-1', handled: null, returned: 1 }]);
    expect((await toldOf(lead)).map(([, , , device]) => device)).toEqual(['own-1', 'own-1']);
    await reads(['own-1']);
    await rest();
    expect(await faultsOf(lead)).toEqual([]);
    const over = await lead.want('deviceFaults', { query: { state: 'ended' } });
    expect(over).toMatchObject([{ device: 'own-1', endedAt: expect.any(Number) }]);
    expect(await handler.ask('handledFault', { params: { id: over[0]?.id ?? '' }, body: { note: '已修' } })).toMatchObject({ ok: false, status: 409 });
  });

  it('how it has been is kept, each state since when', async () => {
    const { changes, faults } = await lead.want('deviceCourse', { params: { device: 'own-1' } });
    expect(changes.map((c) => c.health)).toEqual(['online', 'silent', 'online', ...changes.slice(3).map((c) => c.health)]);
    expect([changes[0]?.until, changes[1]?.until]).toEqual([null, changes[0]?.at]);
    expect(faults).toMatchObject([{ returned: 1 }]);
  });

  it('a department sees its own devices, readings and alarms, and none of another’s', async () => {
    await add('own-2', { place: { lon: place.lon + 300 / 100_500, lat: place.lat, crs: 'wgs84' } });
    await known();
    for (let i = 0; i < 5; i++) { h.clock.advance(MINUTE); await reads(['own-2', 'foreign-1'], 0.2); }
    await rest();
    const own = async (who: Client) => (await who.want('deviceHealth')).rows.map((r) => r.device).sort();
    expect([await own(lead), (await own(stranger)).filter((d) => ['own-1', 'own-2', 'foreign-1'].includes(d))]).toEqual([expect.arrayContaining(['own-1', 'own-2']), ['foreign-1']]);
    expect((await own(lead)).includes('foreign-1')).toBe(false);
    // A filter of one's own making widens nothing.
    expect((await lead.want('deviceHealth', { query: { department: 'SAN' } })).rows.some((r) => r.device === 'foreign-1')).toBe(false);
    const [series] = await lead.want('seriesOfDevice', { params: { device: 'own-2' } }), [foreign] = await dispatcher.want('seriesOfDevice', { params: { device: 'foreign-1' } });
    const range = { from: h.clock.now() - 60 * MINUTE, to: h.clock.now() + 1 };
    expect((await lead.want('curve', { params: { series: series?.id ?? '' }, query: range })).points.length).toBeGreaterThan(0);
    for (const answer of [await lead.ask('seriesOfDevice', { params: { device: 'foreign-1' } }), await lead.ask('curve', { params: { series: foreign?.id ?? '' }, query: range }), await lead.ask('deviceCourse', { params: { device: 'foreign-1' } }), await stranger.ask('deviceCourse', { params: { device: 'own-2' } })]) expect(answer).toMatchObject({ ok: false, status: 404 });
    const alarms = async (who: Client) => (await who.want('alarms', { query: { device: 'own-2', rule: 'water-on-road' } })).items;
    const alarmed = async (who: Client) => (await who.want('alarms', { query: { rule: 'water-on-road' } })).items.map((a) => a.device).sort();
    expect([await alarmed(lead), await alarmed(stranger), await alarmed(dispatcher)]).toEqual([['own-2'], ['foreign-1'], ['foreign-1', 'own-2']]);
    // The whole list is narrowed as well, and the case is named to whoever it was given to.
    expect((await lead.want('alarms')).items.every((a) => a.device.startsWith('own-'))).toBe(true);
    expect([(await alarms(dispatcher))[0]?.case, (await alarms(lead))[0]?.case]).toEqual([expect.objectContaining({ number: expect.any(String) }), null]);
    // The alarm itself, and what is the centre's, stay the centre's.
    const [alarm] = (await lead.want('alarms')).items;
    expect(await lead.ask('alarm', { params: { id: alarm?.id ?? '' } })).toMatchObject({ ok: false, status: 403 });
    for (const name of ['devices', 'quarantine', 'storms', 'triggerRules'] as const) expect(await lead.ask(name)).toMatchObject({ ok: false, status: 403 });
  });

  it('a gateway that dies with 200 children is one fault of the gateway; nothing is said to have recovered, and its return ends it', async () => {
    const children = Array.from({ length: 200 }, (_, i) => `child-${i + 1}`), firing = children.slice(0, 3);
    await add('gw-200', { kind: 'gateway', metric: null, unit: null, department: 'TEL' });
    for (let i = 0; i < children.length; i += 20) await Promise.all(children.slice(i, i + 20).map((id, n) => add(id, { gateway: 'gw-200', place: { ...placeIn(CELL, ((i + n) % 20) * 160 - 1600, Math.floor((i + n) / 20) * 160 - 800), crs: 'wgs84' } })));
    await known();
    const calm = children.slice(3);
    for (let i = 0; i < 5; i++) { h.clock.advance(MINUTE); await reads(calm); await reads(firing, 0.2); }
    await rest();
    const hazards = async () => (await dispatcher.want('alarms', { query: { state: 'firing', rule: 'water-on-road', limit: 500 } })).items.filter((a) => firing.includes(a.device)).map((a) => a.device).sort();
    expect(await hazards()).toEqual([...firing].sort());
    const before = await cases();

    h.clock.advance(40 * MINUTE);
    await rest();
    await h.advance('1h');
    await rest();
    const faults = (await dispatcher.want('deviceFaults')).filter((f) => f.device === 'gw-200' || children.includes(f.device));
    expect(faults.map((f) => [f.device, f.department, f.gateway, f.behind])).toEqual([['gw-200', 'TEL', true, 200]]);
    expect(await hazards()).toEqual([...firing].sort());
    expect(await h.database.query(`select count(*)::int as n from alarm_event e join alarm a on a.id = e.alarm_id where e.kind = 'cleared' and a.device = any($1) and a.rule <> 'water-silent'`, [children])).toEqual([{ n: 0 }]);
    expect((await dispatcher.want('deviceHealth', { query: { gateway: 'gw-200' } })).rows.filter((r) => r.health === 'silent' && r.inhibitedBy === 'gw-200')).toHaveLength(200);
    expect(await cases()).toBe(before);
    // Its owner is told of the gateway, the children's of none of them.
    expect((await faultsOf(lead)).filter(([device]) => children.includes(String(device)))).toEqual([]);
    expect(await toldOf(await h.as('lead-tel'))).toEqual([['积水站 gw-200', null, 1, 'gw-200', true]]);
    expect(JSON.stringify(await toldOf(lead))).not.toContain('child-');

    h.clock.advance(MINUTE);
    await reads(calm);
    await reads(firing, 0.2);
    await rest();
    expect((await dispatcher.want('deviceFaults')).filter((f) => f.device === 'gw-200' || children.includes(f.device))).toEqual([]);
    expect((await dispatcher.want('deviceHealth', { query: { gateway: 'gw-200' } })).rows.every((r) => r.health === 'online' && r.inhibitedBy === null)).toBe(true);
    expect(await hazards()).toEqual([...firing].sort());
    expect(await cases()).toBe(before);
  });
});
