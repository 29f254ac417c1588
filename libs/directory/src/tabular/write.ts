import writeXlsxFile from 'write-excel-file/node';
import { xlsxText } from './xlsx-text.js';
import { LIKE_FORMULA, PLAIN_NUMBER, titleOf, type TableColumn, type TableFormat } from './table.js';

type Cell = { readonly value: string | number; readonly type: typeof String | typeof Number; readonly format?: string; readonly fontWeight?: 'bold' } | null;

/** A list as a file: CSV in UTF-8 with a mark that spreadsheets know, or a workbook of one sheet with its titles frozen. Nothing in either is ever calculated. */
export async function writeTable<R>(name: string, columns: readonly TableColumn<R>[], rows: readonly R[], format: TableFormat): Promise<Buffer> {
  return format === 'csv' ? Buffer.from(`\ufeff${[columns.map(titleOf), ...rows.map((row) => columns.map((c) => c.cell(row)))].map(csvLine).join('')}`, 'utf8') : workbook(name, columns, rows);
}

/** A line of CSV that no spreadsheet takes for a calculation. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(field).join(',')}\r\n`;

function field(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(value) : LIKE_FORMULA.test(value) && !PLAIN_NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function workbook<R>(name: string, columns: readonly TableColumn<R>[], rows: readonly R[]): Promise<Buffer> {
  const head = columns.map((c): Cell => ({ value: titleOf(c), type: String, fontWeight: 'bold' }));
  const body = rows.map((row) => columns.map((c): Cell => { const value = c.cell(row); return value === null || value === '' ? null : typeof value === 'number' ? { value, type: Number } : { value: xlsxText(value), type: String, format: '@' }; }));
  const widths = columns.map((c, i) => ({ width: Math.min(50, Math.max(titleOf(c).length * 1.4 + 2, ...body.slice(0, 200).map((cells) => String(cells[i]?.value ?? '').length * 1.6))) }));
  return writeXlsxFile([{ sheet: name.slice(0, 31), data: [head, ...body] as never, columns: widths, stickyRowsCount: 1 }]).toBuffer();
}
