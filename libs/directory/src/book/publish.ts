import type { Tx } from '#platform';
import { createHash } from 'node:crypto';
import type { Kind } from './content.js';

export interface Publication {
  readonly kind: Kind;
  readonly content: unknown;
  /** Instant from which it holds. */
  readonly effectiveFrom: number;
  /** When and by whom it is published. */
  readonly at: number;
  readonly by: string;
  /** Who wrote it, where somebody else publishes it; why; and the draft it comes from. */
  readonly author?: string;
  readonly note?: string | null;
  readonly draft?: string;
}

/**
 * Adds a version of one kind; older ones stay. Answers its version, or null when the newest row for that moment says the same already.
 * The content must have passed its schema and `crossFaults`; afterwards say so with the hint `reference`.
 */
export async function publish(tx: Tx, { kind, content, effectiveFrom, at, by, author, note, draft }: Publication): Promise<number | null> {
  const hash = contentHash(content);
  const [last] = await tx.query<{ hash: string }>('select hash from rule_book where kind = $1 and effective_from = $2 order by version desc limit 1', [kind, effectiveFrom]);
  if (last?.hash === hash) return null;
  const [row] = await tx.query<{ version: number }>(
    'insert into rule_book (kind, effective_from, content, hash, published_at, published_by, author, note, draft) values ($1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9) returning version',
    [kind, effectiveFrom, JSON.stringify(content), hash, at, by, author ?? null, note ?? null, draft ?? null],
  );
  return row?.version ?? null;
}

/** SHA-256 over the value with its members in order: the same content has the same hash however it was written. */
export const contentHash = (value: unknown): string => createHash('sha256').update(JSON.stringify(ordered(value))).digest('hex');

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, ordered(v)]));
}
