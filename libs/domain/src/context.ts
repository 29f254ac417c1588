import type { Calendar, Limit } from './calendar.js';
import type { ClockName } from './clock.js';
import type { Reason } from './reason.js';
import type { Actor, ConditionId, Instant, Millis, Severity } from './vocabulary.js';

/** What today's rule book says that a decision may lean on. */
export interface Rules {
  readonly calendar: Calendar;
  /** How long after closing a case may be reopened. */
  readonly reopenWindow: Millis;
  /** Null: nothing runs against this clock. */
  limit(clock: ClockName, condition: ConditionId | null, severity: Severity): Limit | null;
}

/** Everything a decision may look at besides the case and the command. Built by the shell, read-only here. */
export interface Context {
  readonly now: Instant;
  readonly actor: Actor;
  readonly why: Reason | null;
  readonly rules: Rules;
}
