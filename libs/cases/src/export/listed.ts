import type { CaseFilter, Sort } from '#contract';
import type { Actor, CaseId, Instant } from '#domain';
import type { Database } from '#platform';
import { filtered } from '../reader/filter.js';
import { orderBy, ORDERS } from '../reader/order.js';

/** Cases in a piece: as many are in memory at once. */
export const PIECE = 1_000;
/** Pieces of ids that are fetched at once. */
const FETCH = 20;

/**
 * The ids of a list in its order, piece by piece, all of one moment: no case is in it twice or missing because it moved while somebody read on. Reads only, and so holds back nobody who follows the log, however long it takes.
 */
export async function listed(database: Database, filter: CaseFilter, sort: Sort, actor: Actor, asOf: Instant, take: (pieces: readonly (readonly CaseId[])[]) => Promise<boolean>): Promise<boolean> {
  const b = filtered(filter, actor, asOf), where = b.where();
  const stretches = ORDERS[sort].map((s, i) => `select id, ${i} as stretch, row_number() over (order by ${orderBy(s)}) as place from cases where ${where} and (${s.rows(b, asOf)})`).join(' union all ');
  const pieces = `select array_agg(id::text order by i) as ids from (select id, row_number() over (order by stretch, place) - 1 as i from (${stretches}) s) o group by i / ${PIECE} order by i / ${PIECE}`;
  return database.lend(async (client) => {
    await client.query('begin isolation level repeatable read read only');
    try {
      await client.query(`declare listed no scroll cursor for ${pieces}`, b.params);
      for (;;) {
        const { rows } = await client.query<{ ids: CaseId[] }>(`fetch ${FETCH} from listed`);
        if (rows.length === 0) return true;
        if (!(await take(rows.map((r) => r.ids)))) return false;
      }
    } finally { await client.query('rollback').catch(() => undefined); }
  });
}
