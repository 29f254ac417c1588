import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../clock.js';
import { eventually, redisInstalled, startTestPostgres, startTestRedis, type TestPostgres, type TestRedis } from '../testing.js';
import { START, startBench, Tasks, type Bench } from './work-fixture.js';

const names = (n: number): string[] => Array.from({ length: n }, (_, i) => `case-${String(i).padStart(4, '0')}`);

let postgres: TestPostgres;
let redis: TestRedis | null = null;
beforeAll(async () => {
  postgres = await startTestPostgres();
  redis = redisInstalled() ? await startTestRedis() : null;
});
afterAll(async () => {
  await redis?.stop();
  await postgres.stop();
});

describe.each(['postgres', ...(redisInstalled() ? ['redis'] : [])])('work over %s', (store) => {
  const onRedis = store === 'redis';
  let bench: Bench;
  beforeEach(async () => { bench = await startBench(postgres, onRedis ? redis : null); });
  afterEach(() => bench.stop());

  it('handles what it is poked for, once, however often it is poked', async () => {
    const work = await bench.process();
    await bench.tasks.add(['a', 'b'], START);
    for (let i = 0; i < 50; i++) { work.poke('settle', 'a'); work.poke('settle', 'b'); }
    await work.quiesce();
    expect(await bench.tasks.handled()).toEqual({ a: 1, b: 1 });
    expect(bench.tasks.log.length).toBeLessThanOrEqual(6);
  });

  it('carries a poke without any sweep', async () => {
    const work = await bench.process();
    bench.tasks.due = () => Promise.resolve([]);
    await bench.tasks.add(['quick'], START);
    work.poke('settle', 'quick');
    await eventually('it was handled', async () => (await bench.tasks.handled())['quick'] === 1);
  });

  it('finds by its sweep what nobody poked for', async () => {
    const idle = await bench.process({ handles: [] });
    await bench.tasks.add(names(30), START);
    expect(await idle.sweep()).toBe(30);
    const work = await bench.process();
    await work.quiesce();
    expect(Object.values(await bench.tasks.handled())).toEqual(Array(30).fill(1));
  });

  it('sweeps by itself', async () => {
    await bench.process();
    await bench.tasks.add(['lost'], START);
    await eventually('the sweep found it', async () => (await bench.tasks.handled())['lost'] === 1);
  });

  it('leaves alone what is not due yet, and takes it when the clock gets there, without waiting in real time', async () => {
    const work = await bench.process();
    await bench.tasks.add(['later'], START + 3_600_000);
    await work.quiesce();
    expect(await bench.tasks.handled()).toEqual({ later: 0 });
    bench.clock.advance(3_600_000);
    await work.quiesce();
    expect(await bench.tasks.handled()).toEqual({ later: 1 });
  });

  it('never handles an id twice at once, but again when it was poked meanwhile', async () => {
    const work = await bench.process();
    await bench.tasks.add(['x'], START);
    let open = (): void => undefined;
    const gate = new Promise<void>((done) => { open = done; });
    bench.tasks.before = () => gate;
    work.poke('settle', 'x');
    await eventually('it runs', () => bench.tasks.running.has('x'));
    for (let i = 0; i < 5; i++) { work.poke('settle', 'x'); await sleep(5); }
    open();
    await work.quiesce();
    expect(bench.tasks.overlaps).toBe(0);
    expect(bench.tasks.log).toEqual(['x', 'x (nothing to do)']);
  });

  it('runs as many at once as it may', async () => {
    const work = await bench.process({ concurrency: 3 });
    bench.tasks.before = () => sleep(5);
    await bench.tasks.add(names(20), START);
    await work.quiesce();
    expect(bench.tasks.atOnce).toBe(3);
  });

  it('tries again what fails, and goes on with the rest', async () => {
    const work = await bench.process();
    await bench.tasks.add(names(10), START);
    let left = 2;
    bench.tasks.before = (id) => { if (id === 'case-0003' && left-- > 0) throw new Error('not now'); };
    await work.quiesce();
    expect(Object.values(await bench.tasks.handled())).toEqual(Array(10).fill(1));
    expect(await bench.tasks.parked()).toEqual([]);
  });

  it('parks after five attempts with the reason, and handles it once it is set going again', async () => {
    const work = await bench.process();
    await bench.tasks.add(['bad', 'good'], START);
    let broken = true, tried = 0;
    bench.tasks.before = (id) => { if (id === 'bad' && broken) { tried++; throw new TypeError('cannot read the future'); } };
    const seen: string[] = [];
    work.observe(({ id, outcome }) => seen.push(`${id} ${outcome}`));
    await work.quiesce();
    expect(tried).toBe(5);
    expect((await work.parked()).settle).toMatchObject([{ id: 'bad', reason: 'TypeError: cannot read the future', attempts: 5 }]);
    expect(await work.counts()).toMatchObject({ settle: { parked: 1, due: 0, waiting: 0, active: 0, retrying: 0, failed: 5 } });
    expect(seen.filter((line) => line === 'bad parked')).toHaveLength(1);
    expect(await bench.tasks.handled()).toEqual({ bad: 0, good: 1 });
    broken = false;
    expect(await work.retry('settle', 'bad')).toBe(true);
    expect(await work.retry('settle', 'bad')).toBe(false);
    await work.quiesce();
    expect(await bench.tasks.handled()).toEqual({ bad: 1, good: 1 });
  });

  it('wakes an id when its handler said so, well before the sweep would', async () => {
    const clock = new SystemClock();
    const tasks = new Tasks(bench.database, clock);
    const work = await bench.process({ clock, tasks });
    await tasks.add(['w'], clock.now());
    let wakes = 1;
    const wanted = clock.now() + 400;
    tasks.wakeAt = () => (wakes-- > 0 ? wanted : null);
    work.poke('settle', 'w');
    await eventually('it was handled again', async () => (await tasks.handled())['w'] === 2);
  });

  it('lets a process that does not work hand its ids to one that does', async () => {
    const api = await bench.process({ handles: [] });
    const worker = await bench.process();
    bench.tasks.due = () => Promise.resolve([]);
    await bench.tasks.add(['handed'], START);
    api.poke('settle', 'handed');
    await eventually('the other process handled it without a sweep', async () => (await bench.tasks.handled())['handed'] === 1);
    expect((await api.counts()).settle.handled).toBe(0);
    expect((await worker.counts()).settle.handled).toBeGreaterThan(0);
  });

  it('drains many times more than one batch without waiting for the sweep clock', async () => {
    const work = await bench.process({ concurrency: 8 });
    await bench.tasks.add(names(1_500), START);
    await work.quiesce(60_000);
    expect(Object.values(await bench.tasks.handled()).every((n) => n === 1)).toBe(true);
  });

  it('says which ids are left when it cannot come to rest', async () => {
    const work = await bench.process();
    await bench.tasks.add(['stubborn'], START);
    bench.tasks.wakeAt = () => START;
    await expect(work.quiesce(300)).rejects.toThrow('settle/stubborn');
    bench.tasks.wakeAt = () => null;
    await work.quiesce();
  });

  it('does nothing while it is paused and catches up afterwards', async () => {
    const work = await bench.process();
    await work.pause();
    await bench.tasks.add(names(5), START);
    work.poke('settle', 'case-0001');
    expect(await work.sweep()).toBe(0);
    await expect(work.quiesce()).rejects.toThrow('paused');
    expect(Object.values(await bench.tasks.handled())).toEqual([0, 0, 0, 0, 0]);
    await work.resume();
    await work.quiesce();
    expect(Object.values(await bench.tasks.handled())).toEqual([1, 1, 1, 1, 1]);
  });

  it('lets what runs end before it closes', async () => {
    const work = await bench.process();
    await bench.tasks.add(['last'], START);
    bench.tasks.before = () => sleep(100);
    work.poke('settle', 'last');
    await eventually('it runs', () => bench.tasks.running.size === 1);
    await work.close();
    expect(await bench.tasks.handled()).toEqual({ last: 1 });
  });

  it('poke never throws, whatever the state of things', async () => {
    const work = await bench.process();
    await work.close();
    expect(() => { work.poke('settle', 'x'); work.wake('settle', 'x', 0); work.poke('deliver', 'no source'); }).not.toThrow();
  });
});
