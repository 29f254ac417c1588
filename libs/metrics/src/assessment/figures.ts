import { Injectable } from '@nestjs/common';
import type { AssessmentFigures, AssessmentQuery, Countable, Lengths, Unit } from '#contract';
import { allowedWhose, counted, Directory, visible, within, type Days } from '#directory';
import { DAY, dayOf, SIGHT, type Actor, type CellId, type Instant } from '#domain';
import { Clock, Database } from '#platform';
import { CountedCases } from '../counting/cases.js';
import { FEWEST } from '../counting/indicator.js';
import { INDICATORS } from '../indicators/index.js';
import { divided } from './periods.js';
import { GROUPINGS, indicatorsFor, MEMBER_PARTS, nameOf } from './units.js';

/** A line of the answer of the database: `whole` where it is the total of a period. */
interface Line { readonly unit: string | null; readonly whole: boolean; readonly period: number; readonly part: Countable; readonly n: number; readonly wm: string | null; readonly wp: string | null; readonly cm: string | null; readonly cp: string | null }
type Row = AssessmentFigures['rows'][number];
type Totals = AssessmentFigures['totals'][number];

const TIMED: ReadonlySet<Countable> = new Set(INDICATORS.filter((i) => i.unit === 'time').map((i) => i.count));
/** Both lengths at the middle and at nine tenths of the cases, as they are: no length between two cases is made up. */
const SPREAD = (working: string, wall: string): string => [`0.5) within group (order by ${working})::text as wm`, `0.9) within group (order by ${working})::text as wp`, `0.5) within group (order by ${wall})::text as cm`, `0.9) within group (order by ${wall})::text as cp`].map((s) => `percentile_disc(${s}`).join(', ');

/** The figures that people and departments are assessed by: sums over `counted_case`, each reader within what he may see. */
@Injectable()
export class AssessmentCounts {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly cases: CountedCases, private readonly directory: Directory) {}

  async figures(query: AssessmentQuery, reader: Actor, asOf: Instant = this.clock.now()): Promise<AssessmentFigures> {
    const { by, per } = query, grouping = GROUPINGS[by], periods = divided(query, per), complete = !(await this.cases.behind());
    const look = { ...query, whose: allowedWhose([...grouping.parts, ...grouping.shares], query.whose, reader) };
    const flow = grouping.parts.filter((p) => p !== 'standing');
    const lines = [
      ...(await this.lines(look, flow, grouping.column, periods, reader, asOf)), ...(await this.lines(look, grouping.shares, grouping.column, periods, reader, asOf)),
      ...(flow.length < grouping.parts.length ? await this.standing(look, grouping.column, periods, reader, asOf) : []),
    ];
    const handlers = flow.length === 0 ? [] : await this.handlers(look, grouping.column, periods, reader, asOf);
    const rows = new Map<string, Row>(), totals = periods.map((_, period): Totals => ({ period, counts: {}, lengths: {} }));
    const rowOf = (unit: string | null, period: number): Row => {
      const key = `${period} ${unit ?? ''}`, row = rows.get(key) ?? { unit, period, counts: {}, lengths: {} };
      rows.set(key, row);
      return row;
    };
    for (const line of lines) {
      const into = line.whole ? totals[line.period] : rowOf(line.unit, line.period);
      if (into === undefined) continue;
      into.counts[line.part] = line.n;
      if (TIMED.has(line.part) || line.part === 'standing') into.lengths[line.part] = lengthsOf(line);
    }
    for (const { unit, whole, period, n } of handlers) { const into = whole ? totals[period] : rowOf(unit, period); if (into !== undefined) into.handlers = n; }
    const cells = by === 'person' ? this.cellsOf(look.whose) : new Map<string, readonly CellId[]>();
    for (const { unit, period, part, n } of await this.inCells(look, cells, periods, reader, asOf)) { const { counts } = rowOf(unit, period); counts[part] = (counts[part] ?? 0) + n; }
    const units = [...new Set([...rows.values()].map((r) => r.unit))].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
    return {
      asOf, complete, by, per, periods, indicators: indicatorsFor(by).map((i) => i.id), filter: grouping.filter, lacking: grouping.lacking,
      units: units.map((unit) => { const own = unit === null ? undefined : cells.get(unit); return { unit, name: nameOf(by, unit, this.directory), ...(own !== undefined && { cells: [...own] }) }; }),
      rows: [...rows.values()].sort((a, b) => a.period - b.period || units.indexOf(a.unit) - units.indexOf(b.unit)), totals,
    };
  }

  /** What people call a unit. */
  nameOf(by: Unit, unit: string | null): { zh: string; en: string } { return nameOf(by, unit, this.directory); }

  /** Counts of what happened, by unit and period and of all units together. */
  private async lines(look: AssessmentQuery, parts: readonly Countable[], column: string, periods: readonly Days[], reader: Actor, asOf: Instant): Promise<Line[]> {
    if (parts.length === 0) return [];
    const { where, params, bind } = this.asked(look, parts, periods, reader, asOf), starts = bind(periods.map((p) => p.from)), timed = bind([...TIMED]);
    return this.database.query<Line>(
      `select unit, grouping(unit) = 1 as whole, period, part, count(*)::int as n, ${SPREAD('worth', 'worth_wall')} from (
        select ${column} as unit, width_bucket(day, ${starts}::date[]) - 1 as period, part, case when part = any(${timed}::text[]) then worth end as worth, case when part = any(${timed}::text[]) then worth_wall end as worth_wall
        from counted_case where ${where}) c group by grouping sets ((unit, period, part), (period, part))`, params);
  }

  /** What stood at the end of each period, and how old it was then; a period that is not over ends now. */
  private async standing(look: AssessmentQuery, column: string, periods: readonly Days[], reader: Actor, asOf: Instant): Promise<Line[]> {
    const offset = this.directory.book().calendar.offset, found: Line[] = [];
    for (const [period, { from, to }] of periods.entries()) {
      const { where, params, bind } = this.asked(look, ['standing'], [{ from, to }], reader, asOf), end = bind(Math.min((dayOf(to) + 1) * DAY - offset, asOf));
      const rows = await this.database.query<Omit<Line, 'period' | 'part'>>(
        `select unit, grouping(unit) = 1 as whole, count(*)::int as n, ${SPREAD('null::bigint', 'age')} from (select ${column} as unit, ${end}::bigint - at as age from counted_case where ${where}) c group by grouping sets ((unit), ()) having count(*) > 0`, params);
      found.push(...rows.map((r): Line => ({ ...r, period, part: 'standing' })));
    }
    return found;
  }

  /** How many people handled what was handled. */
  private async handlers(look: AssessmentQuery, column: string, periods: readonly Days[], reader: Actor, asOf: Instant): Promise<Pick<Line, 'unit' | 'whole' | 'period' | 'n'>[]> {
    const { where, params, bind } = this.asked({ ...look, whose: undefined }, ['handler-handled'], periods, reader, asOf), starts = bind(periods.map((p) => p.from));
    return this.database.query<Pick<Line, 'unit' | 'whole' | 'period' | 'n'>>(
      `select unit, grouping(unit) = 1 as whole, period, count(distinct person)::int as n from (select ${column} as unit, width_bucket(day, ${starts}::date[]) - 1 as period, person from counted_case where ${where}) c group by grouping sets ((unit, period), (period))`, params);
  }

  /** Complaints and filings in the cells that each of these grid members answers for. */
  private async inCells(look: AssessmentQuery, cells: ReadonlyMap<string, readonly CellId[]>, periods: readonly Days[], reader: Actor, asOf: Instant): Promise<{ unit: string; period: number; part: Countable; n: number }[]> {
    if (cells.size === 0) return [];
    const { where, params, bind } = this.asked({ ...look, whose: undefined }, MEMBER_PARTS, periods, reader, asOf), starts = bind(periods.map((p) => p.from)), of = new Map([...cells].flatMap(([person, own]) => own.map((cell) => [cell, person] as const)));
    const rows = await this.database.query<{ cell: CellId; period: number; part: Countable; n: number }>(
      `select cell, width_bucket(day, ${starts}::date[]) - 1 as period, part, count(*)::int as n from counted_case where ${where} and cell = any(${bind([...of.keys()])}::text[]) group by 1, 2, 3`, params);
    return rows.flatMap(({ cell, ...row }) => { const unit = of.get(cell); return unit === undefined ? [] : [{ unit, ...row }]; });
  }

  private cellsOf(whose: string | undefined): Map<string, readonly CellId[]> {
    const found = new Map<string, CellId[]>();
    for (const { code } of this.directory.cells()) {
      const { main } = this.directory.responsible(code);
      if (main !== null && (whose === undefined || main === whose)) found.set(main, [...(found.get(main) ?? []), code]);
    }
    return found;
  }

  private asked(look: AssessmentQuery, parts: readonly Countable[], days: readonly Days[], reader: Actor, asOf: Instant) {
    const params: unknown[] = [], bind = (value: unknown): string => `$${params.push(value)}`, span = { from: days[0]?.from ?? look.from, to: days.at(-1)?.to ?? look.to };
    const conditions = [counted({ parts, days: [span], department: look.department, ...(!parts.every((p) => p === 'standing') && { whose: look.whose }) }, asOf, bind), ...within(look, bind)];
    if (SIGHT[reader.role] !== 'all') conditions.push(`exists (select 1 from cases where id = case_id and (${visible(reader, bind)}))`);
    return { where: conditions.map((c) => `(${c})`).join(' and '), params, bind };
  }
}

function lengthsOf({ n, wm, wp, cm, cp }: Line): Lengths {
  const pair = (median: string | null, p90: string | null) => (median === null || p90 === null || n < FEWEST ? null : { median: Number(median), p90: Number(p90) });
  return { n, working: pair(wm, wp), wall: pair(cm, cp) };
}
