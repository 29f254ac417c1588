import { distance } from '#domain';
import fc from 'fast-check';
import { CELLS, sampleCounty } from '../../test/sample.js';
import { folded, sizeOf } from './fold.js';
import { areaOf, contains, placeIn } from './geometry.js';

const county = sampleCounty();
const BOSTON = { lon: -71.0714, lat: 42.3368 };
const fold = folded(BOSTON, county.box);
const near = (from: typeof BOSTON, east: number, north: number) => ({ lon: from.lon + east / (111_195 * Math.cos((from.lat * Math.PI) / 180)), lat: from.lat + north / 111_195 });
const metres = fc.double({ min: -20_000, max: 20_000, noNaN: true }), few = fc.double({ min: -150, max: 150, noNaN: true });

describe('a city folded into the town', () => {
  it('lies inside the town’s box, whatever the record says', () => {
    fc.assert(fc.property(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }), (lon, lat) => {
      const { west, south, east, north } = county.box;
      const at = fold({ lon, lat });
      expect(at.lon).toBeGreaterThanOrEqual(west - 1e-9); expect(at.lon).toBeLessThanOrEqual(east + 1e-9);
      expect(at.lat).toBeGreaterThanOrEqual(south - 1e-9); expect(at.lat).toBeLessThanOrEqual(north + 1e-9);
    }));
  });

  it('never moves neighbours apart, and keeps their distance where no fold runs between them', () => {
    let kept = 0, pairs = 0;
    fc.assert(fc.property(metres, metres, few, few, (x, y, dx, dy) => {
      const a = near(BOSTON, x, y), b = near(a, dx, dy);
      const before = distance(a, b), after = distance(fold(a), fold(b));
      expect(after).toBeLessThanOrEqual(before * 1.01 + 0.01);
      pairs++;
      if (after >= before * 0.98 - 0.01) kept++;
    }), { numRuns: 500 });
    const [width, height] = sizeOf(county.box);
    // A fold every box width and height: the toy town is 800 m × 220 m, so many short distances cross one.
    expect(kept / pairs).toBeGreaterThan(1 - 2 * (75 / width + 75 / height));
  });

  it('puts the city’s middle on the town’s middle', () => {
    const { west, east } = county.box;
    expect(fold(BOSTON).lon).toBeCloseTo((west + east) / 2, 9);
  });
});

describe('the county', () => {
  it('finds cells, knows town from countryside, and who answers for what', () => {
    expect(county.town.map((c) => c.id)).toEqual(CELLS);
    expect(county.cellAt({ lon: 101.5311, lat: 25.3111 })).toBe(CELLS[0]);
    expect(county.cellAt({ lon: 0, lat: 0 })).toBeNull();
    expect(county.member(CELLS[0] ?? null, 5)).toMatch(/gm-10[14]/);
    expect(county.verifier(CELLS[0] ?? null, 'gm-101' as never, 0)).toBe('gm-104');
    expect(county.verifier(null, null, 0)).toBeNull();
    expect(county.departmentFor('E0698' as never, CELLS[0] ?? null)).toBe('TWN-101');
    expect(county.handler('SAN' as never, 0)).toBe('h-san-1');
    expect(county.handler('FRB' as never, 0)).toBeNull();
    expect(() => county.somebody('leader')).toThrow('nobody is a leader');
  });

  it('puts places inside their cell, also in a crooked one', () => {
    const hook = areaOf({ type: 'Polygon', coordinates: [[[0, 0], [3, 0], [3, 1], [1, 1], [1, 3], [0, 3], [0, 0]]] });
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (x, y) => contains(hook, placeIn(hook, x, y))));
    expect(() => areaOf({ type: 'Point', coordinates: [0, 0] })).toThrow();
  });
});
