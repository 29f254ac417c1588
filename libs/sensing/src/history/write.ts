import { DEAD_BAND } from '#contract';
import type { Database } from '#platform';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Fenced, type Lease } from '../journal/lease.js';
import { readRecords } from '../journal/records.js';
import type { Registry } from '../series/registry.js';
import { Thinning, type Counts, type Last } from './thin.js';

/** Readings that one transaction of the history takes at most. */
const AT_ONCE = 50_000;
interface LastRow { series: string; at: string; received_at: string; value: number; quality: number; code: number; kept_at: string; kept_value: number; run: number; steady_since: string }
const LAST = 'series, at, received_at, value, quality, code, kept_at, kept_value, run, steady_since';

/** What a partition's history must know of its series, kept between its turns by their owner. */
export type Lasts = Map<string, Last>;

/** Takes the journal of a partition a stretch further into the history, each record once. Answers how many readings there were; 0: it has caught up. @throws Fenced */
export async function writeHistory(database: Database, lease: Lease, registry: Registry, lasts: Lasts, until: bigint): Promise<number> {
  const [row] = await database.query<{ history_seq: string }>('select history_seq from partition_owner where partition = $1 and epoch = $2', [lease.partition, String(lease.epoch)]);
  if (row === undefined) throw new Fenced([lease.partition]);
  const from = BigInt(row.history_seq), records = [];
  let seq = from, readings = 0;
  for await (const record of readRecords(database, lease.partition, from, { until })) {
    seq = record.seq;
    if (record.kind !== 'readings') continue;
    records.push(record.readings);
    if ((readings += record.readings.count) >= AT_ONCE) break;
  }
  if (seq === from) return 0;
  await registry.fresh();
  const ids = await placesOf(database, lease.partition, registry, Math.max(-1, ...records.flatMap((r) => [r.series.reduce((a, b) => Math.max(a, b), -1)])));
  await recall(database, lasts, ids);
  const thinning = new Thinning(lasts, (id) => registry.byId(id)?.attributes[DEAD_BAND] ?? 0), touched = new Set<string>();
  for (const r of records) { thinning.take(r, (n) => ids[n] ?? null); for (let i = 0; i < r.count; i++) { const id = ids[r.series[i] as number]; if (id != null) touched.add(id); } }
  try {
    await database.lend((client) => write(client, lease, from, seq, thinning, lasts, touched));
  } catch (error) {
    for (const id of touched) lasts.delete(id);
    throw error;
  }
  return readings;
}

/** The series by number. Places that series have left since are looked up: their numbers mean the same for good. */
async function placesOf(database: Database, partition: number, registry: Registry, most: number): Promise<(string | null)[]> {
  const ids: (string | null)[] = Array.from({ length: most + 1 }, (_, n) => registry.place(partition, n)?.id ?? null);
  if (ids.includes(null)) for (const r of await database.query<{ number: number; series: string }>('select number, series from series_place where partition = $1', [partition])) if (r.number <= most) ids[r.number] ??= r.series;
  return ids;
}

async function recall(database: Database, lasts: Lasts, ids: readonly (string | null)[]): Promise<void> {
  const unknown = ids.filter((id): id is string => id !== null && !lasts.has(id));
  if (unknown.length === 0) return;
  for (const r of await database.query<LastRow>(`select ${LAST} from series_last where series = any($1::bigint[])`, [unknown]))
    lasts.set(r.series, { at: Number(r.at), receivedAt: Number(r.received_at), value: r.value, quality: r.quality, code: r.code, keptAt: Number(r.kept_at), keptValue: r.kept_value, run: r.run, steadySince: Number(r.steady_since) });
}

async function write(client: pg.PoolClient, lease: Lease, from: bigint, seq: bigint, { points, counts }: Thinning, lasts: Lasts, touched: ReadonlySet<string>): Promise<void> {
  await client.query('begin');
  try {
    await pipeline(Readable.from(lines(points.map((p) => `${p.series}\t${p.at}\t${p.value}\t${p.quality}\t${p.code}\n`))), client.query(copyFrom('copy reading (series, at, value, quality, code) from stdin')));
    await rollUp(client, [...counts.values()]);
    const list = [...touched].flatMap((id) => { const l = lasts.get(id); return l === undefined ? [] : [{ id, ...l }]; });
    await client.query(
      `insert into series_last (${LAST}) select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::float8[], $5::smallint[], $6::smallint[], $7::bigint[], $8::float8[], $9::int[], $10::bigint[])
       on conflict (series) do update set at = excluded.at, received_at = excluded.received_at, value = excluded.value, quality = excluded.quality, code = excluded.code, kept_at = excluded.kept_at, kept_value = excluded.kept_value, run = excluded.run, steady_since = excluded.steady_since`,
      [list.map((l) => l.id), list.map((l) => l.at), list.map((l) => l.receivedAt), list.map((l) => l.value), list.map((l) => l.quality), list.map((l) => l.code), list.map((l) => l.keptAt), list.map((l) => l.keptValue), list.map((l) => l.run), list.map((l) => l.steadySince)]);
    // Last of all: readings are written under the same row, and wait for nobody while curves are.
    const mine = await client.query('update partition_owner set history_seq = $4 where partition = $1 and epoch = $2 and history_seq = $3', [lease.partition, String(lease.epoch), String(from), String(seq)]);
    if (mine.rowCount === 0) throw new Fenced([lease.partition]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function rollUp(client: pg.PoolClient, counts: readonly Counts[]): Promise<void> {
  if (counts.length === 0) return;
  await client.query(
    `insert into roll_up as r (series, step, at, n, good, sum, min, max) select * from unnest($1::bigint[], $2::int[], $3::bigint[], $4::int[], $5::int[], $6::float8[], $7::float8[], $8::float8[])
     on conflict (series, step, at) do update set n = r.n + excluded.n, good = r.good + excluded.good, sum = r.sum + excluded.sum, min = least(r.min, excluded.min), max = greatest(r.max, excluded.max)`,
    [counts.map((c) => c.series), counts.map((c) => c.step), counts.map((c) => c.at), counts.map((c) => c.n), counts.map((c) => c.good), counts.map((c) => c.sum), counts.map((c) => c.min), counts.map((c) => c.max)]);
}

function* lines(rows: readonly string[]): Generator<string> { for (let i = 0; i < rows.length; i += 1_000) yield rows.slice(i, i + 1_000).join(''); }
