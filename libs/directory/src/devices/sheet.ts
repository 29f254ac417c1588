import { accountName, changeDeviceSchema, DEVICE_KINDS, LABELS, localMoment, type DeviceView } from '#contract';
import { faultsOf, type FieldFault } from '#platform';
import { z } from 'zod';
import { readTable } from '../tabular/read.js';
import type { TableColumn } from '../tabular/table.js';
import { wgs84 } from './place.js';
import type { DeviceWish } from './plan.js';

type Row = Omit<DeviceView, 'version' | 'createdAt' | 'changedAt' | 'seenAt' | 'tokens'> & { readonly seenAt?: number | null };
/** Digits that a centimetre needs. */
const degrees = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(7)));

/** A list of devices as a file. Positions go out as WGS-84 and say so. Cell and last hearing are for reading: an import takes no notice of them. */
export const DEVICE_COLUMNS: readonly TableColumn<Row>[] = [
  { key: 'id', zh: '设备编号', en: 'device', cell: (d) => d.id }, { key: 'name', zh: '名称', en: 'name', cell: (d) => d.name }, { key: 'kind', zh: '类型', en: 'kind', cell: (d) => d.kind }, { key: 'label', zh: '类型名称', en: 'kind name', cell: (d) => d.label },
  { key: 'metric', zh: '监测量', en: 'metric', cell: (d) => d.metric }, { key: 'unit', zh: '单位', en: 'unit', cell: (d) => d.unit }, { key: 'lon', zh: '经度', en: 'longitude', cell: (d) => degrees(d.lon) }, { key: 'lat', zh: '纬度', en: 'latitude', cell: (d) => degrees(d.lat) },
  { key: 'crs', zh: '坐标系', en: 'crs', cell: (d) => (d.lon === null ? null : 'wgs84') }, { key: 'asset', zh: '部件编码', en: 'asset', cell: (d) => d.asset }, { key: 'gateway', zh: '网关', en: 'gateway', cell: (d) => d.gateway }, { key: 'department', zh: '权属部门', en: 'department', cell: (d) => d.department },
  { key: 'note', zh: '安装说明', en: 'mounting note', cell: (d) => d.note }, { key: 'commissioned', zh: '启用日期', en: 'commissioned', cell: (d) => d.commissioned }, { key: 'calibrated', zh: '校准日期', en: 'calibrated', cell: (d) => d.calibrated }, { key: 'active', zh: '在用', en: 'active', cell: (d) => (d.active ? '是' : '否') },
  { key: 'account', zh: '账号', en: 'account', cell: (d) => d.account }, { key: 'cell', zh: '所在网格', en: 'cell', cell: (d) => d.cell },
  { key: 'seen', zh: '最近通信', en: 'last heard', cell: (d) => (d.seenAt === undefined || d.seenAt === null ? null : localMoment(d.seenAt)) },
];

const example = (id: string, name: string, kind: string, more: Partial<Row>): Row => ({
  id, name, kind, label: null, metric: null, unit: null, lon: null, lat: null, crs: 'wgs84', cell: null, asset: null, gateway: null, department: null, note: null, commissioned: '2026-03-01', calibrated: null, active: true, account: null, ...more,
});
/** Made up: to be replaced. */
export const EXAMPLE_DEVICES: readonly Row[] = [
  example('water-001', '下穿道积水监测点', 'water-level', { metric: 'level', unit: 'cm', lon: 101.5412, lat: 25.3151, department: 'WTR' as Row['department'], note: '距路面 20 cm' }),
  example('manhole-017', '文化路井盖', 'manhole-tilt', { metric: 'tilt', unit: '°', lon: 101.5436, lat: 25.3174, asset: '5323231010010101000017' }),
  example('cam-08', '农贸市场东门摄像机', 'camera', { lon: 101.5461, lat: 25.3129, gateway: 'nvr-2' }),
];

const KIND_OF = new Map<string, string>(DEVICE_KINDS.flatMap((kind) => [LABELS.zh.deviceKind[kind], LABELS.en.deviceKind[kind].toLowerCase()].map((name) => [name, kind] as const)));
const CRS_OF: Readonly<Record<string, 'wgs84' | 'gcj02'>> = { wgs84: 'wgs84', cgcs2000: 'wgs84', 'epsg4326': 'wgs84', 'epsg4490': 'wgs84', gcj02: 'gcj02', 高德: 'gcj02', 腾讯: 'gcj02', 火星: 'gcj02' };
const FLAGS: Readonly<Record<string, boolean>> = { 是: true, yes: true, true: true, 1: true, 在用: true, active: true, 否: false, no: false, false: false, 0: false, 停用: false, inactive: false };
const rowSchema = z.object({ id: accountName, ...changeDeviceSchema.shape, active: z.boolean() }).omit({ place: true }).partial().required({ id: true });
const EMPTIED = ['label', 'metric', 'unit', 'asset', 'gateway', 'department', 'note', 'commissioned', 'calibrated', 'account'] as const;

export interface DeviceFile { readonly wishes: readonly DeviceWish[]; readonly rows: readonly number[]; readonly faults: readonly FieldFault[]; at(row: number, key?: string): Readonly<Record<string, string | number>> }

/** Devices as a file says them: columns that are left out keep what was there, an empty cell of a column that is there empties it. */
export async function readDeviceFile(file: Buffer): Promise<DeviceFile> {
  const { rows, faults: found, keys, at } = await readTable(file, DEVICE_COLUMNS, ['id']);
  const faults: FieldFault[] = [...found], wishes: DeviceWish[] = [], places: number[] = [];
  for (const { row, texts } of rows) {
    const bad = (key: string, zh: string, message: string): void => void faults.push({ pointer: `/${row}/${key}`, code: 'invalid_value', zh, message, at: at(row, key) });
    const entry: Record<string, unknown> = { id: texts.get('id') ?? '' };
    for (const key of ['name', 'kind'] as const) if (keys.has(key)) { const text = texts.get(key); if (text === undefined) bad(key, '缺失', 'is missing'); else entry[key] = key === 'kind' ? (KIND_OF.get(text.toLowerCase()) ?? text) : text; }
    for (const key of EMPTIED) if (keys.has(key)) entry[key] = (key === 'department' ? texts.get(key)?.toUpperCase() : key === 'commissioned' || key === 'calibrated' ? dated(texts.get(key)) : texts.get(key)) ?? null;
    const active = texts.get('active');
    if (active !== undefined) { const flag = FLAGS[active.toLowerCase()]; if (flag === undefined) bad('active', '须为“是”或“否”', 'must be yes or no'); else entry['active'] = flag; }
    const checked = rowSchema.safeParse(entry, { reportInput: true }), place = placeOf(texts, keys, bad);
    if (!checked.success) faults.push(...faultsOf(checked.error, 'body').map((f) => ({ ...f, pointer: `/${row}${f.pointer}`, at: at(row, f.pointer.split('/')[1]) })));
    else {
      wishes.push({ ...checked.data, ...place } as DeviceWish);
      places.push(row);
    }
  }
  return { wishes, rows: places, faults, at };
}

/** `2026/3/1` is what spreadsheets make of a date. */
const dated = (text: string | undefined): string | undefined => text?.replace(/^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?$/, (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`);

function placeOf(texts: ReadonlyMap<string, string>, keys: ReadonlySet<string>, bad: (key: string, zh: string, message: string) => void): Pick<DeviceWish, 'lon' | 'lat' | 'crs'> {
  if (!keys.has('lon') && !keys.has('lat')) return {};
  const lon = texts.get('lon'), lat = texts.get('lat'), crs = CRS_OF[(texts.get('crs') ?? 'wgs84').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')];
  if (lon === undefined && lat === undefined) return { lon: null, lat: null, crs: null };
  if (crs === undefined) { bad('crs', '须为 wgs84 或 gcj02', 'must be wgs84 or gcj02'); return {}; }
  const x = Number(lon), y = Number(lat);
  if (lon === undefined || !(Math.abs(x) <= 180)) bad('lon', '须为 -180 到 180 之间的度数', 'must be degrees between -180 and 180');
  if (lat === undefined || !(Math.abs(y) <= 90)) bad('lat', '须为 -90 到 90 之间的度数；经纬度可能写反', 'must be degrees between -90 and 90; longitude and latitude may stand the wrong way round');
  if (!(Math.abs(x) <= 180) || !(Math.abs(y) <= 90)) return {};
  if (Math.abs(x) < 0.001 && Math.abs(y) < 0.001) { bad('lon', '0/0 不是位置', 'position 0/0 is no position'); return {}; }
  return { ...wgs84({ lon: x, lat: y }, crs), crs };
}
