import { number, PART_WORDS, tenths, type Language, type League, type LeagueRow } from '#contract';
import { drawBars, heightOfBars } from './charts.js';
import { NONE } from './figure.js';
import { DIM, type Paper } from './paper.js';
import { drawTable, type Cell } from './table.js';
import { of, UNIT_WORDS, word } from './words.js';

export interface LeaguePart {
  readonly league: Pick<League, 'scheme' | 'groups' | 'by'>;
  readonly nameOf: (row: LeagueRow) => string;
  /** False where no period before was scored with it. */
  readonly compared: boolean;
}

/** Why a unit has no rank, or how it stands against the period before: what the screen says beside its name. */
function standing({ rank, enough, before }: LeagueRow, compared: boolean, lang: Language): string | undefined {
  if (rank === null) return word(lang, enough ? 'alone' : 'tooFew');
  if (!compared) return undefined;
  if (before?.rank == null) return word(lang, 'new');
  const by = before.rank - rank;
  return by === 0 ? word(lang, 'same') : word(lang, by > 0 ? 'up' : 'down', { n: Math.abs(by) });
}

/** The tables of a scheme: how the units of each group stand, and from what. */
export async function drawLeague(paper: Paper, { league: { scheme, groups, by }, nameOf, compared }: LeaguePart, lang: Language): Promise<void> {
  paper.room(130);
  paper.heading(`${word(lang, 'league')} · ${scheme[lang]}${scheme.unit === 'area' ? ` · ${of(lang, UNIT_WORDS[by])}` : ''}`);
  if (groups.length === 0) paper.paragraph(word(lang, 'none'), { colour: DIM });
  for (const { name, rows } of groups) {
    const scored = rows.filter((r) => r.score !== null).slice(0, 22);
    paper.room(heightOfBars(scored.length) + 40);
    paper.say(name[lang], { left: paper.left }, paper.y, { size: 10, bold: true });
    paper.y += 18;
    if (scored.length > 1) {
      drawBars(paper, { x: paper.left, y: paper.y, width: paper.width }, scored.map((r) => ({ name: nameOf(r), value: (r.score ?? 0) / 100, said: `${tenths(r.score ?? 0)} ${r.grade ?? ''}` })), (s) => String(s * 100));
      paper.y += heightOfBars(scored.length) + 10;
    }
    const cells = (r: LeagueRow): Cell[] => [
      { face: r.rank === null ? NONE : String(r.rank) }, { face: r.score === null ? NONE : tenths(r.score), under: r.enough ? (r.grade ?? '') : '' }, { face: number(r.n) }, ...(compared ? [{ face: r.before?.score == null ? NONE : tenths(r.before.score), under: r.before?.rank == null ? '' : String(r.before.rank) }] : []),
      ...scheme.parts.map(({ id }): Cell => { const p = r.parts.find((q) => q.id === id); return p === undefined ? { face: NONE } : { face: p.score === null ? NONE : tenths(p.score), under: p.of === null ? number(p.count) : `${number(p.count)}/${number(p.of)}` }; }),
    ];
    const titles = [word(lang, 'rank'), word(lang, 'score'), word(lang, 'sample'), ...(compared ? [word(lang, 'before')] : []), ...scheme.parts.map((p) => `${p[lang]} (${word(lang, 'weight')} ${tenths(p.weight)})`)];
    await drawTable(paper, { first: word(lang, 'unit'), titles, rows: rows.map((r) => ({ name: nameOf(r), under: standing(r, compared, lang), cells: cells(r) })) });
  }
  paper.paragraph(word(lang, 'leagueNote', { n: scheme.minimum, part: PART_WORDS[scheme.sample][lang], edition: scheme.edition }), { size: 8, colour: DIM });
}
