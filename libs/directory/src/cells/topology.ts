import type { CellFault, CellFaultCode } from '#contract';
import Flatbush from 'flatbush';
import pointInPolygon from 'point-in-polygon-hao';
import { areaOf } from '../places/area.js';
import { facesOf, type Edge, type Face } from './arrangement.js';
import { Plane, turn, type LonLat, type Ring, type Shape } from './plane.js';

/**
 * What is too small to be told. Six decimals of a degree are 0.11 m: a corner of one cell on the edge of another can miss it by half of that, and nobody stands in what is left.
 * `sliver`: what is narrower than this is a sliver, a slip of drawing; what is wider is land.
 */
export const TOLERANCE = { area: 0.5, width: 0.1, sliver: 1, tiny: 100 } as const;
/** More faults of one kind than anybody reads: the largest are told. */
const MOST = 200;

/** Which cells hold a place. */
class Coverage {
  private readonly index: Flatbush | null;
  constructor(private readonly shapes: readonly Shape[]) {
    this.index = shapes.length === 0 ? null : new Flatbush(shapes.length);
    for (const { rings } of shapes) this.index?.add(...boxOf(rings[0] ?? []));
    this.index?.finish();
  }
  at(p: LonLat): string[] { return (this.index?.search(p[0], p[1], p[0], p[1]) ?? []).filter((i) => pointInPolygon([p[0], p[1]], this.shapes[i]?.rings as [number, number][][]) === true).map((i) => this.shapes[i]?.code ?? ''); }
  near(box: readonly [number, number, number, number]): Shape[] { return (this.index?.search(...box) ?? []).map((i) => this.shapes[i] as Shape); }
}

const boxOf = (ring: Ring): [number, number, number, number] => ring.reduce<[number, number, number, number]>((b, [x, y]) => [Math.min(b[0], x), Math.min(b[1], y), Math.max(b[2], x), Math.max(b[3], y)], [Infinity, Infinity, -Infinity, -Infinity]);
/** Edges in metres; every ring is walked with its cell on the left, whichever way it was drawn. */
function edgesOf(shapes: readonly Shape[], plane: Plane): Edge[] {
  const edges: Edge[] = [];
  for (const { code, rings } of shapes) rings.forEach((ring, k) => {
    const points = ring.map((p) => plane.to(p)), walked = turn(points.slice(1)) < 0 !== k > 0 ? points.reverse() : points;
    for (let i = 1; i < walked.length; i++) edges.push({ from: walked[i - 1] as [number, number], to: walked[i] as [number, number], owner: code });
  });
  return edges;
}

type Told = Omit<CellFault, 'old' | 'level'>;
/** The names of cells in a sentence, at most four. */
const names = (codes: readonly string[], zh: boolean): string => codes.slice(0, 4).join(zh ? '、' : ', ') + (codes.length > 4 ? (zh ? ` 等 ${codes.length} 个` : ` and ${codes.length - 4} more`) : '');
const metres = (value: number): string => (value >= 10_000 ? `${(value / 1e6).toFixed(2)} km²` : value >= 10 ? `${Math.round(value)} m²` : `${value.toFixed(1)} m²`);

/** What is measured of a region: its area on the ellipsoid and its mean width. */
function measured(face: Pick<Face, 'ring' | 'area' | 'length' | 'inside'>, plane: Plane): { area: number; width: number; at: [number, number]; outline: [number, number][] } {
  const ring = face.ring.map((p) => plane.from(p)), flat = Math.abs(turn(face.ring)) / 2, whole = areaOf([ring]), area = flat === 0 ? 0 : (whole * face.area) / flat;
  const step = Math.ceil(ring.length / 400);
  return { area, width: face.length === 0 ? 0 : (2 * area) / face.length, at: plane.from(face.inside), outline: ring.filter((_, i) => i % step === 0) };
}
const counts = ({ area, width }: { area: number; width: number }): boolean => area >= TOLERANCE.area && width >= TOLERANCE.width;

/** Cells that lie over one another, as pairs with how much; and land between cells that belongs to none. Every overlap and every gap there is, from the edges alone. */
export function overlapsAndGaps(shapes: readonly Shape[]): Told[] {
  const plane = Plane.of(shapes), coverage = new Coverage(shapes), faces = facesOf(edgesOf(shapes, plane));
  const told: Told[] = [], crowded: Face[] = [];
  for (const face of faces) {
    const held = coverage.at(plane.from(face.inside));
    if (held.length > 1) { crowded.push(face); continue; }
    if (held.length === 1) continue;
    const m = measured(face, plane), cells = face.owners.filter((o) => !o.startsWith('\u0000')).sort();
    if (!counts(m)) continue;
    const thin = m.width < TOLERANCE.sliver;
    told.push({ ...m, code: thin ? 'sliver-gap' : 'gap', cells, zh: `${names(cells, true)} 之间有${thin ? '狭缝' : '空隙'}，${metres(m.area)}`, en: `${thin ? 'a sliver of nothing' : 'a gap'} of ${metres(m.area)} between ${names(cells, false)}` });
  }
  if (crowded.length > 0) told.push(...pairs(crowded.map((f) => boxOf(f.ring.map((p) => plane.from(p)))), coverage, plane));
  return told;
}

/** Every two cells that share land, near these boxes. */
function pairs(boxes: readonly [number, number, number, number][], coverage: Coverage, plane: Plane): Told[] {
  const near = new Map(boxes.flatMap((box) => coverage.near(box)).map((s) => [s.code + String(boxOf(s.rings[0] ?? [])), s])), told: Told[] = [], done = new Set<Shape>();
  for (const a of near.values()) {
    done.add(a);
    for (const b of coverage.near(boxOf(a.rings[0] ?? []))) {
      if (done.has(b) || (!near.has(b.code + String(boxOf(b.rings[0] ?? []))))) continue;
      const both = new Coverage([{ ...a, code: '0' }, { ...b, code: '1' }]), shared = facesOf([], edgesOf([a, b], plane)).filter((f) => both.at(plane.from(f.inside)).length === 2);
      const [largest] = [...shared].sort((p, q) => q.area - p.area);
      if (!largest) continue;
      const parts = shared.map((f) => measured(f, plane)), m = measured(largest, plane), area = parts.reduce((sum, p) => sum + p.area, 0);
      if (!counts({ ...m, area })) continue;
      const cells = [a.code, b.code].sort(), thin = m.width < TOLERANCE.sliver;
      const same = Math.abs(area - areaOf(a.rings as [number, number][][])) < TOLERANCE.area && Math.abs(area - areaOf(b.rings as [number, number][][])) < TOLERANCE.area;
      told.push(same ? { ...m, area, code: 'same-outline', cells, zh: `${cells.join(' 与 ')} 是同一块地`, en: `${cells.join(' and ')} are the same land` }
        : { ...m, area, code: thin ? 'sliver-overlap' : 'overlap', cells, zh: `${cells.join(' 与 ')} ${thin ? '有狭长重叠' : '重叠'}，${metres(area)}`, en: `${cells.join(' and ')} ${thin ? 'share a sliver' : 'overlap'}, ${metres(area)}` });
    }
  }
  return told;
}

/** Land that comes to the county, and land of it that no cell would hold any more. Gaps among the cells are told as gaps. */
export function againstCounty(shapes: readonly Shape[], before: readonly Shape[], gaps: readonly Pick<Told, 'outline'>[]): Told[] {
  if (before.length === 0 || shapes.length === 0) return [];
  const plane = Plane.of(before), now = new Coverage(shapes), then = new Coverage(before), told: Told[] = [];
  for (const face of facesOf(edgesOf(shapes, plane), edgesOf(before, plane))) {
    const at = plane.from(face.inside), held = now.at(at), was = then.at(at);
    if ((held.length > 0) === (was.length > 0)) continue;
    const m = measured(face, plane);
    if (!counts(m)) continue;
    if (held.length > 0) told.push({ ...m, code: 'outside', cells: held, zh: `${names(held, true)} 有 ${metres(m.area)} 在现有县域之外`, en: `${metres(m.area)} of ${names(held, false)} lie outside the county as it is` });
    else if (!gaps.some((g) => pointInPolygon(at, [[...(g.outline ?? []), ...(g.outline?.slice(0, 1) ?? [])] as [number, number][]]) === true)) told.push({ ...m, code: 'uncovered', cells: was, zh: `原属 ${names(was, true)} 的 ${metres(m.area)} 不再属于任何网格`, en: `${metres(m.area)} that belong to ${names(was, false)} would belong to no cell` });
  }
  return told;
}

/** What is wrong with one outline for itself. */
export function outlineFaults({ code, rings }: Shape): Told[] {
  const told: Told[] = [], plane = Plane.of([{ code, rings }]), [outer = [], ...holes] = rings, area = areaOf(rings as [number, number][][]);
  const at = (p: LonLat | undefined): [number, number] | null => (p ? [p[0], p[1]] : null);
  rings.forEach((ring, k) => {
    const crossing = crossings(ring.map((p) => plane.to(p)));
    if (crossing) told.push({ code: 'self-intersection', cells: [code], at: plane.from(crossing), zh: `${code} 的边界${k > 0 ? '（内环）' : ''}自相交`, en: `the outline of ${code} crosses itself${k > 0 ? ' (in a hole)' : ''}` });
  });
  if (area < TOLERANCE.tiny) told.push({ code: 'tiny', cells: [code], at: at(outer[0]), area, zh: `${code} 只有 ${metres(area)}`, en: `${code} has only ${metres(area)}` });
  for (const hole of holes) { const size = areaOf([hole as [number, number][]]); told.push({ code: 'hole', cells: [code], at: at(hole[0]), area: size, zh: `${code} 中间有 ${metres(size)} 的洞`, en: `${code} has a hole of ${metres(size)}` }); }
  return told;
}

/** Where a closed ring crosses or touches itself; null where it does not. */
function crossings(ring: readonly (readonly [number, number])[]): [number, number] | null {
  const n = ring.length - 1;
  const index = n > 60 ? new Flatbush(n) : null;
  const box = (i: number): [number, number, number, number] => { const [x, y] = ring[i] as [number, number], [u, v] = ring[i + 1] as [number, number]; return [Math.min(x, u), Math.min(y, v), Math.max(x, u), Math.max(y, v)]; };
  if (index) { for (let i = 0; i < n; i++) index.add(...box(i)); index.finish(); }
  for (let i = 0; i < n; i++) {
    const [ax, ay] = ring[i] as [number, number], [bx, by] = ring[i + 1] as [number, number];
    for (const j of index ? index.search(...box(i)) : Array.from({ length: n }, (_, k) => k)) {
      if (j <= i) continue;
      const [cx, cy] = ring[j] as [number, number], [ex, ey] = ring[j + 1] as [number, number], d = (bx - ax) * (ey - cy) - (by - ay) * (ex - cx);
      if (j === i + 1 || (i === 0 && j === n - 1)) {
        // Neighbours meet in a corner; running back over one another is a spike.
        const [px, py, qx, qy] = j === i + 1 ? [ax - bx, ay - by, ex - bx, ey - by] : [bx - ax, by - ay, cx - ax, cy - ay];
        if (Math.abs(px * qy - py * qx) < 1e-6 && px * qx + py * qy > 0) return j === i + 1 ? [bx, by] : [ax, ay];
        continue;
      }
      if (d === 0) continue;
      const s = ((cx - ax) * (ey - cy) - (cy - ay) * (ex - cx)) / d, t = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / d;
      if (s >= 0 && s <= 1 && t >= 0 && t <= 1) return [ax + s * (bx - ax), ay + s * (by - ay)];
    }
  }
  return null;
}

/** What may stay: a second person sees it and decides. Everything else keeps a draft from being submitted. */
const WARNINGS: ReadonlySet<CellFaultCode> = new Set<CellFaultCode>(['hole', 'outside', 'uncovered', 'new-community', 'used-before', 'nobody-responsible']);
export const levelOf = (code: CellFaultCode): CellFault['level'] => (WARNINGS.has(code) ? 'warning' : 'error');

/** A fault that is there without the draft as well: the same cells, the same size. */
const keyOf = ({ code, cells, area }: Told): string => `${code} ${cells.join()} ${area === undefined ? '' : Math.round(area)}`;

/** Everything that would be wrong with the outlines of `shapes`, when the county's cells were `before`; the largest first. What was so before is marked old. */
export function topologyFaults(shapes: readonly Shape[], before: readonly Shape[]): CellFault[] {
  const own = (list: readonly Shape[]): Told[] => [...list.flatMap(outlineFaults), ...overlapsAndGaps(list)];
  const told = own(shapes), known = before.length === 0 ? new Set<string>() : knownFaults(before, own);
  const gaps = told.filter((f) => f.code === 'gap' || f.code === 'sliver-gap');
  return limited([...told, ...againstCounty(shapes, before, gaps)].map((f): CellFault => ({ ...f, level: levelOf(f.code), old: known.has(keyOf(f)) })));
}
const looked = new WeakMap<readonly Shape[], Set<string>>();
function knownFaults(before: readonly Shape[], own: (list: readonly Shape[]) => Told[]): Set<string> {
  let known = looked.get(before);
  if (!known) looked.set(before, known = new Set(own(before).map(keyOf)));
  return known;
}

function limited(faults: readonly CellFault[]): CellFault[] {
  const left = new Map<CellFaultCode, number>();
  return [...faults].sort((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning') || (b.area ?? Infinity) - (a.area ?? Infinity)).filter(({ code }) => { const n = left.get(code) ?? 0; left.set(code, n + 1); return n < MOST; });
}
