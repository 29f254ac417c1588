import { Injectable } from '@nestjs/common';
import { assessmentSchemesSchema, LABELS, type AssessmentFigures, type AssessmentQuery, type IndicatorView, type Language, type League, type LeagueRow, type SnapshotContent, type Step } from '#contract';
import { Directory, type Days } from '#directory';
import type { Actor } from '#domain';
import { Clock, ProblemError } from '#platform';
import { AssessmentCounts } from '../assessment/figures.js';
import { indicatorsFor, nameOf } from '../assessment/units.js';
import { lengthOf } from '../board/days.js';
import { DEFINITIONS } from '../indicators/index.js';
import { Snapshots } from '../snapshots/snapshots.js';
import type { FiguresPart } from './figures-part.js';
import type { Timing } from './figure.js';
import type { LeaguePart } from './league-part.js';
import { reportPdf, type Cover } from './report.js';

export interface PaperWish { readonly lang: Language; readonly group?: IndicatorView['group'] | undefined; readonly timing?: Timing | undefined }
export interface PaperFile { readonly name: string; readonly bytes: Buffer }
type Named = Readonly<Record<Language, string>>;

/** Lines that anybody reads on paper. */
export const PAPER_LINES = 2_000;
/** What a closed period is shown as: the units and tables that no person's name is in. */
const FROZEN = ['county', 'department', 'township'] as const;
const rulesSchema = assessmentSchemesSchema.pick({ schemes: true }).extend({ schemes: assessmentSchemesSchema.shape.schemes.element.omit({ edition: true }).array() });

/** Figures, league tables and closed periods as PDF: the very answers of the API, drawn. */
@Injectable()
export class PaperReports {
  constructor(private readonly counts: AssessmentCounts, private readonly directory: Directory, private readonly clock: Clock, private readonly snapshots: Snapshots) {}

  /** @throws ProblemError too-many-rows, and as the figures do */
  async figures(query: AssessmentQuery, figures: AssessmentFigures, leagues: readonly League[], reader: Actor, wish: PaperWish): Promise<Buffer> {
    if (figures.rows.length > PAPER_LINES) throw new ProblemError('too-many-rows', { detail: `${figures.rows.length} > ${PAPER_LINES}`, limit: PAPER_LINES });
    return reportPdf({ cover: await this.cover(query, figures, reader, scopeOf(query, figures, wish.lang, this.directory), wish.lang), figures: [await this.part(query, figures, reader, wish)], leagues: leagues.map((l) => leaguePart(l, true, wish.lang)), corrections: null }, wish.lang);
  }

  async league(league: League, reader: Actor, lang: Language): Promise<Buffer> {
    return reportPdf({ cover: await this.cover(league.period, league, reader, [], lang), figures: [], leagues: [leaguePart(league, true, lang)], corrections: null }, lang);
  }

  /** A closed period as it was frozen, and what has been corrected since. @throws ProblemError not-found, no-right */
  async snapshot(id: string, reader: Actor, lang: Language): Promise<PaperFile> {
    const { content, corrections, complete, seq, hash, period, edition } = await this.snapshots.snapshot(id, reader), madeAt = this.clock.now();
    const cover: Cover = { county: this.directory.book().county[lang], period, scope: [], asOf: content.asOf, complete, madeBy: this.directory.name(reader.id), madeAt, closed: { seq, hash, frozen: true } };
    const figures = FROZEN.map((by): FiguresPart => ({ figures: this.frozen(content, by), course: null, definitions: definitionsOf(indicatorsFor(by).map((i) => i.id), by === 'county' ? undefined : 'not response'), nameOf: (unit) => nameOf(by, unit, this.directory)[lang], timing: 'working' }));
    const { schemes } = rulesSchema.parse(content.rules);
    const leagues = content.leagues.flatMap(({ scheme: which, by, groups }) => {
      const scheme = schemes.find((s) => s.id === which);
      return scheme === undefined || scheme.unit === 'person' || by === 'community' ? [] : [leaguePart({ scheme: { ...scheme, edition }, by, groups }, false, lang)];
    });
    return { name: `report-${id}.pdf`, bytes: await reportPdf({ cover, figures, leagues, corrections }, lang) };
  }

  private async cover(period: Days, { asOf, complete }: { readonly asOf: number; readonly complete: boolean }, reader: Actor, scope: readonly string[], lang: Language): Promise<Cover> {
    const head = (await this.snapshots.list()).find((s) => s.period.from === period.from && s.period.to === period.to);
    return { county: this.directory.book().county[lang], period: { from: period.from, to: period.to }, scope, asOf, complete, madeBy: this.directory.name(reader.id), madeAt: this.clock.now(), closed: head === undefined ? null : { seq: head.seq, hash: head.hash, frozen: false } };
  }

  private async part(query: AssessmentQuery, figures: AssessmentFigures, reader: Actor, { lang, group, timing = 'working' }: PaperWish): Promise<FiguresPart> {
    const { by, per: _, whose: _none, ...rest } = query, per = stepOf(query);
    const course = by === 'person' || by === 'rule' || per === null ? null : await this.counts.figures({ ...rest, by: 'county', per }, reader);
    return { figures, course, definitions: definitionsOf(figures.indicators, group), nameOf: (unit) => named(figures, unit, lang), timing };
  }

  /** What was frozen, in the shape of an answer. Every case is in one unit: the county's line is the sum. */
  private frozen({ figures, period, asOf }: SnapshotContent, by: (typeof FROZEN)[number]): AssessmentFigures {
    const rows = (of: string) => (figures.find((f) => f.by === of)?.rows ?? []).map((r) => ({ ...r, period: 0 }));
    return { asOf, complete: true, by, per: 'whole', periods: [period], indicators: [], filter: null, lacking: null, units: [], rows: rows(by), totals: rows('county') };
  }
}

const definitionsOf = (ids: readonly string[], group?: IndicatorView['group'] | 'not response'): readonly IndicatorView[] => DEFINITIONS.filter((d) => ids.includes(d.id) && (group === undefined || (group === 'not response' ? d.group !== 'response' : d.group === group)));
const leaguePart = (league: Pick<League, 'scheme' | 'groups' | 'by'>, compared: boolean, lang: Language): LeaguePart => ({ league, compared, nameOf: (row: LeagueRow) => row.name[lang] });
function named({ by, units }: AssessmentFigures, unit: string | null, lang: Language): string {
  if (by === 'source' && unit !== null && unit in LABELS[lang].channel) return LABELS[lang].channel[unit as keyof (typeof LABELS)['zh']['channel']];
  return units.find((u) => u.unit === unit)?.name[lang] ?? unit ?? '';
}
/** The steps of the course: so many that a line can be read. */
function stepOf(period: Days): Exclude<Step, 'whole'> | null {
  const days = lengthOf(period);
  return days < 2 ? null : days <= 31 ? 'day' : days <= 190 ? 'week' : days <= 1100 ? 'month' : 'quarter';
}
function scopeOf({ area, department, category, source, whose }: AssessmentQuery, figures: AssessmentFigures, lang: Language, directory: Directory): string[] {
  const name = (of: Named): string => of[lang];
  return [
    ...(area === undefined ? [] : [name(nameOf(area.length === 9 ? 'township' : area.length === 12 ? 'community' : area.length === 15 ? 'cell' : 'county', area, directory))]), ...(department === undefined ? [] : [name(nameOf('department', department, directory))]),
    ...(category === undefined ? [] : [category.length < 5 ? category : name(nameOf('class', category, directory))]), ...(source ?? []).map((s) => LABELS[lang].channel[s]), ...(whose === undefined ? [] : [directory.person(whose as never)?.name ?? named(figures, whose, lang)]),
  ];
}
