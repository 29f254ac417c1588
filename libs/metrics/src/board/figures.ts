import { Injectable } from '@nestjs/common';
import { DEEDS, type Board, type BoardDays, type BoardDepartments, type BoardPeriod, type BoardQuery, type Countable, type IndicatorView, type MyFigures, type Part } from '#contract';
import { Directory } from '#directory';
import type { Actor, DepartmentId } from '#domain';
import { Clock, Database } from '#platform';
import { Counts, type Question } from '../assessment/counts.js';
import { CountedCases } from '../counting/cases.js';
import { TILES } from '../indicators/index.js';
import { roundedLength } from '../sums/lengths.js';
import { comparedWith, endOf, lately, steps } from './days.js';

/** What the course of the period is drawn from. */
const DRAWN: readonly Part[] = ['reported', 'filed', 'closed', 'handle-due', 'handled-on-time', 'close-due', 'closed-on-time'];

/** What the tiles and the course are made of. */
const SHOWN: readonly Countable[] = [...new Set([...DRAWN, ...TILES.flatMap(({ count, of }) => (of === null ? [count] : [count, of]))])];

/** The board's figures of a period, each reader within what he may see. */
@Injectable()
export class BoardFigures {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly cases: CountedCases, private readonly counts: Counts, private readonly directory: Directory) {}

  async board({ compare, ...look }: BoardQuery, reader: Actor): Promise<Board> {
    const asOf = this.clock.now(), { from, to, ...cases } = look, period = { from, to }, before = comparedWith(period, compare), days = lately(period), trend = steps(period), complete = !(await this.cases.behind());
    const asked = { look: cases, reader, asOf }, first = days[0] ?? to;
    // Few steps, however long the period is: only the last days are asked for one by one.
    const course = await this.shown({ ...asked, by: 'county', steps: trend.points }), earlier = await this.shown({ ...asked, by: 'county', steps: before === null ? [] : [before] }), daily = await this.shown({ ...asked, by: 'day', steps: [{ from: first, to }] });
    const within = trend.points.flatMap((p, i) => (p.from < from ? [] : [i])), counted = (part: Countable): number => within.reduce((sum, i) => sum + course(part, i), 0);
    const shares = ({ count, of }: Pick<IndicatorView, 'count' | 'of'>, n: (part: Countable) => number): { count: number; of: number | null } => ({ count: n(count), of: of === null ? null : n(of) });
    const { targets } = this.directory.bookAt(endOf(period, this.counts.offset, asOf)).written.assessment;
    return {
      asOf, complete, before,
      tiles: TILES.map(({ counts: _, shares: _none, ...indicator }) => ({
        indicator, target: targets.find((t) => t.indicator === indicator.id)?.percent ?? null, now: shares(indicator, counted), before: before === null ? null : shares(indicator, (part) => earlier(part, 0)),
        series: days.map((day) => ({ day, ...shares(indicator, (part) => daily(part, day)) })),
      })),
      trend: { unit: trend.unit, points: trend.points.map((p, i) => ({ ...p, counts: Object.fromEntries(DRAWN.map((part) => [part, course(part, i)])) })) },
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

  /** How often each part that is shown has happened in a step or, by day, on a day. */
  private async shown(asked: Question): Promise<(part: Countable, at: number | string) => number> {
    const found = new Map<string, number>(), key = (part: Countable, at: number | string): string => `${at} ${part}`;
    for (const { part, unit, period, n } of asked.steps.length === 0 ? [] : await this.counts.counts(asked, SHOWN)) found.set(key(part, asked.by === 'day' ? unit ?? '' : period), n);
    return (part, at) => found.get(key(part, at)) ?? 0;
  }
}
