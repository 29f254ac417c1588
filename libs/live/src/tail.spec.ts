import fc from 'fast-check';
import { testing } from '#platform';
import { MemoryFeed, MemoryHints } from './memory-feed.js';
import { compare, placeOf, type Place } from './position.js';
import { Tail } from './tail.js';

const { eventually } = testing;
const quiet = { warn: () => undefined, error: () => undefined };
const at = (text: string): Place => placeOf(text) ?? (() => { throw new Error(text); })();
async function started(feed: MemoryFeed, most?: number) {
  const seen: string[] = [];
  let anew = 0;
  const tail = new Tail(feed, new MemoryHints(), quiet, { entries: (known) => seen.push(...known.map((k) => `${k.id}@${k.version}`)), anew: () => { anew++; } }, most);
  await tail.start();
  return { tail, seen, anew: () => anew };
}

describe('positions', () => {
  it('are ordered by two numbers, however long', () => {
    expect(compare(at('e.9.5'), at('e.10.1'))).toBeLessThan(0);
    expect(compare(at('e.10.2'), at('e.10.11'))).toBeLessThan(0);
    expect(compare(at('e.18446744073709551615.9'), at('e.18446744073709551615.9'))).toBe(0);
    for (const bad of ['', 'e', 'e.1', 'e.1.x', 'e.-1.2', '..', 'e.1.2.']) expect(placeOf(bad)).toBeNull();
  });
});

describe('Tail', () => {
  it('passes on every entry once, in order, and says that it read after the call', async () => {
    const feed = new MemoryFeed();
    feed.commit({ id: 'old' });
    const { tail, seen } = await started(feed);
    const reads = [];
    for (let i = 0; i < 30; i++) { feed.commit({ id: `c${i}` }); reads.push(tail.read()); }
    await Promise.all(reads);
    expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => `c${i}@1`));
    await tail.stop();
  });

  it('goes on after the database was away', async () => {
    const feed = new MemoryFeed();
    const { tail, seen } = await started(feed);
    feed.commit({ id: 'a' });
    feed.broken = new Error('away');
    await tail.read();
    feed.broken = null;
    await tail.read();
    expect(seen).toEqual(['a@1']);
    await tail.stop();
  });

  it('looks again by itself, sooner than where nothing waits, as long as something is held back by a writer', async () => {
    const feed = new MemoryFeed(), calm = new MemoryFeed(), { tail, seen } = await started(feed), { tail: other } = await started(calm);
    feed.hold();
    feed.commit({ id: 'a' });
    await Promise.all([tail.read(), other.read()]);
    const reads = feed.reads, idle = calm.reads;
    await eventually('it has looked again three times', () => feed.reads >= reads + 3);
    expect([seen, calm.reads - idle]).toEqual([[], 0]);
    feed.release();
    await eventually('it is passed on', () => seen.length > 0);
    await tail.stop();
    await other.stop();
  });

  it('begins anew with another epoch', async () => {
    const feed = new MemoryFeed();
    const { tail, anew } = await started(feed);
    const before = tail.at;
    feed.epoch = 'e2';
    feed.commit({ id: 'a' });
    await tail.read();
    expect(anew()).toBe(1);
    expect(tail.at.epoch).toBe('e2');
    expect(await tail.reach(before)).toBe('gone');
    await tail.stop();
  });

  it('answers from memory what lies in it, fetches once for many what lies before, and refuses what is too far', async () => {
    const feed = new MemoryFeed();
    feed.commit({ id: 'first' });
    const early = at(await feed.head());
    for (let i = 0; i < 50; i++) feed.commit({ id: `b${i}` });
    const { tail } = await started(feed, 100);
    for (let i = 0; i < 10; i++) feed.commit({ id: `a${i}` });
    await tail.read();
    const before = feed.reads;
    expect(await Promise.all(Array.from({ length: 20 }, () => tail.reach(early)))).toEqual(Array(20).fill('ready'));
    expect(feed.reads - before).toBeLessThan(20);
    expect(tail.after(early)?.map((k) => k.id)).toEqual([...Array.from({ length: 50 }, (_, i) => `b${i}`), ...Array.from({ length: 10 }, (_, i) => `a${i}`)]);
    for (let i = 0; i < 60; i++) feed.commit({ id: `z${i}` });
    await tail.read();
    expect(await tail.reach(early)).toBe('gone');
    expect(tail.after(early)).toBeNull();
    await tail.stop();
  });

  it('reads up to a position that another process knew first', async () => {
    const feed = new MemoryFeed();
    const { tail } = await started(feed);
    feed.commit({ id: 'a' });
    const ahead = at(await feed.head());
    feed.commit({ id: 'b' });
    expect(await tail.reach(ahead)).toBe('ready');
    expect(tail.after(ahead)?.map((k) => k.id)).toEqual(['b']);
    await tail.stop();
  });

  it('property: from any position, what is answered is exactly what was committed behind it', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.nat(9), fc.constantFrom('read', 'hold', 'release', 'mark')), { maxLength: 60 }), fc.nat(20), async (steps, before) => {
      const feed = new MemoryFeed();
      const marks: { place: Place; count: number }[] = [];
      let count = 0;
      const commit = (id: number): void => { feed.commit({ id: `${id}-${count}` }); count++; };
      for (let i = 0; i < before; i++) { if (i % 5 === 0) marks.push({ place: at(await feed.head()), count }); commit(i); }
      const { tail } = await started(feed);
      let held: number | null = null;
      for (const step of steps) {
        if (step === 'read') await tail.read();
        else if (step === 'hold') { if (held === null) { feed.hold(); held = count; } }
        else if (step === 'release') { feed.release(); held = null; }
        else if (step === 'mark') marks.push({ place: at(await feed.head()), count: held ?? count });
        else commit(step as number);
      }
      feed.release();
      await tail.read();
      for (const mark of marks) {
        expect(await tail.reach(mark.place)).toBe('ready');
        expect(tail.after(mark.place)).toHaveLength(count - mark.count);
      }
      await tail.stop();
    }), { numRuns: 60 });
  });
});
