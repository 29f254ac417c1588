import { Batches, type Outcome } from './batches.js';

/** A worker that waits until it is let go, and remembers what it was given. */
function gated(fails: (id: string) => boolean = () => false): { batches: Batches<string>; given: string[][]; release: () => void } {
  const given: string[][] = [], gates: (() => void)[] = [];
  const run = async (ids: readonly string[]): Promise<ReadonlyMap<string, Outcome<string>>> => {
    given.push([...ids]);
    await new Promise<void>((done) => gates.push(done));
    if (ids.includes('all-fail')) throw new Error('no database');
    return new Map(ids.filter((id) => id !== 'unknown').map((id) => [id, fails(id) ? { ok: false, error: new Error(id) } : { ok: true, answer: id.toUpperCase() }]));
  };
  return { batches: new Batches(run, 'nothing', 1, 3), given, release: () => gates.shift()?.() };
}
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('batches', () => {
  it('take an id at once when idle, and gather the others meanwhile, no more than fit', async () => {
    const { batches, given, release } = gated();
    const answers = Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => batches.add(id)));
    expect(given).toEqual([['a']]);
    for (let i = 0; i < 3; i++) { release(); await turn(); }
    expect(await answers).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(given).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  it('join whoever asks for an id that still waits, but not one that is being worked on', async () => {
    const { batches, given, release } = gated();
    const asked = ['a', 'a', 'b', 'b'].map((id) => batches.add(id));
    for (let i = 0; i < 3; i++) { release(); await turn(); }
    expect(await Promise.all(asked)).toEqual(['A', 'A', 'B', 'B']);
    expect(given).toEqual([['a'], ['a', 'b']]);
  });

  it('give each id its own fault, and nothing to one that was passed over', async () => {
    const { batches, release } = gated((id) => id === 'bad');
    const asked = Promise.allSettled(['first', 'good', 'bad', 'unknown'].map((id) => batches.add(id)));
    for (let i = 0; i < 2; i++) { release(); await turn(); }
    expect((await asked).map((a) => (a.status === 'fulfilled' ? a.value : String(a.reason)))).toEqual(['FIRST', 'GOOD', 'Error: bad', 'nothing']);
  });

  it('fail together when the whole batch failed, and go on', async () => {
    const { batches, release } = gated();
    const asked = Promise.allSettled(['first', 'x', 'all-fail'].map((id) => batches.add(id)));
    for (let i = 0; i < 2; i++) { release(); await turn(); }
    expect((await asked).map((a) => a.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    const after = batches.add('later');
    release();
    expect(await after).toBe('LATER');
  });
});
