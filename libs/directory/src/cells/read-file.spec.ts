import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toCrs } from './crs.js';
import { readCells } from './read-file.js';

const square = [[101.5, 25.3], [101.51, 25.3], [101.51, 25.31], [101.5, 25.31], [101.5, 25.3]];
const feature = (more: object = {}, properties: object = {}) => ({ type: 'Feature', properties: { code: '532323101001001', zh: '甲网格', en: 'A', ...properties }, geometry: { type: 'Polygon', coordinates: [square] }, ...more });
const file = (features: readonly unknown[], more: object = {}): Buffer => Buffer.from(JSON.stringify({ type: 'FeatureCollection', features, ...more }));
const codes = (bytes: Buffer, crs: Parameters<typeof readCells>[1] = 'wgs84') => readCells(bytes, crs).faults.map((f) => [f.code, f.feature]);

describe('a file of cells', () => {
  it('is read in every coordinate system to the same place', () => {
    for (const crs of ['wgs84', 'gcj02', 'epsg:4522', 'epsg:4543'] as const) {
      const { cells, faults } = readCells(file([feature({ geometry: { type: 'MultiPolygon', coordinates: [[square.map((p) => toCrs(p as [number, number], crs))]] } })]), crs);
      expect([crs, faults]).toEqual([crs, []]);
      cells[0]?.rings[0]?.forEach(([lon, lat], i) => { expect(lon).toBeCloseTo(square[i]?.[0] ?? 0, 5); expect(lat).toBeCloseTo(square[i]?.[1] ?? 0, 5); });
    }
  });
  it('may carry codes and names under the names of the standard, and numbers as codes', () => {
    expect(readCells(file([{ ...feature(), properties: { BGCode: 532323101001001, BGName: '乙网格' } }]), 'wgs84').cells[0]).toMatchObject({ code: '532323101001001', zh: '乙网格', en: 'Cell 001001' });
  });
  it.each([
    ['no JSON', Buffer.from('{"type":'), [['no-collection', undefined]]],
    ['another thing', Buffer.from('[1,2]'), [['no-collection', undefined]]],
    ['nothing in it', file([]), [['no-feature', undefined]]],
    ['a point', file([feature({ geometry: { type: 'Point', coordinates: [101, 25] } })]), [['no-polygon', 0]]],
    ['no geometry', file([feature(), feature({ geometry: null })]), [['no-polygon', 1]]],
    ['two parts', file([feature({ geometry: { type: 'MultiPolygon', coordinates: [[square], [square]] } })]), [['several-parts', 0]]],
    ['an open ring', file([feature({ geometry: { type: 'Polygon', coordinates: [square.slice(0, 4)] } })]), [['open-ring', 0]]],
    ['words for numbers', file([feature({ geometry: { type: 'Polygon', coordinates: [[['101', '25'], ...square]] } })]), [['no-position', 0]]],
    ['numbers that are none', Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [feature()] }).replace('101.51', '1e999')), [['no-position', 0]]],
    ['a short code and no name', file([feature({}, { code: '5323', zh: ' ' })]), [['bad-code', 0], ['missing-name', 0]]],
    ['a name that turns the line round', file([feature({}, { zh: '甲\u202e格' })]), [['missing-name', 0]]],
    ['axes the wrong way round', file([feature({ geometry: { type: 'Polygon', coordinates: [square.map(([x, y]) => [y, x])] } })]), [['swapped-axes', 0]]],
    ['metres as degrees', file([feature({ geometry: { type: 'Polygon', coordinates: [square.map((p) => toCrs(p as [number, number], 'epsg:4543'))] } })]), [['not-degrees', 0]]],
    ['another system claimed', file([feature()], { crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4543' } } }), [['other-crs', undefined]]],
    ['too many features', file(Array.from({ length: 20_001 }, () => 0)), [['too-many', undefined]]],
  ] as const)('with %s is refused by name', (_, bytes, expected) => { expect(codes(bytes)).toEqual(expected); });

  it('that nests a hundred thousand deep, or has a prototype for a name, harms nothing', () => {
    const deep = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":${'['.repeat(100_000)}${']'.repeat(100_000)}}}]}`;
    expect(codes(Buffer.from(deep)).length).toBeGreaterThan(0);
    expect(codes(Buffer.from('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"__proto__":{"code":"532323101001001"}},"geometry":null}]}')).length).toBeGreaterThan(0);
  });

  it('that has the demo county is read whole, and one that is a real boundary set beside the repository is read or told why not', () => {
    const own = readFileSync(resolve('rulebook', 'cells.geojson')), { features } = JSON.parse(own.toString()) as { features: unknown[] };
    const whole = readCells(own, 'wgs84');
    expect([whole.cells.length, whole.faults]).toEqual([features.length, []]);
    const folder = join(process.env['GRID_TEST_DATA'] ?? resolve('..', 'shared', 'data'), 'boundaries');
    if (!existsSync(folder)) process.stderr.write(`no ${folder} (set GRID_TEST_DATA): only the demo county was read\n`);
    else for (const name of readdirSync(folder)) { const { cells, faults } = readCells(readFileSync(join(folder, name)), name.includes('gcj02') ? 'gcj02' : 'wgs84'); expect([name, cells.length + faults.length > 0]).toEqual([name, true]); }
  });
});
