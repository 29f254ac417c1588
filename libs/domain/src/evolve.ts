import { unborn, type Case } from './case.js';
import { stands } from './order.js';
import type { CaseEvent } from './event.js';
import { added, changed, ended, handedOn, reopened, withdrawn } from './task.js';
import type { CaseId, RequestKind } from './vocabulary.js';

/** The only way a case changes. Total: every event type has a branch or the compiler objects. */
export function evolve(c: Case, e: CaseEvent): Case {
  // A plain copy and then what changes: several times as fast as one literal of several spreads, and decisions do little else.
  const next: { -readonly [K in keyof Case]: Case[K] } = { ...c };
  Object.assign(next, learned(c, e));
  if ((e.stage !== c.stage || c.version === 0) && (e.stage === 'closed' || c.milestones[e.stage] === undefined)) next.milestones = { ...c.milestones, [e.stage]: e.at };
  next.version = e.seq;
  next.stage = e.stage;
  next.clocks = e.clocks;
  // A warning whose reason is gone stops: its clock stands still (the centre itself granted the pause) or runs anew.
  if (!next.alerts.every((a) => stands(a, e.clocks))) next.alerts = next.alerts.filter((a) => stands(a, e.clocks));
  return next;
}

/** As much of a case as its clocks look at. */
export type Timed = Pick<Case, 'stage' | 'cell' | 'severity' | 'conditionId' | 'terms' | 'tasks' | 'orders'>;

/** What `evolve` says of the members that clocks look at, without making the whole case: every decision asks for it. */
export function timedAfter(c: Case, e: CaseEvent): Timed {
  const { cell = c.cell, severity = c.severity, conditionId = c.conditionId, terms = c.terms, tasks = c.tasks, orders = c.orders } = learned(c, e);
  return { stage: e.stage, cell, severity, conditionId, terms, tasks, orders };
}

/** Nobody works on it any more: what the last department did and asked for is over. */
const RELEASED = { assignee: null, request: null, arrivedAt: null } as const;

/** What a fact says beside where the case stands now. */
function learned(c: Case, e: CaseEvent): Partial<Case> {
  switch (e.type) {
    case 'CaseRegistered': {
      const { report, handled, automation, ...data } = e.data;
      return { ...data, ...(automation !== undefined && { automation }), reports: [{ id: report, at: data.reportedAt }], ...(handled && { onTheSpot: true, evidence: handled.after, handledBy: e.by }) };
    }
    case 'ReportAttached': {
      const { report, reportedAt, severity = c.severity } = e.data;
      return { ...(c.automation !== undefined && e.role === 'grid-member' && { automation: 'dispatch' as const }), reports: [...c.reports, { id: report, at: reportedAt }], reportedAt: Math.min(c.reportedAt, reportedAt), severity: Math.min(c.severity, severity) as Case['severity'] };
    }
    case 'ReportsDetached': {
      const reports = c.reports.filter((r) => !e.data.reports.includes(r.id));
      return { reports, reportedAt: Math.min(...reports.map((r) => r.at)) };
    }
    case 'ConfirmationAsked': return { asked: e.data.member ?? null };
    case 'ReportConfirmed': return { confirmed: e.data.verdict };
    case 'CaseSelfHandled': return { onTheSpot: true, evidence: e.data.after, handledBy: e.by };
    case 'CaseTriaged': return { classId: e.data.classId, conditionId: e.data.conditionId, severity: e.data.severity, terms: e.data.terms ?? null };
    case 'CaseUnmerged': return { outcome: null, mergedInto: null };
    case 'RecurrenceLinked': return { recurrenceOf: e.data.of };
    case 'CaseDispatched':
      return { ...RELEASED, department: e.data.department, coDepartments: e.data.coDepartments, dispatchedBy: e.by, extensions: e.data.department === c.department || e.data.resumes === true ? c.extensions : 0, tasks: added(withdrawn(c.tasks), e.data.tasks ?? [], e.at) };
    // As it stood before: with whoever gave it back last, or with nobody.
    case 'DispatchRecalled': return { ...RELEASED, department: c.refusals.at(-1) ?? null, coDepartments: [], dispatchedBy: null, tasks: withdrawn(c.tasks) };
    case 'CaseAssigned':
    case 'CaseAccepted': return { assignee: e.data.assignee, ...(e.data.assignee !== c.assignee && { arrivedAt: null }) };
    case 'CaseHandedOn': return { ...RELEASED, department: e.data.department, tasks: handedOn(c.tasks, e.data.department) };
    case 'OwnershipDisputed': return { request: null, tasks: e.data.makeSafe ? added(c.tasks, [e.data.makeSafe], e.at) : c.tasks };
    case 'OwnershipRuled':
      return { ...RELEASED, department: e.data.department, coDepartments: e.data.coDepartments ?? [], dispatchedBy: e.by, extensions: 0, refusals: [], ruled: true, tasks: added(withdrawn(c.tasks), e.data.tasks ?? [], e.at) };
    case 'RequestMade': return { request: { kind: e.data.kind, by: e.by, reason: e.data.reason, more: e.data.more, until: e.data.until, suggest: e.data.suggest, ground: e.data.ground ?? null, endorsed: e.data.endorsed ?? true } };
    case 'RequestEndorsed': return { request: c.request && { ...c.request, endorsed: true } };
    case 'RequestGranted': return granted(c, e.data.kind);
    case 'RequestDeclined': return { request: null };
    case 'AlarmObserved': return e.data.severity === undefined ? {} : { severity: Math.min(c.severity, e.data.severity) as Case['severity'] };
    case 'HandlerArrived': return { arrivedAt: e.at };
    case 'CaseResolved': return { evidence: e.data.evidence, handledBy: e.by, doubtful: false };
    case 'CaseResumed': return { resumeTo: null, resumeAt: null };
    case 'EndingProposed': return { proposal: { ...e.data, by: e.by } };
    case 'EndingRejected': return { proposal: null };
    case 'TaskAdded': return { tasks: added(c.tasks, [e.data.task], e.at) };
    case 'WhistleBlown': return { tasks: added(c.tasks, e.data.tasks, e.at) };
    case 'TaskAccepted': return { tasks: changed(c.tasks, e.data.task, () => ({ state: 'doing', assignee: e.data.assignee })) };
    case 'TaskArrived': return { tasks: changed(c.tasks, e.data.task, (t) => ({ arrivedAt: t.arrivedAt ?? e.at })) };
    case 'TaskFinished':
      return { tasks: changed(c.tasks, e.data.task, (t) => ({ state: t.kind === 'joint' ? 'done' : 'passed', doneBy: e.by, result: e.data.note, evidence: e.data.evidence })) };
    case 'TaskVerified': return { tasks: changed(c.tasks, e.data.task, (t) => (e.data.passed ? { state: 'passed' } : { state: 'doing', rework: t.rework + 1 })) };
    case 'TaskCancelled': return { tasks: changed(c.tasks, e.data.task, () => ({ state: 'cancelled', result: e.data.reason })) };
    case 'CaseRechecked': return { tasks: changed(c.tasks, e.data.task, () => ({ state: e.data.clean ? 'passed' : 'done', doneBy: e.by, result: e.data.note, evidence: e.data.evidence })) };
    case 'CaseUrged': return { urged: c.urged + 1 };
    case 'SupervisionOrdered': return { orders: [...c.orders, { id: c.orders.length + 1, ...e.data, by: e.by, at: e.at, reply: null }] };
    case 'OrderReplied': return { orders: c.orders.map((o) => (o.id === e.data.order ? { ...o, reply: { by: e.by, at: e.at, text: e.data.text } } : o)) };
    case 'CaseEscalated':
      return {
        level: Math.max(c.level, e.data.level),
        alerts: [...c.alerts.filter((a) => a.rule !== e.data.rule || a.clock !== e.data.clock), { rule: e.data.rule, clock: e.data.clock, level: e.data.level, at: e.at, by: e.data.by ?? [], acknowledged: null }],
      };
    case 'EscalationAcknowledged': return { alerts: c.alerts.map((a) => (a.rule === e.data.rule && a.acknowledged === null ? { ...a, acknowledged: { by: e.by, at: e.at } } : a)) };
    case 'CaseVerified': return { verifiedBy: e.by, doubtful: e.data.passed === null, rework: c.rework + (e.data.passed === false ? 1 : 0) };
    case 'CaseSentBack': return c.onTheSpot ? { onTheSpot: false, handledBy: null, evidence: [] } : { rework: c.rework + 1 };
    case 'CaseClosed': return { outcome: e.data.outcome, mergedInto: e.data.into, request: null, proposal: null, resumeTo: null, resumeAt: null, tasks: ended(c.tasks) };
    case 'CaseReopened':
      return {
        ...RELEASED, outcome: null, mergedInto: null, department: null, coDepartments: [], dispatchedBy: null, verifiedBy: null, evidence: [], handledBy: null, onTheSpot: false, level: 0,
        refusals: [], ruled: false, extensions: 0, rating: null, confirmed: null, tasks: reopened(c.tasks),
      };
    case 'CaseRated': return { rating: e.data.score };
    case 'AppealMade': return { appeal: { by: e.by, department: c.department, reason: e.data.reason, votes: [], state: 'open' } };
    case 'AppealReviewed': return reviewed(c, e);
    case 'NoteAdded':
    case 'ClocksRetimed': return {};
    default: return impossible(e);
  }
}

function granted(c: Case, kind: RequestKind): Partial<Case> {
  switch (kind) {
    case 'return':
      return { ...RELEASED, returns: c.returns + 1, refusals: c.department === null ? c.refusals : [...c.refusals, c.department], tasks: withdrawn(c.tasks) };
    case 'extension': return { request: null, extensions: c.extensions + 1 };
    case 'suspension': return { request: null, resumeTo: c.stage, resumeAt: c.request?.until ?? null };
    default: return impossible(kind);
  }
}

/** Two reviewers must agree; one who does not is enough to decline. */
const REVIEWERS = 2;
function reviewed(c: Case, e: Extract<CaseEvent, { type: 'AppealReviewed' }>): Partial<Case> {
  if (c.appeal === null) return {};
  const votes = [...c.appeal.votes, { by: e.by, agree: e.data.agree }];
  const state = !e.data.agree ? 'declined' : votes.length >= REVIEWERS ? 'granted' : 'open';
  return { appeal: { ...c.appeal, votes, state }, exempt: c.exempt || state === 'granted' };
}

/** The case that a whole history amounts to. */
export const replay = (id: CaseId, history: readonly CaseEvent[]): Case => history.reduce(evolve, unborn(id));

function impossible(_: never): never { throw new Error('unknown kind of fact'); }
