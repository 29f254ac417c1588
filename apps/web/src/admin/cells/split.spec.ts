import fc from 'fast-check';
import { splitRing } from './split.js';

const area = (ring: readonly (readonly [number, number])[]): number => Math.abs(ring.reduce((s, [x, y], i) => { const [u, v] = ring[(i + 1) % ring.length] ?? [x, y]; return s + x * v - u * y; }, 0)) / 2;
const square: [number, number][] = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]];

describe('a cell that is cut along a line', () => {
  it('becomes two that together are as large, wherever the line goes through', () => {
    fc.assert(fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.constantFrom('across', 'corner'), (a, b, c, way) => {
      const line: [number, number][] = way === 'across' ? [[a, -1], [a, 0.2], [c, 0.6], [b, 2]] : [[-1, a], [0.1, a], [b, 0.1], [b, -1]];
      const parts = splitRing(square, line);
      fc.pre(way === 'across' || (b > 0.1 && a > 0.1));
      expect(parts).not.toBeNull();
      const [p, q] = parts ?? [[], []];
      expect(area(p) + area(q)).toBeCloseTo(1, 5);
      for (const ring of [p, q]) { expect(ring[0]).toEqual(ring.at(-1)); expect(area(ring)).toBeGreaterThan(0.001); }
    }));
  });
  it('stays whole when the line ends inside, misses it, or crosses it more than twice', () => {
    expect(splitRing(square, [[0.5, -1], [0.5, 0.5]])).toBeNull();
    expect(splitRing(square, [[2, -1], [2, 2]])).toBeNull();
    expect(splitRing(square, [[0.3, -1], [0.3, 2], [0.6, 2], [0.6, -1]])).toBeNull();
  });
});
