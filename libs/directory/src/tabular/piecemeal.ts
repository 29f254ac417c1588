import { csvOf, lineOf } from './csv.js';
import type { TableFormat } from './table.js';
import { bookFiles, sheetFile, sheetHead, sheetRow, SHEET_END, type Cell, type Sheet } from './workbook.js';
import { addToFile, closeFile, endZip, openFile, ZIP_BEGIN, type Written, type ZipPlace } from './zip-piecemeal.js';

/** How far a table has come; of CSV there is nothing to remember. */
export type TablePlace = { readonly line: number; readonly zip: ZipPlace } | null;
type Head = Omit<Sheet, 'pages'>;

/** A writer that gathers what it wrote. */
class Zipping {
  private readonly written: Buffer[] = [];
  constructor(public place: ZipPlace) {}
  take({ bytes, place }: Written<ZipPlace>): void { this.written.push(bytes); this.place = place; }
  async file(name: string, text: string): Promise<void> { this.take(openFile(this.place, name)); this.take(await addToFile(this.place, Buffer.from(text))); this.take(closeFile(this.place)); }
  get bytes(): Buffer { return Buffer.concat(this.written); }
}

/**
 * A table as a file that is made piece by piece: what is written stays as it is, and the place is all that is needed to go on, by another process and after any while. `about`: a second sheet, with which a workbook ends.
 */
export async function beginTable(format: TableFormat, head: Head, about: Head): Promise<Written<TablePlace>> {
  if (format === 'csv') return { bytes: await whole(csvOf(head.titles, [])), place: null };
  const zip = new Zipping(ZIP_BEGIN);
  for (const { name, text } of bookFiles([head.name, about.name])) await zip.file(name, text);
  zip.take(openFile(zip.place, sheetFile(1)));
  zip.take(await addToFile(zip.place, Buffer.from(sheetHead(head))));
  return { bytes: zip.bytes, place: { line: 1, zip: zip.place } };
}

export async function addRows(rows: readonly (readonly Cell[])[], place: TablePlace): Promise<Written<TablePlace>> {
  if (place === null) return { bytes: Buffer.from(rows.map(lineOf).join('')), place };
  const { bytes, place: zip } = await addToFile(place.zip, Buffer.from(rows.map((row, i) => sheetRow(row, place.line + 1 + i)).join('')));
  return { bytes, place: { line: place.line + rows.length, zip } };
}

export async function endTable(about: Head & { readonly rows: readonly (readonly Cell[])[] }, place: TablePlace): Promise<Buffer> {
  if (place === null) return Buffer.alloc(0);
  const zip = new Zipping(place.zip);
  zip.take(await addToFile(zip.place, Buffer.from(SHEET_END)));
  zip.take(closeFile(zip.place));
  await zip.file(sheetFile(2), `${sheetHead(about)}${about.rows.map((row, i) => sheetRow(row, i + 2)).join('')}${SHEET_END}`);
  return Buffer.concat([zip.bytes, endZip(zip.place)]);
}

async function whole(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const found: Buffer[] = [];
  for await (const piece of pieces) found.push(piece);
  return Buffer.concat(found);
}
