import fc from 'fast-check';
import { within, type Scope } from './scope.js';

const at = (lon: number, lat: number, more: { id?: string; cell?: string | null } = {}) => ({ id: 'a', cell: null, ...more, lon, lat });
const loop = (...ring: readonly (readonly [number, number])[]): Scope => ({ kind: 'loop', ring: ring.map(([lon, lat]) => ({ lon, lat })) });

describe('what the list beside the map is about', () => {
  it('is what is in view, a group, a cell', () => {
    expect([within({ kind: 'view' }, [1, 1, 2, 2])(at(1.5, 2)), within({ kind: 'view' }, [1, 1, 2, 2])(at(1.5, 2.1)), within({ kind: 'view' }, null)(at(9, 9))]).toEqual([true, false, true]);
    expect([within({ kind: 'group', ids: new Set(['a']) }, null)(at(0, 0)), within({ kind: 'group', ids: new Set(['b']) }, null)(at(0, 0))]).toEqual([true, false]);
    expect([within({ kind: 'cell', code: 'x' }, null)(at(0, 0, { cell: 'x' })), within({ kind: 'cell', code: 'x' }, null)(at(0, 0))]).toEqual([true, false]);
  });
  it('is what lies in a loop, also one with a bay, whichever way round it was drawn', () => {
    const bay = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]] as const;
    for (const ring of [bay, [...bay].reverse()]) expect([at(1, 1), at(3, 1.5), at(2, 3), at(5, 1)].map(within(loop(...ring), null))).toEqual([true, true, false, false]);
  });
  it('is nothing in a loop that was only a click', () => {
    expect([loop(), loop([1, 1]), loop([1, 1], [1, 1])].map((scope) => within(scope, null)(at(1, 1)))).toEqual([false, false, false]);
  });
  it('is, for a loop along the edges of the view, what is in view', () => {
    fc.assert(fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), (lon, lat) => {
      fc.pre(Math.abs(Math.abs(lon) - 2) > 1e-6 && Math.abs(Math.abs(lat) - 1) > 1e-6);
      expect(within(loop([-2, -1], [2, -1], [2, 1], [-2, 1]), null)(at(lon, lat))).toBe(within({ kind: 'view' }, [-2, -1, 2, 1])(at(lon, lat)));
    }));
  });
});
