import { Injectable } from '@nestjs/common';
import type { AssessmentFigures, League, LeagueQuery, LeagueRow, LeagueTable, SchemeView, Unit, WhatIf, WhatIfAnswer } from '#contract';
import { Directory, type AssessmentRules, type Days } from '#directory';
import { assess, gradeOf, grouped, ranked, reweighted, SIGHT, type Actor, type Assessed, type Instant } from '#domain';
import { Clock, ProblemError } from '#platform';
import { comparedWith, endOf, lengthOf } from '../board/days.js';
import { AssessmentCounts } from './figures.js';

/** A mean month: volumes of any period are brought to it. */
const MONTH = 365.25 / 12;
type WrittenScheme = AssessmentRules['schemes'][number];
const OTHERS = { zh: '其他', en: 'Others' };

/** A scheme in force, with the rules that go with it. */
export interface Ruled { readonly rules: AssessmentRules; readonly scheme: WrittenScheme; readonly edition: number }
/** A unit with its points; not yet ranked. */
export interface Scored extends Assessed { readonly unit: string }

/** Scores and tables by the schemes of the rule book. Everything is worked out from counts; nothing of it is kept here. */
@Injectable()
export class Leagues {
  constructor(private readonly counts: AssessmentCounts, private readonly directory: Directory, private readonly clock: Clock) {}

  /** @throws ProblemError invalid-input when there is no such scheme */
  ruled(scheme: string, at: Instant): Ruled {
    const book = this.directory.bookAt(at), rules = book.written.assessment, found = rules.schemes.find((s) => s.id === scheme);
    if (found === undefined) throw new ProblemError('invalid-input', { errors: [{ pointer: 'query/scheme', code: 'unknown_value', message: 'there is no such scheme', zh: '没有这个评价方案' }] });
    return { rules, scheme: found, edition: book.version };
  }

  async league(query: LeagueQuery, reader: Actor): Promise<League> {
    const period = { from: query.from, to: query.to }, before = comparedWith(period, 'previous') ?? period, ruled = this.ruled(query.scheme, this.endOf(period)), by = unitOf(ruled.scheme, query);
    const now = await this.figures(ruled, period, by, reader), then = await this.figures(ruled, before, by, reader), open = oversees(reader);
    const was = new Map(this.table(ruled, this.scored(ruled, then, before), by).flatMap((g) => g.rows.map((r) => [r.unit, r] as const)));
    const mine = (unit: string): boolean => open || unit === reader.id || unit === reader.department;
    const groups = this.table(ruled, this.scored(ruled, now, period), by).map((g) => ({ ...g, rows: g.rows.filter((r) => mine(r.unit)).map((r): LeagueRow => { const b = was.get(r.unit); return { ...r, ...(!open && { rank: null }), before: b === undefined ? null : { score: b.score, rank: open ? b.rank : null } }; }) }));
    return {
      asOf: now.asOf, complete: now.complete, scheme: viewOf(ruled), by, filter: ruled.scheme.unit === 'area' ? 'area' : ruled.scheme.unit === 'department' ? 'for' : 'whose', period, before, ranked: open,
      groups: groups.filter((g) => g.rows.length > 0),
    };
  }

  /** @throws ProblemError no-right for whoever does not oversee; invalid-input for a part that the scheme does not have */
  async whatIf({ weights, ...query }: WhatIf, reader: Actor): Promise<WhatIfAnswer> {
    if (!oversees(reader)) throw new ProblemError('no-right');
    const period = { from: query.from, to: query.to }, ruled = this.ruled(query.scheme, this.endOf(period)), by = unitOf(ruled.scheme, query), other = { ...ruled, scheme: reweighted(ruled.scheme, weights) };
    const unknown = Object.keys(weights).find((id) => !ruled.scheme.parts.some((p) => p.id === id));
    if (unknown !== undefined) throw new ProblemError('invalid-input', { errors: [{ pointer: `/weights/${unknown}`, code: 'unknown_value', message: 'the scheme has no such part', zh: '该方案没有这项指标' }] });
    if (!other.scheme.parts.some((p) => p.weight > 0)) throw new ProblemError('invalid-input', { errors: [{ pointer: '/weights', code: 'out_of_range', message: 'must leave some weight', zh: '权重不能全为零' }] });
    const figures = await this.figures(ruled, period, by, reader), table = (r: Ruled): LeagueTable => this.table(r, this.scored(r, figures, period), by);
    return { asOf: figures.asOf, scheme: viewOf(ruled), weights: Object.fromEntries(other.scheme.parts.map((p) => [p.id, p.weight])), period, inForce: table(ruled), instead: table(other) };
  }

  /** Points of every unit that has any; those of persons at a post only where they did something at it. */
  scored({ rules, scheme }: Ruled, figures: Pick<AssessmentFigures, 'rows' | 'by'>, period: Days): Scored[] {
    const bands = new Map(rules.bands.map((b) => [b.id, b])), months = lengthOf(period) / MONTH, codes = this.directory.cells().map((c) => c.code as string);
    return figures.rows.flatMap(({ unit, counts }): Scored[] => {
      if (unit === null) return [];
      const cells = figures.by === 'township' || figures.by === 'community' || figures.by === 'cell' ? codes.filter((c) => c.startsWith(unit)).length : 1;
      const scored = assess(scheme, counts, bands, { cells, months });
      return scored.n === 0 && (scheme.unit === 'person' || scored.score === null) ? [] : [{ unit, ...scored }];
    });
  }

  table({ rules, scheme }: Ruled, scored: readonly Scored[], by: Unit): LeagueTable {
    const groups = rules.groups.filter((g) => g.schemes.includes(scheme.id)), alone = groups.length === 0 ? { zh: scheme.zh, en: scheme.en } : OTHERS;
    return grouped(scored, groups).map(({ group, units }) => {
      const named = groups.find((g) => g.id === group);
      return {
        group, name: named === undefined ? alone : { zh: named.zh, en: named.en },
        rows: ranked(units).map(({ unit, n, enough, score, rank, parts }): LeagueRow => ({ unit, name: this.counts.nameOf(by, unit), n, enough, score, grade: gradeOf(rules.grades, score)?.grade ?? null, rank, parts: parts.map((p) => ({ ...p })), before: null })),
      };
    });
  }

  private async figures({ scheme }: Ruled, period: Days, by: Unit, reader: Actor): Promise<AssessmentFigures> {
    if (SIGHT[reader.role] !== 'all' && scheme.unit === 'area') throw new ProblemError('no-right', { detail: 'Areas are compared for those who see all of them.' });
    // A department's lead does not learn how the others stand from the cases they have in common.
    const own = !oversees(reader) && scheme.unit === 'department' ? reader.department : undefined;
    return this.counts.figures({ ...period, by, per: 'whole', only: 'counts', ...(own !== undefined && { department: own }) }, reader);
  }

  /** The last moment of a period that has come. */
  endOf(period: Days): Instant { return endOf(period, this.directory.book().calendar.offset, this.clock.now()); }
}

/** Tables are for those who answer for the whole. */
const oversees = ({ role }: Actor): boolean => role === 'supervisor' || role === 'leader';
export const unitOf = ({ unit }: Pick<WrittenScheme, 'unit'>, { by }: Pick<LeagueQuery, 'by'>): Unit => (unit === 'area' ? by : unit);
export const viewOf = ({ scheme, edition }: Ruled): SchemeView => ({ ...scheme, parts: scheme.parts.map((p) => ({ ...p })), edition });
