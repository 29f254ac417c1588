import Flatbush from 'flatbush';
import { turn } from './plane.js';

type Point = readonly [number, number];
/** A piece of an outline, in metres, with the cell on its left. */
export interface Edge { readonly from: Point; readonly to: Point; readonly owner: string }
/** A region that edges enclose. `inside` is a point of it, `owners` are the cells whose edges bound it. Islands in it are taken off the area. */
export interface Face { readonly ring: readonly Point[]; readonly area: number; readonly length: number; readonly inside: Point; readonly owners: readonly string[] }

/** Points nearer than half a millimetre are the same point: hundreds of times finer than six decimals of a degree. */
const GRID = 2_000;
const NEAR = 1 / GRID;

/** Points by number. */
class Nodes {
  readonly at: [number, number][] = [];
  private readonly known = new Map<string, number>();
  of([x, y]: Point): number {
    const key = `${Math.round(x * GRID)} ${Math.round(y * GRID)}`, found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.at.length);
    return this.at.push([x, y]) - 1;
  }
}
interface Directed { readonly a: number; readonly b: number; readonly owner: string }

/** Takes away what runs there and back: two cells that share an edge. What is left bounds the whole, gaps and overlaps. */
function unmatched(edges: readonly Directed[]): Directed[] {
  const open = new Map<string, Directed[]>();
  for (const edge of edges) {
    if (edge.a === edge.b) continue;
    const back = open.get(`${edge.b} ${edge.a}`);
    if (back && back.length > 0) { back.pop(); continue; }
    const key = `${edge.a} ${edge.b}`, same = open.get(key);
    if (same) same.push(edge);
    else open.set(key, [edge]);
  }
  return [...open.values()].flat();
}

/** Cuts edges where they cross or where a corner lies on them, so that they meet in corners only. */
function noded(edges: readonly Directed[], nodes: Nodes): Directed[] {
  if (edges.length === 0) return [];
  const index = new Flatbush(edges.length);
  const p = (i: number): [number, number] => nodes.at[i] as [number, number];
  for (const { a, b } of edges) { const [ax, ay] = p(a), [bx, by] = p(b); index.add(Math.min(ax, bx) - NEAR, Math.min(ay, by) - NEAR, Math.max(ax, bx) + NEAR, Math.max(ay, by) + NEAR); }
  index.finish();
  const cuts: Set<number>[] = edges.map(() => new Set<number>());
  edges.forEach(({ a, b }, i) => {
    const [ax, ay] = p(a), [bx, by] = p(b), dx = bx - ax, dy = by - ay, len = Math.hypot(dx, dy);
    for (const j of index.search(Math.min(ax, bx) - NEAR, Math.min(ay, by) - NEAR, Math.max(ax, bx) + NEAR, Math.max(ay, by) + NEAR)) {
      if (j === i) continue;
      const { a: c, b: d } = edges[j] as Directed, [cx, cy] = p(c), [ex, ey] = p(d);
      for (const [node, x, y] of [[c, cx, cy], [d, ex, ey]] as const) {
        if (node === a || node === b) continue;
        const along = ((x - ax) * dx + (y - ay) * dy) / len, off = Math.abs((x - ax) * dy - (y - ay) * dx) / len;
        if (off <= NEAR && along > NEAR && along < len - NEAR) cuts[i]?.add(node);
      }
      if (j < i || a === c || a === d || b === c || b === d) continue;
      const ux = ex - cx, uy = ey - cy, cross = dx * uy - dy * ux;
      if (Math.abs(cross) < 1e-9) continue;
      const s = ((cx - ax) * uy - (cy - ay) * ux) / cross, t = ((cx - ax) * dy - (cy - ay) * dx) / cross, other = Math.hypot(ux, uy);
      if (s * len <= NEAR || s * len >= len - NEAR || t * other <= NEAR || t * other >= other - NEAR) continue;
      const node = nodes.of([ax + s * dx, ay + s * dy]);
      cuts[i]?.add(node);
      cuts[j]?.add(node);
    }
  });
  return edges.flatMap((edge, i) => {
    const cut = cuts[i];
    if (!cut || cut.size === 0) return [edge];
    const [ax, ay] = p(edge.a), [bx, by] = p(edge.b);
    const along = [...cut].sort((m, n) => { const [mx, my] = p(m), [nx, ny] = p(n); return (mx - ax) * (bx - ax) + (my - ay) * (by - ay) - ((nx - ax) * (bx - ax) + (ny - ay) * (by - ay)); });
    const stops = [edge.a, ...along.filter((n) => n !== edge.a && n !== edge.b), edge.b];
    return stops.slice(1).map((b, k): Directed => ({ a: stops[k] as number, b, owner: edge.owner }));
  });
}

/**
 * The regions between edges: with all edges of many cells, every gap and every overlap among them is one (or is made of some), and where cells fit there is nothing left to look at.
 * `kept`: edges that only draw a line and do not cancel, as an older outline laid over it.
 */
export function facesOf(edges: readonly Edge[], kept: readonly Edge[] = []): Face[] {
  const nodes = new Nodes();
  const directed = (list: readonly Edge[]): Directed[] => list.map(({ from, to, owner }) => ({ a: nodes.of(from), b: nodes.of(to), owner }));
  // Twice: corners that lie on another one's edge become visible as partners only after the cut.
  const cut = noded([...unmatched(directed(edges)), ...unmatched(directed(kept)).map((e) => ({ ...e, owner: `\u0000${e.owner}` }))], nodes);
  const rest = [...unmatched(cut.filter((e) => !e.owner.startsWith('\u0000'))), ...cut.filter((e) => e.owner.startsWith('\u0000'))];
  return traced(rest, nodes);
}

function traced(edges: readonly Directed[], nodes: Nodes): Face[] {
  const lines = new Map<string, { a: number; b: number; owners: Set<string> }>();
  for (const { a, b, owner } of edges) {
    if (a === b) continue;
    const key = a < b ? `${a} ${b}` : `${b} ${a}`, line = lines.get(key) ?? { a: Math.min(a, b), b: Math.max(a, b), owners: new Set<string>() };
    line.owners.add(owner);
    lines.set(key, line);
  }
  const list = [...lines.values()];
  if (list.length === 0) return [];
  const at = (i: number): [number, number] => nodes.at[i] as [number, number];
  // Half edges: 2i runs a→b, 2i+1 b→a.
  const start = (h: number): number => { const l = list[h >> 1] as (typeof list)[number]; return h % 2 === 0 ? l.a : l.b; };
  const end = (h: number): number => start(h ^ 1);
  const angle = (h: number): number => { const [x, y] = at(start(h)), [u, v] = at(end(h)); return Math.atan2(v - y, u - x); };
  const out = new Map<number, number[]>();
  for (let h = 0; h < list.length * 2; h++) { const n = start(h), known = out.get(n); if (known) known.push(h); else out.set(n, [h]); }
  const place = new Int32Array(list.length * 2);
  for (const around of out.values()) { around.sort((g, h) => angle(g) - angle(h)); around.forEach((h, i) => { place[h] = i; }); }
  const next = (h: number): number => { const around = out.get(end(h)) as number[]; return around[((place[h ^ 1] as number) - 1 + around.length) % around.length] as number; };

  const index = new Flatbush(list.length);
  for (const { a, b } of list) { const [ax, ay] = at(a), [bx, by] = at(b); index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)); }
  index.finish();

  const done = new Uint8Array(list.length * 2), found: { ring: [number, number][]; halves: number[]; area: number }[] = [];
  for (let h = 0; h < done.length; h++) {
    if (done[h]) continue;
    const halves: number[] = [];
    for (let g = h; !done[g]; g = next(g)) { done[g] = 1; halves.push(g); }
    const ring = halves.map((g) => at(start(g)));
    found.push({ ring, halves, area: turn(ring) / 2 });
  }
  const shells = found.filter((f) => f.area < 0);
  return found.filter((f) => f.area > 1e-6).map(({ ring, halves, area }): Face => {
    const longest = halves.reduce((best, h) => { const [x, y] = at(start(h)), [u, v] = at(end(h)), l = Math.hypot(u - x, v - y); return l > best.l ? { h, l } : best; }, { h: halves[0] ?? 0, l: -1 });
    const inside = left(longest.h, longest.l);
    const islands = shells.filter((s) => s.ring.length > 0 && -s.area < area && !s.ring.some((q) => ring.includes(q)) && holds(ring, s.ring[0] as Point));
    const direct = islands.filter((s) => !islands.some((o) => o !== s && -o.area > -s.area && holds(o.ring, s.ring[0] as Point)));
    const owners = [...new Set(halves.flatMap((h) => [...(list[h >> 1]?.owners ?? [])]))];
    return { ring, area: area + direct.reduce((sum, s) => sum + s.area, 0), length: ring.reduce((sum, [x, y], i) => { const [u, v] = ring[(i + 1) % ring.length] as Point; return sum + Math.hypot(u - x, v - y); }, 0), inside, owners };
  });

  /** A point just left of an edge: half way to whatever comes next. */
  function left(h: number, length: number): Point {
    const [x, y] = at(start(h)), [u, v] = at(end(h)), mx = (x + u) / 2, my = (y + v) / 2, nx = -(v - y) / length, ny = (u - x) / length;
    let reach = Math.max(length, 10);
    for (const i of index.search(Math.min(mx, mx + nx * reach), Math.min(my, my + ny * reach), Math.max(mx, mx + nx * reach), Math.max(my, my + ny * reach))) {
      if (i === h >> 1) continue;
      const { a, b } = list[i] as (typeof list)[number], [cx, cy] = at(a), [ex, ey] = at(b), ux = ex - cx, uy = ey - cy, cross = nx * uy - ny * ux;
      if (Math.abs(cross) < 1e-12) continue;
      const s = ((cx - mx) * uy - (cy - my) * ux) / cross, t = ((cx - mx) * ny - (cy - my) * nx) / cross;
      if (s > 1e-9 && t >= 0 && t <= 1 && s < reach) reach = s;
    }
    return [mx + (nx * reach) / 2, my + (ny * reach) / 2];
  }
}

/** Whether a point is inside a ring (even-odd). */
export function holds(ring: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as Point, [xj, yj] = ring[j] as Point;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
