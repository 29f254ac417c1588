import { insertNotices, type Telling } from '#notices';
import { assigned, CASE_COLUMNS, EVENT_COLUMNS, LOG_COLUMNS, MARK_COLUMNS, names, recordset, selected } from './columns.js';
import { eventsOf, markOf, rowOf, type CalendarAt, type Change } from './held.js';
import { lockOf, type Logged, type Sql } from './read.js';

/** One line of `command_log`. */
export interface NewLogged extends Logged {
  readonly commandId: string;
  readonly at: number;
}

/** Everything that one transaction writes. */
export interface Writing {
  readonly changes: readonly Change[];
  readonly log: readonly NewLogged[];
  readonly telling: Telling;
}

const WAS = { ...CASE_COLUMNS, was: 'int' } as const;
const MINE = 'in (select id from c)';
const EVENTS = `e as (insert into case_event (${names(EVENT_COLUMNS)}) select ${selected(EVENT_COLUMNS)} from ${recordset('$1', EVENT_COLUMNS)} where r.case_id ${MINE} order by r.case_id, r.seq)`;
const LOG = `l as (insert into command_log (${names(LOG_COLUMNS)}) select ${selected(LOG_COLUMNS)} from ${recordset('$2', LOG_COLUMNS)} where r.case_id ${MINE})`;
const NOTICES = `n as (${insertNotices('$4', `n.case_id ${MINE}`)})`;
const whole = (rows: string): string => `with ${rows}, ${EVENTS}, ${LOG}, ${NOTICES} select count(*)::int as written from c`;

const OPENED = whole(`c as (insert into cases (${names(CASE_COLUMNS)}) select ${selected(CASE_COLUMNS)} from ${recordset('$3', CASE_COLUMNS)} returning id)`);
/** Only cases that still are at the version that was looked at. One that moves on is looked at again even if the automation had given it up. */
const MOVED = whole(`k as materialized (select pg_advisory_xact_lock(${lockOf('r.id')}) from ${recordset('$3', { id: 'uuid' })}),
  c as (update cases c set ${assigned(CASE_COLUMNS, ['id', 'number', 'source'])}, parked_at = null, parked_reason = null, parked_attempts = null
    from ${recordset('$3', WAS)} cross join (select count(*) as keys from k) turn where c.id = r.id and c.version = r.was and turn.keys > 0 returning c.id)`);
const MARKED = `update cases c set ${assigned(MARK_COLUMNS, ['id'])} from ${recordset('$1', MARK_COLUMNS)} where c.id = r.id`;

/**
 * Rows, events, log lines and notices in one statement. Answers whether all of them were written: a case that has moved since it was looked at
 * is left alone with everything about it. Cases that were only looked at get their mark in a second statement.
 */
export async function write(sql: Sql, { changes, log, telling }: Writing, calendarAt: CalendarAt): Promise<boolean> {
  const fresh = changes.filter((c) => c.fresh), moved = changes.filter((c) => !c.fresh && c.events.length > 0), marked = changes.filter((c) => !c.fresh && c.events.length === 0);
  if (fresh.length > 0 && moved.length > 0) throw new Error('a transaction opens cases or moves them, not both');
  if (marked.length > 0) await sql.query(MARKED, [JSON.stringify(marked.map((c) => markOf(c, calendarAt)))], 'case mark');
  const whom = fresh.length > 0 ? fresh : moved;
  if (whom.length === 0) return true;
  const events: object[] = [], rows: object[] = [], county = calendarAt(null);
  for (const change of whom) {
    const { rows: added, head } = eventsOf(change, county);
    events.push(...added);
    rows.push({ ...rowOf(change, head, calendarAt), was: change.before.case.version });
  }
  const lines = log.map((l) => ({ command_id: l.commandId, fingerprint: l.fingerprint, case_id: l.caseId, version: l.version, at: l.at }));
  const [answer] = await sql.query<{ written: number }>(fresh.length > 0 ? OPENED : MOVED, [JSON.stringify(events), JSON.stringify(lines), JSON.stringify(rows), telling.rows], fresh.length > 0 ? 'case opened' : 'case moved');
  return answer?.written === whom.length;
}
