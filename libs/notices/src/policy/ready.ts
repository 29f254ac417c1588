import type { RuleBook } from '#directory';
import { DAY, type Calendar, type Instant, type Shift, type UserId } from '#domain';

type Duty = Pick<RuleBook, 'onDuty' | 'roster' | 'calendar'>;
/** Beyond that no shift is looked for. */
const DAYS_AHEAD = 31;

/** The first moment from `at` on at which a person is on duty: `at` itself when they are, null when no shift comes within a month. */
export function readyFrom(book: Duty, person: UserId, at: Instant): Instant | null {
  return first(book.calendar, at, book.roster.filter((s) => s.people.includes(person)), (t) => book.onDuty(person, t));
}

/** The first moment from `at` on at which a group may be disturbed: in working time, or when all of it is on duty. One of them on the night shift is not enough: the others hear it too. */
export function groupReadyFrom(book: Duty, people: readonly UserId[], at: Instant): Instant | null {
  const all = (t: Instant): boolean => people.length > 0 && people.every((p) => book.onDuty(p, t));
  return first(book.calendar, at, book.roster.filter((s) => s.people.some((p) => people.includes(p))), (t) => works(book.calendar, t) || all(t));
}

/** Somebody comes on duty only where a shift begins or starts to hold, or where working time begins. */
function first(calendar: Calendar, at: Instant, shifts: readonly Shift[], holds: (t: Instant) => boolean): Instant | null {
  if (holds(at)) return at;
  const { offset } = calendar, today = Math.floor((at + offset) / DAY);
  for (let day = today; day <= today + DAYS_AHEAD; day++) {
    const midnight = day * DAY - offset, starts = [...shifts.flatMap((s) => [midnight + s.from, s.since]), ...calendar.windows(day).map(([open]) => midnight + open)];
    const found = starts.filter((t) => t > at && t >= midnight && t < midnight + DAY).sort((a, b) => a - b).find(holds);
    if (found !== undefined) return found;
  }
  return null;
}

function works(calendar: Calendar, at: Instant): boolean {
  const day = Math.floor((at + calendar.offset) / DAY), time = at + calendar.offset - day * DAY;
  return calendar.windows(day).some(([open, close]) => time >= open && time < close);
}
