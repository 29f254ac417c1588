import type { RULE_EFFECTS } from '#contract';
import { leading, moment, wakeAt, type Case, type Instant, type Playbook, type Stage } from '#domain';
import type { RuleBook } from '#directory';
import { routingOf } from '../settle/playbook.js';
import { stepsOf } from '../settle/steps.js';

export interface Effect {
  readonly effect: (typeof RULE_EFFECTS)[number];
  readonly was: unknown;
  readonly is: unknown;
}

/** Not given out yet: what the duty list says still matters. */
const UNDECIDED: readonly Stage[] = ['triage', 'confirmation', 'dispatch'];

/** The clocks and warnings alone: whatever else the automation would do needs more than the rule book. */
const warnings = ({ playbook }: RuleBook): Playbook =>
  ({ ...playbook, triages: () => false, confirms: () => null, unfounded: () => null, recurs: () => null, routes: () => null, fallback: () => null, assigns: () => null, closes: () => false });

/**
 * What another rule book would do to an open case at a moment: to whom it would go, which deadlines that leaned on an unpublished year move, what a case of its condition
 * would be promised from now on (it keeps its own), which warnings would go off, and when the next one comes. Two books that agree have no effect.
 */
export function effectsOn(c: Case, at: Instant, before: RuleBook, after: RuleBook): Effect[] {
  const effects: Effect[] = [];
  const tell = (effect: Effect['effect'], was: unknown, is: unknown): void => { if (JSON.stringify(was) !== JSON.stringify(is)) effects.push({ effect, was, is }); };
  if (UNDECIDED.includes(c.stage) && c.classId !== null) tell('route-changes', routeOf(c, at, before), routeOf(c, at, after));
  if (c.conditionId !== null) tell('limit-changes', promised(c, before), promised(c, after));
  const now = stepsOf(c, at, warnings(before), before.rules), then = stepsOf(c, at, warnings(after), after.rules);
  const moved = deadlineOf(then.after);
  if (then.events.some((e) => e.type === 'ClocksRetimed')) tell('deadline-changes', deadlineOf(c), moved);
  const fired = ({ events }: typeof now): string[] => events.flatMap((e) => (e.type === 'CaseEscalated' ? [e.data.rule] : []));
  const already = fired(now), fresh = fired(then).filter((rule) => !already.includes(rule));
  if (fresh.length > 0) tell('rung-fires', already, fresh);
  else tell('calendar', nextWarning(now.after, before), nextWarning(then.after, after));
  return effects;
}

const routeOf = (c: Case, at: Instant, book: RuleBook): unknown => {
  const [best] = book.candidates(routingOf(c, at));
  return best === undefined ? null : { department: best.department, coDepartments: best.coDepartments, line: best.line, sure: best.confidence === 1 };
};
const promised = (c: Case, { rules }: RuleBook): unknown => {
  const terms = c.conditionId === null ? null : rules.terms(c.conditionId, c.severity);
  return terms && { limit: terms.limit, total: terms.total, stages: terms.stages.map((s) => s.limit), recheckAfter: terms.recheckAfter };
};
const deadlineOf = (c: Case): Instant | null => { const key = leading(c.stage, c.clocks) ?? 'total'; return c.clocks[key]?.dueAt ?? null; };
/** When somebody would next be warned, while something runs. */
const nextWarning = (c: Case, book: RuleBook): Instant | null => {
  const key = leading(c.stage, c.clocks), clock = key === null ? undefined : c.clocks[key];
  // What leans on an unpublished year moves when it is published, by the deadline above.
  return clock === undefined || clock.provisional || moment(clock, 0, book.calendarAt(c.cell)) === null ? null : wakeAt(c, warnings(book));
};
