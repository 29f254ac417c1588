import { Injectable } from '@nestjs/common';
import type { CaseRow } from '#contract';
import type { CaseId } from '#domain';
import { Database, type ChangeFeed, type FeedEntry, type FeedPage, type Scope } from '#platform';
import { caseRowOf, ROW, whereaboutsOf, type RowRecord } from '../reader/row.js';
import { FeedEpoch } from './epoch.js';
import type { Sql } from '../store/read.js';
import { readPosition, written, type Position } from './position.js';

export interface CaseEntry extends FeedEntry { readonly row: CaseRow }
interface EventRow { case_id: CaseId; seq: number; type: string; actor: string; stage: string; xact: string; position: string }
/** `been`: every department that had a part in it, from before the first of the events to the last. */
interface CaseRowBefore extends RowRecord { before_department: string | null; before_cell: string | null; been: string[] | null }

/**
 * The log in commit order, without gaps and without a lock: only events of transactions older than every running one are read, so
 * nothing can appear behind a position any more. An entry waits until every writing transaction begun before it has ended.
 */
@Injectable()
export class CaseFeed implements ChangeFeed<CaseEntry> {
  constructor(private readonly database: Database, private readonly epoch: FeedEpoch) {}

  async head(): Promise<string> {
    const { epoch, xmin } = await this.bounds();
    return written({ epoch, xact: xmin, position: '0' });
  }

  /** At most one entry a case, its latest event with the row as it is now. Reads at most `limit` events. */
  async after(since: string, limit: number): Promise<FeedPage<CaseEntry> | 'gone'> {
    const from = readPosition(since);
    const { epoch, xmin, xmax, held } = await this.bounds();
    // A position ahead of the database is one from before it was put back.
    if (from === null || from.epoch !== epoch || BigInt(from.xact) > BigInt(xmax)) return 'gone';
    const events = await eventsAfter(this.database, from, xmin, limit);
    const last = events.at(-1);
    if (last === undefined) return { entries: [], position: since, more: false, held };
    return { entries: await this.entries(events, epoch), position: written({ epoch, xact: last.xact, position: last.position }), more: events.length === limit, held };
  }

  private async entries(events: readonly EventRow[], epoch: string): Promise<CaseEntry[]> {
    const latest = new Map<CaseId, { event: EventRow; first: number }>();
    for (const event of events) {
      const first = latest.get(event.case_id)?.first ?? event.seq;
      latest.delete(event.case_id);
      latest.set(event.case_id, { event, first });
    }
    const asked = JSON.stringify([...latest].map(([id, { event, first }]) => ({ id, before: first - 1, last: event.seq })));
    const rows = await this.database.query<CaseRowBefore>(
      `select ${ROW.split(', ').map((c) => `c.${c}`).join(', ')}, p.department as before_department, p.cell as before_cell, b.been
       from json_to_recordset($1::json) as a(id uuid, before int, last int) join cases c using (id) left join case_event p on p.case_id = a.id and p.seq = a.before
       cross join lateral (select array_agg(distinct d) filter (where d is not null) as been from case_event e, unnest(e.co_departments || e.department) d where e.case_id = a.id and e.seq between a.before and a.last) b`, [asked]);
    const byId = new Map(rows.map((r) => [r.state.id, r]));
    return [...latest.values()].flatMap(({ event }) => {
      const record = byId.get(event.case_id);
      if (record === undefined) return [];
      const scope = whereaboutsOf(record.state, record.reporters);
      return [{
        position: written({ epoch, xact: event.xact, position: event.position }), id: event.case_id, version: event.seq, stage: event.stage, event: event.type, by: event.actor,
        row: caseRowOf(record), scope, formerScope: former(record, scope),
      }];
    });
  }

  private async bounds(): Promise<{ epoch: string; xmin: string; xmax: string; held: boolean }> {
    const epoch = await this.epoch.now();
    const [row] = await this.database.query<{ xmin: string; xmax: string; held: boolean }>(
      'select pg_snapshot_xmin(s)::text as xmin, pg_snapshot_xmax(s)::text as xmax, exists (select 1 from case_event where xact >= pg_snapshot_xmin(s)::text::bigint) as held from pg_current_snapshot() s');
    if (row === undefined) throw new Error('PostgreSQL has no snapshot');
    return { epoch, ...row };
  }
}

/** Events behind a position, of transactions below `xmin`. */
export const eventsAfter = (sql: Sql, from: Pick<Position, 'xact' | 'position'>, xmin: string, limit: number): Promise<EventRow[]> => sql.query<EventRow>(
  'select case_id, seq, type, actor, stage, xact, position from case_event where (xact, position) > ($1::bigint, $2::bigint) and xact < $3::bigint order by xact, position limit $4', [from.xact, from.position, xmin, limit]);

/**
 * Where the case was before these events or on the way, as far as that is elsewhere than now. On the way, too: a reader may have been told of it there,
 * by a row that ran ahead of its events or by another process whose pages ended elsewhere.
 */
function former(r: CaseRowBefore, now: Scope): Scope | null {
  const left = (r.been ?? []).filter((d) => d !== now.department && !now.coDepartments.includes(d));
  const cell = r.before_cell ?? now.cell;
  if (left.length === 0 && cell === now.cell) return null;
  const department = r.before_department !== null && left.includes(r.before_department) ? r.before_department : null;
  return { department, coDepartments: left.filter((d) => d !== department), cell, reporters: now.reporters };
}
