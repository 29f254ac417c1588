import fc from 'fast-check';
import { DAY, HOUR } from './calendar.js';
import { distance } from './distance.js';
import { DOUBTFUL, features, likelihood, REACH_METRES, SHOWN, suggestions, type Likeness } from './merge.js';
import { at, GARBAGE, ID } from './testing/county.js';
import type { CaseId, ClassId, Place } from './vocabulary.js';

const HERE: Place = { lon: 101.5415, lat: 25.3127, accuracy: 8 };
/** So many metres to the north and east. */
const off = (north: number, east = 0): Place => ({ lon: HERE.lon + (east / (6_371_008.8 * Math.cos((HERE.lat * Math.PI) / 180))) * (180 / Math.PI), lat: HERE.lat + (north / 6_371_008.8) * (180 / Math.PI), accuracy: 8 });
const NOW = at('2026-11-23 10:00');
const like = (more: Partial<Likeness> = {}): Likeness => ({ id: ID, classId: GARBAGE, conditionId: null, place: HERE, reportedAt: NOW, text: '公交站牌后面有一堆垃圾', asset: null, device: null, ...more });
const id = (n: number) => `case-${String(n).padStart(4, '0')}` as CaseId;
const score = (fresh: Partial<Likeness>, open: Partial<Likeness> = {}): number => suggestions(like(fresh), [like({ id: id(1), ...open })])[0]?.score ?? 0;

describe('likely duplicates', () => {
  it('come best first, with what speaks for them', () => {
    const found = suggestions(like({ place: off(12), text: '公交站牌后的垃圾没人清' }), [
      like({ id: id(1), place: off(50), reportedAt: NOW - 4 * DAY, text: '店外经营' }), like({ id: id(2), reportedAt: NOW - 2 * HOUR }), like({ id: id(3), place: off(2000), reportedAt: NOW - HOUR }), like({ id: id(4), classId: 'E0999' as ClassId, reportedAt: NOW - HOUR }),
    ]);
    expect(found.map((s) => s.id)).toEqual([id(2), id(4), id(1)]);
    expect(found[0]).toMatchObject({ certain: false, reasons: [{ code: 'near', metres: 12 }, { code: 'same-class' }, { code: 'soon', hours: 2 }, { code: 'alike-text', share: 0.5 }] });
    expect(found[1]?.reasons.map((r) => r.code)).toEqual(['near', 'soon', 'alike-text']);
    expect(found[2]?.reasons.map((r) => r.code)).toEqual(['near', 'same-class']);
  });

  it('are certain only for the same asset, or the same kind of alarm of the same device, wherever it says it is', () => {
    expect(suggestions(like({ asset: '5323230101000001', place: null }), [like({ asset: '5323230101000001', place: off(900) })])).toEqual([{ id: ID, score: 1, certain: true, reasons: [{ code: 'same-asset' }] }]);
    expect(suggestions(like({ device: 'dev-1' }), [like({ device: 'dev-1' })])[0]).toMatchObject({ certain: true, reasons: [{ code: 'same-device' }] });
    expect(suggestions(like({ device: 'dev-1' }), [like({ device: 'dev-1', classId: 'E0999' as ClassId })])[0]?.certain).toBe(false);
    expect(suggestions(like(), [like()])[0]).toMatchObject({ certain: false });
  });

  it('are nobody’s guess where there is no place, or none near', () => {
    expect(suggestions(like({ place: null }), [like()])).toEqual([]);
    expect(suggestions(like(), [like({ place: null }), like({ place: off(REACH_METRES + 1) })])).toEqual([]);
    expect(suggestions(like(), [])).toEqual([]);
    expect(suggestions(like(), [like({ place: off(240), reportedAt: NOW - 200 * DAY })])).toEqual([]);
  });

  it('take no more than asked, in an order of their own whatever order they come in', () => {
    const crowd = Array.from({ length: 20 }, (_, i) => like({ id: id(i), place: off(i % 5) }));
    expect(suggestions(like(), crowd)).toHaveLength(3);
    expect(suggestions(like(), crowd, 20)).toEqual(suggestions(like(), [...crowd].reverse(), 20));
    expect(suggestions(like(), crowd, 20).map((s) => s.score)).toEqual(suggestions(like(), crowd, 20).map((s) => s.score).sort((a, b) => b - a));
  });

  it('make a person look before filing only where nearly everything agrees', () => {
    expect(score({ reportedAt: NOW + HOUR })).toBeGreaterThan(DOUBTFUL);
    expect(score({ reportedAt: NOW + HOUR, place: off(40) })).toBeLessThan(DOUBTFUL);
    expect(score({ reportedAt: NOW + HOUR, text: '井盖缺失', classId: 'P0101' as ClassId })).toBeLessThan(DOUBTFUL);
    expect(SHOWN).toBeLessThan(DOUBTFUL);
  });

  it('read Chinese and English alike, and take silence for neither yes nor no', () => {
    const share = (a: string, b: string) => features(like({ text: a }), like({ text: b }))?.share;
    expect([share('暴露垃圾', '暴露垃圾'), share('暴露垃圾', '路灯不亮'), share('Garbage heap', 'garbage-HEAP!'), share('', '垃圾'), share('圾', '垃圾'), share('…!?', '垃圾')]).toEqual([1, 0, 1, null, null, null]);
    expect(share('𠮷野家门口', '𠮷野家旁')).toBeGreaterThan(0.5);
    const [same, silent, other] = [score({}), score({ text: '' }), score({ text: '路灯不亮' })] as const;
    expect(same).toBeGreaterThan(silent);
    expect(silent).toBeGreaterThan(other);
  });

  it('weigh an unknown class between the same and another', () => {
    const [same, unknown, other] = [score({}), score({ classId: null }), score({ classId: 'E0999' as ClassId })];
    expect(same).toBeGreaterThan(unknown);
    expect(unknown).toBeGreaterThan(other);
  });

  it('never score lower for being nearer, sooner or more alike, and always within 0 and 1', () => {
    const some = fc.record({ metres: fc.double({ min: 0, max: REACH_METRES, noNaN: true }), sameClass: fc.constantFrom(true, false, null), hours: fc.double({ min: 0, max: 10_000, noNaN: true }), share: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (f, less) => {
      const whole = likelihood(f);
      expect(whole).toBeGreaterThan(0);
      expect(whole).toBeLessThan(1);
      expect(likelihood({ ...f, metres: f.metres * less })).toBeGreaterThanOrEqual(whole);
      expect(likelihood({ ...f, hours: f.hours * less })).toBeGreaterThanOrEqual(whole);
      expect(likelihood({ ...f, share: f.share * less })).toBeLessThanOrEqual(whole);
    }), { numRuns: 500 });
  });

  it('leave out nothing that reading all words would have shown', () => {
    const open = fc.array(fc.record({ north: fc.integer({ min: -300, max: 300 }), age: fc.integer({ min: 0, max: 200 }), text: fc.constantFrom('', '垃圾', '公交站牌后面有一堆垃圾', '路灯不亮') }), { maxLength: 30 });
    fc.assert(fc.property(open, (cases) => {
      const pool = cases.map((c, i) => like({ id: id(i), place: off(c.north), reportedAt: NOW - c.age * DAY, text: c.text }));
      const all = pool.flatMap((c) => { const f = features(like(), c); return f && likelihood(f) >= SHOWN ? [c.id] : []; });
      expect(suggestions(like(), pool, 100).map((s) => s.id).sort()).toEqual(all.sort());
    }), { numRuns: 200 });
  });
});

describe('distance', () => {
  it('is the great circle’s, to a centimetre within a kilometre', () => {
    const radians = (d: number) => (d * Math.PI) / 180;
    const haversine = (a: Place, b: Place) => 2 * 6_371_008.8 * Math.asin(Math.sqrt(Math.sin(radians(b.lat - a.lat) / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2));
    fc.assert(fc.property(fc.integer({ min: -700, max: 700 }), fc.integer({ min: -700, max: 700 }), (north, east) => {
      const there = off(north, east);
      expect(Math.abs(distance(HERE, there) - haversine(HERE, there))).toBeLessThan(0.01);
      expect(distance(there, HERE)).toBe(distance(HERE, there));
    }), { numRuns: 300 });
    expect(distance(HERE, HERE)).toBe(0);
  });
});
