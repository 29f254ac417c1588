import type { CellId } from '#domain';
import fc from 'fast-check';
import { areaOf } from './area.js';
import { Geography, type Cell } from './geography.js';

/** Squares of one degree on a lattice; codes run from the south-west, row by row. */
const SIDE = 6;
const lattice = (): Cell[] => Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [x, y] = [100 + (i % SIDE), 20 + Math.floor(i / SIDE)];
  return { code: String(i).padStart(15, '0') as CellId, zh: '', en: '', areaM2: 0, rings: [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]] };
});

describe('locate', () => {
  it('finds the square of every inner point, whatever order the cells came in', () => {
    fc.assert(fc.property(fc.shuffledSubarray(lattice(), { minLength: SIDE * SIDE }), fc.integer({ min: 0, max: SIDE - 1 }), fc.integer({ min: 0, max: SIDE - 1 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (cells, i, j, dx, dy) => new Geography(cells).locate({ lon: 100 + i + dx, lat: 20 + j + dy }) === String(j * SIDE + i).padStart(15, '0')));
  });

  it('gives a point on a border to the lowest code of those that share it', () => {
    const map = new Geography(lattice().reverse());
    expect(map.locate({ lon: 101, lat: 20.5 })).toBe('000000000000000');
    expect(map.locate({ lon: 102, lat: 22 })).toBe(String(SIDE + 1).padStart(15, '0'));
    expect(map.locate({ lon: 100, lat: 20 })).toBe('000000000000000');
    expect(map.locate({ lon: 100 + SIDE, lat: 20 + SIDE })).toBe(String(SIDE * SIDE - 1).padStart(15, '0'));
  });

  it('answers null outside, in a hole, for what is no number, and without cells', () => {
    const hole: Cell = { code: '000000000000001' as CellId, zh: '', en: '', areaM2: 0, rings: [[[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]], [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]] };
    const map = new Geography([hole]);
    expect(map.locate({ lon: 0.5, lat: 0.5 })).toBe(hole.code);
    for (const place of [{ lon: 1.5, lat: 1.5 }, { lon: -1, lat: 0 }, { lon: NaN, lat: 1 }, { lon: 1, lat: Infinity }]) expect(map.locate(place)).toBeNull();
    expect(new Geography([]).locate({ lon: 0, lat: 0 })).toBeNull();
  });

  it('knows its cells by code', () => {
    const map = new Geography(lattice());
    expect(map.cell('000000000000007')?.rings[0]?.[0]).toEqual([101, 21]);
    expect(map.cell('x')).toBeNull();
  });
});

describe('areaOf', () => {
  it('measures a square of 0.01° at the equator and at 60° as the ellipsoid has it', () => {
    const square = (lat: number): [number, number][] => [[10, lat], [10.01, lat], [10.01, lat + 0.01], [10, lat + 0.01], [10, lat]];
    expect(areaOf([square(-0.005)]) / 1e6).toBeCloseTo(1.11319 * 1.10574, 3);
    expect(areaOf([square(59.995)]) / 1e6).toBeCloseTo(0.55800 * 1.11412, 3);
  });
  it('takes holes off and does not care which way a ring runs', () => {
    const outer: [number, number][] = [[0, 0], [0, 0.03], [0.03, 0.03], [0.03, 0], [0, 0]];
    const inner: [number, number][] = [[0.01, 0.01], [0.02, 0.01], [0.02, 0.02], [0.01, 0.02], [0.01, 0.01]];
    expect(areaOf([outer, inner]) / areaOf([outer])).toBeCloseTo(8 / 9, 9);
  });
});
