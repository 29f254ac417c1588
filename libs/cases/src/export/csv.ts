import { localMoment } from '#contract';
import { csvLine } from '#directory';
import type { Cell } from './columns.js';

const line = (cells: readonly Cell[]): string => csvLine(cells.map((cell) => (typeof cell === 'object' && cell !== null ? localMoment(cell.at) : cell)));

/** CSV in UTF-8 with the mark by which spreadsheets know it, a piece a page: nothing in it is ever calculated. */
export async function* csvOf(titles: readonly string[], pages: AsyncIterable<readonly (readonly Cell[])[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${line(titles)}`);
  for await (const rows of pages) if (rows.length > 0) yield Buffer.from(rows.map(line).join(''));
}
