import fc from 'fast-check';
import type { Readings } from '#domain';
import { beginningOf, KEEP_EVERY_MS, STEPS, Thinning, type Last } from './thin.js';

const T0 = 1_795_000_000_000;
const columns = (list: readonly { at: number; value: number; quality: number }[]): Readings => ({
  count: list.length, receivedAt: T0 + 1e9, series: new Int32Array(list.length), at: Float64Array.from(list, (r) => r.at), value: Float64Array.from(list, (r) => r.value), quality: Uint8Array.from(list, (r) => r.quality), code: new Int16Array(list.length).fill(-1),
});
const stream = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 600_000 }), value: fc.constantFrom(1, 1, 1, 1.2, 2, 5), quality: fc.constantFrom(0, 0, 0, 0, 3) }), { minLength: 1, maxLength: 120 }).map((list) => { let at = T0; return list.map(({ gap, value, quality }) => ({ at: (at += gap), value, quality })); });

describe('what is kept of readings', () => {
  it('draws the same curve within the dead-band: at the instant of each reading, the newest kept value is not further away', () => {
    fc.assert(fc.property(stream, fc.constantFrom(0, 0.3), fc.nat(), (list, band, cut) => {
      const last = new Map<string, Last>(), at = cut % list.length, first = new Thinning(last, () => band), second = new Thinning(last, () => band);
      first.take(columns(list.slice(0, at)), () => '7');
      second.take(columns(list.slice(at)), () => '7');
      const points = [...first.points, ...second.points];
      for (const r of list) {
        const held = points.filter((p) => p.at <= r.at).at(-1);
        if (held === undefined) throw new Error('nothing is kept before');
        expect(Math.abs(held.value - r.value)).toBeLessThanOrEqual(band);
        expect(held.quality).toBe(r.quality);
      }
      // A hole in what is kept is a hole in what came: else a value would have been written down in between.
      for (const [i, p] of points.slice(1).entries()) { const before = points[i]?.at ?? 0; if (p.at - before > KEEP_EVERY_MS) expect(list.filter((r) => r.at > before && r.at < p.at && r.at - before >= KEEP_EVERY_MS)).toEqual([]); }
      // Two runs over two halves keep what one run keeps.
      const whole = new Thinning(new Map(), () => band);
      whole.take(columns(list), () => '7');
      expect(points).toEqual(whole.points);
    }));
  });

  it('counts every reading in its minute, hour and day of the county, and only trusted ones in sums', () => {
    fc.assert(fc.property(stream, (list) => {
      const thinning = new Thinning(new Map(), () => 0);
      thinning.take(columns(list), () => '7');
      for (const step of STEPS) {
        const all = [...thinning.counts.values()].filter((c) => c.step === step), good = list.filter((r) => r.quality !== 3);
        expect([all.reduce((n, c) => n + c.n, 0), all.reduce((n, c) => n + c.good, 0)]).toEqual([list.length, good.length]);
        for (const c of all) { const mine = good.filter((r) => beginningOf(r.at, step) === c.at); expect(c.sum).toBeCloseTo(mine.reduce((n, r) => n + r.value, 0), 6); if (mine.length > 0) expect([c.min, c.max]).toEqual([Math.min(...mine.map((r) => r.value)), Math.max(...mine.map((r) => r.value))]); }
      }
    }));
    expect(new Date(beginningOf(Date.parse('2026-11-24T07:59:59+08:00'), 86_400)).toISOString()).toBe('2026-11-23T16:00:00.000Z');
  });
});
