import { localMoment, number, PART_WORDS, type Correction, type IndicatorView, type Language } from '#contract';
import type { Days } from '#directory';
import { drawFigures, type FiguresPart } from './figures-part.js';
import { drawLeague, type LeaguePart } from './league-part.js';
import { figureCell } from './figure.js';
import { DIM, LINE, Paper } from './paper.js';
import { drawTable } from './table.js';
import { of, UNIT_WORDS, word } from './words.js';

/** What is said on the first sheet. `closed`: the snapshot of the period, and whether the numbers are its own. */
export interface Cover {
  readonly county: string; readonly period: Days; readonly scope: readonly string[]; readonly asOf: number; readonly complete: boolean; readonly madeBy: string; readonly madeAt: number;
  readonly closed: { readonly seq: number; readonly hash: string; readonly frozen: boolean } | null;
}
export interface Report { readonly cover: Cover; readonly figures: readonly FiguresPart[]; readonly leagues: readonly LeaguePart[]; /** Null where nothing was frozen. */ readonly corrections: readonly Correction[] | null }

/** The report on paper: cover line, charts, tables, definitions, a numbered foot. What is in it was counted elsewhere. */
export async function reportPdf({ cover, figures, leagues, corrections }: Report, lang: Language): Promise<Buffer> {
  const { county, period: { from, to }, madeAt, madeBy } = cover, title = `${county} ${word(lang, 'report')} ${from === to ? from : `${from} – ${to}`}`, paper = new Paper(title, lang, madeAt, madeBy);
  paper.say(`${county} ${word(lang, 'report')}`, { left: paper.left }, paper.y, { size: 19, bold: true }, paper.width - 220);
  paper.say(from === to ? from : `${from} – ${to}`, { right: paper.right }, paper.y + 5, { size: 13 });
  paper.y += 32;
  drawCover(paper, cover, lang);
  drawTiles(paper, figures[0], lang);
  for (const part of figures) await drawFigures(paper, part, lang);
  if (figures.length > 0) paper.paragraph(word(lang, 'note'), { size: 8, colour: DIM });
  for (const part of leagues) await drawLeague(paper, part, lang);
  if (corrections !== null) await drawCorrections(paper, corrections, lang);
  drawDefinitions(paper, [...new Map(figures.flatMap((f) => f.definitions).map((d) => [d.id, d])).values()], lang);
  return paper.bytes((n, all) => [`${title} · ${word(lang, 'asOf')} ${localMoment(cover.asOf)}${cover.closed === null ? '' : ` · ${cover.closed.hash.slice(0, 16)}`}`, word(lang, 'page', { n, of: all })]);
}

function drawCover(paper: Paper, { scope, asOf, complete, madeBy, madeAt, closed, period }: Cover, lang: Language): void {
  const lines: (readonly [string, string])[] = [
    [word(lang, 'period'), `${period.from} – ${period.to}`], [word(lang, 'scope'), scope.length === 0 ? word(lang, 'whole') : scope.join(' · ')],
    [word(lang, 'asOf'), `${localMoment(asOf)} · ${word(lang, 'complete')}: ${word(lang, complete ? 'yes' : 'no')}`], [word(lang, 'madeBy'), `${madeBy} · ${localMoment(madeAt)}`],
    [word(lang, 'closed'), closed === null ? word(lang, 'open') : `${word(lang, 'number', { n: closed.seq })} · ${word(lang, closed.frozen ? 'frozen' : 'live')}`], ...(closed === null ? [] : [['SHA-256', closed.hash] as const]),
  ];
  for (const [name, text] of lines) {
    paper.say(name, { left: paper.left }, paper.y, { size: 8.5, colour: DIM }, 90);
    paper.say(text, { left: paper.left + 96 }, paper.y, { size: 8.5 }, paper.width - 96);
    paper.y += 13;
  }
  paper.y += 4;
  paper.line(paper.left, paper.y, paper.right, paper.y, { colour: LINE });
  paper.y += 10;
}

/** The first numbers of all units together. */
const TILES = ['reported', 'filed', 'closing-rate', 'closing-on-time', 'handling-on-time', 'rework', 'backlog'];
function drawTiles(paper: Paper, part: FiguresPart | undefined, lang: Language): void {
  const total = part?.figures.per === 'whole' ? part.figures.totals[0] : undefined, shown = TILES.flatMap((id) => part?.definitions.filter((d) => d.id === id) ?? []);
  if (part === undefined || total === undefined || shown.length < 3) return;
  const wide = paper.width / shown.length;
  for (const [i, d] of shown.entries()) {
    const x = paper.left + i * wide, { face, under } = figureCell(d, total, part.timing);
    paper.say(d.name[lang], { left: x }, paper.y, { size: 8, colour: DIM }, wide - 8);
    paper.say(face, { left: x }, paper.y + 12, { size: 17, bold: true }, wide - 8);
    if (under !== undefined && d.unit === 'share') paper.say(under, { left: x }, paper.y + 35, { size: 7.5, colour: DIM }, wide - 8);
  }
  paper.y += 54;
}

async function drawCorrections(paper: Paper, corrections: readonly Correction[], lang: Language): Promise<void> {
  paper.heading(word(lang, 'corrections'), 11);
  if (corrections.length === 0) { paper.paragraph(word(lang, 'noCorrections'), { colour: DIM }); return; }
  const zh = lang === 'zh';
  await drawTable(paper, {
    first: word(lang, 'unit'), titles: zh ? ['统计对象', '计数', '冻结', '现在', '差'] : ['Units', 'Count', 'Was', 'Is', 'Difference'],
    rows: corrections.map((c) => ({ name: c.name[lang], cells: [of(lang, UNIT_WORDS[c.by]), PART_WORDS[c.part][lang], number(c.was), number(c.is), `${c.is > c.was ? '+' : '−'}${number(Math.abs(c.is - c.was))}`].map((face) => ({ face })) })),
  });
}

function drawDefinitions(paper: Paper, definitions: readonly IndicatorView[], lang: Language): void {
  if (definitions.length === 0) return;
  paper.heading(word(lang, 'definitions'), 11);
  for (const d of definitions) {
    const text = `${d.formula[lang]}${lang === 'zh' ? '。' : '. '}${d.cohort[lang]}${d.minimum > 0 ? ` (${word(lang, 'minimum', { n: d.minimum })})` : ''}`, high = paper.height(text, paper.width - 124, { size: 7.5 });
    paper.room(high + 4);
    paper.say(d.name[lang], { left: paper.left }, paper.y, { size: 7.5, bold: true }, 118);
    paper.broken(text, paper.left + 124, paper.y, paper.width - 124, { size: 7.5 });
    paper.y += high + 4;
  }
}
