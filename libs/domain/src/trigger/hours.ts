import type { ActiveHours } from './rule.js';

/** China keeps one offset all year: local time is a sum. */
export const LOCAL = 8 * 3_600_000;
const MINUTE = 60_000, DAY_MINUTES = 1440, WEEK_MINUTES = 7 * DAY_MINUTES;
/** 1970-01-01 was a Thursday: the fourth day of a week that begins on Monday. */
const THURSDAY = 3 * DAY_MINUTES;

/** Minutes since Monday 00:00, local time. */
export const minuteOfWeek = (at: number): number => {
  const minute = (Math.floor((at + LOCAL) / MINUTE) + THURSDAY) % WEEK_MINUTES;
  return minute < 0 ? minute + WEEK_MINUTES : minute;
};

const minutes = (hhmm: string): number => Number(hhmm.slice(0, 2)) * 60 + Number(hhmm.slice(3, 5));

/** One mark for each minute of the local week in which a rule is active. */
export function activeWeek(hours: readonly ActiveHours[]): Uint8Array {
  const week = new Uint8Array(WEEK_MINUTES);
  for (const { days, from, to } of hours) {
    const open = minutes(from), close = minutes(to);
    const length = close > open ? close - open : close + DAY_MINUTES - open;
    for (const day of days) for (let m = 0; m < length; m++) week[((day - 1) * DAY_MINUTES + open + m + WEEK_MINUTES) % WEEK_MINUTES] = 1;
  }
  return week;
}

/** The day of a local year that has a 29 February, 0 … 365; arithmetic after Howard Hinnant's civil_from_days. */
export function dayOfYear(at: number): number {
  const days = Math.floor((at + LOCAL) / 86_400_000) + 719_468;
  const era = Math.floor(days / 146_097), inEra = days - era * 146_097;
  const year = Math.floor((inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365);
  /** From 1 March on. */
  const day = inEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  return day < 306 ? day + 60 : day - 306;
}

const BEFORE_MONTH = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335] as const;

/** The same number for `MM-DD`. */
export const dayOfMonthDay = (monthDay: string): number => (BEFORE_MONTH[Number(monthDay.slice(0, 2)) - 1] ?? 0) + Number(monthDay.slice(3, 5)) - 1;
