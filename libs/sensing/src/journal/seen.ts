import type { Database, Tx } from '#platform';
import type { Chunk } from './chunk.js';

const keysOf = (chunks: readonly Chunk[]): Buffer[] => chunks.flatMap((c) => (c.keyed ? c.keys.filter((k): k is Buffer => k !== null) : []));

/** Which of these chunks' keys came before. Only the owner of a partition writes its keys, so what is answered holds until it commits. */
export async function knownKeys(database: Database, chunks: readonly Chunk[]): Promise<(key: Buffer) => boolean> {
  const keys = keysOf(chunks);
  if (keys.length === 0) return () => false;
  const rows = await database.query<{ key: Buffer }>('select key from seen_key where key = any($1::bytea[])', [keys]), known = new Set(rows.map((r) => r.key.toString('latin1')));
  return (key) => known.has(key.toString('latin1'));
}

/** Notes the keys of the readings that were accepted. */
export async function writeKeys(tx: Tx, chunks: readonly Chunk[], now: number): Promise<void> {
  const keys = chunks.flatMap((c) => (c.keyed ? c.keys.filter((k, i): k is Buffer => k !== null && c.answers[i] === 'accepted') : []));
  if (keys.length > 0) await tx.query('insert into seen_key (key, at) select unnest($1::bytea[]), $2', [keys, now]);
}
