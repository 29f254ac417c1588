import type { Countable, Unit } from '#contract';
import { DAY, dayOf, localDay, type Instant } from '#domain';
import { counted, within, type Counting, type Days, type Dimensions } from './counted.js';
import { grainFor, SUM_UNITS } from './grains.js';
import type { Bind } from './visible.js';

/** Finds a row when everything that is counted is in the sums; until then they are not asked. */
export const SUMMED = `select 1 from counted_summed where before = 'infinity'`;

/** A question that sums can answer: counts by a unit and by step of `days`, or by day. The steps run in order and do not overlap, unless it is by day. */
export interface Summing extends Omit<Counting, 'lacking'>, Dimensions { readonly by: Unit | 'day' }

const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const shift = (date: string, by: number): string => dateOf(dayOf(date) + by);
const monthOf = (date: string): string => `${date.slice(0, 7)}-01`;
const nextMonth = (first: string): string => monthOf(shift(first, 31));

/** The days that have come; none of those to come counts yet. */
export function come(days: readonly Days[], offset: number, now: Instant): Days[] {
  const today = dateOf(localDay({ offset }, now));
  return days.flatMap(({ from, to }): Days[] => (from > today ? [] : [{ from, to: to < today ? to : today }]));
}

/** Whole months, and what is left over in days: together every day once. */
export function stretched(steps: readonly Days[]): { readonly months: string[]; readonly days: Days[] } {
  const months: string[] = [], days: { from: string; to: string }[] = [];
  const left = (from: string, to: string): void => {
    const last = days.at(-1);
    if (from > to) return;
    if (last !== undefined && shift(last.to, 1) === from) last.to = to;
    else days.push({ from, to });
  };
  for (const { from, to } of steps) {
    const first = from === monthOf(from) ? from : nextMonth(monthOf(from));
    let end = first;
    while (shift(nextMonth(end), -1) <= to) { months.push(end); end = nextMonth(end); }
    if (end === first) { left(from, to); continue; }
    left(from, shift(first, -1));
    left(end, to);
  }
  return { months, days };
}

/**
 * Counts by unit and step as a statement over `counted_sum`: columns `unit`, `period` and one for each part. The very numbers of `counted`, which may be asked instead when this answers null.
 * `columns` says the units in terms of `counted_case`: what is still to come today is taken off, in the same statement, so that both are of one moment.
 */
export function summed(asked: Summing, column: string, offset: number, now: Instant, bind: Bind): string | null {
  const grain = grainFor(asked), today = dateOf(localDay({ offset }, now));
  if (grain === null) return null;
  const { by, parts, department, whose } = asked, steps = come(asked.days, offset, now);
  const { months, days } = by === 'day' ? { months: [], days: steps } : stretched(steps);
  const span = [
    ...(months.length === 0 ? [] : [`(span = 'month' and day = any(${bind(months)}::date[]))`]),
    ...days.map(({ from, to }) => `(span = 'day' and day between ${bind(from)}::date and ${bind(to)}::date)`),
  ];
  const narrowed = [
    ...areaOf(asked, bind), ...within({ ...asked, area: undefined }, bind),
    ...(department === undefined ? [] : [`department = ${bind(department)}`]), ...(whose === undefined ? [] : [`whose = ${bind(whose)}`]),
  ];
  const starts = by === 'day' ? null : bind(asked.days.map((d) => d.from)), period = starts === null ? '0' : `width_bucket(day, ${starts}::date[]) - 1`, name = (p: Countable): string => `"${p}"`;
  const sums = `select ${SUM_UNITS[by].of} as unit, ${period} as period, ${parts.map(name).join(', ')} from counted_sum where ${[`grain = '${grain}'`, span.length === 0 ? 'false' : span.join(' or '), ...narrowed].map((c) => `(${c})`).join(' and ')}`;
  const pending = steps.some(({ to }) => to === today) ? ` union all select ${column} as unit, ${period} as period, ${parts.map((p) => `case when part = '${p}' then -1 end`).join(', ')}
    from counted_case where ${[counted({ parts, days: [{ from: today, to: today }], department, whose }, now, bind, 'to come'), ...within(asked, bind)].map((c) => `(${c})`).join(' and ')}` : '';
  return `select unit, period, ${parts.map((p) => `coalesce(sum(${name(p)}), 0)::int as ${name(p)}`).join(', ')} from (${sums}${pending}) s group by 1, 2`;
}

/** A township is a column of its own. */
const areaOf = ({ area }: Dimensions, bind: Bind): string[] => (area === undefined ? [] : area.length === 9 ? [`township = ${bind(area)}`] : area.length < 9 ? [`township like ${bind(`${area}%`)}`] : [`cell like ${bind(`${area}%`)}`]);
