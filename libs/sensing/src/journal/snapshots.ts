import type { Database } from '#platform';
import { Desk } from './desk.js';
import type { Arrangement, Judges } from './judge.js';
import { Fenced, type Lease } from './lease.js';
import { newestReadings, pressed, readRecords, unpressed } from './records.js';
import { REMEMBERED } from './recent.js';

const EMPTY: Arrangement = { rules: [], series: [] };
interface Kept { readonly seq: string; readonly arrangement: Buffer; readonly state: Buffer }

/** A partition as its snapshot and its journal say it is. Nothing of a desk that was thrown away is needed. */
export async function rebuild(database: Database, lease: Lease, judges: Judges): Promise<Desk> {
  const [kept] = await database.query<Kept>('select seq, arrangement, state from partition_snapshot where partition = $1', [lease.partition]);
  const arrangement = kept === undefined ? EMPTY : (unpressed(kept.arrangement) as Arrangement), seq = BigInt(kept?.seq ?? 0);
  const { newest, state, receivedAt } = kept === undefined ? { newest: new Float64Array(0), state: null, receivedAt: 0 } : opened(kept.state);
  const desk = new Desk(lease, seq, receivedAt, arrangement, judges(arrangement, state));
  for (const readings of (await newestReadings(database, lease.partition, seq, REMEMBERED)).reverse()) desk.remember(readings);
  desk.begin(newest);
  for await (const record of readRecords(database, lease.partition, seq)) desk.replay(record);
  desk.sinceSnapshot = 0;
  return desk;
}

/** Keeps the engine's state after the desk's last record, which must be committed. @throws Fenced */
export async function keepSnapshot(database: Database, desk: Desk, now: number): Promise<void> {
  const { partition, epoch } = desk.lease, { seq, receivedAt } = desk, { state, newest } = desk.snapshot(), arrangement = pressed(desk.arrangement);
  desk.sinceSnapshot = 0;
  const done = await database.query(
    `insert into partition_snapshot (partition, seq, taken_at, arrangement, state) select $1, $3, $4, $5, $6 from partition_owner where partition = $1 and epoch = $2 for share
     on conflict (partition) do update set seq = excluded.seq, taken_at = excluded.taken_at, arrangement = excluded.arrangement, state = excluded.state where partition_snapshot.seq <= excluded.seq returning 1`,
    [partition, String(epoch), String(seq), now, arrangement, closed(receivedAt, newest, state)]);
  if (done.length === 0) throw new Fenced([partition]);
}

function closed(receivedAt: number, newest: Float64Array, state: Uint8Array): Buffer {
  const head = new Float64Array([receivedAt, newest.length]);
  return Buffer.concat([new Uint8Array(head.buffer), new Uint8Array(newest.buffer, newest.byteOffset, newest.byteLength), state]);
}

function opened(bytes: Buffer): { readonly receivedAt: number; readonly newest: Float64Array; readonly state: Uint8Array } {
  const receivedAt = bytes.readDoubleLE(0), count = bytes.readDoubleLE(8), end = 16 + count * 8;
  return { receivedAt, newest: new Float64Array(Uint8Array.from(bytes.subarray(16, end)).buffer), state: Uint8Array.from(bytes.subarray(end)) };
}
