import fc from 'fast-check';
import { backOff, TRIES } from './back-off.js';
import { atMostIn, take } from './bucket.js';
import { bundle, STORM_MS, type Gone } from './bundle.js';

describe('the back-off', () => {
  it('is ten tries in three days, each pause three times the one before', () => {
    const pauses = Array.from({ length: TRIES }, (_, i) => backOff(i + 1));
    expect(pauses.at(-1)).toBeNull();
    const waits = pauses.slice(0, -1) as number[];
    waits.slice(1).forEach((wait, i) => expect(wait / (waits[i] ?? 0)).toBe(3));
    const days = waits.reduce((a, b) => a + b) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThan(3);
  });
});

describe('a token bucket', () => {
  it.each([[20, 60_000], [100, 60_000], [5, 1_000], [1, 1_000], [2, 10]])('lets at most %d through in any %d ms, and keeps on letting through', (most, window) => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: Math.floor(window / 4) }), { minLength: 1, maxLength: 150 }), (gaps) => {
      const limits = [atMostIn(most, window)], passed: number[] = [];
      let full: readonly number[] = [], now = 1_000;
      for (const gap of gaps) {
        now += gap;
        const answer = take(limits, full, now);
        if ('wait' in answer) {
          expect(answer.wait).toBeGreaterThan(now);
          // Not a moment too late either: from then on there is a token.
          expect('full' in take(limits, full, answer.wait)).toBe(true);
          expect('wait' in take(limits, full, answer.wait - 1)).toBe(true);
        } else {
          full = answer.full;
          passed.push(now);
        }
      }
      for (const from of passed) expect(passed.filter((t) => t >= from && t < from + window).length).toBeLessThanOrEqual(most);
    }));
  });

  it('is as a bucket that is filled drop by drop', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 50 }), fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 80 }), (burst, every, gaps) => {
      let full: readonly number[] = [], now = 0, drops = burst * every, last = 0;
      for (const gap of gaps) {
        now += gap;
        drops = Math.min(burst * every, drops + (now - last));
        last = now;
        const answer = take([{ burst, every }], full, now), has = drops >= every;
        expect('full' in answer).toBe(has);
        if ('full' in answer) { full = answer.full; drops -= every; }
      }
    }));
  });

  it('takes from all or from none', () => {
    const limits = [{ burst: 1, every: 100 }, { burst: 5, every: 1_000 }];
    const first = take(limits, [], 0) as { full: readonly number[] };
    expect(first.full).toEqual([100, 1_000]);
    expect(take(limits, first.full, 50)).toEqual({ wait: 100 });
  });
});

describe('a storm', () => {
  const one = (urgency: 'normal' | 'call' = 'normal', held = false) => ({ urgency, held });

  it('bundles more than allowed at once, and holds back what would be too much within a minute', () => {
    expect(bundle([one(), one()], [], 0, 5)).toEqual({ message: [one()] });
    expect(bundle(Array.from({ length: 6 }, () => one()), [], 0, 5)).toEqual({ message: Array.from({ length: 6 }, () => one()) });
    expect(bundle([one(), one()], [{ at: 10, notices: 1 }, { at: 20, notices: 1 }, { at: 30, notices: 1 }, { at: 40, notices: 1 }], 50, 5)).toEqual({ until: 10 + STORM_MS });
    expect(bundle([one('normal', true), one()], [{ at: 40, notices: 1 }], 50, 5)).toEqual({ message: [one('normal', true), one()] });
    expect(bundle(Array.from({ length: 9 }, () => one()), [{ at: 10, notices: 7 }], 50, 5)).toEqual({ until: 10 + STORM_MS });
    expect(bundle([one(), one('call'), one()], [{ at: 10, notices: 7 }], 50, 5)).toEqual({ message: [one('call')] });
  });

  it('disturbs with at most so many messages and one bundle in any minute, loses nothing and holds nothing for longer than two minutes', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 120 }), (most, gaps) => {
      const arrivals = gaps.reduce<number[]>((all, gap) => [...all, (all.at(-1) ?? 0) + gap], []);
      const gone: Gone[] = [];
      let waiting: { urgency: 'normal'; held: boolean; at: number }[] = [], now = 0, left = [...arrivals], wake = 0;
      while (left.length > 0 || waiting.length > 0) {
        now = waiting.length > 0 && wake <= (left[0] ?? Infinity) ? Math.max(now, wake) : Math.max(now, left[0] ?? now);
        waiting = [...waiting, ...left.filter((t) => t <= now).map((t) => ({ urgency: 'normal' as const, held: false, at: t }))];
        left = left.filter((t) => t > now);
        const made = bundle(waiting, gone, now, most);
        if ('until' in made) {
          expect(made.until).toBeGreaterThan(now);
          waiting = waiting.map((w) => ({ ...w, held: true }));
          wake = made.until;
        } else {
          for (const w of made.message) expect(now - w.at).toBeLessThanOrEqual(2 * STORM_MS);
          gone.push({ at: now, notices: made.message.length });
          waiting = waiting.filter((w) => !made.message.includes(w));
          wake = now;
        }
      }
      expect(gone.reduce((sum, g) => sum + g.notices, 0)).toBe(arrivals.length);
      for (const { at } of gone) expect(gone.filter((g) => g.at >= at && g.at < at + STORM_MS).length).toBeLessThanOrEqual(most + 1);
    }), { numRuns: 200 });
  });
});
