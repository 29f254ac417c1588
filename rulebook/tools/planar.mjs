/**
 * A tessellation of a polygon around seed points (Voronoi cells cut off at the outline) in which neighbours share exact vertices:
 * every corner is computed once, rounded once, and faces are traced from one planar graph. Nothing is clipped cell by cell.
 */

const key = (p) => `${p[0]},${p[1]}`;
const cross = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** Twice the signed area; positive when the ring runs counter-clockwise. The ring is open (first vertex not repeated). */
export const area2 = (ring) => ring.reduce((sum, p, i) => { const q = ring[(i + 1) % ring.length]; return sum + p[0] * q[1] - q[0] * p[1]; }, 0);

export function inside(p, ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i], b = ring[j];
    if (a[1] > p[1] !== b[1] > p[1] && p[0] < ((b[0] - a[0]) * (p[1] - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd;
  }
  return odd;
}

/** Voronoi edges of the seeds: for each pair of neighbours one segment. Corners are named by the three seeds they belong to. */
function voronoi(seeds, box) {
  const corners = new Map();
  const edges = new Map();
  seeds.forEach((s, i) => {
    let poly = box.map((p, b) => ({ p, edge: -1 - b }));
    const others = seeds.map((o, j) => ({ j, d: (o[0] - s[0]) ** 2 + (o[1] - s[1]) ** 2 })).filter((o) => o.j !== i).sort((a, b) => a.d - b.d);
    for (const { j, d } of others) {
      const reach = Math.max(...poly.map(({ p }) => (p[0] - s[0]) ** 2 + (p[1] - s[1]) ** 2));
      if (d > 4 * reach) break;
      poly = cut(poly, s, seeds[j], j);
    }
    const names = poly.map(({ edge }, k) => [i, poly[(k + poly.length - 1) % poly.length].edge, edge].sort((a, b) => a - b).join());
    names.forEach((name, k) => { if (!corners.has(name)) corners.set(name, poly[k].p); });
    poly.forEach(({ edge }, k) => {
      if (edge > i) edges.set(`${i},${edge}`, { pair: [i, edge], ends: [names[k], names[(k + 1) % names.length]] });
      if (edge >= 0 && edge < i) {
        const twin = edges.get(`${edge},${i}`);
        if (!twin || twin.ends[0] !== names[(k + 1) % names.length] || twin.ends[1] !== names[k]) throw new Error(`neighbours ${edge} and ${i} disagree: seeds too regular`);
      }
    });
  });
  return [...edges.values()].map(({ pair, ends }) => ({ pair, a: corners.get(ends[0]), b: corners.get(ends[1]) }));
}

/** Keeps the part of a convex polygon that is nearer to `s` than to `o`; the new edge is named `name`. */
function cut(poly, s, o, name) {
  const side = (p) => (o[0] - s[0]) * (p[0] - (s[0] + o[0]) / 2) + (o[1] - s[1]) * (p[1] - (s[1] + o[1]) / 2);
  const kept = [];
  poly.forEach(({ p, edge }, k) => {
    const next = poly[(k + 1) % poly.length].p;
    const here = side(p), there = side(next);
    if (here <= 0) kept.push({ p, edge });
    if (here <= 0 !== there <= 0) {
      const t = here / (here - there);
      kept.push({ p: [p[0] + t * (next[0] - p[0]), p[1] + t * (next[1] - p[1])], edge: here <= 0 ? name : edge });
    }
  });
  return kept;
}

/** Where segment ab meets segment cd, as shares of each; undefined when they do not meet. */
function meet(a, b, c, d) {
  const den = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0]);
  if (den === 0) return undefined;
  const t = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / den;
  const u = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / den;
  return t >= 0 && t <= 1 && u >= 0 && u < 1 ? { t, u } : undefined;
}

/**
 * One ring a seed, counter-clockwise, open. `round` turns working coordinates into the final ones and is applied once to every vertex.
 * Parts that the outline separates from their seed go to the neighbour they share the longest border with.
 */
export function tessellate(seeds, outline, round) {
  const xs = outline.map((p) => p[0]), ys = outline.map((p) => p[1]);
  const w = Math.max(...xs) - Math.min(...xs), h = Math.max(...ys) - Math.min(...ys);
  const [x0, x1, y0, y1] = [Math.min(...xs) - w, Math.max(...xs) + w, Math.min(...ys) - h, Math.max(...ys) + h];
  const onOutline = outline.map((p) => [{ t: 0, p: round(p) }]);
  const inner = [];
  for (const { pair, a, b } of voronoi(seeds, [[x0, y0], [x1, y0], [x1, y1], [x0, y1]])) {
    const stops = [{ t: 0, p: round(a) }, { t: 1, p: round(b) }];
    outline.forEach((c, k) => {
      const hit = meet(a, b, c, outline[(k + 1) % outline.length]);
      if (!hit) return;
      const p = round([a[0] + hit.t * (b[0] - a[0]), a[1] + hit.t * (b[1] - a[1])]);
      stops.push({ t: hit.t, p });
      onOutline[k].push({ t: hit.u, p });
    });
    stops.sort((p, q) => p.t - q.t);
    for (let k = 0; k + 1 < stops.length; k++) {
      const t = (stops[k].t + stops[k + 1].t) / 2;
      if (key(stops[k].p) !== key(stops[k + 1].p) && inside([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])], outline)) inner.push({ pair, a: stops[k].p, b: stops[k + 1].p });
    }
  }
  const ring = onOutline.flatMap((points) => points.sort((p, q) => p.t - q.t).map(({ p }) => p)).filter((p, i, all) => key(p) !== key(all[(i + all.length - 1) % all.length]));
  const border = ring.map((p, i) => ({ pair: null, a: p, b: ring[(i + 1) % ring.length] }));
  return dissolve(seeds.map((s) => round(s)), inner, border);
}

function dissolve(seeds, inner, border) {
  let kept = inner;
  let label = null;
  for (let pass = 0; pass < 50; pass++) {
    const faces = trace([...kept, ...border]).filter((f) => area2(f.ring) > 0);
    faces.forEach((f) => { f.of = label?.get(f.edges[0].name) ?? owner(f, seeds); });
    const bySeed = new Map();
    for (const f of faces) bySeed.set(f.of, [...(bySeed.get(f.of) ?? []), f]);
    const strays = [...bySeed.values()].flatMap((of) => (of.length === 1 ? [] : of.toSorted((a, b) => area2(b.ring) - area2(a.ring)).slice(1)));
    if (strays.length === 0) {
      if (bySeed.size !== seeds.length) throw new Error(`${seeds.length} seeds but ${bySeed.size} cells`);
      return seeds.map((_, i) => bySeed.get(i)[0].ring);
    }
    const leftOf = new Map(faces.flatMap((f) => f.edges.map((e) => [e.name, f])));
    const gone = new Set();
    for (const stray of strays) {
      const shared = new Map();
      for (const e of stray.edges) {
        const f = leftOf.get(e.twin);
        if (f && !strays.includes(f)) shared.set(f.of, (shared.get(f.of) ?? 0) + Math.sqrt((e.b[0] - e.a[0]) ** 2 + (e.b[1] - e.a[1]) ** 2));
      }
      const [taker] = [...shared].toSorted((a, b) => b[1] - a[1])[0] ?? [];
      if (taker !== undefined) stray.of = taker;
    }
    label = new Map(faces.flatMap((f) => f.edges.map((e) => [e.name, f.of])));
    for (const f of faces) for (const e of f.edges) if (label.get(e.twin) === f.of) { gone.add(e.name); gone.add(e.twin); }
    kept = kept.filter((e) => !gone.has(`${key(e.a)};${key(e.b)}`));
  }
  throw new Error('strays keep coming');
}

/** The seed whose Voronoi cell a face is part of: read off the first edge between two seeds, by the side the face lies on. */
function owner(face, seeds) {
  const e = face.edges.find(({ pair }) => pair);
  return cross(e.a, e.b, seeds[e.pair[0]]) > 0 ? e.pair[0] : e.pair[1];
}

/** Faces of a planar graph, each with its ring and its edges, the face on their left. */
function trace(edges) {
  const from = new Map();
  for (const { pair, a, b } of edges) {
    for (const [p, q] of [[a, b], [b, a]]) {
      const out = from.get(key(p)) ?? [];
      out.push({ pair, a: p, b: q, angle: Math.atan2(q[1] - p[1], q[0] - p[0]), name: `${key(p)};${key(q)}`, twin: `${key(q)};${key(p)}` });
      from.set(key(p), out);
    }
  }
  for (const out of from.values()) out.sort((p, q) => p.angle - q.angle);
  const seen = new Set();
  const faces = [];
  for (const out of from.values()) {
    for (const first of out) {
      if (seen.has(first.name)) continue;
      const face = [];
      for (let e = first; !seen.has(e.name);) {
        seen.add(e.name);
        face.push(e);
        const around = from.get(key(e.b));
        const back = around.findIndex((o) => o.name === e.twin);
        e = around[(back + around.length - 1) % around.length];
      }
      faces.push({ ring: face.map(({ a }) => a), edges: face });
    }
  }
  return faces;
}
