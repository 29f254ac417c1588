import { nextStep, wakeAt, type Case, type Instant, type Playbook, type RoutingQuery, type UserId } from '#domain';
import type { Directory, RuleBook } from '#directory';
import { UNSETTLED, type Settled } from '../store/held.js';
import { UNKNOWN, type Lookups } from './lookups.js';

export const routingOf = (c: Case, at: Instant): RoutingQuery => ({ classId: c.classId, conditionId: c.conditionId, cell: c.cell, owner: null, at });

/**
 * The automation's playbook at a moment. A possible duplicate is filed by a person. Closing by itself needs a check by somebody else than the handler,
 * and a case that was opened again is closed by a person.
 */
export const playbookOf = (book: RuleBook, now: Instant, who: Pick<Directory, 'responsible'>, { alone, recurs, assigns }: Lookups): Playbook => ({
  ...book.playbook,
  triages: (c) => book.triages(c) && alone(c),
  confirms: (c) => (book.confirms(c) ? { member: looker(c, now, book, who) } : null),
  unfounded: () => book.settings.unfounded,
  recurs,
  routes: (c) => book.sureRoute(routingOf(c, now)),
  fallback: (c) => book.fallback(routingOf(c, now)),
  assigns: (c) => (c.department !== null && book.departments.get(c.department)?.assigns === 'automatic' ? assigns(c) : null),
  closes: (c) => book.closes(c) && c.verifiedBy !== null && c.verifiedBy !== c.assignee && c.verifiedBy !== c.handledBy,
});

/** Who is asked to look at a place: whoever answers for the cell; while they are off duty, a backup who is not. */
function looker(c: Case, now: Instant, book: RuleBook, who: Pick<Directory, 'responsible'>): UserId | null {
  const { main, backups } = c.cell === null ? { main: null, backups: [] } : who.responsible(c.cell);
  const answering = main === null ? backups : [main, ...backups];
  return answering.find((id) => book.onDuty(id, now)) ?? answering[0] ?? null;
}

/** How a case stands with the automation after a command: settled when there is nothing to do now, so that most commands need no job at all. */
export function look(c: Case, now: Instant, book: RuleBook, who: Pick<Directory, 'responsible'>): Settled {
  const playbook = playbookOf(book, now, who, UNKNOWN);
  try {
    if (nextStep(c, now, playbook) === null) return { version: c.version, book: book.version, wakeAt: wakeAt(c, playbook) };
  } catch {
    // The settle queue meets the same fault, counts it, and parks the case with its reason; a person's command must not fail for it.
  }
  // A closed case is found by its moment alone.
  return c.stage === 'closed' ? { ...UNSETTLED, wakeAt: now } : UNSETTLED;
}
