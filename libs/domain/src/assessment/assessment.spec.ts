import fc from 'fast-check';
import { assess, bandScore, grouped, gradeOf, percent, pooled, ranked, reweighted, shareOf, type Band, type Scheme } from './index.js';

const said = { zh: '甲', en: 'a' };
const BAND: Band = { id: 'v', ...said, steps: [{ from: 0, score: 100 }, { from: 1, score: 90 }, { from: 3, score: 75 }, { from: 9, score: 0 }] };
const bands = new Map([[BAND.id, BAND]]);
/** The area's of DOMAIN 4.1. */
const AREA: Scheme = {
  id: 'area', ...said, unit: 'area', sample: 'due', minimum: 20, parts: [
    { id: 'complaint', ...said, weight: 10, count: 'complaint', of: 'filed', better: 'less' }, { id: 'volume', ...said, weight: 20, count: 'filed', of: null, better: 'less', band: 'v', per: 'cell' },
    { id: 'closing', ...said, weight: 30, count: 'closed', of: 'due', better: 'more' }, { id: 'on-time', ...said, weight: 40, count: 'on-time', of: 'due', better: 'more' },
  ],
};
const ONE = { cells: 1, months: 1 };
const GRADES = [{ grade: 'A', from: 90 }, { grade: 'B', from: 75 }, { grade: 'C', from: 60 }, { grade: 'D', from: 40 }, { grade: 'E', from: 0 }];

const ratio = fc.integer({ min: 1, max: 5000 }).chain((of) => fc.record({ of: fc.constant(of), count: fc.integer({ min: 0, max: of }) }));
const counts = fc.record({ filed: fc.integer({ min: 0, max: 300 }), due: fc.integer({ min: 0, max: 300 }) }).chain(({ filed, due }) => fc.record({ filed: fc.constant(filed), due: fc.constant(due), complaint: fc.integer({ min: 0, max: filed }), closed: fc.integer({ min: 0, max: due }) }).chain((c) => fc.record({ filed: fc.constant(c.filed), due: fc.constant(c.due), complaint: fc.constant(c.complaint), closed: fc.constant(c.closed), 'on-time': fc.integer({ min: 0, max: c.closed }) })));

describe('shares', () => {
  it('are divided at the end: a total is the sum of the counts, and lies between its parts, but is not their mean', () => {
    fc.assert(fc.property(fc.array(ratio, { minLength: 1, maxLength: 9 }), (parts) => {
      const whole = pooled(parts), rates = parts.map((p) => p.count / p.of);
      expect([whole.count, whole.of]).toEqual([parts.reduce((n, p) => n + p.count, 0), parts.reduce((n, p) => n + p.of, 0)]);
      expect(shareOf(whole)).toBeGreaterThanOrEqual(Math.min(...rates) - 1e-12);
      expect(shareOf(whole)).toBeLessThanOrEqual(Math.max(...rates) + 1e-12);
    }));
    expect(shareOf(pooled([{ count: 1, of: 1 }, { count: 0, of: 99 }]))).toBe(0.01);
  });
  it('of nothing, or of too little, are none', () => expect([shareOf({ count: 0, of: 0 }), percent({ count: 0, of: 0 }), shareOf({ count: 4, of: 4 }, 5), shareOf({ count: 5, of: 5 }, 5)]).toEqual([null, null, null, 1]));
  it('in per cent are rounded by whole numbers', () => {
    expect([percent({ count: 911, of: 972 }), percent({ count: 1, of: 3 }), percent({ count: 2, of: 3 }), percent({ count: 1, of: 8 }, 1), percent({ count: 7, of: 7 })]).toEqual([93.72, 33.33, 66.67, 12.5, 100]);
    fc.assert(fc.property(ratio, ({ count, of }) => { expect(Math.abs((percent({ count, of }) ?? 0) - (100 * count) / of)).toBeLessThanOrEqual(0.005 + 1e-9); }));
  });
});

describe('a score', () => {
  it('is that of the standard for an area: 4 complaints of 40, 2 a cell, 38 of 40 closed, 30 in time', () => {
    const { score, parts } = assess(AREA, { complaint: 4, filed: 40, due: 40, closed: 38, 'on-time': 30 }, bands, { cells: 20, months: 1 });
    expect(parts.map((p) => p.score)).toEqual([90, 90, 95, 75]);
    expect(score).toBe(9 + 18 + 28.5 + 30);
  });
  it('weighs parts by shares that add up to one, and lies between 0 and 100', () => {
    fc.assert(fc.property(counts, (c) => {
      const { score, parts } = assess(AREA, c, bands, ONE), sum = parts.reduce((n, p) => n + p.share, 0);
      expect(score === null || (score >= 0 && score <= 100)).toBe(true);
      expect(parts.every((p) => p.score === null) || Math.abs(sum - 1) < 1e-12).toBe(true);
      for (const p of parts) expect(p.score === null).toBe(p.value === null);
    }));
  });
  it('never falls for one more done well, nor rises for one more done badly', () => {
    fc.assert(fc.property(counts, (c) => {
      const before = assess(AREA, c, bands, ONE).score ?? 0, at = (more: object) => assess(AREA, { ...c, ...more }, bands, ONE).score ?? 0;
      if (c['on-time'] < c.closed) expect(at({ 'on-time': c['on-time'] + 1 })).toBeGreaterThanOrEqual(before);
      if (c.closed < c.due) expect(at({ closed: c.closed + 1 })).toBeGreaterThanOrEqual(before);
      if (c.complaint < c.filed) expect(at({ complaint: c.complaint + 1 })).toBeLessThanOrEqual(before);
    }));
  });
  it('of two units together is that of their counts added up', () => {
    const one: Pick<Scheme, 'sample' | 'minimum' | 'parts'> = { sample: 'due', minimum: 1, parts: AREA.parts.filter((p) => p.id === 'on-time') };
    expect(assess(one, { 'on-time': 1 + 0, due: 1 + 99 }, bands, ONE).score).toBe(1);
  });
  it('does without a part that says nothing, and is none when most of it says nothing', () => {
    const { score, parts } = assess(AREA, { due: 10, closed: 10, 'on-time': 10, filed: 0 }, bands, ONE);
    expect([score, parts[0]?.score, parts[0]?.share, parts[3]?.share]).toEqual([100, null, 0, 40 / 90]);
    expect(assess(AREA, { filed: 5, complaint: 0 }, bands, ONE).score).toBeNull();
    expect(assess(AREA, { filed: 5, due: 19, closed: 19, 'on-time': 19 }, bands, ONE).enough).toBe(false);
  });
  it('changes with the proportion of the weights alone', () => {
    fc.assert(fc.property(counts, fc.integer({ min: 2, max: 9 }), (c, k) => {
      const twice = reweighted(AREA, Object.fromEntries(AREA.parts.map((p) => [p.id, p.weight * k])));
      expect(assess(twice, c, bands, ONE).score).toBe(assess(AREA, c, bands, ONE).score);
      expect(assess(reweighted(AREA, { complaint: 0, volume: 0, closing: 0 }), { ...c, due: c.due + 1 }, bands, ONE).score).toBe(Math.round((10_000 * c['on-time']) / (c.due + 1)) / 100);
    }));
  });
});

describe('bands and grades', () => {
  it('are half-open: every value has one, and where one ends the next begins', () => {
    expect([0, 0.99, 1, 2.5, 3, 8.9, 9, 1e6].map((v) => bandScore(BAND, v))).toEqual([100, 100, 90, 90, 75, 75, 0, 0]);
    expect([100, 90, 89.99, 75, 60, 59.99, 40, 39.99, 0].map((s) => gradeOf(GRADES, s)?.grade)).toEqual(['A', 'A', 'B', 'B', 'C', 'D', 'D', 'E', 'E']);
    expect([gradeOf(GRADES, null), gradeOf([{ from: 50 }], 10)]).toEqual([null, null]);
    fc.assert(fc.property(fc.double({ min: 0, max: 100, noNaN: true }), (s) => { expect(GRADES.filter((g) => g === gradeOf(GRADES, s))).toHaveLength(1); }));
  });
});

describe('a league', () => {
  const unit = (name: string, score: number | null, enough = true) => ({ unit: name, score, enough });
  it('gives equal scores equal ranks, and none to who has too few cases', () => {
    expect(ranked([unit('a', 80), unit('b', 90), unit('c', 80), unit('d', 70), unit('e', 99, false), unit('f', null)]).map((u) => [u.unit, u.rank])).toEqual([['b', 1], ['a', 2], ['c', 2], ['d', 4], ['f', null], ['e', null]]);
    expect(ranked([unit('a', 80)])[0]?.rank).toBeNull();
  });
  it('ranks as a count of the better ones says, in any order', () => {
    fc.assert(fc.property(fc.array(fc.record({ unit: fc.uuid(), score: fc.option(fc.integer({ min: 0, max: 20 })), enough: fc.boolean() }), { maxLength: 12 }), (units) => {
      const table = ranked(units), fit = table.filter((u) => u.rank !== null);
      expect(fit.every((u) => u.enough && u.score !== null)).toBe(true);
      for (const a of fit) for (const b of fit) expect((a.score ?? 0) > (b.score ?? 0)).toBe((a.rank ?? 0) < (b.rank ?? 0));
    }));
  });
  it('compares within groups only', () => expect(grouped([unit('a', 1), unit('b', 1), unit('z', 1)], [{ id: 'g', units: ['b', 'q'] }, { id: 'h', units: ['q'] }]).map((g) => [g.group, g.units.map((u) => u.unit)])).toEqual([['g', ['b']], [null, ['a', 'z']]]));
});
