import type { Comparison } from '#contract';
import type { Days } from '#directory';
import { DAY, dayOf, type Instant } from '#domain';

/** A local day as a number, and back. */
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
export const shift = (date: string, by: number): string => dateOf(dayOf(date) + by);
export const lengthOf = ({ from, to }: Days): number => dayOf(to) - dayOf(from) + 1;

/** The last moment of a period that has come. */
export const endOf = ({ to }: Pick<Days, 'to'>, offset: number, now: Instant): Instant => Math.min((dayOf(to) + 1) * DAY - offset - 1, now);

const lastOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** So many months earlier; the last of a month where there is no such day. */
function months(date: string, by: number): string {
  const [y = 0, m = 1, d = 1] = date.split('-').map(Number), all = y * 12 + m - 1 + by, year = Math.floor(all / 12), month = (all % 12) + 1;
  return `${year}-${String(month).padStart(2, '0')}-${String(Math.min(d, lastOfMonth(year, month))).padStart(2, '0')}`;
}
const endsMonth = (date: string): boolean => shift(date, 1).endsWith('-01');

/**
 * What a period is compared with. The one before it: whole months with as many whole months, other days with as many days right before.
 * `year`: the same days a year earlier. Null: nothing.
 */
export function comparedWith({ from, to }: Days, comparison: Comparison): Days | null {
  if (comparison === 'none') return null;
  const back = (by: number): Days => ({ from: months(from, by), to: endsMonth(to) ? shift(months(shift(to, 1), by), -1) : months(to, by) });
  if (comparison === 'year') return back(-12);
  if (from.endsWith('-01') && endsMonth(to)) { const [y = 0, m = 0] = from.split('-').map(Number), [u = 0, v = 0] = to.split('-').map(Number); return back(-((u - y) * 12 + v - m + 1)); }
  const n = lengthOf({ from, to });
  return { from: shift(from, -n), to: shift(to, -n) };
}

export type TrendUnit = 'day' | 'week' | 'month';
/** A short period is drawn with what went before it: a single day is no course. */
const SHORT = 14, DAYS_MOST = 62, WEEKS_MOST = 190, BEFORE = 30;
/** The period in steps that fit on a screen: days, weeks from Monday, or months; the first and last may be cut by the period. */
export function steps(period: Days): { unit: TrendUnit; points: Days[] } {
  const n = lengthOf(period), unit: TrendUnit = n <= DAYS_MOST ? 'day' : n <= WEEKS_MOST ? 'week' : 'month';
  const from = n < SHORT ? shift(period.to, 1 - BEFORE) : period.from, points: Days[] = [];
  for (let day = from; day <= period.to;) {
    const end = unit === 'day' ? day : unit === 'week' ? shift(day, 6 - ((dayOf(day) + 3) % 7)) : shift(`${months(day, 1).slice(0, 7)}-01`, -1);
    points.push({ from: day, to: end < period.to ? end : period.to });
    day = shift(end, 1);
  }
  return { unit, points };
}
/** The last thirty days up to and with the last day of the period. */
export const lately = ({ to }: Days): string[] => Array.from({ length: BEFORE }, (_, i) => shift(to, i + 1 - BEFORE));
