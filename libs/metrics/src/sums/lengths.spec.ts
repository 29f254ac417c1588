import fc from 'fast-check';
import { LENGTH_SPANS, roundedLength, spansOf } from './lengths.js';

const MINUTE = 60_000;
const lengths = fc.integer({ min: 0, max: 400 * 86_400_000 });
const ranked = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? NaN;

describe('a length as figures say it', () => {
  it.each([[0, 0], [29_999, 0], [30_000, 1], [119.4 * MINUTE, 119], [119.9 * MINUTE, 120], [122 * MINUTE, 120], [329 * MINUTE, 330], [718 * MINUTE, 720], [727 * MINUTE, 720], [728 * MINUTE, 735], [2_880 * MINUTE, 2_880], [2_909 * MINUTE, 2_880], [14_400 * MINUTE, 14_400], [14_639 * MINUTE, 14_640]])('%i ms is %i minutes', (length, minutes) => {
    expect(roundedLength(length)).toBe(minutes * MINUTE);
  });

  it('is never off by more than a forty-eighth or half a minute, keeps the order, and is rounded once and for all', () => {
    fc.assert(fc.property(lengths, lengths, (a, b) => {
      const r = roundedLength(a);
      expect(Math.abs(a - r)).toBeLessThanOrEqual(Math.max(MINUTE / 2, a / 48));
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

describe('months in as few spans as they make up', () => {
  const from = (first: number, n: number): string[] => Array.from({ length: n }, (_, i) => new Date(Date.UTC(2020, first + i, 1)).toISOString().slice(0, 10));
  const SIZE = { month: 1, quarter: 3, year: 12 } as const;

  it('are years, then quarters, then what is left', () => {
    expect(spansOf(from(11, 26))).toEqual({ month: ['2020-12-01', '2023-01-01'], quarter: [], year: ['2021-01-01', '2022-01-01'] });
    expect(spansOf(from(2, 9))).toEqual({ month: ['2020-03-01', '2020-10-01', '2020-11-01'], quarter: ['2020-04-01', '2020-07-01'], year: [] });
    expect(spansOf([])).toEqual({ month: [], quarter: [], year: [] });
  });

  it('hold every month once', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 70 }), (first, n) => {
      const found = spansOf(from(first, n)), all = LENGTH_SPANS.flatMap((span) => found[span].flatMap((day) => Array.from({ length: SIZE[span] }, (_, i) => new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1 + i, 1)).toISOString().slice(0, 10))));
      expect(all.sort()).toEqual(from(first, n));
      expect(found.month.length).toBeLessThanOrEqual(4);
      expect(found.quarter.length).toBeLessThanOrEqual(6);
    }));
  });
});
