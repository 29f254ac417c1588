import { Geography, type Cell } from '#directory';
import type { CellId } from '#domain';
import { readFileSync } from 'node:fs';
import { random, type Random } from '#simulator';
import { rate, summary } from './statistics.js';

const POINTS = 100_000;
const SIDE = 316;

/** Point → cell on one core: over the demo county's cells, and over a city of a hundred thousand irregular ones. */
export function locate(print: (line: string) => void): Promise<void> {
  const dice = random(532323);
  const county = countyCells();
  print(`settings ${POINTS.toLocaleString('en')} random points a round, 5 rounds after one to warm up, one thread`);
  for (const [name, cells] of [['demo county', county], ['invented city', cityCells(dice)]] as const) {
    const began = process.hrtime.bigint();
    const geography = new Geography(cells);
    const built = Number(process.hrtime.bigint() - began) / 1e6;
    const box = cells.flatMap((c) => c.rings[0] ?? []).reduce<readonly [number, number, number, number]>(([w, s, e, n], [x, y]) => [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)], [180, 90, -180, -90]);
    const points = Array.from({ length: POINTS }, () => ({ lon: box[0] + dice.next() * (box[2] - box[0]), lat: box[1] + dice.next() * (box[3] - box[1]) }));
    const inside = points.filter((p) => geography.locate(p) !== null).length;
    const corners = cells.reduce((sum, c) => sum + (c.rings[0]?.length ?? 1) - 1, 0) / cells.length;
    print(`${name.padEnd(14)} ${cells.length.toLocaleString('en').padStart(8)} cells of ${corners.toFixed(1)} corners, index built in ${built.toFixed(0)} ms, ${((inside / POINTS) * 100).toFixed(0)} % of the points in a cell: ${summary(rate(points, (p) => void geography.locate(p), 5), 'points/s')}`);
  }
  return Promise.resolve();
}

function countyCells(): Cell[] {
  const { features } = JSON.parse(readFileSync('rulebook/cells.geojson', 'utf8')) as { features: { properties: { code: string; zh: string; en: string }; geometry: { coordinates: [number, number][][] } }[] };
  return features.map(({ properties: { code, zh, en }, geometry }) => ({ code: code as CellId, zh, en, areaM2: 0, rings: geometry.coordinates }));
}

/** A lattice of street blocks whose corners and edges are all moved a little, so that no two are alike and none is a rectangle. */
function cityCells(dice: Random): Cell[] {
  const step = 0.001, moved = (): number => (dice.next() - 0.5) * 0.6 * step;
  const corner = Array.from({ length: (SIDE + 1) ** 2 }, (_, i): [number, number] => [104 + (i % (SIDE + 1)) * step + moved(), 30 + Math.floor(i / (SIDE + 1)) * step + moved()]);
  const bent = new Map<string, [number, number]>();
  const at = (x: number, y: number): [number, number] => corner[y * (SIDE + 1) + x] ?? [0, 0];
  const edge = (a: [number, number], b: [number, number], name: string): [number, number] => {
    const known = bent.get(name) ?? [(a[0] + b[0]) / 2 + moved() / 3, (a[1] + b[1]) / 2 + moved() / 3];
    bent.set(name, known);
    return known;
  };
  return Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = i % SIDE, y = Math.floor(i / SIDE);
    const [sw, se, ne, nw] = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
    const ring = [sw, edge(sw, se, `h${x},${y}`), se, edge(se, ne, `v${x + 1},${y}`), ne, edge(nw, ne, `h${x},${y + 1}`), nw, edge(sw, nw, `v${x},${y}`), sw];
    return { code: `510104001${String(i).padStart(6, '0')}` as CellId, zh: '', en: '', areaM2: 0, rings: [ring] };
  });
}
