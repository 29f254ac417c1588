import { Injectable } from '@nestjs/common';
import { DEEDS, type Board, type BoardDays, type BoardDepartments, type BoardPeriod, type BoardQuery, type Countable, type MyFigures, type Part } from '#contract';
import { Directory, type Days } from '#directory';
import type { Actor, DepartmentId, Instant } from '#domain';
import { Clock, Database } from '#platform';
import { Counts, type Question } from '../assessment/counts.js';
import { CountedCases } from '../counting/cases.js';
import { TILES } from '../indicators/index.js';
import { roundedLength } from '../sums/lengths.js';
import { comparedWith, endOf, lately, shift, steps } from './days.js';

/** What the course of the period is drawn from. */
const DRAWN: readonly Part[] = ['reported', 'filed', 'closed', 'handle-due', 'handled-on-time', 'close-due', 'closed-on-time'];

/** What the tiles and the course are made of. */
const SHOWN: readonly Countable[] = [...new Set([...DRAWN, ...TILES.flatMap(({ count, of }) => (of === null ? [count] : [count, of]))])];

const NONE: ReadonlyMap<string, number> = new Map();

/** The board's figures of a period, each reader within what he may see. */
@Injectable()
export class BoardFigures {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly cases: CountedCases, private readonly counts: Counts, private readonly directory: Directory) {}

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
    const { targets } = this.directory.bookAt(endOf(period, this.counts.offset, asOf)).written.assessment;
    return {
      asOf, complete, before,
      tiles: TILES.map(({ counts: _, shares: _none, ...indicator }) => {
        const of = (span: Days): { count: number; of: number | null } => ({ count: sum(indicator.count, span), of: indicator.of === null ? null : sum(indicator.of, span) });
        return { indicator, target: targets.find((t) => t.indicator === indicator.id)?.percent ?? null, now: of(period), before: before === null ? null : of(before), series: days.map((day) => ({ day, ...of({ from: day, to: day }) })) };
      }),
      trend: { unit: trend.unit, points: trend.points.map((p) => ({ ...p, counts: Object.fromEntries(DRAWN.map((part) => [part, sum(part, p)])) })) },
    };
  }

  async days({ from, to, ...look }: BoardPeriod, reader: Actor): Promise<BoardDays> {
    const asOf = this.clock.now(), complete = !(await this.cases.behind()), counts = await this.counts.counts({ by: 'day', steps: [{ from, to }], look, reader, asOf }, ['reported']);
    return { asOf, complete, items: counts.flatMap(({ unit, n }) => (unit === null || n === 0 ? [] : [{ day: unit, reported: n }])).sort((a, b) => (a.day < b.day ? -1 : 1)) };
  }

  async departments({ from, to, ...look }: BoardPeriod, reader: Actor): Promise<BoardDepartments> {
    const asOf = this.clock.now(), asked: Question = { by: 'department', steps: [{ from, to }], look, reader, asOf };
    const counts = await this.counts.counts(asked, ['handle-due', 'handled-on-time', 'handled-late', 'resolved']), lengths = await this.counts.lengths(asked, ['resolved'], true);
    const departments = [...new Set(counts.flatMap(({ unit }) => (unit === null ? [] : [unit as DepartmentId])))].sort(), length = (text: string | null | undefined) => (text == null ? null : roundedLength(Number(text)));
    return {
      asOf, items: departments.map((department) => {
        const n = (part: Part): number => counts.find((c) => c.unit === department && c.part === part)?.n ?? 0, took = lengths.find((l) => l.unit === department && !l.whole);
        return { department, due: n('handle-due'), onTime: n('handled-on-time'), late: n('handled-late'), resolved: n('resolved'), median: length(took?.wm), p90: length(took?.wp) };
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

  private async byDay({ from: _from, to: _to, ...look }: BoardPeriod, days: readonly Days[], reader: Actor, asOf: Instant): Promise<Map<Countable, Map<string, number>>> {
    const found = new Map<Countable, Map<string, number>>();
    for (const { part, unit, n } of await this.counts.counts({ by: 'day', steps: days, look, reader, asOf }, SHOWN)) if (unit !== null) found.set(part, (found.get(part) ?? new Map<string, number>()).set(unit, n));
    return found;
  }
}
