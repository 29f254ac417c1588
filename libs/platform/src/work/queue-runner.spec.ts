import { RehearsalClock, SystemClock, type Clock } from '../clock.js';
import { startTestPostgres, type TestPostgres } from '../testing.js';
import { QueueRunner } from './queue-runner.js';
import { START, startBench, type Bench } from './work-fixture.js';

let postgres: TestPostgres;
let bench: Bench;
beforeAll(async () => { postgres = await startTestPostgres(); });
beforeEach(async () => { bench = await startBench(postgres, null); });
afterEach(() => bench.stop());
afterAll(() => postgres.stop());

const HOUR = 3_600_000;
/** A queue of one process that next sweeps in a second, by a clock of its own; answers what a sweep found and whether another one is wanted before. */
async function swept(clock: Clock, ahead: number | null = 1_000): Promise<{ found: number; soon: boolean }> {
  let soon = false;
  const runner = new QueueRunner({
    source: bench.tasks, clock, concurrency: 1, forward: () => Promise.resolve(), waiting: () => Promise.resolve(0), retryLater: () => Promise.resolve(), wake: () => undefined, hungry: () => undefined, tell: () => undefined,
    ...(ahead !== null && { ahead, soon: () => { soon = true; } }),
  });
  return { found: await runner.sweep(), soon };
}

describe('a sweep', () => {
  it('wants another one soon when something falls due before the next would come', async () => {
    const now = Date.now();
    await bench.tasks.add(['past'], now - 1);
    expect(await swept(new SystemClock())).toEqual({ found: 1, soon: false });
    await bench.tasks.add(['hours away'], now + HOUR);
    expect(await swept(new SystemClock())).toEqual({ found: 1, soon: false });
    // Far enough ahead for any machine: within the time until a sweep that comes in two hours.
    expect(await swept(new SystemClock(), 2 * HOUR)).toEqual({ found: 1, soon: true });
  });

  it('looks as far ahead as its clock will get', async () => {
    const now = Date.now();
    await bench.tasks.add(['weeks away'], now + 1_000 * HOUR);
    expect(await swept(new RehearsalClock(1, now), HOUR)).toEqual({ found: 0, soon: false });
    expect(await swept(new RehearsalClock(3_600, now), HOUR)).toEqual({ found: 0, soon: true });
  });

  it('looks ahead neither on a clock that stands still nor where nobody sweeps regularly', async () => {
    await bench.tasks.add(['a moment away'], START + 1);
    expect(await swept(bench.clock, 2 * HOUR)).toEqual({ found: 0, soon: false });
    await bench.tasks.add(['hours away'], Date.now() + HOUR);
    expect(await swept(new SystemClock(), null)).toMatchObject({ soon: false });
  });
});
