import type { Clocks } from './clock.js';
import type { Alert, Order } from './order.js';
import type { Task } from './task.js';
import type { Terms } from './terms.js';
import type {
  Automation, CaseId, CellId, Channel, ClassId, ConditionId, DepartmentId, Instant, Millis, Outcome, Place, ProposalKind, ReportId, RequestKind, Severity, Stage, SuspensionGround, UserId, Verdict,
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
  /** Suspension: why it must wait. */
  readonly ground: SuspensionGround | null;
  /** The department's lead stands behind it: the first of the two steps of an approval. */
  readonly endorsed: boolean;
}

/** An ending that one person asked for; a second one approves. */
export interface Proposal {
  readonly kind: ProposalKind;
  readonly by: UserId;
  readonly reason: string;
  readonly document: string | null;
}

/** A department's objection to a mark against it, once, decided by two people. */
export interface Appeal {
  readonly by: UserId;
  readonly department: DepartmentId | null;
  readonly reason: string;
  readonly votes: readonly { readonly by: UserId; readonly agree: boolean }[];
  readonly state: 'open' | 'granted' | 'declined';
}

/** One report of a case and when it was made. */
export interface Heard {
  readonly id: ReportId;
  readonly at: Instant;
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
  /** Null until it is filed. */
  readonly terms: Terms | null;
  /** Null outside every cell: a person looks at such a case first. */
  readonly cell: CellId | null;
  readonly place: Place | null;
  /** The registered asset (部件) or the device it is about, where one is known. */
  readonly asset: string | null;
  readonly device: string | null;
  readonly text: string;
  /** Of a case that a trigger rule opened. A grid member's own report of the same takes away what held it back. */
  readonly automation?: Automation;
  /** The earliest report; merging may only move it back. */
  readonly reportedAt: Instant;
  readonly reports: readonly Heard[];
  /** The grid member who was asked to look, before filing. */
  readonly asked: UserId | null;
  /** What that look found. */
  readonly confirmed: Verdict | null;
  readonly department: DepartmentId | null;
  readonly coDepartments: readonly DepartmentId[];
  readonly assignee: UserId | null;
  readonly dispatchedBy: UserId | null;
  readonly request: Request | null;
  readonly proposal: Proposal | null;
  readonly resumeTo: Stage | null;
  readonly resumeAt: Instant | null;
  readonly tasks: readonly Task[];
  readonly orders: readonly Order[];
  readonly alerts: readonly Alert[];
  /** Photo hashes of the latest feedback. */
  readonly evidence: readonly string[];
  /** Who put it right: the handler who gave feedback, or the grid member on the spot. */
  readonly handledBy: UserId | null;
  /** Put right by a grid member on the spot; the centre reviews it. */
  readonly onTheSpot: boolean;
  readonly verifiedBy: UserId | null;
  /** Whoever looked could not tell whether it is done. */
  readonly doubtful: boolean;
  /** Highest rung of the escalation ladder reached. */
  readonly level: number;
  readonly urged: number;
  readonly returns: number;
  /** Departments that gave it back since it was last ruled on. */
  readonly refusals: readonly DepartmentId[];
  /** A ruling binds this department: it cannot give the case back. */
  readonly ruled: boolean;
  readonly rework: number;
  /** Extensions granted to the present department, or to the line of departments it is handed on in. */
  readonly extensions: number;
  /** First arrival of the present handler at the place. */
  readonly arrivedAt: Instant | null;
  /** The closed case that this one is a recurrence of. */
  readonly recurrenceOf: CaseId | null;
  readonly outcome: Outcome | null;
  readonly mergedInto: CaseId | null;
  /** The reporter's own mark, 1 … 5. */
  readonly rating: number | null;
  readonly appeal: Appeal | null;
  /** A granted appeal: the mark is taken off the score, the fact stays. */
  readonly exempt: boolean;
  readonly clocks: Clocks;
  /** First entry into each stage (last for `closed`): the facts every KPI is computed from. */
  readonly milestones: Readonly<Partial<Record<Stage, Instant>>>;
}

export const unborn = (id: CaseId): Case => ({
  id, number: '', version: 0, stage: 'triage', source: 'grid-member', classId: null, conditionId: null, severity: 4, terms: null, cell: null, place: null, asset: null, device: null,
  text: '', reportedAt: 0, reports: [], asked: null, confirmed: null, department: null, coDepartments: [], assignee: null, dispatchedBy: null, request: null, proposal: null,
  resumeTo: null, resumeAt: null, tasks: [], orders: [], alerts: [], evidence: [], handledBy: null, onTheSpot: false, verifiedBy: null, doubtful: false, level: 0, urged: 0, returns: 0, refusals: [],
  ruled: false, rework: 0, extensions: 0, arrivedAt: null, recurrenceOf: null, outcome: null, mergedInto: null, rating: null, appeal: null, exempt: false, clocks: {}, milestones: {},
});

/** Departments that take part beside the main one: asked to help, or with a task that is not over. */
export const involved = (c: Pick<Case, 'coDepartments' | 'tasks'>): readonly DepartmentId[] => {
  const asked = c.tasks.flatMap((t) => (t.department !== null && t.state !== 'cancelled' ? [t.department] : []));
  return asked.length === 0 ? c.coDepartments : [...new Set([...c.coDepartments, ...asked])];
};
