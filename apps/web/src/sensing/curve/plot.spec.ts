import { holes, nearest, roundTicks, stretches, timeTicks, type CurvePoint } from './plot.js';

const at = (minute: number, value: number | null): CurvePoint => ({ at: minute * 60_000, value, low: value, high: value, n: value === null ? 0 : 1, quality: null });

describe('a curve of readings', () => {
  const points = [at(0, 1), at(1, 2), at(15, null), at(30, 3), at(31, null)];
  it('is drawn in stretches, and what lies between them is a hole', () => {
    expect(stretches(points).map((s) => s.map((p) => p.value))).toEqual([[1, 2], [3]]);
    expect(holes(points)).toEqual([{ from: 60_000, to: 1_800_000 }]);
    expect(stretches([])).toEqual([]);
  });
  it('has round numbers beside it that cover it', () => {
    expect(roundTicks(0, 0.31, 4)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    expect(roundTicks(5, 5, 4).length).toBeGreaterThan(1);
    for (const [low, high] of [[-3, 17], [0.001, 0.002], [99, 100_000]] as const) { const ticks = roundTicks(low, high, 5); expect([ticks[0]! <= low, ticks.at(-1)! >= high]).toEqual([true, true]); }
  });
  it('has round moments of the county’s day under it', () => {
    const eight = Date.UTC(2026, 10, 24, 0, 7);
    expect(timeTicks(eight, eight + 3_600_000, 6)).toEqual({ step: 600_000, at: [10, 20, 30, 40, 50, 60].map((m) => Date.UTC(2026, 10, 24, 0, m)) });
    expect(timeTicks(eight, eight + 7 * 86_400_000, 8).at[0]).toBe(Date.UTC(2026, 10, 24, 16, 0));
  });
  it('knows the reading nearest to a moment, never a hole', () => {
    expect(nearest(points, 14 * 60_000)).toBe(1);
    expect(nearest(points, 40 * 60_000)).toBe(3);
    expect(nearest([at(0, null)], 0)).toBeNull();
  });
});
