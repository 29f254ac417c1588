import fc from 'fast-check';
import { come, LONG_SPANS, merged, shift, spanned, type LongSpan } from './spans.js';

const SIZE: Readonly<Record<LongSpan, number>> = { month: 1, quarter: 3, year: 12 };
const daysFrom = (from: string, until: string): string[] => { const all: string[] = []; for (let d = from; d < until; d = shift(d, 1)) all.push(d); return all; };
const after = (first: string, months: number): string => new Date(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)) - 1 + months, 1)).toISOString().slice(0, 10);

describe('steps in spans', () => {
  it('are years, then quarters, then months, then days', () => {
    expect(spanned([{ from: '2020-11-29', to: '2023-02-03' }])).toEqual({ year: ['2021-01-01', '2022-01-01'], quarter: [], month: ['2020-12-01', '2023-01-01'], day: [{ from: '2020-11-29', to: '2020-11-30' }, { from: '2023-02-01', to: '2023-02-03' }] });
    expect(spanned([{ from: '2021-03-01', to: '2021-11-30' }])).toEqual({ year: [], quarter: ['2021-04-01', '2021-07-01'], month: ['2021-03-01', '2021-10-01', '2021-11-01'], day: [] });
    expect(spanned([{ from: '2021-03-05', to: '2021-03-05' }])).toEqual({ year: [], quarter: [], month: [], day: [{ from: '2021-03-05', to: '2021-03-05' }] });
    expect(spanned([])).toEqual({ year: [], quarter: [], month: [], day: [] });
  });

  it('never reach over the end of a step: four months apart are no quarter', () => {
    expect(spanned([{ from: '2021-01-01', to: '2021-01-31' }, { from: '2021-02-01', to: '2021-03-31' }])).toMatchObject({ month: ['2021-01-01', '2021-02-01', '2021-03-01'], quarter: [] });
  });

  it('hold every day once, and are few', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3_000 }), fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 4 }), (first, lengths) => {
      let from = shift('2018-01-01', first);
      const steps = lengths.map((n) => { const step = { from, to: shift(from, n) }; from = shift(from, n + 1); return step; });
      const found = spanned(steps), all = [...found.day.flatMap((d) => daysFrom(d.from, shift(d.to, 1))), ...LONG_SPANS.flatMap((span) => found[span].flatMap((start) => daysFrom(start, after(start, SIZE[span]))))];
      expect(all.sort()).toEqual(daysFrom(steps[0]?.from ?? '', from));
      expect(found.month.length).toBeLessThanOrEqual(4 * steps.length);
      expect(found.quarter.length).toBeLessThanOrEqual(6 * steps.length);
    }), { numRuns: 300 });
  });

  it('are each day once when stretches overlap', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })), { maxLength: 6 }), (some) => {
      const stretches = some.map(([first, n]) => ({ from: shift('2026-01-01', first), to: shift('2026-01-01', first + n) })), days = merged(stretches).flatMap(({ from, to }) => daysFrom(from, shift(to, 1)));
      expect(days).toEqual([...new Set(stretches.flatMap(({ from, to }) => daysFrom(from, shift(to, 1))))].sort());
    }));
  });

  it('have come up to today, in the county’s time', () => {
    const now = Date.parse('2026-03-04T17:00:00Z');
    expect(come([{ from: '2026-03-01', to: '2026-03-31' }, { from: '2026-04-01', to: '2026-04-30' }], 8 * 3_600_000, now)).toEqual([{ from: '2026-03-01', to: '2026-03-05' }]);
  });
});
