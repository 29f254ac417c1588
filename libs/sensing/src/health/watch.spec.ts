import { levelRule, ReadingsWorld } from '../testing/readings-world.js';
import { HealthList } from './health-list.js';
import { HealthWatch } from './watch.js';

const MINUTE = 60_000;
let world: ReadingsWorld;
beforeAll(async () => {
  world = await ReadingsWorld.start();
  await world.device('gw-1', { kind: 'gateway', metric: null, unit: null });
  for (let i = 1; i <= 10; i++) await world.device(`c-${i}`, { gateway: 'gw-1' });
  await world.device('lone');
  await world.judgeBy(levelRule({ heartbeat: { every: 5 * MINUTE, missed: 3 } }));
}, 120_000);
afterAll(() => world?.stop());
const heard = (...devices: readonly string[]) => world.send(devices.map((device) => ({ device, value: 12 })));
const list = async () => (await world.app.get(HealthList).list({})).rows;
const faults = () => world.database.query(`select device, health, gateway from device_fault where ended_at is null order by device`);
const ALL = Array.from({ length: 10 }, (_, i) => `c-${i + 1}`);

describe('the health of devices', () => {
  it('says who is heard, who is late and who is silent; silence is a fault of the device and ends no alarm', async () => {
    await heard(...ALL, 'lone');
    await world.settle();
    expect((await list()).filter((d) => d.device === 'lone' || d.device === 'gw-1').map((d) => [d.device, d.health])).toEqual(expect.arrayContaining([['lone', 'online'], ['gw-1', 'unknown']]));
    world.clock.advance(7 * MINUTE);
    await heard(...ALL);
    await world.settle();
    expect((await list()).find((d) => d.device === 'lone')?.health).toBe('late');
    world.clock.advance(12 * MINUTE);
    await heard(...ALL);
    await world.settle();
    expect(await faults()).toEqual([{ device: 'lone', health: 'silent', gateway: false }]);
    expect(await world.count(`test_alarm where device = 'lone' and kind = 'cleared'`)).toBe(0);
    await heard('lone');
    await world.settle();
    expect([await faults(), (await list()).find((d) => d.device === 'lone')?.health]).toEqual([[], 'online']);
  });

  it('makes one fault of a gateway of many silent children, and gives them back when it is up', async () => {
    world.clock.advance(4 * MINUTE);
    await heard('lone', 'c-1', 'c-2');
    world.clock.advance(15 * MINUTE);
    await heard('lone', 'c-1', 'c-2');
    await world.settle();
    expect(await faults()).toEqual([{ device: 'gw-1', health: 'silent', gateway: true }]);
    expect((await list()).filter((d) => d.inhibitedBy === 'gw-1').map((d) => d.device).sort()).toEqual(ALL.slice(2).sort());
    // An alarm that looked for a gateway that is down just before it was: what it has begun does not stay.
    await world.database.query(`insert into device_fault (id, device, health, gateway, began_at) values (gen_random_uuid(), 'c-5', 'silent', false, $1)`, [world.clock.now()]);
    await world.app.get(HealthWatch).turn();
    expect(await faults()).toEqual([{ device: 'gw-1', health: 'silent', gateway: true }]);
    await heard(...ALL.slice(0, 9));
    await world.settle();
    expect(await faults()).toEqual([{ device: 'c-10', health: 'silent', gateway: false }]);
    expect((await list()).filter((d) => d.inhibitedBy !== null)).toEqual([]);
    expect(await world.count(`test_alarm where kind = 'cleared'`)).toBe(0);
  });

  it('is told by a reading that the history had not yet when it was looked at', async () => {
    await heard(...ALL, 'lone');
    await world.settle();
    world.clock.advance(14 * MINUTE);
    await heard('lone');
    world.clock.advance(2 * MINUTE);
    await world.app.get(HealthWatch).turn();
    await world.settle();
    expect((await list()).find((d) => d.device === 'lone')?.health).toBe('online');
  });

  it('is looked at again by another process from the rows alone', async () => {
    world.clock.advance(60 * MINUTE);
    await world.settle();
    const before = await faults();
    await world.settle();
    expect(await faults()).toEqual(before);
    expect(before).toEqual([{ device: 'gw-1', health: 'silent', gateway: true }, { device: 'lone', health: 'silent', gateway: false }]);
  });

  it('is that of the series that is ill, whatever another of the same device says afterwards', async () => {
    await world.device('two', { metric: null, unit: null });
    const filter = { range: { low: 0, high: 50 } };
    await world.judgeBy(levelRule({ filter, heartbeat: { every: 5 * MINUTE, missed: 3 } }), levelRule({ id: 'warm', scope: { kinds: ['water-level'], metric: 'temperature' }, filter }));
    const health = async () => (await list()).find((d) => d.device === 'two')?.health, say = async (...of: readonly (readonly [metric: string, value: number])[]) => { world.clock.advance(MINUTE); await world.send(of.map(([metric, value]) => ({ device: 'two', metric, value }))); await world.settle(); };
    await say(['level', 5], ['temperature', 12]);
    await say(['level', 500], ['temperature', 600]);
    expect(await health()).toBe('out-of-range');
    await say(['temperature', 12]);
    expect(await health()).toBe('out-of-range');
    await say(['level', 5]);
    expect(await health()).toBe('online');
    expect((await faults()).filter((f) => f['device'] === 'two')).toEqual([]);
  });
});
