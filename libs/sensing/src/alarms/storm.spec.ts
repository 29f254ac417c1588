import { AlarmWorld, MINUTE, placeAt, waterRule } from '../testing/alarm-world.js';

const storm = { count: 15, within: 10 * MINUTE, below: 3, quiet: 30 * MINUTE };
let w: AlarmWorld;
beforeAll(async () => {
  w = await AlarmWorld.start();
  await w.judgeBy(waterRule({}, { storm, recovery: { beforeDispatch: 'close', stableFor: 30 * MINUTE } }));
}, 120_000);
afterAll(() => w.stop());
const open = async () => (await w.cases()).filter((c) => c.stage !== 'closed');

describe('a storm', () => {
  const devices: number[] = [];
  it('is one case with its members; every alarm is kept, and what is critical has its own', async () => {
    for (let i = 0; i < 60; i++) devices.push(await w.device(`s-${i}`, placeAt(150 * (i % 8), 150 * Math.floor(i / 8))));
    await w.say(...devices.map((series, i) => ({ kind: 'raised' as const, series, severity: i < 4 ? ('critical' as const) : ('warning' as const) })));
    await w.settle();
    const alarms = await w.alarms(), cases = await open(), townships = new Set(await w.database.query('select distinct township from alarm'));
    expect(alarms).toHaveLength(60);
    const [{ id, case_id } = { id: '', case_id: null }, ...more] = await w.database.query<{ id: string; case_id: never }>('select id, case_id from storm');
    expect(more).toHaveLength(townships.size - 1);
    expect(alarms.filter((a) => a.storm === id && a.case_id === null)).toHaveLength(56);
    expect(alarms.filter((a) => a.severity === 'critical' && a.case_id !== null && a.storm === null)).toHaveLength(4);
    expect(cases).toHaveLength(5);
    expect(await w.case(case_id)).toMatchObject({ place: null, device: null, text: '道路积水集中报警', stage: 'dispatch' });
  });

  it('takes in those that come later, and gives a case to one that becomes critical', async () => {
    const late = await w.device('s-late', placeAt(1300, 1300));
    w.clock.advance(20 * MINUTE);
    await w.say({ kind: 'raised', series: late });
    await w.settle();
    expect((await w.alarms()).find((a) => a.device === 's-late')).toMatchObject({ case_id: null, storm: expect.any(String) });
    await w.say({ kind: 'worsened', series: late, severity: 'critical' });
    await w.settle();
    expect((await w.alarms()).find((a) => a.device === 's-late')).toMatchObject({ case_id: expect.any(String), storm: null });
    expect(await open()).toHaveLength(6);
  });

  it('is over when it has grown quiet; then what still fires has a case of its own, and the rest none', async () => {
    for (const series of devices.slice(10)) await w.say({ kind: 'cleared', series });
    // 58 of 61 came 20 minutes before the last one.
    await w.advance(9 * MINUTE);
    expect(await w.database.query('select 1 from storm where released_at is null')).toHaveLength(1);
    await w.advance(2 * MINUTE);
    expect(await w.database.query('select 1 from storm where released_at is null')).toHaveLength(0);
    const alarms = await w.alarms(), firing = alarms.filter((a) => a.cleared_at === null);
    expect(firing.every((a) => a.case_id !== null)).toBe(true);
    expect(alarms.filter((a) => a.cleared_at !== null && a.case_id !== null)).toHaveLength(0);
    // 4 critical, the late one, 6 that still fire, and the storm's own.
    expect(await open()).toHaveLength(12);
  });
});

describe('a window', () => {
  const window = (id: string, covers: object, more: Record<string, unknown> = {}) => w.database.query(
    `insert into suppression (id, version, kind, from_at, to_at, life_safety, covers, reason, by_whom, created_at) values ($1, 1, $2, $3, $4, false, $5, '管网检修', 'sup-1', 0)`, [id, more['kind'] ?? 'maintenance', w.clock.now(), more['to'] ?? null, JSON.stringify(covers)]);

  it('keeps the alarm and opens its case when it ends, if it still fires', async () => {
    await w.judgeBy(waterRule({ id: 'water-window' }));
    const s = await w.device('m-1', placeAt(-2000, 0)), t = await w.device('m-2', placeAt(-2500, 0)), id = crypto.randomUUID();
    await window(id, { devices: ['m-1', 'm-2'] }, { to: w.clock.now() + 60 * MINUTE });
    await w.say({ kind: 'raised', series: s }, { kind: 'raised', series: t });
    await w.settle();
    const of = async (device: string) => (await w.alarms()).find((a) => a.device === device);
    expect(await of('m-1')).toMatchObject({ case_id: null, held: 'suppressed' });
    await w.advance(30 * MINUTE);
    await w.say({ kind: 'cleared', series: t });
    await w.advance(29 * MINUTE);
    expect(await of('m-1')).toMatchObject({ case_id: null });
    await w.advance(MINUTE);
    expect(await of('m-1')).toMatchObject({ case_id: expect.any(String), held: null });
    expect(await of('m-2')).toMatchObject({ case_id: null });
  });
});

describe('an alarm that follows from another one', () => {
  it('waits for that one first, and has its case when that has ended and it still fires', async () => {
    const gateway = waterRule({ id: 'gateway-offline' }, { policy: 'maintenance' }), child = waterRule({ id: 'water-behind' }, { inhibitedBy: [{ rule: 'gateway-offline', equal: 'gateway', settle: MINUTE }] });
    await w.judgeBy(child, gateway);
    const g = await w.device('g-1', placeAt(-5000, 0), { kind: 'gateway' }), s = await w.device('c-1', placeAt(-5300, 0), { gateway: 'g-1' });
    // The follower comes first.
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    const of = async (device: string) => (await w.alarms()).find((a) => a.device === device);
    expect(await of('c-1')).toMatchObject({ held: 'settling', case_id: null });
    await w.advance(30_000);
    await w.say({ kind: 'raised', series: g, rule: 1 });
    await w.advance(30_000);
    expect(await of('c-1')).toMatchObject({ held: 'inhibited', case_id: null });
    expect(await of('g-1')).toMatchObject({ case_id: null });
    await w.say({ kind: 'cleared', series: g, rule: 1 });
    await w.advance(MINUTE);
    expect(await of('c-1')).toMatchObject({ held: null, case_id: expect.any(String) });
  });
});
