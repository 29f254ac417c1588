import { DAY, distance, type Case, type CaseId, type Instant, type Place } from '#domain';
import type { Sql } from '../store/read.js';

export interface Recurrence {
  readonly of: CaseId;
  readonly metres: number;
  readonly days: number;
}

interface Row { key: CaseId; id: CaseId; place: Place; closed_at: string }

/**
 * The closed case that each of these is a recurrence of: the same class, put right at the same place not longer ago than the rule book says; the one
 * closed last. The database finds a square around the place, the distance is the core's own.
 */
export async function recurrences(sql: Sql, cases: readonly Case[], now: Instant, { days, metres }: { readonly days: number; readonly metres: number }): Promise<ReadonlyMap<CaseId, Recurrence>> {
  const asked = cases.flatMap((c) => (c.classId === null || c.place === null || c.recurrenceOf !== null ? [] : [{ key: c.id, class: c.classId, place: c.place }]));
  const found = new Map<CaseId, Recurrence>();
  if (asked.length === 0) return found;
  const dy = metres / 111_194.9;
  const boxes = asked.map(({ key, class: wanted, place: { lon, lat } }) => ({ key, wanted, lon, lat, dx: dy / Math.max(0.01, Math.cos((lat * Math.PI) / 180)), dy }));
  const rows = await sql.query<Row>(
    `select w.key, c.id, c.state -> 'place' as place, c.closed_at from json_to_recordset($1::json) as w(key uuid, wanted text, lon double precision, lat double precision, dx double precision, dy double precision)
     join cases c on c.stage = 'closed' and c.lon is not null and point(c.lon, c.lat) <@ box(point(w.lon - w.dx, w.lat - w.dy), point(w.lon + w.dx, w.lat + w.dy))
       and c.class_id = w.wanted and c.closed_at >= $2 and c.outcome in ('fixed', 'forced', 'self-handled') order by c.closed_at desc, c.id`,
    [JSON.stringify(boxes), now - days * DAY], 'recurrences');
  const places = new Map(asked.map(({ key, place }) => [key, place]));
  for (const { key, id, place, closed_at } of rows) {
    const from = places.get(key);
    if (from === undefined || found.has(key) || id === key) continue;
    const away = distance(from, place);
    if (away <= metres) found.set(key, { of: id, metres: Math.round(away), days: Math.floor((now - Number(closed_at)) / DAY) });
  }
  return found;
}
