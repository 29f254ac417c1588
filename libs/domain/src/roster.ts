import { DAY, localDay, type Calendar } from './calendar.js';
import type { DepartmentId, Instant, Millis, UserId } from './vocabulary.js';

/** Who stands ready when (值班表): people of a department, on some days, between two times of the day. */
export interface Shift {
  readonly id: string;
  readonly department: DepartmentId;
  readonly people: readonly UserId[];
  /** Every day, working days, days off, or these days of the week (1 Monday … 7 Sunday). */
  readonly days: 'all' | 'work' | 'off' | readonly number[];
  /** Offsets from local midnight; a shift that ends at or before its start ends on the next day. */
  readonly from: Millis;
  readonly to: Millis;
  /** Effective moments, half-open. */
  readonly since: Instant;
  readonly until: Instant | null;
  /** Called out at night when something cannot wait. */
  readonly callOut: boolean;
}

/** The shifts that run at a moment. */
export const shiftsAt = (shifts: readonly Shift[], at: Instant, cal: Calendar): readonly Shift[] => shifts.filter((s) => s.since <= at && (s.until === null || at < s.until) && runs(s, at, cal));

/** Whether a person stands in some shift now. */
export const onDuty = (shifts: readonly Shift[], person: UserId, at: Instant, cal: Calendar): boolean => shiftsAt(shifts, at, cal).some((s) => s.people.includes(person));

/** Whom to call out for a department now; empty: nobody is named. */
export const callOut = (shifts: readonly Shift[], department: DepartmentId, at: Instant, cal: Calendar): readonly UserId[] =>
  [...new Set(shiftsAt(shifts, at, cal).filter((s) => s.callOut && s.department === department).flatMap((s) => s.people))];

function runs(s: Shift, at: Instant, cal: Calendar): boolean {
  const today = localDay(cal, at), time = at - (today * DAY - cal.offset);
  const overnight = s.to <= s.from;
  return (falls(s, today, cal) && time >= s.from && (overnight || time < s.to)) || (overnight && falls(s, today - 1, cal) && time < s.to);
}

function falls({ days }: Shift, day: number, cal: Calendar): boolean {
  if (days === 'all') return true;
  if (days === 'work' || days === 'off') return (cal.windows(day).length > 0) === (days === 'work');
  // 1970-01-01 was a Thursday.
  return days.includes(((((day + 3) % 7) + 7) % 7) + 1);
}
