import { DAY, dayOf, localDay, type Instant } from '#domain';
import type { Days } from './counted.js';

/** The spans of time that counts are kept added up for besides days, and how many months each has. */
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
export type LongSpan = keyof typeof MONTHS;
export type Span = 'day' | LongSpan;
/** The shortest first. */
export const LONG_SPANS = Object.keys(MONTHS) as readonly LongSpan[];
export const SPANS: readonly Span[] = ['day', ...LONG_SPANS];

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
export const shift = (date: string, by: number): string => dateOf(dayOf(date) + by);
const monthOf = (date: string): string => `${date.slice(0, 7)}-01`;
const monthAfter = (month: string, by: number): string => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 + by, 1)).toISOString().slice(0, 10);

/** The county's date of a moment. */
export const dateAt = (now: Instant, offset: number): string => dateOf(localDay({ offset }, now));

/** The days that have come; none of those to come counts yet. */
export function come(days: readonly Days[], offset: number, now: Instant): Days[] {
  const today = dateAt(now, offset);
  return days.flatMap(({ from, to }): Days[] => (from > today ? [] : [{ from, to: to < today ? to : today }]));
}

/** The same days, each once, in order. */
export function merged(days: readonly Days[]): Days[] {
  const found: { from: string; to: string }[] = [];
  for (const { from, to } of [...days].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = found.at(-1);
    if (last === undefined || from > shift(last.to, 1)) found.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  return found;
}

/** What steps are made of: spans, each by its first day, and the days beside them. */
export interface Spanned extends Readonly<Record<LongSpan, readonly string[]>> { readonly day: readonly Days[] }

/** Steps in as few spans as they make up: years, then quarters, then months, and what is left over in days. No span reaches over a step's end, and together they hold every day once. */
export function spanned(steps: readonly Days[]): Spanned {
  const day: Days[] = [], found: Record<LongSpan, string[]> = { month: [], quarter: [], year: [] }, left = (from: string, to: string): void => { if (from <= to) day.push({ from, to }); };
  for (const { from, to } of steps) {
    const first = from === monthOf(from) ? from : monthAfter(from, 1), after = monthOf(shift(to, 1));
    if (first >= after) { left(from, to); continue; }
    left(from, shift(first, -1));
    for (let month = first; month < after;) {
      const span = [...LONG_SPANS].reverse().find((s) => (Number(month.slice(5, 7)) - 1) % MONTHS[s] === 0 && monthAfter(month, MONTHS[s]) <= after) ?? 'month';
      found[span].push(month);
      month = monthAfter(month, MONTHS[span]);
    }
    left(after, to);
  }
  return { ...found, day: merged(day) };
}
