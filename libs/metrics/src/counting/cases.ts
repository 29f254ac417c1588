import type { CaseEvent, CaseId } from '#domain';
import { Directory } from '#directory';
import { Clock, Database, type Parked, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { lifeOf } from './life.js';
import { rowsOf, type CountedRow } from './rows.js';

/** Transactions below this have all ended: what they wrote is seen, what comes later is at or above it. */
const XMIN = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
/** Events looked at in one go; the cases they belong to are counted whole. */
const GULP = 1_500;

/** Some event lies at or past the cursor, or the cursor is from before a restore. */
const BEHIND = `select 1 from counted_cursor w where w.parked_at is null and (exists (select 1 from case_event where xact >= w.horizon) or w.horizon > pg_snapshot_xmax(pg_current_snapshot())::text::bigint)`;

/** One read, one snapshot: the cases of the next events with their whole logs, and how far that reaches. A full gulp reaches only as far as it read. */
const READ = `with w as (select case when horizon > pg_snapshot_xmax(pg_current_snapshot())::text::bigint then 0 else horizon end as horizon, horizon as before from counted_cursor),
  e as materialized (select case_id, xact from case_event where xact >= (select horizon from w) order by xact fetch first ${GULP} rows with ties),
  reach as (select case when count(*) < ${GULP} then ${XMIN} else least(max(xact) + 1, ${XMIN}) end as horizon from e)
  select (select before from w)::text as before, (select horizon from reach)::text as horizon, l.case_id, l.log
  from (select 1) one left join (select i.case_id, json_agg(json_build_object('type', o.type, 'at', o.at, 'by', o.actor, 'role', o.role, 'why', o.why, 'stage', o.stage, 'data', o.data, 'clocks', o.clocks, 'seq', o.seq, 'caseId', o.case_id) order by o.seq) as log
    from (select distinct case_id from e) i join case_event o on o.case_id = i.case_id group by 1) l on true`;
interface ReadRow { readonly before: string; readonly horizon: string; readonly case_id: CaseId | null; readonly log: readonly CaseEvent[] | null }

const COLUMNS = 'case_id uuid, part text, person text, at bigint, day date, department text, cell text, class_id text, source text, worth bigint, worth_wall bigint, until_day date';
const NAMES = 'case_id, part, person, at, day, department, cell, class_id, source, worth, worth_wall, until_day';
const VALUES = 'at, day, department, cell, class_id, source, worth, worth_wall, until_day';
/** What no longer counts goes, what is new or different is written, what stays is left alone. */
const GONE = `delete from counted_case k where k.case_id = any($1::uuid[]) and not exists (select 1 from json_to_recordset($2::json) as r(${COLUMNS}) where r.case_id = k.case_id and r.part = k.part and r.person = k.person)`;
const KEPT = `insert into counted_case as k (${NAMES}) select ${NAMES} from json_to_recordset($1::json) as r(${COLUMNS})
  on conflict (case_id, part, person) do update set ${VALUES.split(', ').map((c) => `${c} = excluded.${c}`).join(', ')}
  where (${VALUES.split(', ').map((c) => `k.${c}`).join(', ')}) is distinct from (${VALUES.split(', ').map((c) => `excluded.${c}`).join(', ')})`;

/** What these cases count as is what these rows say, and nothing else. */
export async function replace(tx: Pick<Tx, 'query'>, cases: readonly CaseId[], rows: readonly CountedRow[]): Promise<void> {
  const text = JSON.stringify(rows);
  if (cases.length > 0) await tx.query(GONE, [cases, text]);
  if (rows.length > 0) await tx.query(KEPT, [text]);
}

/**
 * Keeps `counted_case` in the wake of the log: a case whose log has grown is counted anew, whole, so that nothing depends on the order in which things are noticed.
 * Counting takes no transaction number while it reads, and so does not hold back the change feed.
 */
@Injectable()
export class CountedCases {
  constructor(private readonly database: Database, private readonly directory: Directory, private readonly clock: Clock) {}

  async behind(): Promise<boolean> { return (await this.database.query(BEHIND)).length > 0; }

  /** Counts the next cases until nothing is left, for at most so many gulps. Two processes at once do not disturb each other: the second finds the cursor moved and writes nothing. */
  async catchUp(gulps = 50): Promise<void> {
    for (let i = 0; i < gulps && (await this.behind()); i++) if (!(await this.advance())) return;
  }

  /** Answers whether the cursor has moved: while a writer of long ago has not ended it stands. */
  private async advance(): Promise<boolean> {
    const read = await this.database.query<ReadRow>(READ);
    const head = read[0];
    if (head === undefined) return false;
    const book = this.directory.book(), cases = read.flatMap(({ case_id, log }) => (case_id === null || log === null ? [] : [{ id: case_id, log }]));
    const rows = cases.flatMap(({ id, log }) => rowsOf(lifeOf(id, log, (cell) => book.calendarAt(cell), book.settings.unfounded)));
    await this.database.transaction((tx) => this.write(tx, head, cases.map((c) => c.id), rows));
    return head.horizon !== head.before;
  }

  private async write(tx: Tx, { before, horizon }: ReadRow, cases: readonly CaseId[], rows: readonly CountedRow[]): Promise<void> {
    const [now] = await tx.query<{ horizon: string }>('select horizon from counted_cursor for update');
    if (now?.horizon !== before) return;
    await replace(tx, cases, rows);
    await tx.query('update counted_cursor set horizon = $1', [horizon]);
  }

  async park(reason: string, attempts: number): Promise<void> {
    await this.database.query('update counted_cursor set parked_at = $1, parked_reason = $2, parked_attempts = $3', [this.clock.now(), reason.slice(0, 500), attempts]);
  }
  async parked(id: string): Promise<Parked[]> {
    const rows = await this.database.query<{ parked_at: string; parked_reason: string; parked_attempts: number }>('select parked_at, parked_reason, parked_attempts from counted_cursor where parked_at is not null');
    return rows.map((r) => ({ id, reason: r.parked_reason, since: Number(r.parked_at), attempts: r.parked_attempts }));
  }
  async unpark(): Promise<boolean> {
    return (await this.database.query('update counted_cursor set parked_at = null, parked_reason = null, parked_attempts = null where parked_at is not null returning 1')).length > 0;
  }
}
