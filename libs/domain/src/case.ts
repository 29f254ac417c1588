import type { ClockName, Clocks } from './clock.js';
import type { Reason } from './reason.js';
import type {
  CaseId, CellId, Channel, ClassId, ConditionId, DepartmentId, Instant, Millis, Outcome, Place, ReportId, RequestKind, Role, Severity, Stage, UserId,
} from './vocabulary.js';

/** What a department asked for and nobody has answered yet. */
export interface Request {
  readonly kind: RequestKind;
  readonly by: UserId;
  readonly reason: string;
  /** Extension: how much longer. */
  readonly more: Millis;
  /** Suspension: until when. */
  readonly until: Instant | null;
  /** Return: the department that should have it. */
  readonly suggest: DepartmentId | null;
}

/** The state of one case: a left fold of its events, nothing else. */
export interface Case {
  readonly id: CaseId;
  /** The number people say, e.g. `MD20261124-000123`. */
  readonly number: string;
  readonly version: number;
  readonly stage: Stage;
  readonly source: Channel;
  readonly classId: ClassId | null;
  readonly conditionId: ConditionId | null;
  readonly severity: Severity;
  /** Null outside every cell: a person looks at such a case first. */
  readonly cell: CellId | null;
  readonly place: Place | null;
  /** The registered asset (部件) or the device it is about, where one is known. */
  readonly asset: string | null;
  readonly device: string | null;
  readonly text: string;
  /** The earliest report; merging may only move it back. */
  readonly reportedAt: Instant;
  readonly reports: readonly ReportId[];
  readonly department: DepartmentId | null;
  readonly coDepartments: readonly DepartmentId[];
  readonly assignee: UserId | null;
  readonly dispatchedBy: UserId | null;
  readonly request: Request | null;
  readonly resumeTo: Stage | null;
  readonly resumeAt: Instant | null;
  /** Photo hashes of the latest feedback. */
  readonly evidence: readonly string[];
  readonly verifiedBy: UserId | null;
  /** Highest rung of the escalation ladder reached. */
  readonly level: number;
  readonly returns: number;
  readonly rework: number;
  /** Extensions granted to the present department. */
  readonly extensions: number;
  readonly outcome: Outcome | null;
  readonly mergedInto: CaseId | null;
  readonly clocks: Clocks;
  /** First entry into each stage (last for `closed`): the facts every KPI is computed from. */
  readonly milestones: Readonly<Partial<Record<Stage, Instant>>>;
}

/** What a report or a signal says when it opens a case. */
export interface Registration {
  number: string;
  report: ReportId;
  source: Channel;
  classId: ClassId | null;
  conditionId: ConditionId | null;
  severity: Severity;
  cell: CellId | null;
  place: Place | null;
  asset: string | null;
  device: string | null;
  text: string;
  reportedAt: Instant;
}

/** Payloads by command name. A new command is one line here, one row in LIFECYCLE, and the branches the compiler asks for. */
export interface Commands {
  register: Registration;
  attachReport: { report: ReportId; reportedAt: Instant };
  note: { text: string };
  askConfirmation: { note?: string | undefined };
  confirm: { verdict: 'true' | 'false' | 'unsure'; note?: string | undefined; evidence: readonly string[] };
  triage: { classId: ClassId; conditionId: ConditionId; severity: Severity };
  refuse: { reason: string };
  merge: { into: CaseId };
  dispatch: { department: DepartmentId; coDepartments: readonly DepartmentId[]; note?: string | undefined };
  accept: { assignee: UserId };
  request: { kind: RequestKind; reason: string; more?: Millis | undefined; until?: Instant | undefined; suggest?: DepartmentId | undefined };
  grant: { note?: string | undefined };
  decline: { note: string };
  dispute: { reason: string };
  rule: { department: DepartmentId; ground: string };
  resolve: { note: string; evidence: readonly string[] };
  verify: { passed: boolean; note?: string | undefined; evidence: readonly string[] };
  close: { note?: string | undefined };
  forceClose: { reason: string; document: string };
  void: { reason: string };
  resume: { note?: string | undefined };
  escalate: { rule: string; clock: ClockName; level: number };
  reopen: { reason: string };
}
export type CommandType = keyof Commands;
export type CommandOf<K extends CommandType> = { readonly type: K } & Readonly<Commands[K]>;
export type Command = { [K in CommandType]: CommandOf<K> }[CommandType];

export interface Events {
  CaseRegistered: Registration;
  ReportAttached: { report: ReportId; reportedAt: Instant };
  NoteAdded: { text: string };
  ConfirmationAsked: { note: string | null };
  ReportConfirmed: { verdict: 'true' | 'false' | 'unsure'; note: string | null; evidence: readonly string[] };
  CaseTriaged: { classId: ClassId; conditionId: ConditionId; severity: Severity };
  CaseDispatched: { department: DepartmentId; coDepartments: readonly DepartmentId[]; note: string | null };
  CaseAccepted: { assignee: UserId };
  RequestMade: Omit<Request, 'by'>;
  RequestGranted: { kind: RequestKind; note: string | null };
  RequestDeclined: { kind: RequestKind; note: string };
  OwnershipDisputed: { reason: string };
  OwnershipRuled: { department: DepartmentId; ground: string };
  CaseResolved: { note: string; evidence: readonly string[] };
  CaseVerified: { passed: boolean; note: string | null; evidence: readonly string[] };
  /** `document`: the paper that orders a forced closing. */
  CaseClosed: { outcome: Outcome; reason: string | null; document: string | null; into: CaseId | null };
  CaseResumed: { note: string | null };
  CaseEscalated: { rule: string; clock: ClockName; level: number };
  CaseReopened: { reason: string };
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

export const unborn = (id: CaseId): Case => ({
  id, number: '', version: 0, stage: 'triage', source: 'grid-member', classId: null, conditionId: null, severity: 4, cell: null, place: null, asset: null, device: null,
  text: '', reportedAt: 0, reports: [], department: null, coDepartments: [], assignee: null, dispatchedBy: null, request: null, resumeTo: null, resumeAt: null,
  evidence: [], verifiedBy: null, level: 0, returns: 0, rework: 0, extensions: 0, outcome: null, mergedInto: null, clocks: {}, milestones: {},
});
