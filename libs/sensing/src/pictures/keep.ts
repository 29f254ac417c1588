import type { Database } from '#platform';
import type { Sample } from '../protocols/sample.js';

/** The picture of an event whose series is known. `at`: event time. */
export interface SeenPicture { readonly device: string; readonly metric: string; readonly code: string; readonly at: number; readonly confidence: number; readonly picture: NonNullable<Sample['picture']> }

/** A longer picture is none that a case could take (see libs/attachments); its event counts all the same. */
const MOST_BYTES = 10 * 1024 * 1024;
/** Pictures that wait of one device: a camera that sees something every second does not fill the disk. */
const OF_A_DEVICE = 20;
/** An alarm takes its pictures within moments; what no alarm came of is of no use to anybody. */
const KEPT_MS = 24 * 3_600_000;

/** Keeps what cameras showed; resolves after the commit. Before the readings are handed over: a reading that is acknowledged has its picture on the disk, and the same again changes nothing. */
export async function keepPictures(database: Database, seen: readonly SeenPicture[], now: number): Promise<void> {
  const rows = seen.flatMap((s) => {
    const bytes = 'base64' in s.picture ? Buffer.from(s.picture.base64, 'base64') : null;
    return bytes !== null && (bytes.length === 0 || bytes.length > MOST_BYTES) ? [] : [{ ...s, bytes, address: 'url' in s.picture ? s.picture.url : null }];
  });
  if (rows.length === 0) return;
  await database.transaction(async (tx) => {
    for (const r of rows) await tx.query(
      'insert into seen_picture (device, metric, code, at, confidence, received_at, bytes, address) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing', [r.device, r.metric, r.code, r.at, r.confidence, now, r.bytes, r.address]);
    await tx.query(
      `delete from seen_picture p using (select device, metric, at, code from (select device, metric, at, code, row_number() over (partition by device order by received_at desc, at desc) as n from seen_picture where device = any($1)) k where n > ${OF_A_DEVICE}) old
       where p.device = old.device and p.metric = old.metric and p.at = old.at and p.code = old.code`, [[...new Set(rows.map((r) => r.device))]]);
    await tx.query('delete from seen_picture where ctid in (select ctid from seen_picture where received_at < $1 limit 200 for update skip locked)', [now - KEPT_MS]);
  });
}
