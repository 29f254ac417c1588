import { Directory } from '#directory';
import { ReadingsWorld } from '../testing/readings-world.js';
import { Limits } from './limits.js';

let world: ReadingsWorld, other: ReadingsWorld;
beforeAll(async () => {
  const env = { GRID_DEVICE_LIMIT: '600' };
  world = await ReadingsWorld.start({ env });
  other = await ReadingsWorld.start({ env, beside: world });
}, 120_000);
afterAll(async () => { await other?.stop(); await world?.stop(); });

describe('how much an account may send', () => {
  /** Two processes that are told of each other only where the test says so. */
  const pair = (): readonly [Limits, Limits] => [world, other].map(({ app }) => { const limits = app.get(Limits); limits.onModuleDestroy(); return limits; }) as unknown as readonly [Limits, Limits];

  it('counts over processes, from the first minute’s worth on; each turned away goes on looking', async () => {
    const [a, b] = pair();
    let now = 0, passed = 0;
    const tries = (limits: Limits): void => { for (let i = 0; i < 40; i++) if (limits.wait('dev-1', 1, now) === 0) passed++; };
    const rounds = async (n: number): Promise<number> => {
      const before = passed;
      for (let i = 0; i < n; i++) { now += 2_000; tries(a); tries(b); await a.share(); await b.share(); }
      return passed - before;
    };
    // Ten readings a second are allowed, forty are tried: once both buckets are used up, two processes let through what one may.
    await rounds(90);
    const most = 30 * 20;
    expect(await rounds(30)).toBeLessThanOrEqual(most * 1.1);
    expect(await rounds(30)).toBeGreaterThanOrEqual(most * 0.9);
  });

  it('is all its own on one connection, however many processes there are', async () => {
    const [a, b] = pair();
    let passed = 0;
    for (let now = 1e6, i = 0; i < 60; i++) {
      now += 2_000;
      for (let n = 0; n < 20; n++) if (a.wait('dev-2', 1, now) === 0) passed++;
      await a.share();
      await b.share();
    }
    expect(passed).toBe(1_200);
  });

  it('whoever sends little costs no row', async () => {
    const [a] = pair();
    await world.database.query(`update person set reading_limit = 60000 where id = 'dev-3'`);
    await world.app.get(Directory).refresh();
    const rows = (): Promise<number> => world.count(`sender_use where account = 'dev-3'`);
    // A twentieth of what it may in two seconds is a hundred.
    a.wait('dev-3', 99, 0);
    await a.share();
    expect(await rows()).toBe(0);
    a.wait('dev-3', 100, 0);
    await a.share();
    expect(await rows()).toBe(1);
  });
});
