import { Devices } from '#directory';
import { HealthList } from '../health/health-list.js';
import { HealthWatch } from '../health/watch.js';
import { ReadingsWorld } from '../testing/readings-world.js';
import { Registry } from './registry.js';

let world: ReadingsWorld, registry: Registry;
beforeAll(async () => { world = await ReadingsWorld.start(); registry = world.app.get(Registry); await registry.fresh(); }, 120_000);
afterAll(() => world?.stop());
/** As another process does it, of which no hint came. */
const written = (first: number, last: number) => world.database.query(`insert into device (id, name, kind, metric, unit, account, crs, created_at, changed_at) select 'w-' || n, 'w-' || n, 'water-level', 'level', 'cm', 'dev-1', 'wgs84', 0, 0 from generate_series($1::int, $2::int) n`, [first, last]);

describe('the register of devices as readings meet it', () => {
  it('is read again when a device was written while it was being read', async () => {
    const register = world.app.get(Devices), list = register.list.bind(register);
    register.list = async (filter) => { const read = await list(filter); register.list = list; await written(2, 2); return read; };
    await written(1, 1);
    registry.doubt();
    await registry.fresh();
    expect([registry.device('w-1')?.id, registry.device('w-2')]).toEqual(['w-1', null]);
    registry.doubt();
    await registry.fresh();
    expect(registry.device('w-2')?.id).toBe('w-2');
  });

  it('does not know more devices than are looked at at once: their health is not asked for over and over, and is there when they are known', async () => {
    const watch = world.app.get(HealthWatch);
    await watch.turn();
    await written(3, 700);
    await watch.turn();
    await watch.turn();
    expect((await world.app.get(HealthList).list({})).rows.filter((d) => d.device.startsWith('w-')).length).toBe(700);
  });
});
