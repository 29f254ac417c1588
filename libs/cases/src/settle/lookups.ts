import { assignments, type Assignment, type Case, type CaseId, type Colleague, type DepartmentId, type Instant } from '#domain';
import type { Directory, RuleBook } from '#directory';
import { teamsOf } from '../assignment/team.js';
import type { Sql } from '../store/read.js';
import { doubtful } from './alone.js';
import { recurrences, type Recurrence } from './recurrences.js';

/** What the automation has to look up for a case, beside the rule book. */
export interface Lookups {
  /** No likely original of the case is open. */
  alone(c: Case): boolean;
  recurs(c: Case): Recurrence | null;
  assigns(c: Case): Assignment | null;
}

/** Not looked up yet: whatever would need it is left to who looks. The answers only say that there might be one. */
export const UNKNOWN: Lookups = {
  alone: () => true,
  recurs: (c) => ({ of: c.id, metres: 0, days: 0 }),
  assigns: (c) => ({ person: c.id as never, score: 0, merits: [] }),
};

/** Looks up what the automation may need for these cases, all of them in a few statements. Work given out of one look counts as load in it. */
export async function lookUp(sql: Sql, cases: readonly Case[], now: Instant, book: RuleBook, who: Pick<Directory, 'people'>): Promise<Lookups> {
  const doubt = await doubtful(sql, cases, book);
  const again = await recurrences(sql, cases.filter((c) => c.stage === 'triage' || c.stage === 'dispatch'), now, book.settings.recurrence);
  const teams = new Map<DepartmentId, Colleague[]>();
  // Before acceptance a case may still be dispatched to any of them in the same look.
  const open = cases.some((c) => c.stage === 'triage' || c.stage === 'dispatch' || (c.stage === 'acceptance' && c.assignee === null));
  if (open) for (const [department, team] of await teamsOf(sql, [...book.departments.values()].filter((d) => d.assigns === 'automatic').map((d) => d.id), now, book, who)) teams.set(department, [...team]);
  const given = new Map<CaseId, Assignment | null>();
  return {
    alone: (c) => !doubt.has(c.id),
    recurs: (c) => again.get(c.id) ?? null,
    assigns: (c) => {
      const team = c.department === null ? undefined : teams.get(c.department);
      if (team === undefined) return null;
      const before = given.get(c.id);
      if (before !== undefined) return before;
      const [best = null] = assignments(team, { classId: c.classId, place: c.place, now });
      given.set(c.id, best);
      const at = team.findIndex((p) => p.id === best?.person), person = team[at];
      if (person !== undefined) team[at] = { ...person, load: person.load + 1, lastGivenAt: now };
      return best;
    },
  };
}
