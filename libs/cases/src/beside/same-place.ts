import { DAY, distance, type CaseId, type Instant, type Place } from '#domain';
import type { Sql } from '../store/read.js';

/** What counts as the same place, and how far back is looked. */
export const SPOT_METRES = 50;
export const SPOT_DAYS = 90;
const MOST = 30;
const METRES_A_DEGREE = 111_194.9;

const AT = 'point(lon, lat) <@ box(point($1, $2), point($3, $4))';
/** Open and closed apart, so that each is found by its own index. */
const SPOT = `select id, lon, lat from cases where stage <> 'closed' and lon is not null and ${AT} and reported_at >= $5
  union all select id, lon, lat from cases where stage = 'closed' and lon is not null and ${AT} and reported_at >= $5`;

/** Cases at the same spot, the nearest first, without the case itself. */
export async function sameSpot(sql: Sql, of: CaseId, place: Pick<Place, 'lon' | 'lat'>, now: Instant): Promise<{ id: CaseId; metres: number }[]> {
  const dy = SPOT_METRES / METRES_A_DEGREE, dx = dy / Math.max(0.01, Math.cos((place.lat * Math.PI) / 180));
  const rows = await sql.query<{ id: CaseId; lon: number; lat: number }>(SPOT, [place.lon - dx, place.lat - dy, place.lon + dx, place.lat + dy, now - SPOT_DAYS * DAY]);
  return rows.filter((r) => r.id !== of).map((r) => ({ id: r.id, metres: Math.round(distance(place, r)) })).filter((r) => r.metres <= SPOT_METRES).sort((a, b) => a.metres - b.metres).slice(0, MOST);
}
