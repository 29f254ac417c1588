import type { Readings, SeriesSpec, TriggerRule } from '#domain';
import type { Database, Tx } from '#platform';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { pack, unpack } from './codec.js';
import type { Arrangement } from './judge.js';
import { Fenced } from './lease.js';

/** Rules that are judged by from here on (null: the same as before), and series that are new or were changed. */
export interface Rearranged { readonly rules: readonly TriggerRule[] | null; readonly series: readonly SeriesSpec[] }
/** One line of a partition's journal. Everything that moves the engine is one, so that going through them again moves it the same way. */
export type JournalRecord =
  | { readonly kind: 'readings'; readonly seq: bigint; readonly receivedAt: number; readonly readings: Readings }
  | { readonly kind: 'tick'; readonly seq: bigint; readonly receivedAt: number }
  | { readonly kind: 'arrangement'; readonly seq: bigint; readonly receivedAt: number; readonly rearranged: Rearranged };

const KINDS = ['readings', 'tick', 'arrangement'] as const;
const NOTHING = Buffer.alloc(0);
export const pressed = (value: unknown): Buffer => deflateRawSync(Buffer.from(JSON.stringify(value)), { level: 3 });
export const unpressed = (bytes: Buffer): unknown => JSON.parse(inflateRawSync(bytes).toString('utf8'));

/** An arrangement after a change of it. */
export function rearrange(before: Arrangement, { rules, series }: Rearranged): Arrangement {
  const all = [...before.series];
  for (const spec of series) all[spec.series] = spec;
  return { rules: rules ?? before.rules, series: all };
}

/** What one partition wants written in a transaction. `seq`: of its last record before these. */
export interface Entry { readonly partition: number; readonly epoch: bigint; readonly seq: bigint; /** What came in by this process, and not out of the inbox, which was counted before. */ readonly accepted: number; readonly readings: number; readonly duplicates: number; readonly records: readonly JournalRecord[] }

/** Writes the records of some partitions if they are this process's still and stand where it believes they stand. @throws Fenced naming those that are not */
export async function writeRecords(tx: Tx, entries: readonly Entry[]): Promise<void> {
  const mine = await tx.query<{ partition: number }>(
    `update partition_owner o set seq = o.seq + w.records, journalled = o.journalled + w.readings, duplicates = o.duplicates + w.duplicates, accepted = o.accepted + w.accepted
     from unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::int[], $5::int[], $6::int[], $7::int[]) as w(partition, epoch, seq, records, readings, duplicates, accepted)
     where o.partition = w.partition and o.epoch = w.epoch and o.seq = w.seq returning o.partition`,
    [entries.map((e) => e.partition), entries.map((e) => String(e.epoch)), entries.map((e) => String(e.seq)), entries.map((e) => e.records.length), entries.map((e) => e.readings), entries.map((e) => e.duplicates), entries.map((e) => e.accepted)], 'journal-fence');
  if (mine.length < entries.length) throw new Fenced(entries.map((e) => e.partition).filter((p) => !mine.some((m) => m.partition === p)));
  const params: unknown[] = [], rows: string[] = [];
  for (const { partition, records } of entries) for (const record of records) {
    const n = params.length;
    rows.push(`($${n + 1}::smallint,$${n + 2}::bigint,$${n + 3}::bigint,$${n + 4}::smallint,$${n + 5}::int,$${n + 6}::bytea)`);
    params.push(partition, String(record.seq), record.receivedAt, KINDS.indexOf(record.kind), record.kind === 'readings' ? record.readings.count : 0,
      record.kind === 'readings' ? pack(record.readings) : record.kind === 'tick' ? NOTHING : pressed(record.rearranged));
  }
  if (rows.length > 0) await tx.query(`insert into journal (partition, seq, received_at, kind, n, payload) values ${rows.join()}`, params, `journal-${rows.length}`);
}

interface Row { readonly seq: string; readonly received_at: string; readonly kind: number; readonly payload: Buffer }
const COLUMNS = 'seq, received_at, kind, payload';

export function recordOf({ seq, received_at, kind, payload }: Row): JournalRecord {
  const at = { seq: BigInt(seq), receivedAt: Number(received_at) };
  switch (KINDS[kind]) {
    case 'readings': return { kind: 'readings', ...at, readings: unpack(payload, at.receivedAt) };
    case 'tick': return { kind: 'tick', ...at };
    case 'arrangement': return { kind: 'arrangement', ...at, rearranged: unpressed(payload) as Rearranged };
    default: throw new RangeError(`journal record ${seq} is of an unknown kind ${kind}`);
  }
}

/** A partition's records after `seq`, in their order, some hundred at a time. `until`: no further than this one. */
export async function* readRecords(database: Pick<Database, 'query'>, partition: number, seq: bigint, { until, chunk = 200 }: { readonly until?: bigint; readonly chunk?: number } = {}): AsyncGenerator<JournalRecord> {
  for (let after = seq; ;) {
    const rows = await database.query<Row>(`select ${COLUMNS} from journal where partition = $1 and seq > $2 and seq <= $3 order by seq limit $4`, [partition, String(after), String(until ?? 2n ** 62n), chunk]);
    for (const row of rows) yield recordOf(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunk) return;
    after = BigInt(last.seq);
  }
}

/** Readings at the end of a partition's journal up to `seq`, the newest records first, until there are `most` of them. */
export async function newestReadings(database: Pick<Database, 'query'>, partition: number, seq: bigint, most: number): Promise<Readings[]> {
  const found: Readings[] = [];
  for (let before = seq + 1n, count = 0; count < most;) {
    const rows = await database.query<Row>(`select ${COLUMNS} from journal where partition = $1 and seq < $2 and kind = 0 order by seq desc limit 200`, [partition, String(before)]);
    for (const row of rows) {
      const readings = unpack(row.payload, Number(row.received_at));
      found.push(readings);
      if ((count += readings.count) >= most) break;
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    before = BigInt(last.seq);
  }
  return found;
}
