import type { CaseId, ClassId, ConditionId, Likeness, Place } from '#domain';
import type { Sql } from '../store/read.js';

export interface Around {
  readonly key: string;
  readonly place: Pick<Place, 'lon' | 'lat'> | null;
  readonly asset?: string | null;
  readonly device?: string | null;
}

/** At most so many neighbours a place, the nearest first: a heap of reports at one address must not slow the next one down. */
const MOST = 200;
const METRES_A_DEGREE = 111_194.9;

interface Row { key: string; id: CaseId; class_id: ClassId | null; condition: ConditionId | null; place: Place | null; reported_at: string; text: string; asset: string | null; device: string | null }
const SEEN = `c.id, c.class_id, c.state->>'conditionId' as condition, c.state->'place' as place, c.reported_at, c.text, c.asset, c.device`;
const OPEN = `c.stage <> 'closed'`;

/** Open cases within `metres` (a square around the place) of each, and those about the same asset or device wherever they lie. */
export async function openNear(sql: Sql, around: readonly Around[], metres: number): Promise<Map<string, Likeness[]>> {
  const found = new Map<string, Likeness[]>();
  if (around.length === 0) return found;
  const boxes = around.map(({ key, place, asset = null, device = null }) => {
    const dy = metres / METRES_A_DEGREE, dx = dy / Math.max(0.01, Math.cos(((place?.lat ?? 0) * Math.PI) / 180));
    return { key, asset, device, lon: place?.lon ?? null, lat: place?.lat ?? null, dx, dy };
  });
  const rows = await sql.query<Row>(
    `with w as materialized (select * from json_to_recordset($1::json) as w(key text, asset text, device text, lon double precision, lat double precision, dx double precision, dy double precision))
     select w.key, n.* from w cross join lateral (
       select ${SEEN} from cases c where ${OPEN} and c.lon is not null and point(c.lon, c.lat) <@ box(point(w.lon - w.dx, w.lat - w.dy), point(w.lon + w.dx, w.lat + w.dy))
       order by point(c.lon, c.lat) <-> point(w.lon, w.lat) limit ${MOST}) n
     union select w.key, ${SEEN} from w join cases c on ${OPEN} and c.asset is not null and c.asset = w.asset
     union select w.key, ${SEEN} from w join cases c on ${OPEN} and c.device is not null and c.device = w.device`, [JSON.stringify(boxes)]);
  for (const r of rows) {
    const list = found.get(r.key) ?? [];
    if (list.length === 0) found.set(r.key, list);
    list.push({ id: r.id, classId: r.class_id, conditionId: r.condition, place: r.place, reportedAt: Number(r.reported_at), text: r.text, asset: r.asset, device: r.device });
  }
  return found;
}
