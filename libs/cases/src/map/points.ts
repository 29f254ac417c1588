import type { CaseFilter, CasePoints } from '#contract';
import type { Actor, Instant } from '#domain';
import { filtered } from '../reader/filter.js';
import type { Sql } from '../store/read.js';

/** More than a screen can show and a phone can hold. */
const MOST = 20_000;

interface Row { id: CasePoints['id'][number]; number: string; version: number; lon: number; lat: number; due_at: string | null; yellow_at: string | null; class_id: CasePoints['classId'][number]; stage: CasePoints['stage'][number]; cell: CasePoints['cell'][number] }
const maybe = (value: string | null): number | null => (value === null ? null : Number(value));

/** The cases of a filter that this actor may see, as points: the most urgent first, at most 20,000. Reads columns only, no case is unfolded. */
export async function pointsOf(sql: Sql, filter: CaseFilter, actor: Actor, now: Instant): Promise<CasePoints> {
  const b = filtered(filter, actor, now), where = b.where();
  const [unplaced] = await sql.query<{ n: string }>(`select count(*) as n from cases where ${where} and lon is null`, b.params);
  const rows = await sql.query<Row>(`select id, number, version, lon, lat, due_at, yellow_at, class_id, stage, cell from cases where ${where} and lon is not null order by due_at nulls last, id limit ${MOST + 1}`, b.params);
  const shown = rows.slice(0, MOST);
  return {
    id: shown.map((r) => r.id), number: shown.map((r) => r.number), version: shown.map((r) => r.version), lon: shown.map((r) => r.lon), lat: shown.map((r) => r.lat), due: shown.map((r) => maybe(r.due_at)), yellow: shown.map((r) => maybe(r.yellow_at)),
    classId: shown.map((r) => r.class_id), stage: shown.map((r) => r.stage), cell: shown.map((r) => r.cell), more: rows.length > MOST, unplaced: Number(unplaced?.n ?? 0),
  };
}
