import { DIM, LINE, PALE, type Paper } from './paper.js';

/** What stands in a cell: what one looks for, and under it what it is made of. */
export interface Cell { readonly face: string; readonly under?: string | undefined }
export interface Row { readonly name: string; /** In small, what is to be known of it before its numbers. */ readonly under?: string | undefined; readonly cells: readonly Cell[]; /** A sum, set apart. */ readonly total?: boolean }
export interface Table { readonly first: string; readonly titles: readonly string[]; readonly rows: readonly Row[] }

const NAME = 132, NARROW = 62, SMALL = { size: 7, colour: DIM }, TITLE = { size: 7.5, bold: true };

/** Lines in order, head on every sheet; what has more columns than fit goes on below with the same names. */
export async function drawTable(paper: Paper, { first, titles, rows }: Table): Promise<void> {
  const most = Math.floor((paper.width - NAME) / NARROW);
  for (let from = 0; from < Math.max(1, titles.length); from += most) {
    const shown = titles.slice(from, from + most), wide = (paper.width - NAME) / Math.max(shown.length, Math.min(most, 8)), two = rows.some((r) => r.under !== undefined || r.cells.slice(from, from + most).some((c) => c.under !== undefined)), high = two ? 25 : 15;
    const headHigh = Math.max(...shown.map((t) => paper.height(t, wide - 8, TITLE)), 10) + 6, rightOf = (i: number): number => paper.left + NAME + (i + 1) * wide - 4;
    const head = (): void => {
      paper.block(paper.left, paper.y, paper.width, headHigh, PALE);
      paper.say(first, { left: paper.left + 4 }, paper.y + 3, TITLE, NAME - 8);
      for (const [i, title] of shown.entries()) paper.broken(title, rightOf(i) - wide + 8, paper.y + 3, wide - 8, TITLE, 'right');
      paper.y += headHigh;
    };
    paper.room(headHigh + 2 * high);
    head();
    for (const [n, row] of rows.entries()) {
      if (!paper.fits(high)) { paper.sheet(); head(); }
      if (row.total === true) paper.block(paper.left, paper.y, paper.width, high, PALE);
      paper.say(row.name, { left: paper.left + 4 }, paper.y + 3, { size: 8.5, bold: row.total === true }, NAME - 8);
      if (row.under !== undefined) paper.say(row.under, { left: paper.left + 4 }, paper.y + 14, SMALL, NAME - 8);
      for (const [i, cell] of row.cells.slice(from, from + most).entries()) {
        paper.say(cell.face, { right: rightOf(i) }, paper.y + 3, { size: 8.5, bold: row.total === true }, wide - 4);
        if (cell.under !== undefined) paper.say(cell.under, { right: rightOf(i) }, paper.y + 14, SMALL, wide - 4);
      }
      paper.y += high;
      paper.line(paper.left, paper.y, paper.right, paper.y, { colour: LINE, width: 0.4 });
      if (n % 40 === 39) await paper.breathe();
    }
    paper.y += 10;
  }
}
