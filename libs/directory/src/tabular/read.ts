import type { FieldFault } from '#platform';
import { parse } from 'csv-parse/sync';
import readXlsxFile from 'read-excel-file/node';
import { indexOf, lettersOf, looked } from '../formats/cells.js';
import { BadWorkbook, pack, unpack } from '../formats/zip.js';
import { LIKE_FORMULA } from './table.js';

/** A line under the titles: `row` as the spreadsheet counts it, texts by the key of their column. Empty cells are absent from `texts`. */
export interface TableRow { readonly row: number; readonly texts: ReadonlyMap<string, string> }
export interface ReadTable {
  readonly rows: readonly TableRow[];
  readonly faults: readonly FieldFault[];
  /** The columns that the file has. */
  readonly keys: ReadonlySet<string>;
  /** Where a value stands, for a fault. */
  at(row: number, key?: string): Readonly<Record<string, string | number>>;
}
interface Titled { readonly key: string; readonly zh: string; readonly en: string }
interface Grid { readonly lines: readonly (readonly string[])[]; readonly sheet: string | null; readonly formulas: readonly string[] }

const MOST_ROWS = 20_000;

/** What a list file says: CSV (UTF-8, or GB 18030 as Chinese spreadsheets save it) or XLSX, told apart by their content. The titles may stand in either language, or both, in any order. Never throws for what somebody may upload. */
export async function readTable(file: Buffer, columns: readonly Titled[], needed: readonly string[]): Promise<ReadTable> {
  const nothing = (code: string, zh: string, en: string, at: Readonly<Record<string, string | number>> = { row: 1 }): ReadTable => ({ rows: [], faults: [{ pointer: '', code, message: en, zh, at }], keys: new Set(), at: () => at });
  let grid: Grid;
  try {
    grid = file.subarray(0, 2).toString('latin1') === 'PK' ? await sheetOf(file) : csvOf(file);
  } catch (error) {
    if (error instanceof BadWorkbook) return nothing(error.code, error.zh, error.en);
    if (error instanceof Malformed) return nothing('malformed', error.zh, error.message, error.at);
    throw error;
  }
  const { lines, sheet } = grid;
  if (lines.length > MOST_ROWS + 1) return nothing('too-large', `超过 ${MOST_ROWS} 行`, `has more than ${MOST_ROWS} rows`);
  const head = lines[0] ?? [];
  if (head.every((title) => title === '')) return nothing('malformed', '文件是空的', 'the file is empty');
  const keyAt = head.map((title) => columns.find((c) => named(title, c))?.key ?? null), column = new Map(keyAt.flatMap((key, i) => (key === null ? [] : [[key, i] as const])));
  const at = (row: number, key?: string): Readonly<Record<string, string | number>> => {
    const i = key === undefined ? undefined : column.get(key);
    return { ...(sheet !== null && { sheet }), row, ...(i !== undefined && { column: lettersOf(i), title: head[i] ?? '' }) };
  };
  const faults: FieldFault[] = [];
  head.forEach((title, i) => {
    const where = { ...(sheet !== null && { sheet }), row: 1, column: lettersOf(i), title };
    if (keyAt[i] === null && title !== '') faults.push({ pointer: '', code: 'unknown-column', message: `an unknown column "${title.slice(0, 60)}"`, zh: `不认识的列“${title.slice(0, 60)}”`, at: where });
    else if (keyAt[i] !== null && keyAt.indexOf(keyAt[i] ?? null) !== i) faults.push({ pointer: '', code: 'twice', message: 'this column stands twice', zh: '此列重复', at: where });
  });
  for (const key of needed) if (!column.has(key)) { const c = columns.find((one) => one.key === key); faults.push({ pointer: '', code: 'missing-column', message: `the column "${c?.en ?? key}" is missing`, zh: `缺少“${c?.zh ?? key}”列`, at: at(1) }); }
  for (const cell of grid.formulas) {
    const [, letters = 'A', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
    faults.push({ pointer: '', code: 'formula', message: 'formulas are not allowed: write the value', zh: '不允许使用公式，请填写数值', at: { ...(sheet !== null && { sheet }), row: Number(digits), column: letters, title: head[indexOf(letters)] ?? '' } });
  }
  const rows = lines.slice(1).flatMap((cells, i): TableRow[] => {
    const texts = new Map<string, string>();
    keyAt.forEach((key, c) => { const text = (cells[c] ?? '').trim(); if (key !== null && text !== '' && !texts.has(key)) texts.set(key, text); });
    return texts.size === 0 ? [] : [{ row: i + 2, texts }];
  });
  if (rows.length === 0 && faults.length === 0) faults.push({ pointer: '', code: 'no-rows', message: 'there is no line below the titles', zh: '标题下面没有内容', at: at(2) });
  return { rows, faults, keys: new Set(column.keys()), at };
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s*_:：（）()/-]/g, '');
/** `账号`, `account`, `账号 account` and `Account *` are the same title. */
const named = (title: string, { key, zh, en }: Titled): boolean => [key, zh, en, `${zh}${en}`].some((name) => plain(name) === plain(title));

class Malformed extends Error {
  constructor(readonly zh: string, en: string, readonly at: Readonly<Record<string, string | number>>) { super(en); }
}

function csvOf(file: Buffer): Grid {
  const text = textOf(file).replace(/^\ufeff/, '');
  if (text.includes('\u0000')) throw new Malformed('须为 CSV 文本或 XLSX 文件', 'must be CSV text or an XLSX file', { row: 1 });
  const first = text.split(/\r?\n/, 1)[0] ?? '', count = (mark: string): number => first.split(mark).length;
  const delimiter = [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
  try {
    const lines = parse(text, { delimiter, relax_column_count: true, skip_empty_lines: false, max_record_size: 100_000 }) as string[][];
    return { lines: lines.map((cells) => cells.slice(0, 80).map((cell) => (cell.startsWith("'") && LIKE_FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell))), sheet: null, formulas: [] };
  } catch (error) {
    const { lines = 1 } = error as { lines?: number };
    throw new Malformed('CSV 格式有误，可能有引号没有配对', 'is not well-formed CSV; perhaps a quotation mark is not closed', { row: lines });
  }
}

function textOf(file: Buffer): string {
  try { return new TextDecoder('utf-8', { fatal: true }).decode(file); } catch { /* perhaps saved by a Chinese spreadsheet */ }
  try { return new TextDecoder('gb18030', { fatal: true }).decode(file); } catch { throw new Malformed('须为 UTF-8 或 GBK 编码的 CSV，或 XLSX 文件', 'must be CSV in UTF-8 or GB 18030, or an XLSX file', { row: 1 }); }
}

/** The first sheet, from a copy of the file in which only looked-at XML is left. */
async function sheetOf(file: Buffer): Promise<Grid> {
  const files = unpack(file), formulas: string[] = [];
  for (const xml of files.values()) formulas.push(...looked(xml.toString('utf8')));
  let read: Awaited<ReturnType<typeof readXlsxFile>>;
  try {
    read = await readXlsxFile(pack(files));
  } catch (error) {
    throw new BadWorkbook('malformed', '不是可读取的 XLSX 文件', `not a readable XLSX file: ${error instanceof Error ? error.message.slice(0, 200) : 'damaged'}`);
  }
  const [first] = read;
  return { lines: ((first?.data ?? []) as unknown as readonly (readonly unknown[])[]).map((cells) => cells.map(textIn)), sheet: first?.sheet ?? null, formulas };
}

const textIn = (value: unknown): string => (value === null || value === undefined ? '' : value instanceof Date ? value.toISOString().slice(0, 10) : value === true ? 'yes' : value === false ? 'no' : String(value));
