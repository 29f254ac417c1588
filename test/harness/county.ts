import type { ROUTES } from '#contract';
import type { CellId, ClassId, ConditionId } from '#domain';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { z } from 'zod';

/** The demo county as stories use it: some people, some classes, places in cells. */
interface Cells { readonly features: readonly { readonly properties: { readonly code: string }; readonly geometry: { readonly coordinates: readonly (readonly (readonly [number, number])[])[] } }[] }
const cells = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'rulebook', 'cells.geojson'), 'utf8')) as Cells;
export type ReportInput = z.input<(typeof ROUTES)['report']['body']['schema']>['report'];

/** The cells of gm-101, the grid member of most stories; CELL is the first. */
export const CELLS = Array.from({ length: 17 }, (_, i) => `532323101001${String(i + 1).padStart(3, '0')}` as CellId);
export const CELL = CELLS[0] as CellId;
/** Far outside the county. */
export const ELSEWHERE = { lon: 116.4, lat: 39.9 };

/** Somewhere in a cell: its middle, moved by so many metres. */
export function placeIn(cell: string = CELL, east = 0, north = 0): { lon: number; lat: number } {
  const ring = cells.features.find(({ properties }) => properties.code === cell)?.geometry.coordinates[0]?.slice(1) ?? [];
  const middle = (axis: 0 | 1): number => ring.reduce((sum, corner) => sum + corner[axis], 0) / ring.length;
  const lat = middle(1) + north / 111_320;
  return { lon: middle(0) + east / (111_320 * Math.cos((lat * Math.PI) / 180)), lat };
}

/** 暴露垃圾: sanitation, one day of working time, nothing dangerous. */
export const RUBBISH = { classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, department: 'SAN' };

/** A report as gm-101 would send it. */
export const rubbish = (more: Partial<ReportInput> = {}): ReportInput => ({ classId: RUBBISH.classId, conditionId: RUBBISH.conditionId, text: 'a heap of rubbish beside the road', position: { ...placeIn(), accuracy: 8 }, ...more });

let drawn = 0;
/** A small JPEG unlike any other. */
export async function photo(): Promise<Buffer> {
  const shade = ++drawn;
  return sharp({ create: { width: 320, height: 240, channels: 3, background: { r: shade % 256, g: (shade * 7) % 256, b: (shade * 31) % 256 } } }).jpeg().toBuffer();
}

/** The instant of a local time of the county, e.g. `2026-10-01 02:10`. */
export const local = (time: string): number => Date.parse(`${time.replace(' ', 'T')}:00+08:00`);

/** A small JPEG as a phone takes it: with its place and its time beside the picture. */
export async function snapshot({ at, place }: { readonly at?: number; readonly place?: { readonly lon: number; readonly lat: number } }): Promise<Buffer> {
  const degrees = (value: number): string => `${Math.round(value * 1e6)}/1000000 0/1 0/1`;
  return sharp(await photo()).withExif({
    IFD0: { Make: 'Testphone' },
    ...(at !== undefined && { IFD2: { DateTimeOriginal: new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ') } }),
    ...(place && { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: degrees(place.lat), GPSLongitudeRef: 'E', GPSLongitude: degrees(place.lon) } }),
  }).jpeg().toBuffer();
}
