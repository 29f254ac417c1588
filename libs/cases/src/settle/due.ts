import type { Instant } from '#domain';
import type { Sql } from '../store/read.js';

/** Cases that the automation looks at whenever something has changed: open, and not given up. */
export const AWAKE = `stage <> 'closed' and parked_at is null`;
/** A closed case is looked at only when its moment comes: a check after closing. */
export const ASLEEP = `stage = 'closed' and parked_at is null`;

/** What wants attention: changed since the automation looked, or its moment has come, or the rule book is another one; at most `limit` of each kind, each found by its own partial index. */
export const wanting = (now: string, book: string, limit: string): string => `(
  (select id from cases where ${AWAKE} and settled_version < version order by id limit ${limit}) union
  (select id from cases where ${AWAKE} and wake_at <= ${now} order by wake_at limit ${limit}) union
  (select id from cases where ${ASLEEP} and wake_at <= ${now} order by wake_at limit ${limit}) union
  (select id from cases where ${AWAKE} and settled_book < ${book} order by settled_book limit ${limit}))`;

/** The predicate of the queue `settle`. */
export async function dueCases(sql: Sql, now: Instant, book: number, limit: number): Promise<string[]> {
  return (await sql.query<{ id: string }>(`select id from ${wanting('$1::bigint', '$2::int', '$3')} w limit $3`, [now, book, limit])).map((r) => r.id);
}
