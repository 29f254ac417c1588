import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference, intersection, union, type Geom } from 'polyclip-ts';
import { areaOf } from '../places/area.js';
import { Plane, type LonLat, type Shape } from './plane.js';
import { outlineFaults, overlapsAndGaps, topologyFaults, TOLERANCE } from './topology.js';

const RULEBOOK = join(import.meta.dirname, '../../../../rulebook');
const plane = new Plane(101.5, 25.3);
const code = (i: number): string => `532323101001${String(i + 1).padStart(3, '0')}`;
/** A rectangle cut into cells whose corners are pushed about: neighbours share corners exactly. Metres. */
interface Cut { readonly w: number; readonly h: number; readonly corner: (x: number, y: number) => [number, number] }
const cuts = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 }), fc.array(fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 })), { minLength: 36, maxLength: 36 })).map(([w, h, pushes]): Cut => ({
  w, h, corner: (x, y) => { const [dx, dy] = x === 0 || y === 0 || x === w || y === h ? [0, 0] : (pushes[y * 6 + x] ?? [0, 0]); return [x * 100 + dx, y * 100 + dy]; },
}));
const cellOf = ({ w, corner }: Cut, i: number): [number, number][] => { const x = i % w, y = Math.floor(i / w); return [corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)]; };
const shape = (i: number, ring: readonly [number, number][]): Shape => { const points = ring.map((p): LonLat => plane.from(p)); return { code: code(i), rings: [[...points, points[0] as LonLat]] }; };
const shapesOf = (cut: Cut): Shape[] => Array.from({ length: cut.w * cut.h }, (_, i) => shape(i, cellOf(cut, i)));
const told = (shapes: readonly Shape[]) => overlapsAndGaps(shapes).map(({ code: what, cells, area }) => ({ what: what.replace('sliver-', ''), cells: cells.join(), area: area ?? 0 })).sort((a, b) => (a.cells < b.cells ? -1 : 1));

describe('cells that fit', () => {
  it('have no faults, whichever way their rings run and wherever they begin', () => {
    fc.assert(fc.property(cuts, fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3 })), { minLength: 25, maxLength: 25 }), (cut, turns) => {
      const shapes = shapesOf(cut).map((s, i): Shape => {
        const [back, by] = turns[i] ?? [false, 0], open = (s.rings[0] ?? []).slice(1), ring = [...open.slice(by), ...open.slice(0, by)];
        if (back) ring.reverse();
        return { ...s, rings: [[...ring, ring[0] as LonLat]] };
      });
      expect(told(shapes)).toEqual([]);
    }), { numRuns: 200 });
  });

  it('may have a corner in the middle of a neighbour\'s edge', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), (n) => {
      const upper = shape(0, [[0, 100], [100, 100], [100, 200], [0, 200]]), x = n * 10;
      expect(told([upper, shape(1, [[0, 0], [x, 0], [x, 100], [0, 100]]), shape(2, [[x, 0], [100, 0], [100, 100], [x, 100]])])).toEqual([]);
    }));
  });

  it('are those of the demo county', () => {
    const { features } = JSON.parse(readFileSync(join(RULEBOOK, 'cells.geojson'), 'utf8')) as { features: { id: string; geometry: { coordinates: LonLat[][] } }[] };
    const shapes = features.map((f): Shape => ({ code: f.id, rings: f.geometry.coordinates }));
    expect(topologyFaults(shapes, shapes).filter((f) => f.code !== 'tiny')).toEqual([]);
  });
});

describe('a corner of one cell that is moved', () => {
  it('makes exactly the overlaps and the gaps that it makes, each with its cells and its size', () => {
    fc.assert(fc.property(cuts, fc.nat(), fc.integer({ min: 0, max: 3 }), fc.integer({ min: -45, max: 45 }), fc.integer({ min: -45, max: 45 }), (cut, n, k, dx, dy) => {
      fc.pre(Math.hypot(dx, dy) > 8);
      const i = n % (cut.w * cut.h), ring = cellOf(cut, i), [x, y] = ring[k] as [number, number];
      ring[k] = [x + dx, y + dy];
      const moved = shape(i, ring), shapes = shapesOf(cut).map((s, j) => (j === i ? moved : s));
      // An inner corner: then whatever lacks of the rectangle is a gap.
      const [kx, ky] = [(i % cut.w) + (k === 1 || k === 2 ? 1 : 0), Math.floor(i / cut.w) + (k > 1 ? 1 : 0)];
      fc.pre(kx > 0 && ky > 0 && kx < cut.w && ky < cut.h && !outlineFaults(moved).some((f) => f.code === 'self-intersection'));
      // What another program says of the same cells.
      const geom = (s: Shape): Geom => s.rings.map((r) => r.map(([a, b]) => [a, b])) as unknown as Geom;
      const size = (parts: readonly (readonly (readonly [number, number])[])[][]): number => parts.reduce((sum, p) => sum + areaOf(p), 0);
      const overlaps = shapes.filter((s) => s !== moved).map((s) => ({ cells: [s.code, moved.code].sort().join(), area: size(intersection(geom(s), geom(moved)) as never) })).filter((o) => o.area > TOLERANCE.area * 2).sort((a, b) => (a.cells < b.cells ? -1 : 1));
      const frame = shape(99, [[0, 0], [cut.w * 100, 0], [cut.w * 100, cut.h * 100], [0, cut.h * 100]]);
      const free = size(difference(geom(frame), union(geom(shapes[0] as Shape), ...shapes.slice(1).map(geom))) as never);
      const found = told(shapes), foundOverlaps = found.filter((f) => f.what === 'overlap' || f.what === 'same-outline'), foundFree = found.filter((f) => f.what === 'gap').reduce((sum, f) => sum + f.area, 0);
      // What is narrower than a hand is left out by intent.
      expect(Math.abs(foundFree - free)).toBeLessThan(15);
      expect(found.length).toBeGreaterThan(0);
      const large = overlaps.filter((o) => o.area > 15), foundLarge = foundOverlaps.filter((o) => o.area > 15);
      expect(foundLarge.map((o) => o.cells)).toEqual(large.map((o) => o.cells));
      foundLarge.forEach((o, j) => expect(Math.abs(o.area - (large[j]?.area ?? 0))).toBeLessThan(0.1));
    }), { numRuns: 150 });
  });
});

describe('other faults', () => {
  const square = (i: number, x: number, y: number, side = 100): Shape => shape(i, [[x, y], [x + side, y], [x + side, y + side], [x, y + side]]);
  const codes = (shapes: readonly Shape[], before: readonly Shape[] = []) => topologyFaults(shapes, before).map((f) => f.code);

  it('an outline that crosses itself, or runs back on itself', () => {
    expect(codes([shape(0, [[0, 0], [100, 100], [100, 0], [0, 100]])])).toContain('self-intersection');
    expect(codes([shape(0, [[0, 0], [100, 0], [100, 100], [50, 100], [50, 160], [50, 100], [0, 100]])])).toContain('self-intersection');
  });
  it('the same land twice, a hole that nobody fills, a cell of a few square metres', () => {
    expect(codes([square(0, 0, 0), square(1, 0, 0)])).toEqual(['same-outline']);
    const ring: Shape = { code: code(0), rings: [...square(0, 0, 0).rings, [...(square(0, 40, 40, 20).rings[0] ?? [])].reverse()] };
    expect(codes([ring]).sort()).toEqual(['gap', 'hole']);
    expect(codes([ring, square(1, 40, 40, 20)])).toEqual(['hole']);
    expect(codes([square(0, 0, 0, 5)])).toContain('tiny');
  });
  it('a sliver is named as one, and says how wide', () => {
    const [gap] = topologyFaults([shape(0, [[0, 0], [100, 0], [100, 100], [0, 100]]), shape(1, [[0, 100], [50, 100.9], [100, 100], [100, 200], [0, 200]])], []);
    expect(gap).toMatchObject({ code: 'sliver-gap', level: 'error', cells: [code(0), code(1)] });
    expect(gap?.area).toBeCloseTo(45, 0);
    expect(gap?.width).toBeLessThan(1);
  });
  it('a gap with a cell in its middle is as large as what is free', () => {
    const frame: Shape = { code: code(0), rings: [...square(0, 0, 0).rings, [...(square(0, 20, 20, 60).rings[0] ?? [])].reverse()] };
    const gap = topologyFaults([frame, square(1, 40, 40, 20)], []).find((f) => f.code === 'gap');
    expect(gap?.area).toBeCloseTo(60 * 60 - 20 * 20, 0);
  });
  it('land outside the county as it was, land that loses its cell; and what was so before is old', () => {
    const before = [square(0, 0, 0), square(1, 100, 0)];
    expect(topologyFaults([square(0, 0, 0), square(1, 130, 0)], before).map((f) => [f.code, f.level, Math.round((f.area ?? 0) / 10)])).toEqual([['outside', 'warning', 300], ['uncovered', 'warning', 300]]);
    const overlapping = [square(0, 0, 0), square(1, 90, 0)];
    expect(topologyFaults([...overlapping, square(2, 190, 0)], overlapping).map((f) => [f.code, f.old])).toEqual([['overlap', true], ['outside', false]]);
  });
});
