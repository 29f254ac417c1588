import { snapshotContentSchema } from '#contract';
import type { Database } from '#platform';
import { snapshotHash } from './hash.js';

export interface SnapshotFault { readonly id: string; readonly fault: 'gap' | 'chain-broken' | 'changed' | 'head-differs'; readonly detail: string }

interface Row { readonly seq: number; readonly id: string; readonly kind: string; readonly begins: string; readonly ends: string; readonly as_of: string; readonly closed_at: string; readonly edition: number; readonly content: unknown; readonly hash: string; readonly previous: string | null }

/** Follows the chain from its first snapshot: numbers without a gap, each hash over its content and the one before, columns that say what the content says. */
export async function* auditSnapshots(db: Database): AsyncGenerator<SnapshotFault, { snapshots: number }> {
  let before: string | null = null, seq = 0;
  const rows = await db.query<{ seq: number }>('select seq from assessment_snapshot order by seq');
  for (const { seq: at } of rows) {
    const [row] = await db.query<Row>('select seq, id, kind, begins::text as begins, ends::text as ends, as_of, closed_at, edition, content, hash, previous from assessment_snapshot where seq = $1', [at]);
    if (row === undefined) continue;
    if (row.seq !== seq + 1) yield { id: row.id, fault: 'gap', detail: `${seq + 1} is missing` };
    if (row.previous !== before) yield { id: row.id, fault: 'chain-broken', detail: `${row.previous ?? '-'} instead of ${before ?? '-'}` };
    const content = snapshotContentSchema.safeParse(row.content);
    if (!content.success || snapshotHash(row.previous, content.data) !== row.hash) yield { id: row.id, fault: 'changed', detail: 'the hash is not that of the content' };
    else {
      const { id, kind, period, asOf, closedAt, edition } = content.data, said = [id, kind, period.from, period.to, asOf, closedAt, edition].join(' '), columns = [row.id, row.kind, row.begins, row.ends, row.as_of, row.closed_at, row.edition].join(' ');
      if (said !== columns) yield { id: row.id, fault: 'head-differs', detail: `${columns}; the content says ${said}` };
    }
    before = row.hash;
    seq = row.seq;
  }
  return { snapshots: rows.length };
}
