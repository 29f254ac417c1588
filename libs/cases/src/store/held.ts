import { deadline, involved, localDay, unborn, DAY, type Calendar, type Case, type CaseEvent, type CaseId, type CellId, type Instant } from '#domain';
import { GENESIS, link } from './chain.js';

/** A case as the store holds it: the fold of its log, the end of its chain, and what reports added that the log does not keep. */
export interface Held {
  readonly case: Case;
  readonly head: Buffer;
  readonly photos: readonly string[];
  readonly reporters: readonly string[];
}

/** Up to where the automation has looked at a case, by which rule book, and when it wants to look again. */
export interface Settled {
  readonly version: number;
  readonly book: number;
  readonly wakeAt: Instant | null;
}
/** The automation has not looked at it yet. */
export const UNSETTLED: Settled = { version: 0, book: 0, wakeAt: null };

/** What one transaction makes of one case. Without events only the settled mark changes. */
export interface Change {
  readonly fresh: boolean;
  readonly events: readonly CaseEvent[];
  /** State after each event, as the events are: the feed's scope is the one after the event. */
  readonly states: readonly Case[];
  readonly before: Held;
  readonly after: Omit<Held, 'head'>;
  readonly settled: Settled;
}

export const notYet = (id: CaseId): Held => ({ case: unborn(id), head: GENESIS, photos: [], reporters: [] });

/** The working time of a place. */
export type CalendarAt = (cell: CellId | null) => Calendar;

/** A row of `cases`, as JSON for `json_to_recordset`. */
export function rowOf(change: Change, head: Buffer, calendarAt: CalendarAt): Record<string, unknown> {
  const { case: c, photos, reporters } = change.after;
  return {
    ...markOf(change, calendarAt),
    number: c.number, version: c.version, state: c, stage: c.stage, outcome: c.outcome, source: c.source, class_id: c.classId, severity: c.severity,
    department: c.department, co_departments: involved(c), cell: c.cell, assignee: c.assignee, request: c.request?.kind ?? null, asset: c.asset, device: c.device,
    lon: c.place?.lon ?? null, lat: c.place?.lat ?? null, text: c.text, reporters, photos, reported_at: c.reportedAt, closed_at: c.stage === 'closed' ? (c.milestones.closed ?? null) : null,
    total_due_at: c.clocks.total?.dueAt ?? null, head_hash: head.toString('hex'),
  };
}

/** The part of a row that the automation's look alone may change: a new calendar moves the yellow moment. */
export function markOf({ after: { case: c }, settled }: Change, calendarAt: CalendarAt): Record<string, unknown> {
  const due = deadline(c.stage, c.clocks, calendarAt(c.cell));
  return { id: c.id, due_at: due?.dueAt ?? null, yellow_at: due?.yellowAt ?? null, wake_at: settled.wakeAt, settled_version: settled.version, settled_book: settled.book };
}

/** The rows of `case_event` that a change adds, and the new end of the chain. */
export function eventsOf(change: Change, cal: Pick<Calendar, 'offset'>): { rows: Record<string, unknown>[]; head: Buffer } {
  let head = change.before.head;
  const rows = change.events.map((e, i) => {
    head = link(head, e);
    const at = change.states[i] ?? change.after.case;
    return {
      case_id: e.caseId, seq: e.seq, type: e.type, at: e.at, day: dateOf(cal, e.at), actor: e.by, role: e.role, why: e.why, stage: e.stage, data: e.data, clocks: e.clocks,
      department: at.department, co_departments: involved(at), cell: at.cell, hash: head.toString('hex'),
    };
  });
  return { rows, head };
}

/** The county's local date of an instant, `YYYY-MM-DD`. */
export const dateOf = (cal: Pick<Calendar, 'offset'>, at: Instant): string => new Date(localDay(cal, at) * DAY).toISOString().slice(0, 10);
