import type { Countable } from '#contract';
import { come, stretched, type Bind, type Days } from '#directory';
import type { Instant } from '#domain';
import { LENGTH_SPANS, ROUNDED, spansOf } from '../sums/lengths.js';

/** What lengths are asked of: `where` is the condition over `counted_case` of the days that are given to it. */
export interface Timed {
  readonly by: 'department' | 'county';
  readonly parts: readonly Countable[];
  readonly department?: string | undefined;
  /** In order; none overlaps another. */
  readonly steps: readonly Days[];
  readonly offset: number;
  readonly asOf: Instant;
  /** Of units alone, in working time alone: what a board shows, at a quarter of the work. */
  readonly brief: boolean;
  where(days: readonly Days[]): string;
}

/** The share of the cases that took at most so long, as `percentile_disc` has it: at a case that exists. */
const at = (timing: 'working' | 'wall', share: number): string => `(min(length) filter (where timing = '${timing}' and upto >= ceil(${share}::float8 * of)))::text`;

/**
 * Medians and p90 by unit and step, and of all units together, from how many took how long: whole months, and the quarters and years that they make up, from `counted_length`, the days beside them from the rows.
 * Lengths are rounded before they are kept; the rows' own are rounded here.
 */
export function lengthsKept({ by, parts, department, steps, offset, asOf, brief, where }: Timed, bind: Bind): string {
  const past = come(steps, offset, asOf), { days } = stretched(past), spans = past.map((step) => spansOf(stretched([step]).months)), starts = bind(steps.map((s) => s.from)), period = (day: string): string => `width_bucket(${day}, ${starts}::date[]) - 1`, of = by === 'county' ? `'all'` : `nullif(department, '')`;
  const whole = LENGTH_SPANS.flatMap((span) => { const firsts = spans.flatMap((s) => s[span]); return firsts.length === 0 ? [] : [`(span = '${span}' and day = any(${bind(firsts)}::date[]))`]; });
  const kept = `select ${of} as unit, ${period('day')} as period, part, timing, length, n from counted_length where (${whole.length === 0 ? 'false' : whole.join(' or ')}) and part = any(${bind(parts)}::text[]) and n > 0${brief ? ` and timing = 'working'` : ''}${department === undefined ? '' : ` and department = ${bind(department)}`}`;
  const rows = days.length === 0 ? '' : ` union all select ${by === 'county' ? `'all'` : 'department'}, ${period('day')}, part, t.timing, ${ROUNDED('t.length')}, 1
    from counted_case cross join lateral (values ('working', worth)${brief ? '' : `, ('wall', worth_wall)`}) as t (timing, length) where ${where(days)} and t.length is not null`;
  return `with h as (select unit, period, part, timing, length, sum(n)::int as n from (${kept}${rows}) s group by 1, 2, 3, 4, 5),
    g as (select unit, false as whole, period, part, timing, length, n from h${brief ? '' : ' union all select null, true, period, part, timing, length, sum(n)::int from h group by period, part, timing, length'}),
    c as (select *, sum(n) over (partition by whole, unit, period, part, timing order by length) as upto, sum(n) over (partition by whole, unit, period, part, timing) as of from g)
    select unit, whole, period, part, ${at('working', 0.5)} as wm, ${at('working', 0.9)} as wp, ${at('wall', 0.5)} as cm, ${at('wall', 0.9)} as cp from c group by unit, whole, period, part`;
}
