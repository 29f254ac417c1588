import { localMoment } from '#contract';
import type { Cell } from './workbook.js';
import { csvLine } from './write.js';

const day = (serial: number): string => new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10);
const plain = (cell: Cell): string | number | null => {
  if (typeof cell !== 'object' || cell === null) return cell;
  if ('at' in cell) return localMoment(cell.at);
  if ('formula' in cell) return cell.value;
  return cell.as === 'day' ? day(cell.number) : cell.number;
};
export const lineOf = (cells: readonly Cell[]): string => csvLine(cells.map(plain));

/** CSV in UTF-8 with the mark by which spreadsheets know it, a piece a page: nothing in it is ever calculated, a calculation is what it comes to. */
export async function* csvOf(titles: readonly string[], pages: AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(`\ufeff${lineOf(titles)}`);
  for await (const rows of pages) if (rows.length > 0) yield Buffer.from(rows.map(lineOf).join(''));
}
