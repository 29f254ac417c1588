import type { CellId } from '#domain';
import type { Cell } from '../places/geography.js';
import type { Sql } from '../sql.js';
import { CellEditions } from './editions.js';

interface Geometry { readonly coordinates: Cell['rings'] }

/** Differs whenever a cell or a version of one does. */
export async function drawnOf(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ drawn: string }>(`select (select count(*) || ' ' || coalesce(sum(xmin::text::bigint), 0) || ' ' || coalesce(max(xmin::text::bigint), 0) from cell) || ' ' || (select coalesce(max(version), 0) from cell_version) as drawn`);
  return row?.drawn ?? '';
}

/** Every cell there was, is and will be as far as it is decided. */
export async function loadCells(sql: Sql): Promise<CellEditions> {
  const base = await sql.query<{ code: CellId; zh: string; en: string; geometry: Geometry; area_m2: number; valid_from: string; valid_to: string | null }>('select code, zh, en, geometry, area_m2, valid_from, valid_to from cell');
  const versions = await sql.query<{ version: number; code: CellId; effective_from: string; zh: string | null; en: string | null; geometry: Geometry | null; area_m2: number | null }>('select version, code, effective_from, zh, en, geometry, area_m2 from cell_version order by version');
  return new CellEditions(
    base.map((b) => ({ code: b.code, zh: b.zh, en: b.en, areaM2: b.area_m2, rings: b.geometry.coordinates, from: Number(b.valid_from), to: b.valid_to === null ? null : Number(b.valid_to) })),
    versions.map((v) => ({ version: v.version, code: v.code, from: Number(v.effective_from), cell: v.geometry === null ? null : { code: v.code, zh: v.zh ?? v.code, en: v.en ?? v.code, areaM2: v.area_m2 ?? 0, rings: v.geometry.coordinates } })));
}
