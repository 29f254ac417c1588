import writeXlsxFile from 'write-excel-file/node';
import { ABOUT, columnsOf, keyOf, SHEETS, titleOf, type Column, type Sheet } from './sheets.js';
import type { Leaf } from './document.js';
import { xlsxText } from '../tabular/xlsx-text.js';

type Cell = { readonly value: string | number; readonly type: typeof String | typeof Number; readonly format?: string; readonly fontWeight?: 'bold' } | null;
interface Row { readonly owner: string | null; readonly entry: unknown }

/** A workbook: one sheet a list, titles in both languages in the first row, one row an entry. Every text is a text cell, so nothing in it is ever calculated. */
export async function writeWorkbook(leaves: readonly Leaf[]): Promise<Buffer> {
  const about = drawn(ABOUT, leaves.map(({ kind, version, effectiveFrom, note }) => ({ owner: null, entry: { kind, version, effectiveFrom, note } })));
  const sheets = leaves.flatMap(({ kind, content }) => SHEETS[kind].map((s) => drawn(s, rowsOf(s, SHEETS[kind], content))));
  return writeXlsxFile([about, ...sheets].map(({ name, data, widths }) => ({ sheet: name, data: data as never, columns: widths.map((width) => ({ width })), stickyRowsCount: 1 }))).toBuffer();
}

/** The entries of a sheet, each with the name of what it belongs to. */
function rowsOf(s: Sheet, all: readonly Sheet[], content: unknown): Row[] {
  if (s.form === 'one') return [{ owner: null, entry: at(content, s.path) }];
  if (s.form === 'record') return (s.keys ?? []).map((key) => ({ owner: key, entry: at(content, [...s.path, key]) }));
  const above = all.find((other) => other.en === s.parent);
  const holders: Row[] = above ? rowsOf(above, all, content).map(({ entry }) => ({ owner: String(at(entry, keyOf(above).split('.'))), entry })) : [{ owner: null, entry: content }];
  return holders.flatMap(({ owner, entry }) => { const found = at(entry, s.path); return Array.isArray(found) ? found.map((e: unknown) => ({ owner, entry: e })) : []; });
}

const at = (value: unknown, path: readonly string[]): unknown => path.reduce<unknown>((found, step) => (typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined), value);

function drawn(s: Sheet, rows: readonly Row[]): { readonly name: string; readonly data: Cell[][]; readonly widths: number[] } {
  const columns = columnsOf(s), named = columns.length > s.columns.length;
  const body = rows.map(({ owner, entry }) => columns.map((c, i): Cell => (named && i === 0 ? textCell(owner ?? '') : cellOf(c, at(entry, c.at)))));
  const head = columns.map((c): Cell => ({ value: titleOf(c), type: String, fontWeight: 'bold' }));
  return { name: titleOf(s), data: [head, ...body], widths: columns.map((c, i) => Math.min(60, Math.max(titleOf(c).length + 2, ...body.slice(0, 200).map((row) => String(row[i]?.value ?? '').length * 1.6)))) };
}

const textCell = (value: string): Cell => (value === '' ? null : { value: xlsxText(value), type: String, format: '@' });

function cellOf({ type }: Column, value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (type === 'number' && typeof value === 'number') return { value, type: Number };
  if (type === 'flag' || type === 'boolean') return textCell(value === true ? '是 yes' : type === 'boolean' ? '否 no' : '');
  if (type === 'windows' && Array.isArray(value)) return textCell(value.map((w: unknown) => (Array.isArray(w) ? w.join('-') : String(w))).join(', '));
  return textCell(Array.isArray(value) ? value.join(', ') : String(value));
}
