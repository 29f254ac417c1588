import type { Tx } from '#platform';
import type { Kind } from './content.js';

export interface Publication {
  readonly kind: Kind;
  readonly content: unknown;
  /** Instant from which it holds. */
  readonly effectiveFrom: number;
  readonly by: string;
}

/** Adds a version of one kind; older ones stay. Answers its version, or null when the same content was published before. Content must have passed its schema. */
export async function publish(_tx: Tx, _what: Publication): Promise<number | null> { throw new Error('not written yet'); }
