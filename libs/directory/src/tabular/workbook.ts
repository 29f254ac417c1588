import { lettersOf } from '../formats/cells.js';
import { xlsxText } from './xlsx-text.js';
import { zipOf } from './zip-write.js';

/** How a number is shown: a whole number, a share of one in per cent, points, hours, a day. */
export type NumberFormat = 'count' | 'rate' | 'score' | 'hours' | 'day';
/** A cell of a file: a text, a number, a moment (as what it is), nothing; or a calculation with what it comes to. Only the program writes formulas: texts, whoever wrote them, stay texts. */
export type Cell = string | number | { readonly at: number } | { readonly number: number; readonly as: NumberFormat } | Calculated | null;
export interface Calculated { readonly formula: string; readonly value: number | string; readonly as: NumberFormat }

/** A sheet of the workbook: its titles, and where asked for its first rows and columns, stand still while one scrolls. */
export interface Sheet {
  readonly name: string; readonly titles: readonly string[]; readonly widths: readonly number[]; readonly pages: AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]>;
  /** Default: the titles alone. */
  readonly still?: { readonly rows: number; readonly columns: number };
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main', OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships', PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
/** Bold titles; moments of the county's clock; texts that are never taken for anything else; the number formats. */
const STYLE = { title: 1, moment: 2, text: 3, count: 4, rate: 5, score: 6, hours: 7, day: 8 } as const;
const xf = (format: number): string => `<xf numFmtId="${format}" applyNumberFormat="1"/>`;
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="165" formatCode="0.0"/><numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="9"><xf/><xf fontId="1" applyFont="1"/>${[164, 49, 3, 10, 2, 165, 166].map(xf).join('')}</cellXfs></styleSheet>`;

/** Days since 1899-12-30 on the county's clock, which is how a spreadsheet counts. */
const serial = (at: number): number => (at + 8 * 3_600_000) / 86_400_000 + 25_569;
const escaped = (text: string): string => xlsxText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** What a cell can hold at most. */
const LONGEST = 32_767;

const textCell = (at: string, text: string, style: number): string => `<c r="${at}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(text.slice(0, LONGEST))}</t></is></c>`;
function cellOf(at: string, cell: Cell): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return textCell(at, cell, STYLE.text);
  if ('at' in cell) return `<c r="${at}" s="${STYLE.moment}"><v>${serial(cell.at)}</v></c>`;
  if ('number' in cell) return `<c r="${at}" s="${STYLE[cell.as]}"><v>${cell.number}</v></c>`;
  return `<c r="${at}" s="${STYLE[cell.as]}"${typeof cell.value === 'string' ? ' t="str"' : ''}><f>${escaped(cell.formula)}</f><v>${typeof cell.value === 'string' ? escaped(cell.value) : cell.value}</v></c>`;
}
const pane = ({ rows, columns }: NonNullable<Sheet['still']>): string => `<pane${columns > 0 ? ` xSplit="${columns}"` : ''} ySplit="${rows}" topLeftCell="${lettersOf(columns)}${rows + 1}" activePane="${columns > 0 ? 'bottomRight' : 'bottomLeft'}" state="frozen"/>`;

/** A sheet up to its first row, a row of it, and its end. */
export const sheetHead = ({ titles, widths, still = { rows: 1, columns: 0 } }: Omit<Sheet, 'name' | 'pages'>): string =>
  `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane(still)}</sheetView></sheetViews><cols>${widths.map((w, i) => `<col min="${i + 1}" max="${i + 1}" width="${w}" customWidth="1"/>`).join('')}</cols><sheetData><row r="1">${titles.map((title, i) => textCell(`${lettersOf(i)}1`, title, STYLE.title)).join('')}</row>`;
export const sheetRow = (row: readonly Cell[], line: number): string => `<row r="${line}">${row.map((cell, i) => cellOf(`${lettersOf(i)}${line}`, cell)).join('')}</row>`;
export const SHEET_END = '</sheetData></worksheet>';

async function* sheetOf(sheet: Sheet): AsyncGenerator<Buffer> {
  yield Buffer.from(sheetHead(sheet));
  let line = 1;
  for await (const rows of sheet.pages) if (rows.length > 0) yield Buffer.from(rows.map((row) => sheetRow(row, ++line)).join(''));
  yield Buffer.from(SHEET_END);
}

/** What stands in a workbook beside its sheets, and where each of them goes. */
export const sheetFile = (n: number): string => `xl/worksheets/sheet${n}.xml`;
export function bookFiles(sheets: readonly string[]): { readonly name: string; readonly text: string }[] {
  const file = (name: string, text: string): { name: string; text: string } => ({ name, text: XML + text });
  const each = (draw: (n: number, sheet: string) => string): string => sheets.map((sheet, i) => draw(i + 1, sheet)).join('');
  return [
    file('[Content_Types].xml', `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${each((n) => `<Override PartName="/${sheetFile(n)}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`)}</Types>`),
    file('_rels/.rels', `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
    file('xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((n, s) => `<sheet name="${escaped(s)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets><calcPr fullCalcOnLoad="1"/></workbook>`),
    file('xl/_rels/workbook.xml.rels', `<Relationships xmlns="${PACKAGE}/relationships">${each((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`),
    file('xl/styles.xml', STYLES),
  ];
}

/** A workbook as it is made, a piece at a time. Every text is a text cell; what is calculated is the program's own, and is calculated when the file is opened. */
export function xlsxOf(sheets: readonly Sheet[]): AsyncGenerator<Buffer> {
  return zipOf([...bookFiles(sheets.map((s) => s.name)).map(({ name, text }) => ({ name, pieces: [Buffer.from(text)] })), ...sheets.map((sheet, i) => ({ name: sheetFile(i + 1), pieces: sheetOf(sheet) }))]);
}
