import { xlsxText } from '#directory';
import type { Cell } from './columns.js';
import { zipOf } from './zip.js';

/** A sheet of the workbook: its titles stand still while one scrolls. */
export interface Sheet { readonly name: string; readonly titles: readonly string[]; readonly widths: readonly number[]; readonly pages: AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]> }

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main', OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships', PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
/** Bold titles; moments of the county's clock; texts that are never taken for anything else. */
const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`;

/** Days since 1899-12-30 on the county's clock, which is how a spreadsheet counts. */
const serial = (at: number): number => (at + 8 * 3_600_000) / 86_400_000 + 25_569;
const escaped = (text: string): string => xlsxText(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** What a cell can hold at most. */
const LONGEST = 32_767;

/** `A`, `B` … `Z`, `AA` … */
const letters = (i: number): string => (i < 26 ? '' : letters(Math.floor(i / 26) - 1)) + String.fromCharCode(65 + (i % 26));
const textCell = (at: string, text: string, style: number): string => `<c r="${at}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${escaped(text.slice(0, LONGEST))}</t></is></c>`;
const cellOf = (at: string, cell: Cell): string => (cell === null || cell === '' ? '' : typeof cell === 'number' ? `<c r="${at}"><v>${cell}</v></c>` : typeof cell === 'string' ? textCell(at, cell, 3) : `<c r="${at}" s="2"><v>${serial(cell.at)}</v></c>`);

async function* sheetOf({ titles, widths, pages }: Sheet): AsyncGenerator<Buffer> {
  yield Buffer.from(`${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.map((w, i) => `<col min="${i + 1}" max="${i + 1}" width="${w}" customWidth="1"/>`).join('')}</cols><sheetData><row r="1">${titles.map((title, i) => textCell(`${letters(i)}1`, title, 1)).join('')}</row>`);
  let line = 1;
  for await (const rows of pages) if (rows.length > 0) yield Buffer.from(rows.map((row) => { line++; return `<row r="${line}">${row.map((cell, i) => cellOf(`${letters(i)}${line}`, cell)).join('')}</row>`; }).join(''));
  yield Buffer.from('</sheetData></worksheet>');
}

/** A workbook as it is made, a piece at a time. Every text is a text cell: nothing in it is ever calculated. */
export function xlsxOf(sheets: readonly Sheet[]): AsyncGenerator<Buffer> {
  const file = (name: string, text: string): { name: string; pieces: Buffer[] } => ({ name, pieces: [Buffer.from(XML + text)] });
  const each = (draw: (n: number, sheet: Sheet) => string): string => sheets.map((sheet, i) => draw(i + 1, sheet)).join('');
  return zipOf([
    file('[Content_Types].xml', `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`)}</Types>`),
    file('_rels/.rels', `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
    file('xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((n, s) => `<sheet name="${escaped(s.name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`),
    file('xl/_rels/workbook.xml.rels', `<Relationships xmlns="${PACKAGE}/relationships">${each((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${sheets.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`),
    file('xl/styles.xml', STYLES),
    ...sheets.map((sheet, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, pieces: sheetOf(sheet) })),
  ]);
}
