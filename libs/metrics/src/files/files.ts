import { Injectable } from '@nestjs/common';
import { localMoment, type AssessmentFileQuery, type AssessmentQuery, type ExportFormat, type ReportFormat, type Language, type LeagueFileQuery, type ReportWish } from '#contract';
import { csvOf, Directory, TABLE_TYPES, xlsxOf, type Days, type FileCell, type Sheet } from '#directory';
import type { Actor } from '#domain';
import { Clock } from '#platform';
import { allowedDays, allowedFigures } from '../assessment/allowed.js';
import { AssessmentCounts } from '../assessment/figures.js';
import { Leagues } from '../assessment/league.js';
import { divided } from '../assessment/periods.js';
import { definitionsSheet, filterSheet } from './about-sheets.js';
import { figureLines, figuresSheet, type FigureLines } from './figures-sheet.js';
import { leagueSheet, schemeSheet } from './league-sheet.js';
import { PaperReports } from '../pdf/paper-reports.js';

export const FILE_TYPES: Readonly<Record<ReportFormat, string>> = { ...TABLE_TYPES, pdf: 'application/pdf' };
export interface AssessmentFile { readonly name: string; readonly format: ReportFormat; readonly pieces: Iterable<Buffer> | AsyncIterable<Buffer> }

/** Figures and league tables as files: the very answers of the API, within what the reader may see. CSV holds the first sheet alone. */
@Injectable()
export class AssessmentFiles {
  constructor(private readonly counts: AssessmentCounts, private readonly leagues: Leagues, private readonly directory: Directory, private readonly clock: Clock, private readonly paper: PaperReports) {}

  /** @throws ProblemError as the figures do, and too-many-rows */
  async figures({ format, lang, group, time, ...query }: AssessmentFileQuery, reader: Actor): Promise<AssessmentFile> {
    allowedFigures(query, reader, this.directory);
    if (format === 'csv') return { name: this.named('figures', format), format, pieces: await this.periods(query, reader, lang) };
    const figures = await this.counts.figures(query, reader);
    if (format === 'pdf') return { name: this.named('figures', format), format, pieces: [await this.paper.figures(query, figures, [], reader, { lang, group, timing: time })] };
    return this.file('figures', format, [figuresSheet(figures, lang), definitionsSheet(figures, lang), this.asked(query, figures, reader, lang)]);
  }

  /** @throws ProblemError as the table does */
  async league({ format, lang, ...query }: LeagueFileQuery, reader: Actor): Promise<AssessmentFile> {
    allowedDays(query, 'query');
    const league = await this.leagues.league(query, reader), { rules } = this.leagues.ruled(query.scheme, this.leagues.endOf(query));
    if (format === 'pdf') return { name: this.named('league', format), format, pieces: [await this.paper.league(league, reader, lang)] };
    return this.file('league', format, [leagueSheet(league, lang), schemeSheet(league, rules, lang), this.asked(query, league, reader, lang)]);
  }

  /** Figures, and the table of a scheme, of one period in one file. @throws ProblemError as both do */
  async report({ every, by, scheme, lang, format, hour: _, endpoint: _none, ...filter }: ReportWish, period: Days, reader: Actor): Promise<AssessmentFile> {
    const query = { ...filter, ...period, by, per: 'whole' as const };
    allowedFigures(query, reader, this.directory);
    const figures = await this.counts.figures(query, reader), areas = by === 'community' || by === 'cell' ? by : 'township';
    const league = scheme === null ? null : await this.leagues.league({ ...period, scheme, by: areas }, reader);
    const name = `report-${every}-${period.from}.${format}`;
    if (format === 'pdf') return { name, format, pieces: [await this.paper.figures(query, figures, league === null ? [] : [league], reader, { lang })] };
    const scored = league === null || scheme === null ? [] : [leagueSheet(league, lang), schemeSheet(league, this.leagues.ruled(scheme, this.leagues.endOf(period)).rules, lang)];
    return { ...this.file('report', 'xlsx', [figuresSheet(figures, lang), ...scored, definitionsSheet(figures, lang), this.asked({ ...query, ...(scheme !== null && { scheme }) }, figures, reader, lang)]), name };
  }

  /** The lines of the sheet, however many: a period is counted while the one before is on its way, all of them as of one moment; the sums come last. What must be refused is refused before the first. */
  private async periods(query: AssessmentQuery, reader: Actor, lang: Language): Promise<AsyncGenerator<Buffer>> {
    const asOf = this.clock.now(), [first, ...others] = divided(query, query.per), totals: (readonly FileCell[])[] = [];
    const sheetOf = async (days: Days): Promise<FigureLines> => figureLines(await this.counts.figures({ ...query, ...days, per: 'whole' }, reader, asOf), lang), begun = await sheetOf(first ?? query);
    return csvOf(begun.titles, (async function* () {
      for (const days of [null, ...others]) {
        const { lines, sums } = days === null ? begun : await sheetOf(days);
        totals.push(...sums);
        yield lines;
      }
      yield totals;
    })());
  }

  private asked(query: Readonly<Record<string, unknown>>, of: { readonly asOf: number; readonly complete: boolean }, reader: Actor, lang: Language): Sheet {
    return filterSheet({ query, asOf: of.asOf, complete: of.complete, madeAt: this.clock.now(), madeBy: this.directory.name(reader.id) }, lang);
  }

  private named(name: string, format: ReportFormat): string { return `${name}-${localMoment(this.clock.now()).replaceAll(/[-:]/g, '').replace(' ', '-')}.${format}`; }

  private file(name: string, format: ExportFormat, sheets: readonly [Sheet, ...Sheet[]]): AssessmentFile {
    return { name: this.named(name, format), format, pieces: format === 'csv' ? csvOf(sheets[0].titles, sheets[0].pages) : xlsxOf(sheets) };
  }
}
