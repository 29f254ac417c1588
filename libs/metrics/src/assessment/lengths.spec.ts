import fc from 'fast-check';
import { spreads, type Held } from './lengths.js';

const MINUTE = 60_000;
/** As `percentile_disc` has it: the first case of all in order that so many lie at or before. */
const disc = (lengths: readonly number[], share: number): string | null => (lengths.length === 0 ? null : String(([...lengths].sort((a, b) => a - b)[Math.ceil(share * lengths.length) - 1] ?? NaN) * MINUTE));
const cases = fc.array(fc.record({ unit: fc.constantFrom('A', 'B', null), period: fc.constantFrom(0, 1), part: fc.constantFrom('resolved', 'took-total'), timing: fc.constantFrom('working', 'wall'), minutes: fc.integer({ min: 0, max: 40 }) }), { maxLength: 120, size: 'max' });

describe('medians and p90 from how many took how long', () => {
  it('are those of the cases one by one, of each unit and of all together', () => {
    fc.assert(fc.property(cases, (all) => {
      const groups = new Map<string, typeof all>();
      for (const c of all) { const key = JSON.stringify([c.unit, c.period, c.part, c.timing]); groups.set(key, [...(groups.get(key) ?? []), c]); }
      const held = [...groups.values()].map((of): Held => {
        const often = new Map<number, number>();
        for (const { minutes } of of) often.set(minutes, (often.get(minutes) ?? 0) + 1);
        return { ...(of[0] as (typeof all)[number]), minutes: [...often.keys()], n: [...often.values()] } as Held;
      });
      const found = spreads(held, false), brief = spreads(held.filter((h) => h.timing === 'working'), true);
      for (const s of found) {
        const own = (timing: string): number[] => all.filter((c) => (s.whole || c.unit === s.unit) && c.period === s.period && c.part === s.part && c.timing === timing).map((c) => c.minutes);
        expect(s).toMatchObject({ wm: disc(own('working'), 0.5), wp: disc(own('working'), 0.9), cm: disc(own('wall'), 0.5), cp: disc(own('wall'), 0.9) });
      }
      expect(found.filter((s) => !s.whole).length).toBe(new Set(all.map((c) => JSON.stringify([c.unit, c.period, c.part]))).size);
      expect(found.filter((s) => s.whole).length).toBe(new Set(all.map((c) => JSON.stringify([c.period, c.part]))).size);
      expect(brief.some((s) => s.whole)).toBe(false);
    }));
  });
});
