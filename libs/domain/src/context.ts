import type { Calendar, Limit } from './calendar.js';
import type { ClockName } from './clock.js';
import type { Reason } from './reason.js';
import type { Terms } from './terms.js';
import type { Actor, CellId, ConditionId, DepartmentId, Instant, Millis, Place, Severity, SuspensionGround } from './vocabulary.js';

/** What today's rule book says that a decision may lean on. */
export interface Rules {
  /** The rule book's version: a case notes by which one it was filed or raised. */
  readonly edition: number;
  /** The working time of a place; null: the county's. */
  calendar(cell: CellId | null): Calendar;
  /** Of a stage, or of the whole case before it is filed. Null: nothing runs against this clock. */
  limit(clock: ClockName, condition: ConditionId | null, severity: Severity): Limit | null;
  /** What the catalogue promises for a condition; null when it has none by that name. */
  terms(condition: ConditionId, severity: Severity): Terms | null;
  /** The limit for doing it once more after a failed check. */
  rework(limit: Limit): Limit;
  /** For a department that is called to the spot. */
  readonly arrival: Limit;
  /** For a co-department's share, and for making safe. */
  task(kind: 'joint' | 'make-safe', severity: Severity): Limit;
  /** The department above another one; null at the top. */
  superior(department: DepartmentId): DepartmentId | null;
  /** Reason codes with which a report may be refused. */
  readonly refusals: ReadonlySet<string>;
  /** What a grid member may put right alone. */
  small(severity: Severity): boolean;
  /** Whether a suspension on this ground is asked for with its papers. */
  papers(ground: SuspensionGround): boolean;
  /** How long after closing a case may be reopened, and a mark appealed. */
  readonly reopenWindow: Millis;
  readonly appealWindow: Millis;
  /** How far from the case a photo may have been taken, in metres, beside what the positions themselves are unsure of. */
  readonly reach: number;
}

/** What is known of an uploaded photo. */
export interface Shot {
  readonly place: Place | null;
  readonly takenAt: Instant | null;
}

/** Everything a decision may look at besides the case and the command. Built by the shell, read-only here. */
export interface Context {
  readonly now: Instant;
  readonly actor: Actor;
  readonly why: Reason | null;
  readonly rules: Rules;
  /** The photos that the command names. */
  readonly photos: ReadonlyMap<string, Shot>;
}
