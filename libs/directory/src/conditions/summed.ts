import type { Countable, Unit } from '#contract';
import type { Instant } from '#domain';
import { counted, within, type Counting, type Days, type Dimensions } from './counted.js';
import { grainFor, GRAINS, LEFT, stockGrainFor, SUM_DIMENSIONS, SUM_UNITS, whoseGrainFor, type Grain, type SumDimension } from './grains.js';
import { come, dateAt, LONG_SPANS, merged, shift, spanned } from './spans.js';
import type { Bind } from './visible.js';

/** Finds a row when everything that is counted is in the sums; until then they are not asked. */
export const SUMMED = `select 1 from counted_added where before = 'infinity'`;

/** A question that sums can answer: counts by a unit and by step of `days`, or by day. The steps run in order and do not overlap, unless it is by day. */
export interface Summing extends Omit<Counting, 'lacking' | 'on'>, Dimensions { readonly by: Unit | 'day' }

const named = (p: string): string => `"${p}"`;
const all = (conditions: readonly string[]): string => conditions.map((c) => `(${c})`).join(' and ');
/** In which of the steps a row lies, the first is 0. */
const periodIn = (steps: readonly Days[], bind: Bind): string => `width_bucket(day, ${bind(steps.map((d) => d.from))}::date[]) - 1`;

/**
 * These columns of the rows of `counted_sum` that make up these days, of what is asked for; one look into the index for each span and stretch of days, which no planner takes for one long look through all of it.
 * What the grain does not tell apart is said too: it stands in the key before what is asked for.
 */
function kept(columns: string, grain: Grain, days: readonly Days[], asked: Omit<Summing, 'days' | 'parts'>, bind: Bind, singly = false): string {
  const { day, ...long } = singly ? { day: merged(days), month: [], quarter: [], year: [] } : spanned(days), { department, whose } = asked;
  const spans = [...LONG_SPANS.flatMap((s) => (long[s].length === 0 ? [] : [`span = '${s}' and day = any(${bind(long[s])}::date[])`])), ...day.map(({ from, to }) => `span = 'day' and day between ${bind(from)}::date and ${bind(to)}::date`)];
  const narrowed = [
    ...SUM_DIMENSIONS.filter((d) => !(GRAINS[grain] as readonly SumDimension[]).includes(d)).map((d) => `${d} = ''`), ...areaOf(asked, bind), ...within({ ...asked, area: undefined }, bind),
    ...(department === undefined ? [] : [`department = ${bind(department)}`]), ...(whose === undefined ? [] : [`whose = ${bind(whose)}`]),
  ];
  return (spans.length === 0 ? ['false'] : spans).map((span) => `select ${columns} from counted_sum where ${all([`grain = '${grain}'`, span, ...narrowed])}`).join(' union all ');
}
/** A township is a column of its own. */
const areaOf = ({ area }: Dimensions, bind: Bind): string[] => (area === undefined ? [] : area.length === 9 ? [`township = ${bind(area)}`] : area.length < 9 ? [`township like ${bind(`${area}%`)}`] : [`township = ${bind(area.slice(0, 9))}`, `cell like ${bind(`${area}%`)}`]);

/**
 * Counts by unit and step as a statement over `counted_sum`: columns `unit`, `period` and one for each part. The very numbers of `counted`, which may be asked instead when this answers null.
 * `columns` says the units in terms of `counted_case`: what is still to come today is taken off, in the same statement, so that both are of one moment.
 */
export function summed(asked: Summing, column: string, offset: number, now: Instant, bind: Bind): string | null {
  const grain = grainFor(asked), today = dateAt(now, offset);
  if (grain === null) return null;
  const { by, parts, department, whose } = asked, steps = come(asked.days, offset, now), period = by === 'day' ? '0' : periodIn(asked.days, bind);
  const sums = kept(`${SUM_UNITS[by].of} as unit, ${period} as period, ${parts.map(named).join(', ')}`, grain, steps, asked, bind, by === 'day');
  const pending = steps.some(({ to }) => to === today) ? ` union all select ${column} as unit, ${period} as period, ${parts.map((p) => `case when part = '${p}' then -1 end`).join(', ')}
    from counted_case where ${all([counted({ parts, days: [{ from: today, to: today }], department, whose }, now, bind, 'to come'), ...within(asked, bind)])}` : '';
  return `select unit, period, ${parts.map((p) => `coalesce(sum(${named(p)}), 0)::int as ${named(p)}`).join(', ')} from (${sums}${pending}) s group by 1, 2`;
}

type Stocked = Omit<Summing, 'parts' | 'whose' | 'days'>;
/**
 * By how much what stands has grown (`n`, by `unit` and `period`) up to the end of the first step and over each step after it: whoever adds up has the very numbers of `counted` at the ends.
 * `steps` begin at the first day of all. What has come today after `now` is taken off. Null where no grain can answer.
 */
export function stocked(asked: Stocked, steps: readonly Days[], column: string, offset: number, now: Instant, bind: Bind): string | null {
  const grain = stockGrainFor(asked), past = come(steps, offset, now), today = dateAt(now, offset);
  if (grain === null) return null;
  const period = periodIn(steps, bind), { department } = asked;
  const sums = kept(`${SUM_UNITS[asked.by].of} as unit, ${period} as period, coalesce(standing, 0) - coalesce(${named(LEFT)}, 0) as n`, grain, past, asked, bind);
  const pending = past.some(({ to }) => to === today) ? ` union all select ${column}, ${period}, -1 from counted_case where ${all([counted({ parts: ['standing'], days: [], on: `${bind(today)}::date`, department }, now, bind, 'to come'), `day = ${bind(today)}::date`, ...within(asked, bind)])}` : '';
  return `select unit, period, sum(n)::int as n from (${sums}${pending}) s group by 1, 2`;
}

/** How many persons have a share in something, by unit and step and (`whole`) by step alone, each once. Today is looked up in the rows. Null where no grain can answer. */
export function whoseSummed(asked: Omit<Summing, 'parts'>, part: Countable, column: string, offset: number, now: Instant, bind: Bind): string | null {
  const grain = whoseGrainFor(asked, part), past = come(asked.days, offset, now), today = dateAt(now, offset);
  if (grain === null) return null;
  const period = periodIn(asked.days, bind), over = past.flatMap(({ from, to }): Days[] => (to < today ? [{ from, to }] : from < today ? [{ from, to: shift(today, -1) }] : []));
  const sums = `select unit, period, whose from (${kept(`${SUM_UNITS[asked.by].of} as unit, ${period} as period, whose, ${named(part)} as n`, grain, over, asked, bind)}) k group by 1, 2, 3 having sum(n) > 0`;
  const rows = past.some(({ to }) => to === today) ? ` union all select ${column}, ${period}, person from counted_case where ${all([counted({ parts: [part], days: [{ from: today, to: today }], department: asked.department, whose: asked.whose }, now, bind), ...within(asked, bind)])}` : '';
  return `select unit, grouping(unit) = 1 as whole, period, count(distinct whose)::int as n from (${sums}${rows}) s group by grouping sets ((unit, period), (period))`;
}
