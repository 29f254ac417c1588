import type { Calendar, Case, CaseEvent, CaseId } from '#domain';
import type { Database, Tx } from '#platform';
import { assigned, CASE_COLUMNS, EVENT_COLUMNS, LOG_COLUMNS, MARK_COLUMNS, names, recordset, selected } from './columns.js';
import { eventsOf, markOf, rowOf, type Change, type Held } from './held.js';

/** A command as it was first answered. */
export interface Logged {
  readonly fingerprint: string;
  readonly caseId: CaseId;
  readonly version: number;
}
/** One line of `command_log`. */
export interface NewLogged extends Logged {
  readonly commandId: string;
  readonly at: number;
}

/** Anything that answers SQL: a transaction, or the database itself for reading. */
export type Sql = Pick<Tx, 'query'> | Pick<Database, 'query'>;

interface HeldRow { id: CaseId | null; state: Case; head_hash: Buffer; photos: string[]; reporters: string[] }
const HELD = 'id, state, head_hash, photos, reporters';

export const heldOf = (row: HeldRow): Held => ({ case: row.state, head: row.head_hash, photos: row.photos, reporters: row.reporters });

/**
 * Who writes a case first holds this lock of its id, until the end of the transaction. Unlike a row's lock it gives the transaction no number yet:
 * whoever waits is numbered after those it waited for, so the events of a case are in the order of their transactions, which is the feed's.
 */
const KEY = (id: string): string => `hashtextextended(${id}::text, 0)`;

/** Whether the command was answered before, and the cases it looks at, locked in the order of their ids: one round trip. */
export async function open(tx: Tx, commandId: string, ids: readonly CaseId[]): Promise<{ logged: Logged | null; held: Map<CaseId, Held> }> {
  const rows = await tx.query<HeldRow & { fingerprint: string | null; logged_case: CaseId; logged_version: number }>(
    `with k as materialized (select pg_advisory_xact_lock(${KEY('id')}) from unnest($2::uuid[]) as id),
          l as (select fingerprint, case_id as logged_case, version as logged_version from command_log where command_id = $1),
          c as (select ${HELD} from cases cross join (select count(*) as keys from k) turn where id = any($2::uuid[]) and turn.keys > 0 order by id for update of cases)
     select l.*, c.* from (select count(*) from k) turn left join l on true left join c on true`, [commandId, [...ids].sort()]);
  const held = new Map<CaseId, Held>();
  for (const row of rows) if (row.id !== null) held.set(row.id, heldOf(row));
  const first = rows[0];
  return { logged: first && first.fingerprint !== null ? { fingerprint: first.fingerprint, caseId: first.logged_case, version: first.logged_version } : null, held };
}

/** Those of the cases that nobody else is writing, locked as `open` does; the others are left out. */
export async function claim(tx: Tx, candidates: string, params: readonly unknown[]): Promise<CaseId[]> {
  const rows = await tx.query<{ id: CaseId }>(`with w as materialized (${candidates}) select id from w where pg_try_advisory_xact_lock(${KEY('id')})`, params);
  return rows.map((r) => r.id);
}

/** How a command was answered before; null when it was not. */
export async function logged(sql: Sql, commandId: string): Promise<Logged | null> {
  const [row] = await sql.query<{ fingerprint: string; case_id: CaseId; version: number }>('select fingerprint, case_id, version from command_log where command_id = $1', [commandId]);
  return row ? { fingerprint: row.fingerprint, caseId: row.case_id, version: row.version } : null;
}

const EVENTS = `e as (insert into case_event (${names(EVENT_COLUMNS)}) select ${selected(EVENT_COLUMNS)} from ${recordset('$1', EVENT_COLUMNS)} order by case_id, seq)`;
const LOG = `l as (insert into command_log (${names(LOG_COLUMNS)}) select ${selected(LOG_COLUMNS)} from ${recordset('$2', LOG_COLUMNS)})`;
const OPENED = `with ${EVENTS}, ${LOG} insert into cases (${names(CASE_COLUMNS)}) select ${selected(CASE_COLUMNS)} from ${recordset('$3', CASE_COLUMNS)}`;
/** A case that moves on is looked at again even if the automation had given it up. */
const MOVED = `with ${EVENTS}, ${LOG} update cases c set ${assigned(CASE_COLUMNS, ['id', 'number', 'source'])}, parked_at = null, parked_reason = null, parked_attempts = null from ${recordset('$3', CASE_COLUMNS)} where c.id = r.id`;
const MARKED = `update cases c set ${assigned(MARK_COLUMNS, ['id'])} from ${recordset('$1', MARK_COLUMNS)} where c.id = r.id`;

/** Events, rows and log lines of one transaction: one statement for cases that are new, one for those that moved, one for those only looked at. */
export async function write(tx: Tx, changes: readonly Change[], log: readonly NewLogged[], cal: Calendar): Promise<void> {
  const lines = log.map((l) => ({ command_id: l.commandId, fingerprint: l.fingerprint, case_id: l.caseId, version: l.version, at: l.at }));
  const part = (pick: (c: Change) => boolean) => {
    const events: object[] = [];
    const rows = changes.filter(pick).map((change) => {
      const { rows: added, head } = eventsOf(change, cal);
      events.push(...added);
      return rowOf(change, head, cal);
    });
    return { events: JSON.stringify(events), rows: JSON.stringify(rows), any: rows.length > 0 };
  };
  const opened = part((c) => c.fresh), moved = part((c) => !c.fresh && c.events.length > 0);
  const marked = changes.filter((c) => !c.fresh && c.events.length === 0);
  if (opened.any) await tx.query(OPENED, [opened.events, JSON.stringify(moved.any ? [] : lines), opened.rows]);
  if (moved.any) await tx.query(MOVED, [moved.events, JSON.stringify(lines), moved.rows]);
  if (marked.length > 0) await tx.query(MARKED, [JSON.stringify(marked.map((c) => markOf(c, cal)))]);
}

interface EventRow { case_id: CaseId; seq: number; type: string; at: string; actor: string; role: string; why: unknown; stage: string; data: unknown; clocks: unknown; hash: Buffer; position: string; xact: string }
const EVENT = 'case_id, seq, type, at, actor, role, why, stage, data, clocks, hash, position, xact';

export interface Recorded { readonly event: CaseEvent; readonly hash: Buffer; readonly position: string; readonly xact: string }

/** The log of a case up to a version, oldest first. */
export async function history(sql: Sql, id: CaseId, upTo = 2_147_483_647): Promise<Recorded[]> {
  return (await sql.query<EventRow>(`select ${EVENT} from case_event where case_id = $1 and seq <= $2 order by seq`, [id, upTo])).map(recorded);
}

/** The logs of several cases. */
export async function histories(sql: Sql, ids: readonly CaseId[]): Promise<Map<CaseId, Recorded[]>> {
  const found = new Map<CaseId, Recorded[]>();
  for (const row of await sql.query<EventRow>(`select ${EVENT} from case_event where case_id = any($1::uuid[]) order by case_id, seq`, [ids])) {
    const list = found.get(row.case_id) ?? [];
    if (list.length === 0) found.set(row.case_id, list);
    list.push(recorded(row));
  }
  return found;
}

/** The row as the core wrote it. It was checked when it was decided; the chain proves it unchanged. */
const recorded = (r: EventRow): Recorded => ({
  event: { type: r.type, data: r.data, caseId: r.case_id, seq: r.seq, at: Number(r.at), by: r.actor, role: r.role, why: r.why, stage: r.stage, clocks: r.clocks } as CaseEvent,
  hash: r.hash, position: r.position, xact: r.xact,
});
