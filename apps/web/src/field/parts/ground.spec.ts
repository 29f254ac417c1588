import type { CellCollection } from '../engine/types.js';
import { answersFor, cellAt, middleOf } from './ground.js';

const square = (code: string, x: number, type: 'Polygon' | 'MultiPolygon' = 'Polygon', hole = false) => {
  const ring = [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]], rings = hole ? [ring, [[x + 0.4, 0.4], [x + 0.6, 0.4], [x + 0.6, 0.6], [x + 0.4, 0.6], [x + 0.4, 0.4]]] : [ring];
  return { type: 'Feature' as const, properties: { code }, geometry: { type, coordinates: type === 'Polygon' ? rings : [rings] } };
};
const cells: CellCollection = { type: 'FeatureCollection', features: [square('a', 0), square('b', 1, 'MultiPolygon', true)] };

describe('where a place lies', () => {
  it('is the cell around it, holes left out', () => {
    expect([cellAt(cells, { lon: 0.5, lat: 0.5 }), cellAt(cells, { lon: 1.2, lat: 0.5 }), cellAt(cells, { lon: 1.5, lat: 0.5 }), cellAt(cells, { lon: 5, lat: 5 })]).toEqual(['a', 'b', null, null]);
  });
  it('has a middle to begin with', () => {
    expect(middleOf(cells, 'a')).toEqual({ lon: 0.5, lat: 0.5 });
    expect(middleOf(cells, 'x')).toBeNull();
  });
  it('is one’s own by its code, or by its community’s', () => {
    expect([answersFor(['532323101201'], '532323101201003'), answersFor(['532323101001001'], '532323101001001'), answersFor(['532323101001001'], '532323101001002')]).toEqual([true, true, false]);
  });
});
