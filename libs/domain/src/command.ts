import type { Limit } from './calendar.js';
import type { Observation } from './observation.js';
import type { Clock, ClockKey } from './clock.js';
import type { TaskKind } from './task.js';
import type {
  Automation, CaseId, CellId, Channel, ClassId, ConditionId, DepartmentId, Instant, Millis, Place, ProposalKind, ReportId, RequestKind, Role, Severity, SuspensionGround, UserId, Verdict,
} from './vocabulary.js';

type Optional<T> = T | undefined;
type Photos = readonly string[];

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
  /** Absent: as the rule book says of its channel. */
  automation?: Optional<Automation>;
}

/** A small thing that the grid member put right on the spot, shown before and after. */
export interface OnTheSpot {
  readonly note: string;
  readonly before: Photos;
  readonly after: Photos;
}

/** Payloads by command name. A new command is one line here, one row in LIFECYCLE, and the branches the compiler asks for. */
export interface Commands {
  // Before filing
  register: Registration & { handled?: Optional<OnTheSpot> };
  /** `severity` and `total` come from a case that is merged: the master takes the graver one and the earlier deadline. */
  attachReport: { report: ReportId; reportedAt: Instant; severity?: Optional<Severity>; total?: Optional<Clock> };
  detachReports: { reports: readonly ReportId[] };
  note: { text: string };
  askConfirmation: { member?: Optional<UserId>; note?: Optional<string> };
  confirm: { verdict: Verdict; note?: Optional<string>; evidence: Photos };
  selfHandle: OnTheSpot;
  triage: { classId: ClassId; conditionId: ConditionId; severity: Severity };
  refuse: { code: string; note?: Optional<string> };
  merge: { into: CaseId };
  unmerge: { reason: string };
  linkRecurrence: { of: CaseId };
  // What sensors say of it
  observe: Observation;
  recover: object;
  // Dispatch
  dispatch: { department: DepartmentId; coDepartments: readonly DepartmentId[]; joint?: Optional<readonly DepartmentId[]>; note?: Optional<string> };
  recall: { note?: Optional<string> };
  assign: { assignee: UserId };
  accept: { assignee: UserId };
  handDown: { department: DepartmentId; note?: Optional<string> };
  handUp: { reason: string };
  dispute: { reason: string; evidence?: Optional<Photos>; makeSafe?: Optional<DepartmentId> };
  rule: { department: DepartmentId; coDepartments?: Optional<readonly DepartmentId[]>; joint?: Optional<readonly DepartmentId[]>; ground: string; writeBack?: Optional<string> };
  // Handling
  request: { kind: RequestKind; reason: string; more?: Optional<Millis>; until?: Optional<Instant>; suggest?: Optional<DepartmentId>; ground?: Optional<SuspensionGround>; evidence?: Optional<Photos> };
  endorse: { note?: Optional<string> };
  grant: { note?: Optional<string> };
  decline: { note: string };
  arrive: { place?: Optional<Place> };
  resolve: { note: string; evidence: Photos; place?: Optional<Place> };
  resume: { note?: Optional<string> };
  propose: { kind: ProposalKind; reason: string; document?: Optional<string> };
  approve: { note?: Optional<string> };
  reject: { note: string };
  // Tasks
  addTask: { kind: Exclude<TaskKind, 'whistle'>; department: DepartmentId | null; text: string; limit: Limit };
  whistle: { departments: readonly DepartmentId[]; reason: string };
  acceptTask: { task: number; assignee: UserId };
  arriveTask: { task: number; place?: Optional<Place> };
  finishTask: { task: number; note: string; evidence: Photos };
  verifyTask: { task: number; passed: boolean; note?: Optional<string>; evidence: Photos };
  cancelTask: { task: number; reason: string };
  recheck: { task: number; clean: boolean; note?: Optional<string>; evidence: Photos };
  // Supervision
  urge: { text: string };
  order: { demand: string; limit: Limit; rule?: Optional<string> };
  reply: { order: number; text: string };
  escalate: { rule: string; clock: ClockKey; level: number; by?: Optional<readonly Role[]> };
  acknowledge: { rule: string };
  retime: object;
  // After handling
  /** `passed` null: whoever looked could not tell; a person of the centre decides. */
  verify: { passed: boolean | null; note?: Optional<string>; evidence: Photos };
  rework: { reason: string };
  close: { note?: Optional<string> };
  reopen: { reason: string };
  rate: { score: number; text?: Optional<string> };
  appeal: { reason: string; evidence?: Optional<Photos> };
  review: { agree: boolean; note: string };
}
export type CommandType = keyof Commands;
export type CommandOf<K extends CommandType> = { readonly type: K } & Readonly<Commands[K]>;
export type Command = { [K in CommandType]: CommandOf<K> }[CommandType];
