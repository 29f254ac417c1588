import { COUNTABLE, EXPORT_LIMIT, LABELS, PART_WORDS, ROUTES, type AssessmentFigures, type Countable, type IndicatorView, type Language, type Lengths } from '#contract';
import { lettersOf, type Calculated, type FileCell, type Sheet } from '#directory';
import { DAY, HOUR, shareOf } from '#domain';
import { ProblemError } from '#platform';
import { GROUPINGS, MEMBER_PARTS } from '../assessment/units.js';
import { DEFINITIONS } from '../indicators/index.js';

/** Where there is nothing to divide by, or too little. */
export const NONE = '–';
/** Columns before the counts: the period, and the unit by code and by name. */
const LEAD = 4;
/** Days of 1900 of a date, as a spreadsheet counts. */
export const daySerial = (day: string): number => Date.parse(day) / DAY + 25_569;

type Row = AssessmentFigures['rows'][number];
type Totals = AssessmentFigures['totals'][number];
/** A column: what stands in a row of a unit, and in that of a total. `line`: the row of the sheet, from 1. */
interface Column { readonly title: string; readonly width: number; readonly cell: (row: Row, line: number) => FileCell; readonly total: (of: Totals, line: number) => FileCell }

/** Every count that a grouping has, in the order of the contract. */
const partsOf = (by: AssessmentFigures['by']): readonly Countable[] => {
  const { parts, shares } = GROUPINGS[by], known = new Set<Countable>([...parts, ...shares, ...(by === 'person' ? MEMBER_PARTS : [])]);
  return COUNTABLE.filter((p) => known.has(p));
};
export const definitionsOf = ({ indicators }: Pick<AssessmentFigures, 'indicators'>): readonly IndicatorView[] => DEFINITIONS.filter((i) => indicators.includes(i.id));

/** The figures as lines of cells: one a unit and period, and one a period for all of them. */
export interface FigureLines extends Pick<Sheet, 'titles' | 'widths'> { readonly lines: readonly (readonly FileCell[])[]; readonly sums: readonly (readonly FileCell[])[] }

/** The figures as a sheet of a workbook. @throws ProblemError too-many-rows: then they can be had as CSV */
export function figuresSheet(figures: AssessmentFigures, lang: Language): Sheet {
  const size = figures.rows.length + figures.totals.length, { method, path } = ROUTES.assessmentFiguresFile;
  if (size > EXPORT_LIMIT) throw new ProblemError('too-many-rows', { detail: `${size} > ${EXPORT_LIMIT}`, limit: EXPORT_LIMIT, instead: `${method} ${path}?format=csv` });
  const { titles, widths, lines, sums } = figureLines(figures, lang);
  return { name: lang === 'zh' ? '考核数据' : 'Figures', titles, widths, pages: [[...lines, ...sums]], still: { rows: 1, columns: LEAD } };
}

/**
 * Counts are numbers; rates are formulas over the counts beside them, sums formulas over the counts above;
 * lengths are as counted, for no length can be worked out from others.
 */
export function figureLines(figures: AssessmentFigures, lang: Language): FigureLines {
  const { rows, totals, periods, units, by } = figures, zh = lang === 'zh';
  const parts = partsOf(by), last = 1 + rows.length, names = new Map(units.map((u) => [u.unit, u.name[lang]] as const));
  const letterOf = (part: Countable): string => lettersOf(LEAD + parts.indexOf(part));
  // Not for persons: complaints and filings are counted in their cells, and all cells together are no sum of the persons'.
  const summed = (part: Countable): boolean => !(by === 'person' && (MEMBER_PARTS as readonly Countable[]).includes(part));
  const sums = periods.map((_, period) => Object.fromEntries(parts.map((p) => [p, rows.reduce((n, r) => n + (r.period === period ? (r.counts[p] ?? 0) : 0), 0)])) as Record<Countable, number>);
  const sum = (part: Countable, period: number, line: number): FileCell => {
    const at = letterOf(part), value = sums[period]?.[part] ?? 0;
    return rows.length === 0 ? { number: value, as: 'count' } : { formula: `SUMIF($A$2:$A$${last},$A${line},${at}$2:${at}$${last})`, value, as: 'count' };
  };
  const rate = ({ count, of, minimum }: IndicatorView, counts: Row['counts'], line: number): Calculated | null => {
    if (of === null) return null;
    const least = Math.max(1, minimum), under = `${letterOf(of)}${line}`;
    return { formula: `IF(${under}<${least},"${NONE}",${letterOf(count)}${line}/${under})`, value: shareOf({ count: counts[count] ?? 0, of: counts[of] ?? 0 }, least) ?? NONE, as: 'rate' };
  };
  const length = (title: string, part: Countable, of: (l: Lengths) => number | null | undefined): Column => {
    const cell = ({ lengths }: Pick<Row, 'lengths'>): FileCell => { const l = lengths[part], value = l === undefined ? null : of(l); return value == null ? null : { number: value / HOUR, as: 'hours' }; };
    return { title: `${PART_WORDS[part][lang]} ${title}`, width: 14, cell, total: cell };
  };
  const said = definitionsOf(figures), timed = new Set<Countable>([...said.filter((i) => i.unit === 'time').map((i) => i.count), ...(parts.includes('standing') ? (['standing'] as const) : [])]);
  const dayCell = (period: number, end: 'from' | 'to'): FileCell => { const day = periods[period]?.[end]; return day === undefined ? null : { number: daySerial(day), as: 'day' }; };
  const date = (title: string, end: 'from' | 'to'): Column => ({ title, width: 12, cell: (r) => dayCell(r.period, end), total: (t) => dayCell(t.period, end) });
  const nameOf = (unit: string | null): string => (by === 'source' && unit !== null && unit in LABELS[lang].channel ? LABELS[lang].channel[unit as keyof (typeof LABELS)['zh']['channel']] : (names.get(unit) ?? ''));
  const handled = parts.includes('resolved') && !parts.includes('handler-handled');
  const columns: Column[] = [
    date(zh ? '起' : 'From', 'from'), date(zh ? '止' : 'To', 'to'),
    { title: zh ? '代码' : 'Code', width: 18, cell: (r) => r.unit, total: () => null }, { title: zh ? '单位' : 'Unit', width: 26, cell: (r) => nameOf(r.unit), total: () => (zh ? '合计' : 'Total') },
    ...parts.map((p): Column => ({ title: PART_WORDS[p][lang], width: 11, cell: (r) => ({ number: r.counts[p] ?? 0, as: 'count' }), total: (t, line) => (summed(p) ? sum(p, t.period, line) : null) })),
    ...said.filter((i) => i.of !== null).map((i): Column => ({
      title: i.name[lang], width: 13, cell: (r, line) => rate(i, r.counts, line), total: (t, line) => (i.of !== null && summed(i.of) && summed(i.count) ? rate(i, sums[t.period] ?? {}, line) : null),
    })),
    ...(handled ? [{ title: zh ? '处置人数' : 'Handlers', width: 10, cell: (r: Row): FileCell => ({ number: r.handlers ?? 0, as: 'count' }), total: (t: Totals): FileCell => ({ number: t.handlers ?? 0, as: 'count' }) }] : []),
    ...[...timed].flatMap((p) => [
      ...(p === 'standing' ? [] : [length(zh ? '中位（工作小时）' : 'median, working hours', p, (l) => l.working?.median), length(zh ? '九成（工作小时）' : 'p90, working hours', p, (l) => l.working?.p90)]),
      length(zh ? '中位（自然小时）' : 'median, hours', p, (l) => l.wall?.median), length(zh ? '九成（自然小时）' : 'p90, hours', p, (l) => l.wall?.p90),
    ]),
  ];
  return {
    titles: columns.map((c) => c.title), widths: columns.map((c) => c.width),
    lines: rows.map((row, i) => columns.map((c) => c.cell(row, i + 2))), sums: totals.map((total, i) => columns.map((c) => c.total(total, last + 1 + i))),
  };
}
