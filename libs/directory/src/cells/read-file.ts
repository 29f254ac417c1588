import type { CellCrs, CellFault, CellFaultCode } from '#contract';
import { fromCrs, projected } from './crs.js';
import { tidy, type LonLat } from './plane.js';

/** A cell of a file, with its place there. */
export interface FileCell { readonly feature: number; readonly code: string; readonly zh: string; readonly en: string; readonly rings: LonLat[][] }
export interface CellFile { readonly cells: readonly FileCell[]; readonly faults: readonly CellFault[] }

/** More than a city has; and more corners than a surveyor sets. */
const CELLS = 20_000, CORNERS = 5_000, FAULTS = 500;
/** Under which names files carry the code and the name, in the order they are looked for. */
const CODE = ['code', 'Code', 'CODE', 'BGCode', 'BGCODE', 'bgcode', 'ObjCode', '网格编码', '单元网格编码', '编码', 'id', 'ID'];
const ZH = ['zh', 'name', 'Name', 'NAME', 'BGName', 'BGNAME', 'bgname', 'ObjName', '网格名称', '单元网格名称', '名称'];
const EN = ['en', 'name_en', 'nameEn', 'NAME_EN'];
const CONTROL = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

/** Names of the systems a file may claim; what the person says must not contradict it. */
const SAYS: readonly (readonly [RegExp, CellCrs | 'degrees'])[] = [[/CRS84|EPSG:*:?4326|EPSG:*:?4490/i, 'degrees'], ...Array.from({ length: 42 }, (_, i): [RegExp, CellCrs] => [new RegExp(`EPSG:*:?${4513 + i}$`, 'i'), `epsg:${4513 + i}` as CellCrs])];

/** Reads GeoJSON bytes. Everything that is wrong is told, each by its feature; nothing is guessed, and what is no cell is not looked into. */
export function readCells(bytes: Buffer, crs: CellCrs): CellFile {
  const faults: CellFault[] = [], cells: FileCell[] = [];
  const say = (code: CellFaultCode, zh: string, en: string, more: { feature?: number; cells?: string[]; at?: [number, number] | null } = {}): void => {
    if (faults.length < FAULTS) faults.push({ code, level: 'error', old: false, cells: more.cells ?? [], zh: more.feature === undefined ? zh : `第 ${more.feature + 1} 个要素：${zh}`, en: more.feature === undefined ? en : `feature ${more.feature + 1}: ${en}`, at: more.at ?? null, ...(more.feature !== undefined && { feature: more.feature }) });
  };
  let file: unknown;
  try { file = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, '')); } catch { say('no-collection', '不是可读取的 JSON', 'not readable as JSON'); return { cells, faults }; }
  if (!isObject(file) || file['type'] !== 'FeatureCollection' || !Array.isArray(file['features'])) { say('no-collection', '不是 GeoJSON 的 FeatureCollection', 'not a GeoJSON FeatureCollection'); return { cells, faults }; }
  const said = isObject(file['crs']) && isObject(file['crs']['properties']) ? String(file['crs']['properties']['name'] ?? '').slice(0, 100) : '', claimed = SAYS.find(([name]) => name.test(said))?.[1];
  if (claimed !== undefined && (claimed === 'degrees' ? projected(crs) : claimed !== crs)) say('other-crs', `文件声明的坐标系是 ${said}，与所选不同`, `the file says it is in ${said}, which is not what was chosen`);
  const features = file['features'] as unknown[];
  if (features.length === 0) say('no-feature', '文件里没有要素', 'the file has no features');
  if (features.length > CELLS) { say('too-many', `${features.length} 个要素，最多 ${CELLS} 个`, `${features.length} features; ${CELLS} at most`); return { cells, faults }; }

  features.forEach((feature, i) => {
    const here = (code: CellFaultCode, zh: string, en: string, at: [number, number] | null = null): void => say(code, zh, en, { feature: i, at, cells: [] });
    if (!isObject(feature) || feature['type'] !== 'Feature') return here('no-feature', '不是要素（Feature）', 'is not a Feature');
    const properties = isObject(feature['properties']) ? feature['properties'] : {};
    const code = textOf(CODE.map((name) => properties[name]).find((v) => v !== undefined && v !== null && String(v) !== '') ?? feature['id']);
    const zh = textOf(ZH.map((name) => properties[name]).find((v) => typeof v === 'string' && v.trim() !== '')), en = textOf(EN.map((name) => properties[name]).find((v) => typeof v === 'string' && v.trim() !== ''));
    if (!/^\d{15}$/.test(code)) here('bad-code', code === '' ? '没有网格编码' : `编码 ${code.slice(0, 40)} 不是 15 位数字`, code === '' ? 'has no cell code' : `${code.slice(0, 40)} is no 15-digit code`);
    if (zh === '' || zh.length > 100 || CONTROL.test(zh) || CONTROL.test(en) || en.length > 100) here('missing-name', zh === '' ? '没有名称' : '名称过长或含控制字符', zh === '' ? 'has no name' : 'its name is too long or has control characters');
    const rings = ringsOf(feature['geometry'], crs, here);
    if (rings !== null && /^\d{15}$/.test(code)) cells.push({ feature: i, code, zh, en: en || `Cell ${code.slice(-6)}`, rings });
  });
  return { cells, faults };
}

/** The rings of a polygon in kept coordinates; null, and said, when it is none. */
function ringsOf(geometry: unknown, crs: CellCrs, say: (code: CellFaultCode, zh: string, en: string, at?: [number, number] | null) => void): LonLat[][] | null {
  if (!isObject(geometry)) { say('no-polygon', '没有图形', 'has no geometry'); return null; }
  let parts = geometry['type'] === 'Polygon' ? geometry['coordinates'] : null;
  if (geometry['type'] === 'MultiPolygon' && Array.isArray(geometry['coordinates'])) {
    if (geometry['coordinates'].length !== 1) { say('several-parts', `由 ${geometry['coordinates'].length} 块组成，一个网格须是一块`, `has ${geometry['coordinates'].length} parts; a cell is one`); return null; }
    [parts] = geometry['coordinates'] as unknown[];
  }
  if (!Array.isArray(parts) || parts.length === 0) { say('no-polygon', `图形是 ${textOf(geometry['type']) || '未知类型'}，须为 Polygon`, `its geometry is ${textOf(geometry['type']) || 'of no type'}; it must be a Polygon`); return null; }
  const rings: LonLat[][] = [];
  let sound = true;
  for (const [k, ring] of (parts as unknown[]).entries()) {
    if (!Array.isArray(ring) || ring.length < 4) { say('few-points', '边界少于 4 个点', 'a ring has fewer than 4 positions'); return null; }
    if (ring.length > CORNERS || parts.length > 50) { say('too-many', `边界有 ${ring.length} 个点，最多 ${CORNERS} 个`, `a ring has ${ring.length} positions; ${CORNERS} at most`); return null; }
    const points: [number, number][] = [];
    for (const position of ring as unknown[]) {
      const [x, y] = Array.isArray(position) ? (position as unknown[]) : [];
      if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) { say('no-position', '有一个点不是数字坐标', 'a position is not two numbers'); return null; }
      points.push([x, y]);
    }
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined || first[0] !== last[0] || first[1] !== last[1]) { say('open-ring', '边界没有闭合', 'a ring does not end where it begins'); sound = false; }
    const wrong = unlikely(points[0] as [number, number], crs);
    if (wrong) { say(...wrong); return null; }
    const kept = points.map((p) => fromCrs(p, crs));
    const off = kept.find(([lon, lat]) => !(lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54));
    if (off) { say('no-position', '有一个点不在中国范围内，请检查坐标系', 'a position is not in China: check the coordinate system', [off[0] || 0, off[1] || 0]); return null; }
    rings.push(tidy(kept, k > 0));
  }
  if (rings.some((r) => r.length < 4)) { say('few-points', '边界少于 3 个不同的点', 'a ring has fewer than 3 different positions'); return null; }
  return sound ? rings : null;
}

/** What is usually behind numbers that cannot be right. */
function unlikely([x, y]: readonly [number, number], crs: CellCrs): [CellFaultCode, string, string] | null {
  if (projected(crs)) return Math.abs(x) <= 360 && Math.abs(y) <= 90 ? ['other-crs', '坐标是度，不是所选投影的米', 'its positions are degrees, not metres of the system chosen'] : null;
  if (x >= 3 && x <= 54 && y >= 73 && y <= 136) return ['swapped-axes', '经度和纬度写反了', 'longitude and latitude are the wrong way round'];
  return Math.abs(x) > 180 || Math.abs(y) > 90 ? ['not-degrees', '坐标不是经纬度，请选择文件的投影坐标系', 'its positions are no degrees: choose the projected system of the file'] : null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : '');
