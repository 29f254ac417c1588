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

/** Lengths at the middle and at nine tenths, in working time and round the clock: `whole` where they are of all units of a period. */
export interface Spread { readonly unit: string | null; readonly whole: boolean; readonly period: number; readonly part: Countable; readonly wm: string | null; readonly wp: string | null; readonly cm: string | null; readonly cp: string | null }
/** How often each length was, of one unit, period, part and timing: in minutes, in no order. */
export interface Held { readonly unit: string | null; readonly period: number; readonly part: Countable; readonly timing: 'working' | 'wall'; readonly minutes: readonly number[]; readonly n: readonly number[] }

/**
 * How many took how long, by unit and step: whole months, and the quarters and years that they make up, from `counted_length`, the days beside them from the rows.
 * Lengths are rounded before they are kept; the rows' own are rounded here.
 */
export function lengthsKept({ by, parts, department, steps, offset, asOf, brief, where }: Timed, bind: Bind): string {
  const past = come(steps, offset, asOf), { days } = stretched(past), spans = past.map((step) => spansOf(stretched([step]).months)), starts = bind(steps.map((s) => s.from)), period = (day: string): string => `width_bucket(${day}, ${starts}::date[]) - 1`, of = by === 'county' ? `'all'` : `nullif(department, '')`;
  const whole = LENGTH_SPANS.flatMap((span) => { const firsts = spans.flatMap((s) => s[span]); return firsts.length === 0 ? [] : [`(span = '${span}' and day = any(${bind(firsts)}::date[]))`]; });
  const kept = `select ${of} as unit, ${period('day')} as period, part, timing, length, n from counted_length where (${whole.length === 0 ? 'false' : whole.join(' or ')}) and part = any(${bind(parts)}::text[]) and n > 0${brief ? ` and timing = 'working'` : ''}${department === undefined ? '' : ` and department = ${bind(department)}`}`;
  const rows = days.length === 0 ? '' : ` union all select ${by === 'county' ? `'all'` : 'department'}, ${period('day')}, part, t.timing, ${ROUNDED('t.length')}, 1
    from counted_case cross join lateral (values ('working', worth)${brief ? '' : `, ('wall', worth_wall)`}) as t (timing, length) where ${where(days)} and t.length is not null`;
  return `select unit, period, part, timing, array_agg((length / 60000)::int) as minutes, array_agg(n) as n from (select unit, period, part, timing, length, sum(n)::int as n from (${kept}${rows}) s group by 1, 2, 3, 4, 5) h group by 1, 2, 3, 4`;
}

/** Medians and p90 by unit and step, and of all units of a step together: at a case that exists, as `percentile_disc` has it. */
export function spreads(held: readonly Held[], brief: boolean): Spread[] {
  const found = new Map<string, Mutable<Spread>>(), together = new Map<string, Held & { readonly of: Map<number, number> }>();
  const put = ({ period, part, timing }: Held, unit: string | null, whole: boolean, of: readonly (readonly [minutes: number, n: number])[]): void => {
    const key = JSON.stringify([whole, unit, period, part]), at = found.get(key) ?? { unit, whole, period, part, wm: null, wp: null, cm: null, cp: null };
    found.set(key, at);
    [at[timing === 'working' ? 'wm' : 'cm'], at[timing === 'working' ? 'wp' : 'cp']] = ranked([...of].sort(([a], [b]) => a - b)).map((minutes) => String(minutes * 60_000)) as [string, string];
  };
  for (const h of held) {
    const key = `${h.period} ${h.part} ${h.timing}`, all = together.get(key) ?? { ...h, of: new Map<number, number>() };
    put(h, h.unit, false, h.minutes.map((minutes, i) => [minutes, h.n[i] ?? 0]));
    if (brief) continue;
    together.set(key, all);
    for (const [i, minutes] of h.minutes.entries()) all.of.set(minutes, (all.of.get(minutes) ?? 0) + (h.n[i] ?? 0));
  }
  for (const all of together.values()) put(all, null, true, [...all.of]);
  return [...found.values()];
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The length of the case at the middle and at nine tenths of those that stand there in order. */
function ranked(lengths: readonly (readonly [minutes: number, n: number])[]): number[] {
  const all = lengths.reduce((sum, [, n]) => sum + n, 0);
  return [0.5, 0.9].map((share) => { let upto = 0; return lengths.find(([, n]) => (upto += n) >= Math.ceil(share * all))?.[0] ?? NaN; });
}
