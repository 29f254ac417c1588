import type { CaseRow } from '#contract';
import { involved, leading, orderClock, taskClock, type Case, type Whereabouts } from '#domain';
import { masked } from './mask.js';

/** What the reader takes from `cases` for a line of a list. */
export interface RowRecord {
  readonly state: Case;
  readonly photos: string[];
  readonly reporters: string[];
  readonly closed_at: string | null;
  readonly due_at: string | null;
  readonly yellow_at: string | null;
  readonly total_due_at: string | null;
  readonly parked_reason: string | null;
}
export const ROW = 'state, photos, reporters, closed_at, due_at, yellow_at, total_due_at, parked_reason';

const instant = (value: string | null): number | null => (value === null ? null : Number(value));

export function caseRowOf(r: RowRecord): CaseRow {
  const c = r.state;
  const clock = leading(c.stage, c.clocks), running = clock === null ? undefined : c.clocks[clock], runs = running !== undefined;
  return {
    id: c.id, number: c.number, version: c.version, stage: c.stage, outcome: c.outcome, source: c.source, classId: c.classId, conditionId: c.conditionId, severity: c.severity, cell: c.cell, place: c.place,
    text: masked(c.text), department: c.department, coDepartments: [...c.coDepartments], assignee: c.assignee, dispatchedBy: c.dispatchedBy, handledBy: c.handledBy,
    request: c.request === null ? null : { ...c.request, reason: masked(c.request.reason) }, proposal: c.proposal === null ? null : { ...c.proposal, reason: masked(c.proposal.reason) },
    appeal: c.appeal === null ? null : { ...c.appeal, reason: masked(c.appeal.reason), votes: [...c.appeal.votes] },
    tasks: c.tasks.map((t) => ({ ...t, text: masked(t.text), result: t.result === null ? null : masked(t.result), evidence: [...t.evidence], dueAt: c.clocks[taskClock(t.id)]?.dueAt ?? null })),
    orders: c.orders.map((o) => ({ ...o, reply: o.reply && { ...o.reply, text: masked(o.reply.text) }, dueAt: c.clocks[orderClock(o.id)]?.dueAt ?? null })),
    alerts: c.alerts.map((a) => ({ ...a, by: [...a.by] })),
    onTheSpot: c.onTheSpot, doubtful: c.doubtful, confirmed: c.confirmed, arrivedAt: c.arrivedAt, rating: c.rating, exempt: c.exempt, recurrenceOf: c.recurrenceOf,
    reports: c.reports.length, photos: r.photos, level: c.level, returns: c.returns, rework: c.rework, reportedAt: c.reportedAt, closedAt: instant(r.closed_at),
    clock: runs ? clock : null, clockUnit: runs ? running.limit.unit : null, dueAt: instant(r.due_at), yellowAt: instant(r.yellow_at), provisional: runs && running.provisional, totalDueAt: instant(r.total_due_at),
    mergedInto: c.mergedInto, parked: r.parked_reason,
  };
}

/** Where the row belongs, for `sees` and the live rooms. */
export const whereaboutsOf = (c: Case, reporters: readonly string[]): Whereabouts => ({ department: c.department, coDepartments: involved(c), cell: c.cell, reporters });
