import type { Calendar } from './calendar.js';
import type { Case, Command } from './case.js';
import { moment, type ClockName } from './clock.js';
import type { Reason } from './reason.js';
import type { DepartmentId, Instant, Millis, Role, Severity } from './vocabulary.js';

/** One rung of the ladder: when so much of the clock's time is used, raise the case to `level` and tell these roles. */
export interface EscalationRule {
  readonly id: string;
  readonly clock: ClockName;
  /** A share of the limit (0.8 = yellow, 1 = due) or a fixed time on the clock. */
  readonly at: { readonly share: number } | { readonly after: Millis };
  readonly level: number;
  /** Only for these severities; absent: all. */
  readonly severities?: readonly Severity[];
  readonly tell: readonly Role[];
}

/** Where a case goes when one answer is sure, and which line of the duty list says so. */
export interface Routing {
  readonly department: DepartmentId;
  readonly coDepartments: readonly DepartmentId[];
  readonly line: string;
  readonly confidence: number;
}

/** What the automation may know: today's rule book, read from the directory. */
export interface Playbook {
  readonly calendar: Calendar;
  readonly ladder: readonly EscalationRule[];
  /** The case may be filed without a person looking. */
  triages(c: Case): boolean;
  /** The one sure answer, or null: a person decides. */
  routes(c: Case): Routing | null;
  /** The case may be closed without a person looking. */
  closes(c: Case): boolean;
}

export interface Step {
  readonly command: Command;
  readonly why: Reason;
}

/**
 * What the automation would do next, looking only at where the case stands: level-triggered,
 * like a thermostat. Running it twice, late, or after losing every queued job changes nothing.
 */
export function nextStep(c: Case, now: Instant, book: Playbook): Step | null {
  switch (c.stage) {
    case 'triage':
      // Where a person was asked on the spot, a person files.
      if (c.classId && c.conditionId && c.milestones.confirmation === undefined && book.triages(c))
        return { command: { type: 'triage', classId: c.classId, conditionId: c.conditionId, severity: c.severity }, why: { code: 'trusted-report' } };
      break;
    case 'dispatch': {
      const route = c.returns > 0 ? null : book.routes(c);
      if (route) return { command: { type: 'dispatch', department: route.department, coDepartments: route.coDepartments }, why: { code: 'duty-line', line: route.line, department: route.department, confidence: route.confidence } };
      break;
    }
    case 'closure':
      if (book.closes(c)) return { command: { type: 'close' }, why: { code: 'verified' } };
      break;
    case 'suspended':
      if (c.resumeAt !== null && c.resumeAt <= now) return { command: { type: 'resume' }, why: { code: 'suspension-ended' } };
      break;
    case 'closed': return null;
    default: break;
  }
  const due = nextRung(c, book);
  return due && due.when <= now
    ? { command: { type: 'escalate', rule: due.rule.id, clock: due.rule.clock, level: due.rule.level }, why: { code: 'clock-reached', rule: due.rule.id, clock: due.rule.clock } }
    : null;
}

/** The next moment at which `nextStep` could answer differently. Kept as cases.wake_at; a queue's delay is only its echo. */
export function wakeAt(c: Case, book: Playbook): Instant | null {
  return c.stage === 'closed' ? null : c.stage === 'suspended' ? c.resumeAt : (nextRung(c, book)?.when ?? null);
}

/** The earliest rung that has not gone off on the present run of its clock; the lower level first at the same moment. */
function nextRung(c: Case, book: Playbook): { readonly rule: EscalationRule; readonly when: Instant } | null {
  let first: { rule: EscalationRule; when: Instant } | null = null;
  for (const rule of book.ladder) {
    const clock = c.clocks[rule.clock];
    if (!clock || clock.fired.includes(rule.id) || (rule.severities && !rule.severities.includes(c.severity))) continue;
    const when = moment(clock, 'share' in rule.at ? Math.round(clock.limit.amount * rule.at.share) : rule.at.after, book.calendar);
    if (when !== null && (first === null || when < first.when || (when === first.when && rule.level < first.rule.level))) first = { rule, when };
  }
  return first;
}
