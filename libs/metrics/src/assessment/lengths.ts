import type { Countable } from '#contract';
import { come, dateAt, type Days } from '#directory';
import type { Instant } from '#domain';
import type { Reading } from '#platform';
import { RUNG } from '../sums/lengths.js';
import { Rungs, type Ranks } from './rungs.js';
import { Sorting, type Sorted } from './sorting.js';

/** What lengths are asked of: `where` is the condition over `counted_case` of the days that are given to it, `column` says the unit in terms of it. */
export interface Timed extends Sorted {
  readonly column: string;
  readonly parts: readonly Countable[];
  /** In order; none overlaps another. */
  readonly steps: readonly Days[];
  readonly offset: number;
  readonly asOf: Instant;
  /** Of units alone, in working time alone: what a board shows, at a part of the work. */
  readonly brief: boolean;
  /** The rows of these days, as a condition over `counted_case` and its parameters. */
  where(days: readonly Days[]): { readonly where: string; readonly params: unknown[] };
}

/** Lengths at the middle and at nine tenths, in working time and round the clock: `whole` where they are of all units of a period. */
export interface Spread extends Ranks { readonly unit: string | null; readonly whole: boolean; readonly period: number; readonly part: Countable }

interface Loose { readonly unit: string | null; readonly period: number; readonly part: Countable; readonly working: number | null; readonly wall: number | null; readonly n: number }

/**
 * Medians and p90 by unit and step, and of all units of a step together: at a case that exists, as `percentile_disc` has it. Counted off from the columns of `counted_column`; today, and days that are loose,
 * from their rows.
 */
export async function lengthsKept(reading: Reading, asked: Timed): Promise<Spread[]> {
  const { parts, steps, brief, offset, asOf } = asked, past = come(steps, offset, asOf), from = past[0]?.from, to = past.at(-1)?.to, found: Spread[] = [];
  if (from === undefined || to === undefined) return [];
  const today = dateAt(asOf, offset), sorting = await Sorting.of(reading, asked), loose = await looseOf(reading, asked, { from, to }, today);
  const pages = `select day::text, kinds, working, ${sorting.byCell ? 'cells' : 'null'}, ${brief ? 'null' : 'wall'} from counted_column where part = $1 and day >= $2::date and day <= $3::date and day < $4::date order by day`;
  for (const part of parts) {
    const own = loose.filter((l) => l.part === part);
    let period = 0, rungs = new Rungs(sorting, brief);
    /** A period is counted up before the next begins: of many cells there is room for one. */
    const over = (): void => {
      for (const l of own) if (l.period === period) rungs.add(l.unit, l.working, l.wall, l.n);
      for (const ranks of rungs.ranks()) found.push({ ...ranks, period, part });
      [period, rungs] = [period + 1, new Rungs(sorting, brief)];
    };
    for await (const [day, kinds, working, cells, wall] of reading.bytes(pages, [part, from, to, today])) {
      for (let next = steps[period + 1]; next !== undefined && next.from <= String(day); next = steps[period + 1]) over();
      if (kinds && working) rungs.addPage({ kinds, working, cells: cells ?? null, wall: wall ?? null });
    }
    while (period < steps.length) over();
  }
  return found;
}

/** How often each length was on days that are in no column, by unit and period. */
async function looseOf(reading: Reading, { parts, steps, column, where }: Timed, { from, to }: Days, today: string): Promise<Loose[]> {
  const days = await reading.query<Days>(
    `select min(day)::text as "from", max(day)::text as "to" from (select day, day - row_number() over (order by day)::int as island from (select distinct day from counted_loose where part = any($1::text[]) and day >= $2::date and day <= $3::date and day < $4::date) d) i
      group by island order by 1`, [parts, from, to, today]);
  if (to >= today) days.push({ from: today, to: today });
  if (days.length === 0) return [];
  const rows = where(days), bind = (value: unknown): string => `$${rows.params.push(value)}`;
  return reading.query<Loose>(
    `select ${column} as unit, width_bucket(day, ${bind(steps.map((s) => s.from))}::date[]) - 1 as period, part, ${RUNG('worth')}::int as working, ${RUNG('worth_wall')}::int as wall, count(*)::int as n from counted_case c
      where ${rows.where} and (worth is not null or worth_wall is not null) and (day = ${bind(today)}::date or exists (select 1 from counted_loose l where l.part = c.part and l.day = c.day)) group by 1, 2, 3, 4, 5`, rows.params);
}
