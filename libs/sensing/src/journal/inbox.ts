import type { Readings } from '#domain';
import type { Database, Tx } from '#platform';
import { Chunk } from './chunk.js';
import { pack, unpack } from './codec.js';
import { countAtDoor, doorParams } from './door.js';

/** What was taken from the inbox of a partition, oldest first, life safety before everything. */
export interface Drained { readonly ids: readonly string[]; readonly chunks: readonly Chunk[]; /** Something was left there. */ readonly more: boolean }
interface Row { readonly id: string; readonly partition: number; readonly urgent: boolean; readonly payload: Buffer; readonly keys: (string | null)[] | null }

const MOST_ROWS = 100;

/** Keeps chunks for whoever owns their partitions, and counts them as accepted; durable when it resolves. They hold what `pack` holds, and the digests beside it. */
export async function putInbox(database: Database, chunks: readonly Chunk[]): Promise<void> {
  const params: unknown[] = [], rows: string[] = [];
  for (const chunk of chunks) {
    const n = params.length;
    rows.push(`($${n + 1}::smallint,$${n + 2}::boolean,$${n + 3}::int,$${n + 4}::bytea,$${n + 5}::jsonb)`);
    params.push(chunk.partition, chunk.urgent, chunk.count, pack(columns(chunk)), chunk.keyed ? JSON.stringify(chunk.keys.map((k) => k?.toString('base64') ?? null)) : null);
  }
  await database.query(`with kept as (insert into reading_inbox (partition, urgent, n, payload, keys) values ${rows.join()} returning id) ${countAtDoor(params.length + 1)}`, [...params, ...doorParams(chunks.reduce((sum, c) => sum + c.count, 0))]);
}

/** Of these partitions, those that have something in their inbox. */
export async function fullInboxes(database: Database, partitions: readonly number[]): Promise<ReadonlySet<number>> {
  if (partitions.length === 0) return new Set();
  return new Set((await database.query<{ partition: number }>('select distinct partition from reading_inbox where partition = any($1::smallint[])', [partitions], 'reading-inbox')).map((r) => r.partition));
}

/** About `most` readings, at least one row where there is any. */
export async function readInbox(database: Database, partition: number, most: number): Promise<Drained> {
  const rows = await database.query<Row & { n: number }>(`select id, partition, urgent, n, payload, keys from reading_inbox where partition = $1 order by urgent desc, id limit ${MOST_ROWS}`, [partition]);
  const taken: Row[] = [];
  for (let i = 0, n = 0; i < rows.length && (i === 0 || n + (rows[i]?.n ?? 0) <= most); i++) { taken.push(rows[i] as Row); n += rows[i]?.n ?? 0; }
  return { ids: taken.map((r) => r.id), chunks: taken.map(chunkOf), more: taken.length < rows.length || rows.length === MOST_ROWS };
}

export async function clearInbox(tx: Tx, { ids }: Drained): Promise<void> { await tx.query('delete from reading_inbox where id = any($1::bigint[])', [ids]); }

/** Instants are kept whole, against nothing: the inbox has no receiving of its own. */
const columns = (chunk: Chunk): Readings => ({
  count: chunk.count, receivedAt: 0, series: Int32Array.from(chunk.series), at: Float64Array.from(chunk.at), value: Float64Array.from(chunk.value), quality: Uint8Array.from(chunk.quality), code: Int16Array.from(chunk.code),
});

function chunkOf({ partition, urgent, payload, keys }: Row): Chunk {
  const { count, series, at, value, quality, code } = unpack(payload, 0), chunk = new Chunk(partition, urgent);
  for (let i = 0; i < count; i++) {
    const key = keys?.[i] ?? null;
    chunk.push(i, series[i] as number, at[i] as number, value[i] as number, quality[i] as number, code[i] as number, key === null ? null : Buffer.from(key, 'base64'));
  }
  return chunk;
}
