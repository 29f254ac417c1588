import fc from 'fast-check';
import { testing, type Database } from '#platform';
import { LAST_RUNG, lengthOn, RUNG, roundedLength, rungOf } from './lengths.js';

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

describe('the ladder of lengths', () => {
  it('has a rung for every length that is said, and no two for one', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: LAST_RUNG }), (rung) => {
      expect(rungOf(lengthOn(rung))).toBe(rung);
      if (rung > 0) expect(lengthOn(rung)).toBeGreaterThan(lengthOn(rung - 1));
    }));
    expect(rungOf(40 * 366 * 86_400_000)).toBe(LAST_RUNG);
  });

  it('is the same in the database', async () => {
    const server = await testing.startTestPostgres();
    try {
      const { database }: { database: Database } = await server.open({ entities: [], migrations: [] }), tried = fc.sample(lengths, 400);
      const rows = await database.query<{ rung: number | null }>(`select ${RUNG('l')}::int as rung from unnest($1::bigint[]) with ordinality as t (l, i) order by i`, [[...tried, 40 * 366 * 86_400_000, null]]);
      expect(rows.map((r) => r.rung)).toEqual([...tried.map(rungOf), LAST_RUNG, null]);
    } finally { await server.stop(); }
  }, 60_000);
});
