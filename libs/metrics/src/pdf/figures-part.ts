import { number, share, type AssessmentFigures, type IndicatorView, type Language } from '#contract';
import { HOUR } from '#domain';
import { drawBars, drawCourses, drawRanges, heightOfBars, type Bar } from './charts.js';
import { figureCell, hours, rateOf, type Counted, type Timing } from './figure.js';
import type { Paper } from './paper.js';
import { drawTable, type Row } from './table.js';
import { GROUP_WORDS, of, UNIT_WORDS, word } from './words.js';

export interface FiguresPart {
  readonly figures: AssessmentFigures;
  /** Counts of all together by shorter steps; null where they would be of something else. */
  readonly course: AssessmentFigures | null;
  readonly definitions: readonly IndicatorView[];
  readonly nameOf: (unit: string | null) => string;
  readonly timing: Timing;
}
/** Units that a chart can hold. */
const MOST_BARS = 22;
/** What a league of units is looked at by first. */
const FIRST = ['handling-on-time', 'closing-on-time'];

export async function drawFigures(paper: Paper, part: FiguresPart, lang: Language): Promise<void> {
  const { figures, definitions } = part;
  drawCharts(paper, part, lang);
  for (const group of new Set(definitions.map((d) => d.group))) {
    const shown = definitions.filter((d) => d.group === group), timed = shown.some((d) => d.unit === 'time');
    paper.room(110);
    paper.heading(`${of(lang, UNIT_WORDS[figures.by])} · ${of(lang, GROUP_WORDS[group])}${timed ? ` (${word(lang, part.timing)})` : ''}`, 11);
    await drawTable(paper, { first: word(lang, 'unit'), titles: shown.map((d) => d.name[lang]), rows: rowsOf(part, shown, lang) });
  }
}

function rowsOf({ figures: { rows, totals, periods, per, by }, nameOf, timing }: FiguresPart, shown: readonly IndicatorView[], lang: Language): Row[] {
  const days = (period: number): string => { const p = periods[period]; return per === 'whole' || p === undefined ? '' : ` ${p.from === p.to ? p.from : `${p.from}–${p.to}`}`; };
  const row = (name: string, line: Counted, total: boolean): Row => ({ name, total, cells: shown.map((i) => figureCell(i, line, timing)) });
  // One case may count for several people: their lines have no sum that would be a number of cases.
  return [...rows.map((r) => row(`${nameOf(r.unit)}${days(r.period)}`, r, false)), ...(rows.length > 1 && by !== 'person' ? totals.map((t) => row(`${word(lang, 'total')}${days(t.period)}`, t, true)) : [])];
}

function drawCharts(paper: Paper, { figures, course, definitions, nameOf }: FiguresPart, lang: Language): void {
  if (course !== null) {
    const courses = (['reported', 'filed', 'closed'] as const).map((part) => ({ name: definitions.find((d) => d.count === part && d.of === null)?.name[lang] ?? part, values: course.periods.map((_, i) => course.totals.find((t) => t.period === i)?.counts[part] ?? 0) }));
    paper.room(210);
    paper.heading(word(lang, 'trend'), 11);
    drawCourses(paper, { x: paper.left, y: paper.y, width: paper.width, height: 160 }, courses, course.periods.map((p) => p.from.slice(5)));
    paper.y += 174;
  }
  if (figures.per !== 'whole') return;
  const rate = FIRST.flatMap((id) => definitions.filter((d) => d.id === id))[0] ?? definitions.find((d) => d.unit === 'share');
  if (rate?.of != null && figures.rows.length > 1) {
    const under = rate.of, bars = figures.rows.filter((r) => (r.counts[under] ?? 0) > 0).map((r): Bar & { readonly n: number } => {
      const value = rateOf(rate, r), n = r.counts[under] ?? 0;
      return { name: nameOf(r.unit), value, n, said: value === null ? word(lang, 'few', { n }) : `${share(r.counts[rate.count] ?? 0, n)} (${number(r.counts[rate.count] ?? 0)}/${number(n)})` };
    }).sort((a, b) => (b.value ?? -1) - (a.value ?? -1) || b.n - a.n).slice(0, MOST_BARS);
    if (bars.length > 0) {
      paper.room(heightOfBars(bars.length) + 34);
      paper.heading(word(lang, 'onTime', { name: rate.name[lang] }), 11);
      drawBars(paper, { x: paper.left, y: paper.y, width: paper.width }, bars, (s) => `${s * 100}%`);
      paper.y += heightOfBars(bars.length) + 12;
    }
  }
  const total = figures.totals[0], ranges = definitions.flatMap((d) => { const spread = d.unit === 'time' ? total?.lengths[d.count]?.working : null; return spread == null ? [] : [{ name: d.name[lang], median: spread.median / HOUR, p90: spread.p90 / HOUR, said: `${hours(spread.median)} / ${hours(spread.p90)}` }]; });
  if (ranges.length > 0) {
    paper.room(heightOfBars(ranges.length) + 34);
    paper.heading(word(lang, 'lengths'), 11);
    drawRanges(paper, { x: paper.left, y: paper.y, width: paper.width }, ranges, (h) => word(lang, 'hours', { n: h.toFixed(1) }));
    paper.y += heightOfBars(ranges.length) + 12;
  }
}
