import { stepOf, stepsOf } from './measure.js';

const channel = (v: number): number => (v / 255 <= 0.039_28 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const luminance = (hex: string): number => [1, 3, 5].map((i) => channel(parseInt(hex.slice(i, i + 2), 16))).reduce((sum, v, i) => sum + v * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0);

describe('the steps of a measure', () => {
  const steps = stepsOf([0, 0, 1, 1, 2, 3, 4, 7, 9, 12, 40], { title: 'open' });
  it('hold every value once, zero for itself', () => {
    expect(steps[0]).toMatchObject({ from: 0, label: '0', count: 2 });
    expect(steps.reduce((sum, s) => sum + s.count, 0)).toBe(11);
    expect([stepOf(0, steps)?.from, stepOf(undefined, steps), stepOf(40, steps)]).toEqual([0, null, steps.at(-1)]);
  });
  it('go from light to dark, each darker than the one before, the last one hatched, and every number can be read on its ground', () => {
    for (const [i, { color, ink }] of steps.entries()) {
      if (i > 0) expect(luminance(color)).toBeLessThan(luminance(steps[i - 1]?.color ?? ''));
      const [light, dark] = [luminance(color), luminance(ink)].sort((a, b) => b - a);
      expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5);
    }
    expect(steps.map((s) => s.hatched)).toEqual(steps.map((_, i) => i === steps.length - 1));
  });
  it('say shares as they are asked to', () => { expect(stepsOf([0.1, 0.5, 1], { title: 'on time', format: (v) => `${Math.round(v * 100)} %` }).at(-1)?.label).toBe('100 %'); });
  it('of nothing are none', () => { expect(stepsOf([], { title: '' })).toEqual([]); });
});
