import type { Duty } from '#contract';
import type { Directory, RuleBook } from '#directory';
import { DAY, type DepartmentId, type Instant } from '#domain';

/** How finely and how far the roster is looked through for the next shift. */
const STEP = 30 * 60_000;
const AHEAD = 14 * DAY;

/** Who of a department is on duty, by the roster or, where there is none, by the working calendar; and when somebody is next. */
export function dutyOf(department: DepartmentId, now: Instant, book: RuleBook, who: Pick<Directory, 'people'>): Duty {
  const team = [...who.people({ role: 'handler', department }), ...who.people({ role: 'department-lead', department })];
  const people = team.filter((p) => book.onDuty(p.id, now)).map(({ id, name }) => ({ id, name }));
  return { department, people, planned: team.length > 0, next: people.length > 0 || team.length === 0 ? null : nextDuty(team, now, book) };
}

/** To the half hour: shifts begin on one. */
function nextDuty(team: readonly { readonly id: Parameters<RuleBook['onDuty']>[0] }[], now: Instant, book: RuleBook): Instant | null {
  for (let at = Math.floor(now / STEP) * STEP + STEP; at <= now + AHEAD; at += STEP) if (team.some((p) => book.onDuty(p.id, at))) return at;
  return null;
}
