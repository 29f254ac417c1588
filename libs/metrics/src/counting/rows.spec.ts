import { DEEDS, PARTS, SHARES } from '#contract';
import fc from 'fast-check';
import { at, CALENDAR, UNFOUNDED, wandering, type Draw } from '../testing/lives.js';
import { recounted } from '../testing/recount.js';
import { rowsOf, type CountedRow } from './rows.js';

const drawing = (seed: number): Draw => { let s = seed >>> 0; return (n) => { s = (Math.imul(s ^ (s >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0; return (s >>> 8) % n; }; };
const line = (r: CountedRow): string => [r.part, r.person, r.at, r.department ?? '-', r.worth ?? '-', r.worth_wall ?? '-', r.until_day ?? '-'].join('|');
const ofPerson = new Set<string>(DEEDS);
const shown = (rows: readonly CountedRow[]): string[] => rows.filter((r) => r.person === '' || !ofPerson.has(r.part)).map(line).sort();

describe('what a case counts as', () => {
  it('is under random histories what a walk along the log comes to, to the millisecond', () => {
    const drawn = new Set<string>();
    fc.assert(fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 1, max: 120 }), (seed, steps) => {
      const told = wandering(drawing(seed), steps), rows = rowsOf(told.life);
      for (const r of rows) drawn.add(r.part);
      expect(shown(rows)).toEqual(recounted(told.history, CALENDAR, UNFOUNDED));
    }), { numRuns: 700, seed: 20261126 });
    expect([...PARTS, ...SHARES].filter((p) => !drawn.has(p))).toEqual([]);
  });

  it('stands on the county’s day, and nothing is counted twice', () => {
    for (let seed = 1; seed < 200; seed++) {
      const rows = rowsOf(wandering(drawing(seed), 60).life);
      expect(new Set(rows.map((r) => `${r.part} ${r.person}`)).size).toBe(rows.length);
      for (const r of rows) { expect(r.at).toBeGreaterThanOrEqual(at(`${r.day} 00:00`)); expect(r.at).toBeLessThan(at(`${r.day} 00:00`) + 86_400_000); }
    }
  });
});
