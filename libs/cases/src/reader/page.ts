import type { CaseQuery } from '#contract';
import type { Actor, Instant } from '#domain';
import { ProblemError, type Signer } from '#platform';
import { createHash } from 'node:crypto';
import { canonical } from '../store/canonical.js';
import type { Sql } from '../store/read.js';
import { filtered } from './filter.js';
import { behind, orderBy, ORDERS } from './order.js';
import { ROW, type RowRecord } from './row.js';

/** Where a page ended: in which stretch of the order, behind which values, at which moment's lights, and for whom and what it was asked. */
interface Cursor { readonly of: string; readonly at: Instant; readonly stretch: number; readonly after: readonly unknown[] }

export interface RecordPage { readonly records: RowRecord[]; readonly next: string | null; readonly total?: number; readonly asOf: Instant }

/** A page of the queue by keyset: what is inserted or moves meanwhile neither repeats nor hides other rows. Throws ProblemError `invalid-cursor` for a cursor that is not this query's and this reader's own. */
export async function pageOf(sql: Sql, signer: Signer, query: CaseQuery, actor: Actor, now: Instant): Promise<RecordPage> {
  const { cursor, limit, count, sort, ...filter } = query;
  const of = createHash('sha256').update(canonical({ filter, sort, actor: actor.id, role: actor.role })).digest('base64url');
  const from = cursor === undefined ? { of, at: now, stretch: 0, after: [] } : read(signer, cursor, of);
  const asOf = from.at, base = filtered(filter, actor, asOf), order = ORDERS[sort];
  const records: (RowRecord & { keys: readonly unknown[]; stretch: number })[] = [];
  for (let i = from.stretch; i < order.length && records.length <= limit; i++) {
    const stretch = order[i];
    if (stretch === undefined) break;
    const b = base.fork();
    b.and(stretch.rows(b, asOf));
    if (i === from.stretch && from.after.length > 0) b.and(behind(stretch, from.after, b));
    const rows = await sql.query<RowRecord & Record<string, unknown>>(
      `select ${ROW}, ${stretch.by.map((c) => `${c}::text as "key ${c}"`).join(', ')} from cases where ${b.where()} order by ${orderBy(stretch)} limit ${b.bind(limit + 1 - records.length)}`, b.params);
    for (const row of rows) records.push({ ...row, stretch: i, keys: stretch.by.map((c) => row[`key ${c}`]) });
  }
  const shown = records.slice(0, limit), last = shown.at(-1);
  const next = records.length > limit && last ? signer.sign({ of, at: asOf, stretch: last.stretch, after: last.keys } satisfies Cursor) : null;
  if (count !== 'exact') return { records: shown, next, asOf };
  const [total] = await sql.query<{ n: string }>(`select count(*) as n from cases where ${base.where()}`, base.params);
  return { records: shown, next, total: Number(total?.n ?? 0), asOf };
}

function read(signer: Signer, token: string, of: string): Cursor {
  const cursor = signer.verify<Partial<Cursor>>(token);
  if (cursor === null || typeof cursor !== 'object' || cursor.of !== of || typeof cursor.at !== 'number' || typeof cursor.stretch !== 'number' || !Array.isArray(cursor.after)) throw new ProblemError('invalid-cursor');
  return { of, at: cursor.at, stretch: cursor.stretch, after: cursor.after as readonly unknown[] };
}
