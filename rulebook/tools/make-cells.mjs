/**
 * Invents the demo county's unit grid: `node rulebook/tools/make-cells.mjs` writes rulebook/cells.geojson.
 * Real: the county outline, the townships and villages by name and code. Invented: where a village lies and every inner border.
 * Seeded, so it writes the same bytes every time.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { area2, inside, tessellate } from './planar.mjs';

const here = (name) => new URL(name, import.meta.url);
const outline = JSON.parse(readFileSync(here('outline.geojson'), 'utf8')).geometry.coordinates[0].slice(0, -1);
const places = JSON.parse(readFileSync(here('communities.json'), 'utf8'));

/** Town centre of 共和镇; kilometres east and north of it are the working coordinates. */
const CENTRE = [101.54, 25.32];
const KM = [111.32 * Math.cos((25.4 * Math.PI) / 180), 110.78];
const toKm = ([lon, lat]) => [(lon - CENTRE[0]) * KM[0], (lat - CENTRE[1]) * KM[1]];
const toDegrees = ([x, y]) => [x / KM[0] + CENTRE[0], y / KM[1] + CENTRE[1]];
const rounded = (p) => toKm(toDegrees(p).map((v) => Math.round(v * 1e6) / 1e6));
const shown = (p) => toDegrees(p).map((v) => Math.round(v * 1e6) / 1e6);

/** Where the townships' centres of gravity are put (degrees); the number of villages decides how far each reaches. */
const TOWNSHIPS = { 101: [101.58, 25.25], 102: [101.55, 25.42], 103: [101.57, 25.49], 104: [101.38, 25.31], 201: [101.39, 25.4], 202: [101.74, 25.52], 203: [101.67, 25.58] };
const TOWN_RADIUS = 1.4, BLOCK = 0.14;

/** mulberry32: small, good enough to scatter points, the same everywhere. */
function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const rnd = random(532323);
/** Square roots are exact everywhere, Math.hypot is not: the same bytes on every machine. */
const length = ([x, y]) => Math.sqrt(x * x + y * y);
const far = (p, q) => length([p[0] - q[0], p[1] - q[1]]);
const nearest = (p, points, weights) => points.reduce((best, q, i) => (far(p, q) ** 2 - (weights?.[i] ?? 0) < far(p, points[best]) ** 2 - (weights?.[best] ?? 0) ? i : best), 0);

/** Street blocks: a jittered lattice, turned by 12° as the main street runs. */
function blocks() {
  const [sin, cos] = [Math.sin(0.21), Math.cos(0.21)];
  const points = [];
  for (let i = -12; i <= 12; i++) {
    for (let j = -12; j <= 12; j++) {
      const [x, y] = [(i + (rnd() - 0.5) * 0.45) * BLOCK, (j + (j % 3 === 0 ? 0.12 : 0) + (rnd() - 0.5) * 0.45) * BLOCK];
      if (length([x, y]) <= TOWN_RADIUS) points.push([x * cos - y * sin, x * sin + y * cos]);
    }
  }
  return points;
}

/** Countryside: the farther from town, the wider apart. */
function countryside(town, km) {
  const spacing = (p) => Math.min(2.15, 0.22 + 0.36 * Math.max(0, length(p) - TOWN_RADIUS));
  const edge = outlineDistance(km);
  const [xs, ys] = [km.map((p) => p[0]), km.map((p) => p[1])];
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const points = [];
  for (let n = 0; n < 60_000; n++) {
    const p = n % 4 === 0 ? [(rnd() - 0.5) * 12, (rnd() - 0.5) * 12] : [x0 + rnd() * (x1 - x0), y0 + rnd() * (y1 - y0)];
    if (length(p) < TOWN_RADIUS + 0.1 || !inside(p, km) || edge(p) < spacing(p) * 0.25) continue;
    if ([...town, ...points].every((q) => far(p, q) >= spacing(p))) points.push(p);
  }
  return points;
}
const outlineDistance = (ring) => (p) => Math.min(...ring.map((a, i) => {
  const b = ring[(i + 1) % ring.length];
  const t = Math.max(0, Math.min(1, ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / (far(a, b) ** 2 || 1)));
  return far(p, [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
}));

/** k groups of about the same size and compact: k-means with a price on full groups. */
function groups(points, k) {
  let centres = [points[0]];
  while (centres.length < k) centres.push(points.reduce((best, p) => { const d = Math.min(...centres.map((c) => far(p, c))); return d > best.d ? { p, d } : best; }, { p: points[0], d: -1 }).p);
  let of = [];
  for (let round = 0; round < 60; round++) {
    of = points.map((p) => nearest(p, centres));
    centres = centres.map((c, g) => { const mine = points.filter((_, i) => of[i] === g); return mine.length === 0 ? c : [0, 1].map((axis) => mine.reduce((s, p) => s + p[axis], 0) / mine.length); });
  }
  return { of, centres };
}

/** Gives each point one of the places, `sizes[i]` points to place i, by shifting prices until the numbers are right. */
function share(points, centres, sizes) {
  const prices = centres.map(() => 0);
  for (let round = 0, step = 8; round < 20_000; round++, step = Math.max(0.002, step * 0.999)) {
    const of = points.map((p) => nearest(p, centres, prices));
    const counts = centres.map((_, i) => of.filter((o) => o === i).length);
    if (counts.every((c, i) => c === sizes[i])) return of;
    counts.forEach((c, i) => { prices[i] += step * (sizes[i] - c); });
  }
  throw new Error('townships cannot be shared out');
}

/** West to east within bands from north to south, as the standard numbers grids. */
const inOrder = (points, indexes, band) => indexes.toSorted((a, b) => Math.floor(-points[a][1] / band) - Math.floor(-points[b][1] / band) || points[a][0] - points[b][0]);

const km = outline.map(toKm);
const town = blocks();
const country = countryside(town, km);
const seeds = [...town, ...country];

const communityOf = Array.from(seeds, () => undefined);
const assign = (indexes, places_, points, of) => {
  const order = inOrder(points, points.map((_, i) => i), 2);
  order.forEach((g, n) => indexes.forEach((seed, i) => { if (of[i] === g) communityOf[seed] = places_[n]; }));
};
const urban = places.filter((p) => p.kind === 'community');
const rural = places.filter((p) => p.kind === 'village');
const inTown = groups(town, urban.length);
assign(town.map((_, i) => i), urban, inTown.centres, inTown.of);
const villages = groups(country, rural.length);
const codes = Object.keys(TOWNSHIPS);
const sizes = codes.map((c) => rural.filter((p) => p.code.slice(6, 9) === c).length);
const aroundTown = villages.centres.map((c) => length(c) < 5);
sizes[0] -= aroundTown.filter(Boolean).length;
const elsewhere = share(villages.centres.filter((_, g) => !aroundTown[g]), codes.map((c) => toKm(TOWNSHIPS[c])), sizes);
const townshipOf = aroundTown.map((near) => (near ? 0 : elsewhere.shift()));
codes.forEach((code, t) => {
  const mine = villages.centres.map((_, g) => g).filter((g) => townshipOf[g] === t);
  const order = inOrder(villages.centres, mine, 3);
  const named = rural.filter((p) => p.code.slice(6, 9) === code);
  order.forEach((g, n) => villages.of.forEach((o, i) => { if (o === g) communityOf[town.length + i] = named[n]; }));
});

const rings = tessellate(seeds, km, rounded).map((ring) => ring.map(shown));
const features = [];
for (const place of places) {
  const mine = seeds.map((_, i) => i).filter((i) => communityOf[i] === place);
  if (mine.length === 0) throw new Error(`${place.zh} has no cell`);
  inOrder(seeds, mine, place.kind === 'community' ? BLOCK : 1).forEach((i, n) => {
    const seq = String(n + 1).padStart(3, '0');
    features.push({ code: `${place.code}${seq}`, zh: `${place.zh}${seq}网格`, en: `${place.en} cell ${seq}`, ring: [...rings[i], rings[i][0]] });
  });
}
const lines = features.map(({ code, zh, en, ring }) => JSON.stringify({ type: 'Feature', id: code, properties: { code, zh, en }, geometry: { type: 'Polygon', coordinates: [ring] } }));
writeFileSync(here('../cells.geojson'), `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`);

const total = features.reduce((sum, f) => sum + area2(f.ring.slice(0, -1)), 0);
console.log(`${features.length} cells (${town.length} in town), ${features.reduce((n, f) => n + f.ring.length, 0)} vertices; area off by ${(Math.abs(total / area2(outline) - 1)).toExponential(1)} of the outline`);
