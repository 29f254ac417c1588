type Point = readonly [number, number];

/** Seven decimals of a degree, a centimetre: how cells are kept. */
export const rounded = ([x, y]: Point): [number, number] => [Math.round(x * 1e7) / 1e7, Math.round(y * 1e7) / 1e7];

interface Crossing { readonly at: [number, number]; /** Which edge of the ring, and how far along it. */ readonly edge: number; readonly along: number; /** How far along the line. */ readonly reach: number }

/** Cuts a closed ring along a line that crosses it: two closed rings that share the cut, or null when the line does not cross it in two places. */
export function splitRing(ring: readonly Point[], line: readonly Point[]): readonly [[number, number][], [number, number][]] | null {
  const open = ring.slice(0, -1), found: Crossing[] = [];
  for (let i = 1; i < line.length; i++) {
    const [ax, ay] = line[i - 1] as Point, [bx, by] = line[i] as Point;
    open.forEach(([cx, cy], edge) => {
      const [dx, dy] = open[(edge + 1) % open.length] as Point, cross = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx);
      if (cross === 0) return;
      const s = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / cross, t = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / cross;
      if (s >= 0 && s <= 1 && t >= 0 && t < 1) found.push({ at: rounded([ax + s * (bx - ax), ay + s * (by - ay)]), edge, along: t, reach: i - 1 + s });
    });
  }
  found.sort((a, b) => a.reach - b.reach);
  const [from, to] = found;
  if (!from || !to || found.length !== 2) return null;
  const cut = line.filter((_, i) => i > from.reach && i < to.reach).map(rounded);
  const between = (a: Crossing, b: Crossing): Point[] => {
    const points: Point[] = [];
    const steps = a.edge === b.edge && a.along < b.along ? 0 : (b.edge - a.edge + open.length) % open.length || open.length;
    for (let k = 1; k <= steps; k++) points.push(open[(a.edge + k) % open.length] as Point);
    return points;
  };
  const close = (points: readonly Point[]): [number, number][] => { const kept = points.filter((p, i) => { const next = points[(i + 1) % points.length] as Point; return next[0] !== p[0] || next[1] !== p[1]; }).map(([x, y]): [number, number] => [x, y]); return [...kept, kept[0] as [number, number]]; };
  return [close([from.at, ...cut, to.at, ...between(to, from)]), close([to.at, ...[...cut].reverse(), from.at, ...between(from, to)])];
}
