import { distance } from '#domain';
import fc from 'fast-check';
import { fromMap, toMap } from './datum.js';

const inChina = fc.tuple(fc.double({ min: 97, max: 122, noNaN: true }), fc.double({ min: 22, max: 42, noNaN: true }));
const metres = (a: readonly [number, number], b: readonly [number, number]): number => distance({ lon: a[0], lat: a[1] }, { lon: b[0], lat: b[1] });

describe('the edge between what is stored and what is drawn', () => {
  it('goes there and back to within a metre, anywhere in the country', () => {
    fc.assert(fc.property(inChina, (p) => metres(fromMap(toMap(p, 'gcj02'), 'gcj02'), p) < 1));
  });
  it('moves a place of the county by some hundred metres on a GCJ-02 map, and not at all on another one', () => {
    const moved = metres(toMap([101.54, 25.31], 'gcj02'), [101.54, 25.31]);
    expect(moved).toBeGreaterThan(100);
    expect(moved).toBeLessThan(700);
    expect(toMap([101.54, 25.31], 'wgs84')).toEqual([101.54, 25.31]);
  });
});
