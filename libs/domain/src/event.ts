import type { Clock, ClockKey, Clocks } from './clock.js';
import type { Commands, OnTheSpot, Registration } from './command.js';
import type { Observation } from './observation.js';
import type { NewTask } from './task.js';
import type { Reason } from './reason.js';
import type { Terms } from './terms.js';
import type {
  CaseId, ClassId, ConditionId, DepartmentId, Instant, Outcome, Place, ProposalKind, ReportId, RequestKind, Role, Severity, Stage, SuspensionGround, UserId, Verdict,
} from './vocabulary.js';

type Photos = readonly string[];

/** Whether photos show that somebody was there: taken near the place and after the case was given out. Without any place the answer is open. */
export type Presence = 'at-place' | 'unknown';

/** Recorded facts by name. Optional members are younger than the oldest log. */
export interface Events {
  CaseRegistered: Registration & { handled?: OnTheSpot };
  ReportAttached: { report: ReportId; reportedAt: Instant; severity?: Severity; total?: Clock };
  ReportsDetached: { reports: readonly ReportId[] };
  NoteAdded: { text: string };
  ConfirmationAsked: { member?: UserId | null; note: string | null };
  ReportConfirmed: { verdict: Verdict; note: string | null; evidence: Photos };
  CaseSelfHandled: OnTheSpot;
  CaseTriaged: { classId: ClassId; conditionId: ConditionId; severity: Severity; terms?: Terms | null };
  CaseUnmerged: { reason: string };
  RecurrenceLinked: { of: CaseId };
  AlarmObserved: Observation;
  /** `resumes`: another department of the line that had it before; its time goes on. */
  CaseDispatched: { department: DepartmentId; coDepartments: readonly DepartmentId[]; note: string | null; tasks?: readonly NewTask[]; resumes?: true };
  DispatchRecalled: { from: DepartmentId | null; note: string | null };
  CaseAssigned: { assignee: UserId };
  CaseAccepted: { assignee: UserId };
  CaseHandedOn: { department: DepartmentId; from: DepartmentId | null; direction: 'up' | 'down'; note: string | null };
  OwnershipDisputed: { reason: string; evidence?: Photos; makeSafe?: NewTask | null };
  /** `writeBack`: the area for which the ruling becomes a line of the duty list. */
  OwnershipRuled: { department: DepartmentId; ground: string; coDepartments?: readonly DepartmentId[]; tasks?: readonly NewTask[]; writeBack?: string | null };
  RequestMade: { kind: RequestKind; reason: string; more: number; until: Instant | null; suggest: DepartmentId | null; ground?: SuspensionGround | null; evidence?: Photos; endorsed?: boolean };
  RequestEndorsed: { kind: RequestKind; note: string | null };
  RequestGranted: { kind: RequestKind; note: string | null };
  RequestDeclined: { kind: RequestKind; note: string };
  HandlerArrived: { place: Place | null };
  CaseResolved: { note: string; evidence: Photos; presence?: Presence };
  CaseResumed: { note: string | null };
  EndingProposed: { kind: ProposalKind; reason: string; document: string | null };
  EndingRejected: { kind: ProposalKind; note: string };
  TaskAdded: { task: NewTask };
  WhistleBlown: { reason: string; tasks: readonly NewTask[] };
  TaskAccepted: Commands['acceptTask'];
  TaskArrived: { task: number; place: Place | null };
  TaskFinished: { task: number; note: string; evidence: Photos };
  TaskVerified: { task: number; passed: boolean; note: string | null; evidence: Photos };
  TaskCancelled: { task: number; reason: string };
  CaseRechecked: { task: number; clean: boolean; note: string | null; evidence: Photos };
  CaseUrged: { text: string };
  SupervisionOrdered: { demand: string; limit: Commands['order']['limit']; rule: string | null };
  OrderReplied: { order: number; text: string };
  CaseEscalated: { rule: string; clock: ClockKey; level: number; by?: readonly Role[]; edition?: number };
  EscalationAcknowledged: { rule: string };
  ClocksRetimed: { edition: number };
  CaseVerified: { passed: boolean | null; note: string | null; evidence: Photos };
  CaseSentBack: { reason: string };
  /** `document`: the paper that orders a forced closing. `proposedBy`: whoever asked for an ending that a second person approved. */
  CaseClosed: { outcome: Outcome; reason: string | null; note?: string | null; document: string | null; into: CaseId | null; proposedBy?: UserId | null };
  CaseReopened: { reason: string };
  CaseRated: { score: number; text: string | null };
  AppealMade: { reason: string; evidence: Photos };
  AppealReviewed: { agree: boolean; note: string };
}
export type EventType = keyof Events;

/** Recorded with every fact: who, when, why, and where the case stood afterwards. Replay never asks today's table or calendar. */
export interface Stamp {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly at: Instant;
  readonly by: UserId;
  readonly role: Role;
  /** Set by the automation, null when a person acted. */
  readonly why: Reason | null;
  readonly stage: Stage;
  readonly clocks: Clocks;
}
export type CaseEvent = { [K in EventType]: { readonly type: K; readonly data: Readonly<Events[K]> } & Stamp }[EventType];
