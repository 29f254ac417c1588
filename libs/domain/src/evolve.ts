import { unborn, type Case, type CaseEvent } from './case.js';
import type { CaseId, RequestKind } from './vocabulary.js';

/** The only way a case changes. Total: every event type has a branch or the compiler objects. */
export function evolve(c: Case, e: CaseEvent): Case {
  const moved = e.stage !== c.stage || c.version === 0;
  const milestones = moved && (e.stage === 'closed' || c.milestones[e.stage] === undefined) ? { ...c.milestones, [e.stage]: e.at } : c.milestones;
  return { ...c, version: e.seq, stage: e.stage, clocks: e.clocks, milestones, ...learned(c, e) };
}

/** What a fact says beside where the case stands now. */
function learned(c: Case, e: CaseEvent): Partial<Case> {
  switch (e.type) {
    case 'CaseRegistered': {
      const { report, ...data } = e.data;
      return { ...data, reports: [report] };
    }
    case 'ReportAttached': return { reports: [...c.reports, e.data.report], reportedAt: Math.min(c.reportedAt, e.data.reportedAt) };
    case 'CaseTriaged': return { classId: e.data.classId, conditionId: e.data.conditionId, severity: e.data.severity };
    case 'CaseDispatched':
      return { department: e.data.department, coDepartments: e.data.coDepartments, assignee: null, dispatchedBy: e.by, request: null, extensions: e.data.department === c.department ? c.extensions : 0 };
    case 'OwnershipRuled': return { department: e.data.department, coDepartments: [], assignee: null, dispatchedBy: e.by, request: null, extensions: 0 };
    case 'CaseAccepted': return { assignee: e.data.assignee };
    case 'RequestMade': return { request: { ...e.data, by: e.by } };
    case 'RequestGranted': return granted(c, e.data.kind);
    case 'RequestDeclined':
    case 'OwnershipDisputed': return { request: null };
    case 'CaseResolved': return { evidence: e.data.evidence };
    case 'CaseVerified': return { verifiedBy: e.by, rework: c.rework + (e.data.passed ? 0 : 1) };
    case 'CaseClosed': return { outcome: e.data.outcome, mergedInto: e.data.into, request: null, resumeTo: null, resumeAt: null };
    case 'CaseResumed': return { resumeTo: null, resumeAt: null };
    case 'CaseEscalated': return { level: Math.max(c.level, e.data.level) };
    case 'CaseReopened': return { outcome: null, mergedInto: null, department: null, coDepartments: [], assignee: null, dispatchedBy: null, verifiedBy: null, evidence: [], level: 0 };
    case 'NoteAdded':
    case 'ConfirmationAsked':
    case 'ReportConfirmed': return {};
    default: return impossible(e);
  }
}

function granted(c: Case, kind: RequestKind): Partial<Case> {
  switch (kind) {
    case 'return': return { request: null, assignee: null, returns: c.returns + 1 };
    case 'extension': return { request: null, extensions: c.extensions + 1 };
    case 'suspension': return { request: null, resumeTo: c.stage, resumeAt: c.request?.until ?? null };
    default: return impossible(kind);
  }
}

/** The case that a whole history amounts to. */
export const replay = (id: CaseId, history: readonly CaseEvent[]): Case => history.reduce(evolve, unborn(id));

function impossible(_: never): never { throw new Error('unknown kind of fact'); }
