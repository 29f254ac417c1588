import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pointInPolygon from 'point-in-polygon-hao';
import { cellsFile } from '../seed/files.js';
import { RULEBOOK } from '../testing/county.js';
import { areaOf } from './area.js';
import { Geography } from './geography.js';

type Position = [number, number];
const read = (name: string): unknown => JSON.parse(readFileSync(join(RULEBOOK, name), 'utf8'));
const { features } = cellsFile.parse(read('cells.geojson'));
const outline = (read('tools/outline.geojson') as { geometry: { coordinates: Position[][] } }).geometry.coordinates;
const communities = read('tools/communities.json') as { code: string; kind: string }[];
const ringOf = (f: (typeof features)[number]): Position[] => f.geometry.coordinates[0] ?? [];

const area2 = (ring: readonly Position[]): number => ring.reduce((sum, [x, y], i) => { const [u, v] = ring[(i + 1) % ring.length] ?? [x, y]; return sum + x * v - u * y; }, 0);
/** Directed edges `from→to` and the cell on their left. */
const edges = new Map<string, string>();
for (const f of features) ringOf(f).slice(1).forEach((b, i) => edges.set(`${String(ringOf(f)[i])}→${String(b)}`, f.id));
const twin = (edge: string): string => edge.split('→').reverse().join('→');

/** The demo county's unit grid: what was invented must at least be sound. */
describe('the cells of the demo county', () => {
  it('have unique, well-formed codes that belong to the county\'s communities, all of which have cells', () => {
    expect(new Set(features.map((f) => f.id)).size).toBe(features.length);
    expect(new Set(features.map((f) => f.id.slice(0, 12)))).toEqual(new Set(communities.map((c) => c.code)));
    for (const f of features) expect([f.id, f.properties.code]).toEqual([expect.stringMatching(/^532323\d{9}$/), f.id]);
  });

  it('are numbered from 001 without gaps inside each community', () => {
    for (const { code } of communities) {
      const seqs = features.filter((f) => f.id.startsWith(code)).map((f) => Number(f.id.slice(12)));
      expect(seqs).toEqual(seqs.map((_, i) => i + 1));
    }
  });

  it('add up to the outline', () => {
    const total = features.reduce((sum, f) => sum + area2(ringOf(f)), 0);
    expect(Math.abs(total / area2(outline[0] ?? []) - 1)).toBeLessThan(1e-6);
  });

  it('share exact vertices: every edge has one cell on each side, or lies on the outline', () => {
    expect(edges.size).toBe(features.reduce((n, f) => n + ringOf(f).length - 1, 0));
    const border = [...edges.keys()].filter((e) => !edges.has(twin(e)));
    const from = new Map(border.map((e) => [e.split('→')[0], e.split('→')[1]]));
    expect(from.size).toBe(border.length);
    // The border is one ring.
    const start = border[0]?.split('→')[0];
    let at = start, steps = 0;
    do { at = from.get(at); steps++; } while (at !== undefined && at !== start && steps <= border.length);
    expect([at, steps]).toEqual([start, border.length]);
  });

  it('run counter-clockwise without crossing themselves or each other', () => {
    for (const f of features) expect(area2(ringOf(f))).toBeGreaterThan(0);
    const segments = [...edges.keys()].filter((e) => e < twin(e) || !edges.has(twin(e))).map((e) => e.split('→').map((p) => p.split(',').map(Number) as Position) as [Position, Position])
      .sort(([a, b], [c, d]) => Math.min(a[0], b[0]) - Math.min(c[0], d[0]));
    const side = (a: Position, b: Position, c: Position): number => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
    const crossing: unknown[] = [];
    segments.forEach(([a, b], i) => {
      for (let j = i + 1; j < segments.length; j++) {
        const [c, d] = segments[j] as [Position, Position];
        if (Math.min(c[0], d[0]) > Math.max(a[0], b[0])) break;
        if (Math.min(c[1], d[1]) > Math.max(a[1], b[1]) || Math.min(a[1], b[1]) > Math.max(c[1], d[1])) continue;
        if ([a, b].some((p) => [c, d].some((q) => p[0] === q[0] && p[1] === q[1]))) continue;
        if (side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0) crossing.push([a, b, c, d]);
      }
    });
    expect(crossing).toEqual([]);
  });

  it('hold a random point of the county in exactly one of them, the one that locate answers', () => {
    const map = new Geography(features.map((f) => ({ code: f.id, zh: '', en: '', areaM2: 0, rings: f.geometry.coordinates })));
    let seed = 7;
    const random = (): number => { seed = (seed * 48_271) % 2_147_483_647; return seed / 2_147_483_647; };
    let inside = 0;
    for (let i = 0; i < 4000; i++) {
      // Half of them in town, where the cells are small.
      const p: Position = i % 2 === 0 ? [101.30 + random() * 0.56, 25.14 + random() * 0.53] : [101.52 + random() * 0.04, 25.30 + random() * 0.04];
      const holders = features.filter((f) => pointInPolygon(p, f.geometry.coordinates) !== false).map((f) => f.id);
      expect(holders).toHaveLength(pointInPolygon(p, outline) === false ? 0 : 1);
      expect(map.locate({ lon: p[0], lat: p[1] })).toBe(holders[0] ?? null);
      inside += holders.length;
    }
    expect(inside).toBeGreaterThan(2500);
  });

  it('are blocks of 100 to 250 m in town', () => {
    const town = features.filter((f) => f.id[9] === '0').map((f) => Math.sqrt(areaOf(f.geometry.coordinates))).sort((a, b) => a - b);
    expect(town.length).toBeGreaterThan(280);
    expect([town[Math.floor(town.length * 0.05)], town[Math.floor(town.length * 0.95)]].map((m) => m !== undefined && m > 100 && m < 250)).toEqual([true, true]);
  });

  it('come out of the committed tools byte by byte', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rulebook-'));
    cpSync(RULEBOOK, folder, { recursive: true });
    for (const tool of ['make-cells.mjs', 'make-people.mjs']) execFileSync(process.execPath, [join(folder, 'tools', tool)], { env: {}, stdio: 'pipe' });
    for (const name of ['cells.geojson', 'people.json']) expect(readFileSync(join(folder, name)).equals(readFileSync(join(RULEBOOK, name)))).toBe(true);
    rmSync(folder, { recursive: true });
  }, 120_000);
});
