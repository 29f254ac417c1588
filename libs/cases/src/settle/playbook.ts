import { nextStep, wakeAt, type Case, type Instant, type Playbook } from '#domain';
import type { RuleBook } from '#directory';
import { UNSETTLED, type Settled } from '../store/held.js';

/**
 * The automation's playbook at a moment. `alone` says whether no likely original of the case is open:
 * a possible duplicate is filed by a person. Closing by itself needs a check by somebody else than the handler.
 */
export const playbookOf = (book: RuleBook, now: Instant, alone: (c: Case) => boolean): Playbook => ({
  ...book.playbook,
  triages: (c) => book.triages(c) && alone(c),
  routes: (c) => book.sureRoute({ classId: c.classId, conditionId: c.conditionId, cell: c.cell, owner: null, at: now }),
  closes: (c) => book.closes(c) && c.verifiedBy !== null && c.verifiedBy !== c.assignee,
});

/** How a case stands with the automation after a command: settled when there is nothing to do now, so that most commands need no job at all. */
export function look(c: Case, now: Instant, book: RuleBook): Settled {
  try {
    const playbook = playbookOf(book, now, () => true);
    return nextStep(c, now, playbook) === null ? { version: c.version, book: book.version, wakeAt: wakeAt(c, playbook) } : UNSETTLED;
  } catch {
    // The settle queue meets the same fault, counts it, and parks the case with its reason; a person's command must not fail for it.
    return UNSETTLED;
  }
}
