import { unborn, type Case, type CaseEvent } from './case.js';
import type { CaseId } from './vocabulary.js';

/** The only way a case changes. Total: every event type has a branch or the compiler objects. */
export function evolve(c: Case, e: CaseEvent): Case {
  const moved = e.stage !== c.stage || c.version === 0;
  const next: Case = {
    ...c, version: e.seq, stage: e.stage, clocks: e.clocks,
    milestones: moved && (e.stage === 'closed' || c.milestones[e.stage] === undefined) ? { ...c.milestones, [e.stage]: e.at } : c.milestones,
  };
  switch (e.type) {
    case 'CaseRegistered': {
      const { report, ...data } = e.data;
      return { ...next, ...data, reports: [report] };
    }
    case 'ReportAttached': return { ...next, reports: [...c.reports, e.data.report], reportedAt: Math.min(c.reportedAt, e.data.reportedAt) };
    case 'CaseTriaged': return { ...next, classId: e.data.classId, conditionId: e.data.conditionId, severity: e.data.severity };
    case 'CaseDispatched':
      return { ...next, department: e.data.department, coDepartments: e.data.coDepartments, assignee: null, dispatchedBy: e.by, request: null, extensions: e.data.department === c.department ? c.extensions : 0 };
    case 'OwnershipRuled': return { ...next, department: e.data.department, coDepartments: [], assignee: null, dispatchedBy: e.by, request: null, extensions: 0 };
    case 'CaseAccepted': return { ...next, assignee: e.data.assignee };
    case 'RequestMade': return { ...next, request: { ...e.data, by: e.by } };
    case 'RequestGranted':
      switch (e.data.kind) {
        case 'return': return { ...next, request: null, assignee: null, returns: c.returns + 1 };
        case 'extension': return { ...next, request: null, extensions: c.extensions + 1 };
        case 'suspension': return { ...next, request: null, resumeTo: c.stage, resumeAt: c.request?.until ?? null };
      }
    // falls through is impossible: every kind above returns
    case 'RequestDeclined': return { ...next, request: null };
    case 'OwnershipDisputed': return { ...next, request: null };
    case 'CaseResolved': return { ...next, evidence: e.data.evidence };
    case 'CaseVerified': return { ...next, verifiedBy: e.by, rework: c.rework + (e.data.passed ? 0 : 1) };
    case 'CaseClosed': return { ...next, outcome: e.data.outcome, mergedInto: e.data.into, request: null, resumeTo: null, resumeAt: null };
    case 'CaseResumed': return { ...next, resumeTo: null, resumeAt: null };
    case 'CaseEscalated': return { ...next, level: Math.max(c.level, e.data.level) };
    case 'CaseReopened': return { ...next, outcome: null, mergedInto: null, department: null, coDepartments: [], assignee: null, dispatchedBy: null, verifiedBy: null, evidence: [], level: 0 };
    case 'NoteAdded':
    case 'ConfirmationAsked':
    case 'ReportConfirmed': return next;
    default: return impossible(e);
  }
}

/** The case that a whole history amounts to. */
export const replay = (id: CaseId, history: readonly CaseEvent[]): Case => history.reduce(evolve, unborn(id));

function impossible(_: never): never { throw new Error('unknown event'); }
