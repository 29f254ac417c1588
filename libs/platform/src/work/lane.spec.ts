import { setImmediate as turn } from 'node:timers/promises';
import { MovableClock } from '../clock.js';
import { Lane } from './lane.js';
import { QueueRunner } from './queue-runner.js';
import type { WorkSource } from './source.js';

/** A lane whose runs end when the test says so. */
function lane(concurrency: number, room: number) {
  const ends = new Map<string, { ok(): void; fail(error: Error): void }>();
  const failed: string[] = [];
  let hungry = 0;
  const made = new Lane({
    concurrency, room, failed: (id) => failed.push(id), hungry: () => { hungry++; },
    run: (id) => new Promise<void>((ok, fail) => ends.set(id, { ok, fail })),
  });
  const end = async (id: string, error?: Error): Promise<void> => {
    const run = ends.get(id);
    ends.delete(id);
    if (error) run?.fail(error); else run?.ok();
    await turn();
  };
  return { lane: made, end, failed, running: () => [...ends.keys()], hungry: () => hungry };
}

describe('a lane', () => {
  it('runs in the order of arrival, never in the caller\'s turn, never more than it may', async () => {
    const { lane: it, running, end } = lane(2, 10);
    for (const id of ['a', 'b', 'c', 'd']) it.offer(id, true);
    expect(running()).toEqual([]);
    await turn();
    expect(running()).toEqual(['a', 'b']);
    await end('a');
    expect(running()).toEqual(['b', 'c']);
    expect(it.ids).toEqual(['b', 'c', 'd']);
  });

  it('keeps an id at most once running and once waiting, the second only for who says again', async () => {
    const { lane: it, running, end } = lane(3, 10);
    it.offer('a', true);
    await turn();
    it.offer('a', false);
    expect(it.backlog).toBe(0);
    it.offer('a', true);
    it.offer('a', true);
    await turn();
    expect([it.backlog, running()]).toEqual([1, ['a']]);
    await end('a');
    expect([it.backlog, running()]).toEqual([0, ['a']]);
    await end('a');
    expect(it.ids).toEqual([]);
  });

  it('leaves out what has no room, and asks for more when almost nothing is left', async () => {
    const { lane: it, end, hungry } = lane(1, 3);
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => it.offer(id, true))).toEqual([true, true, true, false, false]);
    await turn();
    expect(hungry()).toBe(0);
    await end('a');
    expect(hungry()).toBe(0);
    await end('b');
    expect(hungry()).toBe(1);
  });

  it('tells whoever waits how a run went, and its owner of failures nobody waits for', async () => {
    const { lane: it, end, failed } = lane(2, 10);
    const waited = it.through('a').catch((error: Error) => error.message);
    it.offer('b', true);
    await turn();
    await end('a', new Error('a broke'));
    await end('b', new Error('b broke'));
    expect(await waited).toBe('a broke');
    expect(failed).toEqual(['b']);
  });

  it('rests when what ran has ended, and what was dropped is forgotten', async () => {
    const { lane: it, running, end } = lane(1, 10);
    it.offer('a', true);
    const dropped = it.through('b');
    await turn();
    it.drop();
    await dropped;
    let rested = false;
    const halted = it.halt().then(() => { rested = true; });
    await turn();
    expect(rested).toBe(false);
    await end('a');
    await halted;
    it.offer('c', true);
    await turn();
    expect(running()).toEqual([]);
    it.resume();
    await turn();
    expect(running()).toEqual(['c']);
  });
});

describe('the runner of a queue', () => {
  it('leaves an id that failed to its retries: the sweep does not set it going, a poke does', async () => {
    const due = new Set(['bad', 'good']), runs: string[] = [], retries: string[] = [];
    const source: WorkSource = {
      queue: 'settle', due: async () => [...due], park: async () => undefined, parked: async () => [], unpark: async () => false,
      handle: async (id) => { runs.push(id); if (id === 'bad') throw new Error('no'); due.delete(id); },
    };
    const runner: QueueRunner = new QueueRunner({
      source, clock: new MovableClock(0), concurrency: 2, waiting: async () => 0, wake: () => undefined, hungry: () => undefined, tell: () => undefined,
      forward: async (ids) => { for (const id of ids) runner.lane.offer(id, false); },
      retryLater: async (id) => { retries.push(id); },
    });
    const settled = async (): Promise<void> => { for (let i = 0; i < 5; i++) await turn(); };
    expect(await runner.sweep()).toBe(2);
    await settled();
    for (let i = 0; i < 3; i++) { expect(await runner.sweep()).toBe(1); await settled(); }
    expect([runs.filter((id) => id === 'bad'), retries]).toEqual([['bad'], ['bad']]);
    runner.lane.offer('bad', true);
    await settled();
    expect(runs.filter((id) => id === 'bad')).toHaveLength(2);
    expect([runner.handled, runner.failed]).toEqual([1, 2]);
  });

  it('asks the predicate after it was told to sweep, however many ask, and not twice at once', async () => {
    const asked: (() => void)[] = [];
    let due: string[] = [];
    const source: WorkSource = { queue: 'settle', due: () => new Promise((answer) => asked.push(() => answer(due))), handle: async () => undefined, park: async () => undefined, parked: async () => [], unpark: async () => false };
    const runner = new QueueRunner({ source, clock: new MovableClock(0), concurrency: 2, waiting: async () => 0, wake: () => undefined, hungry: () => undefined, tell: () => undefined, forward: async () => undefined, retryLater: async () => undefined });
    const first = runner.sweep();
    await turn();
    const [second, third] = [runner.sweep(), runner.sweep()];
    expect(asked).toHaveLength(1);
    asked[0]?.();
    expect(await first).toBe(0);
    due = ['new'];
    await turn();
    expect(asked).toHaveLength(2);
    asked[1]?.();
    expect(await Promise.all([second, third])).toEqual([1, 1]);
  });
});
