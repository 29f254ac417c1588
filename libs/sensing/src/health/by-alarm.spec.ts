import { AlarmWorld, MINUTE, waterRule } from '../testing/alarm-world.js';

let w: AlarmWorld;
beforeAll(async () => { w = await AlarmWorld.start(); }, 180_000);
afterAll(() => w?.stop());
const faults = () => w.database.query(`select device, health, gateway, ended_at is null as open from device_fault order by began_at, device`);

describe('an alarm of upkeep', () => {
  it('is a fault of its device for as long as it fires, and no case', async () => {
    await w.judgeBy(waterRule({ id: 'low-battery' }, { policy: 'maintenance' }));
    const one = await w.device('m-1');
    await w.say({ kind: 'raised', series: one });
    await w.settle();
    expect([await faults(), (await w.cases()).length]).toEqual([[{ device: 'm-1', health: 'faulty', gateway: false, open: true }], 0]);
    w.clock.advance(MINUTE);
    await w.say({ kind: 'cleared', series: one });
    await w.settle();
    expect(await faults()).toEqual([{ device: 'm-1', health: 'faulty', gateway: false, open: false }]);
  });

  it('adds nothing where the device is behind a gateway that is down', async () => {
    await w.device('m-gw', undefined, { kind: 'gateway' });
    const two = await w.device('m-2', undefined, { gateway: 'm-gw' });
    await w.database.query(`insert into device_health (device, health, since, looked_at, inhibited_by, gateway) values ('m-2', 'silent', 0, 0, 'm-gw', 'm-gw')`);
    await w.say({ kind: 'raised', series: two });
    await w.settle();
    expect((await faults()).map((f) => f['device'])).toEqual(['m-1']);
  });

  it('is also one that goes up and down so often that only the device can be meant, where the rule says so', async () => {
    await w.judgeBy(waterRule({ id: 'restless', flap: { window: 60 * MINUTE, transitions: 4, action: 'fault' } }));
    const three = await w.device('m-3');
    await w.say({ kind: 'raised', series: three }, { kind: 'flapping', series: three });
    await w.settle();
    expect((await faults()).filter((f) => f['device'] === 'm-3')).toEqual([{ device: 'm-3', health: 'jumping', gateway: false, open: true }]);
    await w.say({ kind: 'calm', series: three });
    await w.settle();
    expect((await faults()).filter((f) => f['device'] === 'm-3')).toEqual([{ device: 'm-3', health: 'jumping', gateway: false, open: false }]);
  });
});
