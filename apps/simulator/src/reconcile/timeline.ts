import type { CaseView, EventView } from '#contract';
import { replay, type CaseEvent, type Instant, type Task } from '#domain';

/** The core's events as a timeline shows them. The stamped clocks are not shown to readers; replay does not need them. */
export const eventsOf = (view: CaseView): CaseEvent[] =>
  view.timeline.map((e: EventView) => ({ type: e.type, data: e.data, caseId: view.id, seq: e.seq, at: e.at, by: e.by.id, role: e.by.role, why: e.why, stage: e.stage, clocks: {} }) as unknown as CaseEvent);

/** What is wrong with a case's history, judged by itself: a gap, a step back in time, a row that the history does not lead to. */
export function faultsOf(view: CaseView): string[] {
  const faults: string[] = [];
  const wrong = (what: string): void => { faults.push(what); };
  const positions = new Set(view.timeline.map((e) => e.position));
  if (positions.size !== view.timeline.length) wrong('two events have the same position');
  let last: Instant = 0;
  view.timeline.forEach((event, i) => {
    if (event.seq !== i + 1) wrong(`event ${i + 1} of the timeline has number ${event.seq}`);
    if (event.at < last) wrong(`event ${event.seq} lies before the one it follows`);
    last = event.at;
  });
  if (view.timeline.length === 0) return ['there is no timeline'];
  const state = replay(view.id, eventsOf(view));
  const same = (what: string, replayed: unknown, shown: unknown): void => { if (JSON.stringify(replayed) !== JSON.stringify(shown)) wrong(`${what}: the history leads to ${JSON.stringify(replayed)}, the row says ${JSON.stringify(shown)}`); };
  same('version', state.version, view.version);
  same('stage', state.stage, view.stage);
  same('outcome', state.outcome, view.outcome);
  same('department', state.department, view.department);
  same('assignee', state.assignee, view.assignee);
  same('class', [state.classId, state.conditionId, state.severity], [view.classId, view.conditionId, view.severity]);
  same('merged into', state.mergedInto, view.mergedInto);
  same('reports', state.reports.length, view.reports);
  same('level, returns, rework', [state.level, state.returns, state.rework], [view.level, view.returns, view.rework]);
  same('handled by', [state.handledBy, state.onTheSpot], [view.handledBy, view.onTheSpot]);
  same('request, proposal', [state.request?.kind, state.request?.endorsed, state.proposal?.kind], [view.request?.kind, view.request?.endorsed, view.proposal?.kind]);
  const told = (c: { readonly tasks: readonly Pick<Task, 'id' | 'kind' | 'department' | 'state' | 'rework'>[] }) => c.tasks.map((t) => [t.id, t.kind, t.department, t.state, t.rework]);
  same('tasks', told(state), told(view));
  same('orders', state.orders.map((o) => [o.id, o.reply !== null]), view.orders.map((o) => [o.id, o.reply !== null]));
  same('recurrence, exemption', [state.recurrenceOf, state.exempt], [view.recurrenceOf, view.exempt]);
  return faults;
}

/** When the case was first dispatched, after it was registered, in server time; null when it was not. */
export function untilDispatched(view: CaseView): { readonly ms: number; readonly automatic: boolean } | null {
  const dispatched = view.timeline.find((e) => e.type === 'CaseDispatched');
  const registered = view.timeline[0];
  if (!dispatched || !registered) return null;
  return { ms: dispatched.at - registered.at, automatic: view.timeline.every((e) => e.seq > dispatched.seq || e.seq === registered.seq || e.by.role === 'system') };
}
