import fc from 'fast-check';
import { roundedLength } from './lengths.js';

const MINUTE = 60_000;
const lengths = fc.integer({ min: 0, max: 400 * 86_400_000 });
const ranked = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? NaN;

describe('a length as figures say it', () => {
  it.each([[0, 0], [59_999, 0], [MINUTE, 1], [127.9 * MINUTE, 127], [128 * MINUTE, 128], [129 * MINUTE, 128], [131 * MINUTE, 130], [1_000 * MINUTE, 1_000], [1_007 * MINUTE, 1_000], [100_000 * MINUTE, 99_328]])('%i ms is %i minutes', (length, minutes) => {
    expect(roundedLength(length)).toBe(minutes * MINUTE);
  });

  it('is never more than it was, never less by more than a minute or a sixty-fourth, keeps the order, and is rounded once and for all', () => {
    fc.assert(fc.property(lengths, lengths, (a, b) => {
      const r = roundedLength(a);
      expect(r).toBeLessThanOrEqual(a);
      expect(a - r).toBeLessThan(Math.max(MINUTE, a / 64 + MINUTE));
      expect(roundedLength(r)).toBe(r);
      if (a <= b) expect(r).toBeLessThanOrEqual(roundedLength(b));
    }));
  });

  it('has the same median and p90 rounded before as after', () => {
    fc.assert(fc.property(fc.array(lengths, { minLength: 1, maxLength: 200 }), fc.constantFrom(0.5, 0.9), (values, share) => {
      expect(ranked(values.map(roundedLength), share)).toBe(roundedLength(ranked(values, share)));
    }));
  });
});
