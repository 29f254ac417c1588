import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { CaseId, ClassId, Likeness } from '#domain';
import { parse } from 'csv-parse';

/** A record of an Open311 export with its label, as far as the scores need it; its type is its class. What the city wrote afterwards (notes, disposition) is not read. */
export interface Record311 extends Likeness {
  /** From then on the case was not open: its last change, or never for a case still open when the file was made. */
  readonly closedAt: number;
  /** The case that the city's staff named as the original. */
  readonly duplicateOf: string | null;
}

interface Row { service_request_id: string; status: string; service_name: string; requested_datetime: string; updated_datetime: string; lat: string; long: string; duplicate_of: string; description: string }

/** The records of a gzipped CSV in the order in which they were reported. */
export async function records(file: string): Promise<Record311[]> {
  const all: Record311[] = [];
  const rows = createReadStream(file).pipe(createGunzip()).pipe(parse({ columns: true, relax_column_count: true })) as AsyncIterable<Row>;
  for await (const row of rows) {
    const reportedAt = Date.parse(row.requested_datetime), lat = Number(row.lat), lon = Number(row.long);
    if (!Number.isFinite(reportedAt) || !Number.isFinite(lat) || !Number.isFinite(lon) || row.lat === '') continue;
    all.push({
      id: row.service_request_id as CaseId, classId: row.service_name as ClassId, conditionId: null, place: { lat, lon, accuracy: null }, reportedAt,
      text: row.description, asset: null, device: null, closedAt: row.status === 'open' ? Infinity : Date.parse(row.updated_datetime), duplicateOf: row.duplicate_of === '' ? null : row.duplicate_of,
    });
  }
  return all.sort((a, b) => a.reportedAt - b.reportedAt || (a.id < b.id ? -1 : 1));
}

/** Which records are about one problem: everything that is linked by "duplicate of", also through originals that the file does not hold. */
export function problems(all: readonly Record311[]): (id: string) => string | null {
  const parent = new Map<string, string>();
  const root = (id: string): string => {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  for (const { id, duplicateOf } of all) if (duplicateOf !== null) {
    if (!parent.has(duplicateOf)) parent.set(duplicateOf, duplicateOf);
    if (!parent.has(id)) parent.set(id, id);
    parent.set(root(id), root(duplicateOf));
  }
  return (id) => (parent.has(id) ? root(id) : null);
}
