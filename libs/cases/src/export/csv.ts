import type { Cell } from './columns.js';

/** What a spreadsheet would take for a formula gets a `'` before it. A number may begin with its sign. */
const LIKE_FORMULA = /^[=+\-@\t\r\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}]/u;
/** The county's own clock, as people read it. */
export const momentText = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

const field = (cell: Cell): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = typeof cell === 'string' ? (LIKE_FORMULA.test(cell) ? `'${cell}` : cell) : momentText(cell.at);
  return /[",\r\n;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const line = (cells: readonly Cell[]): string => `${cells.map(field).join(',')}\r\n`;

/** CSV in UTF-8 with the mark by which spreadsheets know it, a piece a page: nothing in it is ever calculated. */
export async function* csvOf(titles: readonly string[], pages: AsyncIterable<readonly (readonly Cell[])[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${line(titles)}`);
  for await (const rows of pages) if (rows.length > 0) yield Buffer.from(rows.map(line).join(''));
}
