import type { Assignment } from './assignment.js';
import { provisional, type Calendar, type Limit } from './calendar.js';
import type { Case } from './case.js';
import { CLOCKS, kindOf, moment, reached, type ClockKey, type ClockKind } from './clock.js';
import type { Command } from './command.js';
import type { Alert } from './order.js';
import type { Reason } from './reason.js';
import { open } from './task.js';
import type { CaseId, CellId, ClassId, DepartmentId, Instant, Millis, Role, Severity, UserId } from './vocabulary.js';

/** When a rung goes off: at a share of the limit (0.8 = yellow, 1 = due), a time on the clock, or when nobody acknowledged another rung within a time. */
export type Trigger = { readonly share: number } | { readonly after: Millis } | { readonly unacknowledged: string; readonly within: Millis };

/** One rung of the ladder: when its moment comes, raise the case to `level` and tell these people. */
export interface EscalationRule {
  readonly id: string;
  readonly clock: ClockKind;
  readonly at: Trigger;
  readonly level: number;
  /** Only for these severities, classes (or their first digits) and areas (prefix of the cell's code); absent: all. */
  readonly severities?: readonly Severity[];
  readonly classes?: readonly string[];
  readonly areas?: readonly string[];
  /** Roles that the case concerns; `on-call`: whoever stands in a call-out shift of the department now. */
  readonly tell: readonly (Role | 'on-call')[];
  /** `call`: wakes people by every channel they have; `high`: passes quiet hours of those on duty. */
  readonly urgency?: 'normal' | 'high' | 'call';
  /** Who may say "I have it"; absent: nobody is asked to. */
  readonly acknowledge?: readonly Role[];
  /** A supervision order goes out with it, to be answered within this limit. */
  readonly order?: { readonly reply: Limit; readonly demand: string };
}

/** Where a case goes when one answer is sure, and which line of the duty list says so. */
export interface Routing {
  readonly department: DepartmentId;
  readonly coDepartments: readonly DepartmentId[];
  /** Those of them that get a share of their own. */
  readonly joint: readonly DepartmentId[];
  /** Who makes safe while it is disputed, and has it when nobody else does; null: the list names none. */
  readonly fallback: DepartmentId | null;
  readonly line: string;
  readonly confidence: number;
}

/** What the automation may know: today's rule book, read from the directory, and what the shell has looked up for the case. */
export interface Playbook {
  readonly edition: number;
  calendar(cell: CellId | null): Calendar;
  readonly ladder: readonly EscalationRule[];
  /** Returns after which the centre rules. */
  readonly returnsToDispute: number;
  /** What is made safe first while it is disputed, and how soon. */
  readonly makeSafe: { readonly severities: readonly Severity[]; readonly limit: Limit };
  /** The limit of a check after closing. */
  readonly recheck: Limit;
  /** The case may be filed without a person looking, under the condition it names, which the catalogue has. */
  triages(c: Case): boolean;
  /** Somebody has to look on the spot before it is filed; null: nobody needs to. */
  confirms(c: Case): { readonly member: UserId | null } | null;
  /** The reason code with which a report found untrue is refused by itself; null: a person refuses. */
  unfounded(c: Case): string | null;
  /** A closed case that this one is a recurrence of; null when there is none or it was not looked for. */
  recurs(c: Case): { readonly of: CaseId; readonly metres: number; readonly days: number } | null;
  /** The one sure answer, or null: a person decides. */
  routes(c: Case): Routing | null;
  /** Who makes a dangerous thing safe while it is disputed whose it is. */
  fallback(c: Case): DepartmentId | null;
  /** Whom of the department the case is given to; null: the department decides. */
  assigns(c: Case): Assignment | null;
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
  return retiming(c, book) ?? onward(c, now, book) ?? supervision(c, book) ?? escalation(c, now, book);
}

/** The next moment at which `nextStep` could answer differently. Kept as cases.wake_at; a queue's delay is only its echo. */
export function wakeAt(c: Case, book: Playbook): Instant | null {
  const rung = nextRung(c, book)?.when ?? null;
  const moved = c.stage === 'suspended' ? c.resumeAt : c.stage === 'closed' ? (nextRecheck(c)?.at ?? null) : null;
  return rung === null ? moved : moved === null ? rung : Math.min(rung, moved);
}

function onward(c: Case, now: Instant, book: Playbook): Step | null {
  switch (c.stage) {
    case 'triage': return filing(c, book);
    case 'dispatch': return dispatching(c, book);
    case 'acceptance': {
      const given = c.assignee === null && c.request === null ? book.assigns(c) : null;
      return given && { command: { type: 'assign', assignee: given.person }, why: { code: 'roster', person: given.person, merits: given.merits } };
    }
    case 'disputed': {
      const department = book.makeSafe.severities.includes(c.severity) && !c.tasks.some((t) => t.kind === 'make-safe' && t.state !== 'cancelled') ? book.fallback(c) : null;
      return department && { command: { type: 'addTask', kind: 'make-safe', department, text: '', limit: book.makeSafe.limit }, why: { code: 'make-safe-first', department } };
    }
    case 'closure':
      // What a grid member put right alone, and what nobody could tell on the spot, is always looked at by a person.
      return !c.onTheSpot && !c.doubtful && !c.tasks.some(open) && book.closes(c) ? { command: { type: 'close' }, why: { code: 'verified' } } : null;
    case 'suspended': return c.resumeAt !== null && c.resumeAt <= now ? { command: { type: 'resume' }, why: { code: 'suspension-ended' } } : null;
    case 'closed': {
      const due = nextRecheck(c);
      return due && due.at <= now ? { command: { type: 'addTask', kind: 'recheck', department: null, text: '', limit: book.recheck }, why: { code: 'recheck-due', days: Math.round(due.after / 86_400_000) } } : null;
    }
    default: return null;
  }
}

function filing(c: Case, book: Playbook): Step | null {
  if (c.confirmed === 'false') {
    const code = book.unfounded(c);
    return code === null ? null : { command: { type: 'refuse', code }, why: { code: 'unfounded' } };
  }
  // Who could not tell leaves it to a person; so does a rule that asks for a look.
  if (c.confirmed === 'unsure' || (c.automation === 'review' && c.confirmed === null)) return null;
  if (c.classId && c.conditionId && book.triages(c))
    return { command: { type: 'triage', classId: c.classId, conditionId: c.conditionId, severity: c.severity }, why: { code: c.confirmed === null ? 'trusted-report' : 'confirmed' } };
  const asked = c.confirmed === null && c.milestones.confirmation === undefined ? book.confirms(c) : null;
  return asked && { command: { type: 'askConfirmation', ...(asked.member !== null && { member: asked.member }) }, why: { code: 'untrusted-source', member: asked.member } };
}

function dispatching(c: Case, book: Playbook): Step | null {
  if (c.refusals.length >= book.returnsToDispute) {
    const department = book.makeSafe.severities.includes(c.severity) ? book.fallback(c) : null;
    return { command: { type: 'dispute', reason: '', evidence: [], ...(department !== null && { makeSafe: department }) }, why: { code: 'returned-often', times: c.refusals.length } };
  }
  const again = c.recurrenceOf === null ? book.recurs(c) : null;
  if (again) return { command: { type: 'linkRecurrence', of: again.of }, why: { code: 'same-place', ...again } };
  // A rule dispatches as far as its hits have earned it; what somebody has confirmed needs no such credit.
  if (c.automation !== undefined && c.automation !== 'dispatch' && c.confirmed !== 'true') return null;
  const route = c.refusals.length > 0 ? null : book.routes(c);
  return route && {
    command: { type: 'dispatch', department: route.department, coDepartments: route.coDepartments, joint: route.joint },
    why: { code: 'duty-line', line: route.line, department: route.department, confidence: route.confidence },
  };
}

/** A deadline that leaned on an unpublished year, once the year is published; that of a check after closing too. */
function retiming(c: Case, book: Playbook): Step | null {
  for (const key of Object.keys(c.clocks) as ClockKey[]) {
    const clock = c.clocks[key];
    if (!clock?.provisional || clock.since === null) continue;
    const again = moment(clock, clock.limit.amount, book.calendar(c.cell));
    if (again !== null && (again !== clock.dueAt || !provisional(book.calendar(c.cell), clock.since, again))) return { command: { type: 'retime' }, why: { code: 'calendar-published', edition: book.edition } };
  }
  return null;
}

/** A supervision order that goes with a rung which has gone off. */
function supervision(c: Case, book: Playbook): Step | null {
  if (c.stage === 'closed') return null;
  for (const alert of c.alerts) {
    const order = book.ladder.find((r) => r.id === alert.rule)?.order;
    if (order && !c.orders.some((o) => o.rule === alert.rule && o.at >= alert.at))
      return { command: { type: 'order', demand: order.demand, limit: order.reply, rule: alert.rule }, why: { code: 'clock-reached', rule: alert.rule, clock: alert.clock } };
  }
  return null;
}

interface Rung { readonly rule: EscalationRule; readonly clock: ClockKey; readonly when: Instant }

function escalation(c: Case, now: Instant, book: Playbook): Step | null {
  const due = nextRung(c, book);
  if (!due || due.when > now) return null;
  const { rule, clock } = due;
  return {
    command: { type: 'escalate', rule: rule.id, clock, level: rule.level, by: rule.acknowledge ?? [] },
    why: 'unacknowledged' in rule.at ? { code: 'not-acknowledged', rule: rule.id, clock, after: rule.at.unacknowledged } : { code: 'clock-reached', rule: rule.id, clock },
  };
}

/** The earliest rung that has not gone off on the present run of its clock; the lower level first at the same moment. */
function nextRung(c: Case, book: Playbook): Rung | null {
  let first: Rung | null = null;
  for (const rule of book.ladder) {
    if (!concerns(rule, c)) continue;
    for (const clock of keysOf(rule.clock, c)) {
      const when = momentOf(rule, clock, c, book);
      if (when !== null && (first === null || when < first.when || (when === first.when && rule.level < first.rule.level))) first = { rule, clock, when };
    }
  }
  return first;
}

function momentOf(rule: EscalationRule, key: ClockKey, c: Case, book: Playbook): Instant | null {
  const clock = c.clocks[key];
  if (!clock || clock.since === null || clock.fired.includes(rule.id)) return null;
  if ('unacknowledged' in rule.at) {
    const { unacknowledged, within } = rule.at;
    const alert: Alert | undefined = c.alerts.find((a) => a.rule === unacknowledged && a.clock === key && a.acknowledged === null);
    return alert ? alert.at + within : null;
  }
  return 'share' in rule.at ? reached(clock, rule.at.share, book.calendar(c.cell)) : moment(clock, rule.at.after, book.calendar(c.cell));
}

const NAMES: ReadonlySet<string> = new Set(CLOCKS);
const keysOf = (kind: ClockKind, c: Case): readonly ClockKey[] => (NAMES.has(kind) ? [kind as ClockKey] : (Object.keys(c.clocks) as ClockKey[]).filter((k) => kindOf(k) === kind));

const concerns = (r: EscalationRule, c: Case): boolean =>
  (r.severities === undefined || r.severities.includes(c.severity)) && (r.classes === undefined || startsWithOne(c.classId, r.classes)) && (r.areas === undefined || startsWithOne(c.cell, r.areas));
const startsWithOne = (id: ClassId | CellId | null, prefixes: readonly string[]): boolean => id !== null && prefixes.some((p) => id.startsWith(p));

/** The next check that the catalogue asks for after the last closing; the checks asked for since then are counted. */
function nextRecheck(c: Case): { readonly at: Instant; readonly after: Millis } | null {
  if (c.outcome !== 'fixed' || c.terms === null || c.terms.recheckAfter.length === 0) return null;
  const closed = c.milestones.closed ?? 0;
  const after = c.terms.recheckAfter[c.tasks.filter((t) => t.kind === 'recheck' && t.at >= closed).length];
  return after === undefined ? null : { at: closed + after, after };
}
