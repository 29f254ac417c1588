import { Injectable } from '@nestjs/common';
import type { Countable, Share, Unit } from '#contract';
import { counted, Directory, stocked, summed, visible, whoseSummed, within, type Bind, type Days, type Dimensions } from '#directory';
import { SIGHT, type Actor, type DepartmentId, type Instant } from '#domain';
import { Database } from '#platform';
import { Sums } from '../sums/sums.js';
import { lengthsKept, type Spread } from './lengths.js';
import { isSorted } from './sorting.js';
import { GROUPINGS } from './units.js';

/** The cases that are looked at. */
export interface Look extends Dimensions { readonly department?: DepartmentId | undefined; readonly whose?: string | undefined }
/** By what, when, of which cases and by whom counts are asked for. `steps` run in order and do not overlap; by day they may. */
export interface Question { readonly by: Unit | 'day'; readonly steps: readonly Days[]; readonly look: Look; readonly reader: Actor; readonly asOf: Instant }
export interface Count { readonly unit: string | null; readonly period: number; readonly part: Countable; readonly n: number }
/** A number of a unit or, `whole`, of all of them together. */
export interface Total { readonly unit: string | null; readonly whole: boolean; readonly period: number; readonly n: number }

/** Both lengths at the middle and at nine tenths of the cases, as they are: no length between two cases is made up. */
export const SPREAD = (working: string, wall: string): string =>
  [`0.5) within group (order by ${working})::text as wm`, `0.9) within group (order by ${working})::text as wp`, `0.5) within group (order by ${wall})::text as cm`, `0.9) within group (order by ${wall})::text as cp`].map((s) => `percentile_disc(${s}`).join(', ');

/** What people call a unit in terms of `counted_case`. */
export const columnOf = (by: Question['by']): string => (by === 'day' ? 'day::text' : GROUPINGS[by].column);

/**
 * Counts and lengths of cases, each reader within what he may see. They are looked up where they are kept added up and the reader sees all of it, and worked out from the rows of `counted_case` otherwise:
 * both come to the same.
 */
@Injectable()
export class Counts {
  constructor(private readonly database: Database, private readonly sums: Sums, private readonly directory: Directory) {}

  /** Counts of what happened, by unit and period; what is zero is left out. Parts and shares are asked for apart. */
  async counts(of: Question, parts: readonly Countable[]): Promise<Count[]> {
    if (parts.length === 0) return [];
    const { look, by, steps, asOf, reader } = of, params: unknown[] = [], bind: Bind = (value) => `$${params.push(value)}`;
    const kept = (await this.looksUp(reader)) ? summed({ ...look, by, parts, days: steps }, columnOf(by), this.offset, asOf, bind) : null;
    if (kept !== null) {
      const rows = await this.database.query<Record<Countable, number> & { unit: string | null; period: number }>(kept, params);
      return rows.flatMap(({ unit, period, ...sums }) => parts.flatMap((part): Count[] => (sums[part] === 0 ? [] : [{ unit, period, part, n: sums[part] }])));
    }
    const rows = this.rows(of, parts);
    return this.database.query<Count>(`select ${columnOf(by)} as unit, ${rows.period} as period, part, count(*)::int as n from counted_case where ${rows.where} group by 1, 2, 3`, rows.params);
  }

  /** How long it took, for parts that have lengths; to the millisecond where it comes from the rows. `brief`: working time of units is enough. */
  async lengths(of: Question, parts: readonly Countable[], brief = false): Promise<Spread[]> {
    if (parts.length === 0) return [];
    const { by, look, steps, asOf, reader } = of;
    if (isSorted(by) && look.whose === undefined && (await this.looksUp(reader)))
      return this.database.reading((tx) => lengthsKept(tx, { ...look, by, column: columnOf(by), parts, steps, offset: this.offset, asOf, brief, where: (days) => this.rows({ ...of, by: 'day', steps: days }, parts) }));
    const rows = this.rows(of, parts);
    return this.database.query<Spread>(
      `select unit, grouping(unit) = 1 as whole, period, part, ${SPREAD('worth', 'worth_wall')} from (select ${columnOf(by)} as unit, ${rows.period} as period, part, worth, worth_wall from counted_case where ${rows.where}) c
        group by grouping sets ((unit, period, part), (period, part))`, rows.params);
  }

  /** What stood at the end of each step, by unit and (`whole`) in all; null where it has to be counted from the rows. */
  async stock({ by, steps, look, reader, asOf }: Question): Promise<Total[] | null> {
    const [first] = (await this.looksUp(reader)) ? await this.database.query<{ day: string | null }>(`select min(day)::text as day from counted_sum where grain = 'county' and span = 'year'`) : [];
    if (first?.day == null) return null;
    const begins = [[first.day, steps[0]?.from ?? first.day].sort()[0], ...steps.slice(1).map((s) => s.from)], params: unknown[] = [];
    const sql = stocked({ ...look, by }, steps.map(({ to }, i) => ({ from: begins[i] ?? to, to })), columnOf(by), this.offset, asOf, (value) => `$${params.push(value)}`);
    return sql === null ? null : running(await this.database.query<Omit<Total, 'whole'>>(sql, params), steps.length);
  }

  /** How many people have a share in something, by unit and step and (`whole`) by step. */
  async people(of: Question, part: Share): Promise<Total[]> {
    const { by, look, steps, reader, asOf } = of, params: unknown[] = [];
    const kept = (await this.looksUp(reader)) ? whoseSummed({ ...look, by, days: steps }, part, columnOf(by), this.offset, asOf, (value) => `$${params.push(value)}`) : null;
    if (kept !== null) return this.database.query<Total>(kept, params);
    const rows = this.rows(of, [part]);
    return this.database.query<Total>(
      `select unit, grouping(unit) = 1 as whole, period, count(distinct person)::int as n from (select distinct ${columnOf(by)} as unit, ${rows.period} as period, person from counted_case where ${rows.where}) c group by grouping sets ((unit, period), (period))`, rows.params);
  }

  /** The rows of a question, as a condition over `counted_case`, and the period that each of them lies in. It is made of `what` counts (of a stock: what stood `on` a day) and `which` cases of it are looked at. */
  rows({ by, look, steps, reader, asOf }: Question, parts: readonly Countable[], on?: string) {
    const params: unknown[] = [], bind: Bind = (value) => `$${params.push(value)}`, first = steps[0], last = steps.at(-1), days = by === 'day' || !first || !last ? steps : [{ from: first.from, to: last.to }];
    const what = counted({ parts, days, on, whose: look.whose }, asOf, bind), conditions = [...(look.department === undefined ? [] : [`department = ${bind(look.department)}`]), ...within(look, bind)];
    if (SIGHT[reader.role] !== 'all') conditions.push(`exists (select 1 from cases where id = case_id and (${visible(reader, bind)}))`);
    const which = conditions.length === 0 ? 'true' : conditions.map((c) => `(${c})`).join(' and ');
    return { what, which, where: `(${what}) and ${which}`, params, bind, period: steps.length < 2 || by === 'day' ? '0' : `width_bucket(day, ${bind(steps.map((s) => s.from))}::date[]) - 1` };
  }

  /** From UTC to the county's time. */
  get offset(): number { return this.directory.book().calendar.offset; }
  private async looksUp({ role }: Actor): Promise<boolean> { return SIGHT[role] === 'all' && this.sums.ready(); }
}

/** By how much each unit has grown over each step, added up from the first; what is none is left out. */
function running(grown: readonly Omit<Total, 'whole'>[], steps: number): Total[] {
  const units = new Map<string | null, number[]>();
  for (const { unit, period, n } of grown) { const by = units.get(unit) ?? Array<number>(steps).fill(0); by[period] = (by[period] ?? 0) + n; units.set(unit, by); }
  const found: Total[] = [], whole = Array<number>(steps).fill(0);
  for (const [unit, by] of units) { let n = 0; for (const [period, more] of by.entries()) { n += more; whole[period] = (whole[period] ?? 0) + n; if (n !== 0) found.push({ unit, whole: false, period, n }); } }
  return [...found, ...whole.flatMap((n, period): Total[] => (n === 0 ? [] : [{ unit: null, whole: true, period, n }]))];
}
