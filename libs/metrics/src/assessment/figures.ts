import { Injectable } from '@nestjs/common';
import type { AssessmentFigures, AssessmentQuery, Countable, IndicatorView, Lengths, Unit } from '#contract';
import { allowedWhose, Directory } from '#directory';
import { DAY, dayOf, type Actor, type CellId, type Instant } from '#domain';
import { Clock, Database } from '#platform';
import { CountedCases } from '../counting/cases.js';
import { FEWEST } from '../counting/indicator.js';
import { INDICATORS } from '../indicators/index.js';
import { roundedLength } from '../sums/lengths.js';
import { columnOf, Counts, SPREAD, type Count, type Question, type Total } from './counts.js';
import type { Spread } from './lengths.js';
import { divided } from './periods.js';
import { RuleNaming } from './rule-naming.js';
import { GROUPINGS, indicatorsFor, MEMBER_PARTS, nameOf } from './units.js';

interface Stood extends Total { readonly age?: Omit<Spread, 'part' | keyof Total> }
type Row = AssessmentFigures['rows'][number];
type Totals = AssessmentFigures['totals'][number];

const TIMED: ReadonlySet<Countable> = new Set(INDICATORS.filter((i) => i.unit === 'time').map((i) => i.count));
const timed = (parts: readonly Countable[]): Countable[] => parts.filter((p) => TIMED.has(p));
/** What these indicators are counted of. */
const madeOf = (indicators: readonly Pick<IndicatorView, 'count' | 'of'>[]): ReadonlySet<Countable> => new Set(indicators.flatMap(({ count, of }) => (of === null ? [count] : [count, of])));
const NO_LENGTH = { wm: null, wp: null, cm: null, cp: null };

/** The figures that people and departments are assessed by, each reader within what he may see. */
@Injectable()
export class AssessmentCounts {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly cases: CountedCases, private readonly kept: Counts, private readonly directory: Directory, private readonly rules: RuleNaming) {}

  async figures(query: AssessmentQuery, reader: Actor, asOf: Instant = this.clock.now()): Promise<AssessmentFigures> {
    const { by, per } = query, grouping = GROUPINGS[by], periods = divided(query, per), complete = !(await this.cases.behind());
    const whose = allowedWhose([...grouping.parts, ...grouping.shares], query.whose, reader), asked: Question = { by, steps: periods, look: { ...query, whose }, reader, asOf };
    const group = query.only === 'counts' ? undefined : query.only, more = query.only !== 'counts', some = query.indicator, indicators = indicatorsFor(by).filter((i) => (group === undefined || i.group === group) && (some === undefined || some.includes(i.id))), wanted = group === undefined && some === undefined ? null : madeOf(indicators);
    const asks = (part: Countable): boolean => wanted === null || wanted.has(part), flow = grouping.parts.filter((p) => p !== 'standing' && asks(p)), shares = grouping.shares.filter(asks);
    const counts = [...(await this.kept.counts(asked, flow)), ...(await this.kept.counts(asked, shares))], standing = grouping.parts.includes('standing') && asks('standing') ? await this.standing(asked, more) : [];
    const rows = new Map<string, Row>(), totals = periods.map((_, period): Totals => ({ period, counts: {}, lengths: {} }));
    const rowOf = (unit: string | null, period: number): Row => {
      const key = `${period} ${unit ?? ''}`, row = rows.get(key) ?? { unit, period, counts: {}, lengths: {} };
      rows.set(key, row);
      return row;
    };
    const intoOf = ({ unit, whole, period }: Omit<Total, 'n'>): Row | Totals | undefined => (whole ? totals[period] : rowOf(unit, period));
    for (const { unit, period, part, n } of counts) for (const into of [rowOf(unit, period), totals[period]]) if (into !== undefined) {
      into.counts[part] = (into.counts[part] ?? 0) + n;
      if (more && TIMED.has(part)) into.lengths[part] = lengthsOf(into.counts[part] ?? 0, NO_LENGTH);
    }
    for (const line of standing) { const into = intoOf(line); if (into === undefined) continue; into.counts.standing = line.n; if (line.age !== undefined) into.lengths.standing = lengthsOf(line.n, line.age); }
    for (const line of more ? [...(await this.kept.lengths(asked, timed(flow))), ...(await this.kept.lengths(asked, timed(shares)))] : []) {
      const into = intoOf(line), n = into?.counts[line.part];
      if (into !== undefined && n !== undefined) into.lengths[line.part] = lengthsOf(n, line);
    }
    for (const line of query.only === undefined && some === undefined && flow.length > 0 ? await this.kept.people({ ...asked, look: { ...asked.look, whose: undefined } }, 'handler-handled') : []) { const into = intoOf(line); if (into !== undefined) into.handlers = line.n; }
    const cells = by === 'person' ? this.cellsOf(whose) : new Map<string, readonly CellId[]>();
    for (const { unit, period, part, n } of await this.inCells(asked, cells, MEMBER_PARTS.filter(asks))) { const { counts: of } = rowOf(unit, period); of[part] = (of[part] ?? 0) + n; }
    const rules = by === 'rule' ? await this.rules.named() : undefined, units = [...new Set([...rows.values()].map((r) => r.unit))].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
    return {
      asOf, complete, by, per, periods, indicators: indicators.map((i) => i.id), filter: grouping.filter, lacking: grouping.lacking,
      units: units.map((unit) => { const own = unit === null ? undefined : cells.get(unit); return { unit, name: nameOf(by, unit, this.directory, rules), ...(own !== undefined && { cells: [...own] }) }; }),
      rows: [...rows.values()].sort((a, b) => a.period - b.period || units.indexOf(a.unit) - units.indexOf(b.unit)), totals,
    };
  }

  /** What people call a unit. */
  nameOf(by: Unit, unit: string | null): { zh: string; en: string } { return nameOf(by, unit, this.directory); }

  /** What stood at the end of each period and, unless numbers are enough, how old it was then; a period that is not over ends now. */
  private async standing(asked: Question, aged: boolean): Promise<Stood[]> {
    const numbers = aged ? null : await this.kept.stock(asked);
    if (numbers !== null) return numbers;
    const { what, which, params, bind } = this.kept.rows({ ...asked, steps: asked.steps.slice(0, 1), look: { ...asked.look, whose: undefined } }, ['standing'], 's.day'), ends = asked.steps.map(({ to }) => Math.min((dayOf(to) + 1) * DAY - this.kept.offset, asked.asOf));
    // A look-up in the index for each period, and only then which of it is asked for: what stood at its end is little beside all that ever stood, or ever was in one place.
    const rows = await this.database.query<Total & NonNullable<Stood['age']>>(
      `select unit, grouping(unit) = 1 as whole, period, count(*)::int as n, ${SPREAD('null::bigint', 'age')} from (
        select c.unit, s.period::int - 1 as period, s.till - c.at as age from unnest(${bind(asked.steps.map((d) => d.to))}::date[], ${bind(ends)}::bigint[]) with ordinality as s (day, till, period)
          cross join lateral (select ${columnOf(asked.by)} as unit, at from (select * from counted_case where ${what} offset 0) counted_case where ${which}) c
      ) c group by grouping sets ((unit, period), (period)) having count(*) > 0`, params);
    return rows.map(({ unit, whole, period, n, ...age }): Stood => ({ unit, whole, period, n, ...(aged && { age }) }));
  }

  /** Complaints and filings in the cells that each of these grid members answers for. */
  private async inCells(asked: Question, cells: ReadonlyMap<string, readonly CellId[]>, parts: readonly Countable[]): Promise<Count[]> {
    if (cells.size === 0) return [];
    const of = new Map<string, string>([...cells].flatMap(([person, own]) => own.map((cell) => [cell, person] as const)));
    return (await this.kept.counts({ ...asked, by: 'cell', look: { ...asked.look, whose: undefined } }, parts)).flatMap(({ unit: cell, ...row }) => { const unit = cell === null ? undefined : of.get(cell); return unit === undefined ? [] : [{ ...row, unit }]; });
  }

  private cellsOf(whose: string | undefined): Map<string, readonly CellId[]> {
    const found = new Map<string, CellId[]>();
    for (const { code } of this.directory.cells()) {
      const { main } = this.directory.responsible(code);
      if (main !== null && (whose === undefined || main === whose)) found.set(main, [...(found.get(main) ?? []), code]);
    }
    return found;
  }
}

function lengthsOf(n: number, { wm, wp, cm, cp }: Pick<Spread, 'wm' | 'wp' | 'cm' | 'cp'>): Lengths {
  const pair = (median: string | null, p90: string | null) => (median === null || p90 === null || n < FEWEST ? null : { median: roundedLength(Number(median)), p90: roundedLength(Number(p90)) });
  return { n, working: pair(wm, wp), wall: pair(cm, cp) };
}
