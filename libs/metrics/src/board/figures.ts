import { Injectable } from '@nestjs/common';
import { DEEDS, type Board, type BoardDepartments, type BoardPeriod, type BoardQuery, type Countable, type MyFigures, type Part } from '#contract';
import { counted, visible, within, type Counting, type Days } from '#directory';
import { SIGHT, type Actor, type DepartmentId, type Instant } from '#domain';
import { Clock, Database } from '#platform';
import { CountedCases } from '../counting/cases.js';
import { TILES } from '../indicators/index.js';
import { comparedWith, lately, shift, steps } from './days.js';

/** What the course of the period is drawn from. */
const DRAWN: readonly Part[] = ['reported', 'filed', 'closed', 'handle-due', 'handled-on-time', 'close-due', 'closed-on-time'];

/** What the tiles and the course are made of. */
const SHOWN: readonly Countable[] = [...new Set([...DRAWN, ...TILES.flatMap(({ count, of }) => (of === null ? [count] : [count, of]))])];

const NONE: ReadonlyMap<string, number> = new Map();

/** The board's figures of a period: sums over `counted_case`, each reader within what he may see. */
@Injectable()
export class BoardFigures {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly cases: CountedCases) {}

  async board({ compare, ...look }: BoardQuery, reader: Actor): Promise<Board> {
    const asOf = this.clock.now(), period = { from: look.from, to: look.to }, before = comparedWith(period, compare), days = lately(period), trend = steps(period);
    const reach = { from: [period.from, days[0] ?? period.from, trend.points[0]?.from ?? period.from].sort()[0] ?? period.from, to: period.to };
    const complete = !(await this.cases.behind()), byDay = await this.byDay(look, [reach, ...(before === null ? [] : [before])], reader, asOf);
    const sum = (part: Countable, { from, to }: Days): number => {
      let n = 0;
      const of = byDay.get(part) ?? NONE;
      for (let day = from; day <= to; day = shift(day, 1)) n += of.get(day) ?? 0;
      return n;
    };
    return {
      asOf, complete, before,
      tiles: TILES.map(({ counts: _, shares: _none, ...indicator }) => {
        const of = (span: Days): { count: number; of: number | null } => ({ count: sum(indicator.count, span), of: indicator.of === null ? null : sum(indicator.of, span) });
        return { indicator, now: of(period), before: before === null ? null : of(before), series: days.map((day) => ({ day, ...of({ from: day, to: day }) })) };
      }),
      trend: { unit: trend.unit, points: trend.points.map((p) => ({ ...p, counts: Object.fromEntries(DRAWN.map((part) => [part, sum(part, p)])) })) },
    };
  }

  async departments(look: BoardPeriod, reader: Actor): Promise<BoardDepartments> {
    const asOf = this.clock.now(), { where, params } = this.asked(look, { parts: ['handle-due', 'handled-on-time', 'handled-late', 'resolved'], days: [look], department: look.department }, reader, asOf);
    const rows = await this.database.query<{ department: DepartmentId; part: Part; n: number; median: string | null; p90: string | null }>(
      `select department, part, count(*)::int as n, percentile_disc(0.5) within group (order by worth)::text as median, percentile_disc(0.9) within group (order by worth)::text as p90
       from counted_case where ${where} and department is not null group by 1, 2`, params);
    const departments = [...new Set(rows.map((r) => r.department))].sort();
    return {
      asOf, items: departments.map((department) => {
        const row = (part: Part) => rows.find((r) => r.department === department && r.part === part), length = (text: string | null | undefined) => (text == null ? null : Number(text)), resolved = row('resolved');
        return { department, due: row('handle-due')?.n ?? 0, onTime: row('handled-on-time')?.n ?? 0, late: row('handled-late')?.n ?? 0, resolved: resolved?.n ?? 0, median: length(resolved?.median), p90: length(resolved?.p90) };
      }),
    };
  }

  /** What the asker did in a month. Their own deeds, wherever the cases are now. */
  async mine(month: string, { id }: Actor): Promise<MyFigures> {
    const asOf = this.clock.now(), complete = !(await this.cases.behind());
    const rows = await this.database.query<{ part: string; n: number }>(
      `select part, count(*)::int as n from counted_case where person = $1 and person <> '' and day >= $2::date and day < ($2::date + interval '1 month') group by 1`, [id, `${month}-01`]);
    return { month, asOf, complete, figures: Object.fromEntries(DEEDS.map((deed) => [deed, rows.find((r) => r.part === deed)?.n ?? 0])) as MyFigures['figures'] };
  }

  private async byDay(look: BoardPeriod, days: readonly Days[], reader: Actor, asOf: Instant): Promise<Map<Countable, Map<string, number>>> {
    const { where, params } = this.asked(look, { parts: SHOWN, days, department: look.department }, reader, asOf);
    const rows = await this.database.query<{ part: Part; day: string; n: number }>(`select part, day::text as day, count(*)::int as n from counted_case where ${where} group by 1, 2`, params);
    const found = new Map<Countable, Map<string, number>>();
    for (const { part, day, n } of rows) found.set(part, (found.get(part) ?? new Map<string, number>()).set(day, n));
    return found;
  }

  private asked(look: BoardPeriod, of: Counting, reader: Actor, asOf: Instant): { where: string; params: unknown[] } {
    const params: unknown[] = [], bind = (value: unknown): string => `$${params.push(value)}`;
    const conditions = [counted(of, asOf, bind), ...within(look, bind)];
    if (SIGHT[reader.role] !== 'all') conditions.push(`exists (select 1 from cases where id = case_id and (${visible(reader, bind)}))`);
    return { where: conditions.map((c) => `(${c})`).join(' and '), params };
  }
}
