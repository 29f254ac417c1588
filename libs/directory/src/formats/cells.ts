import { BadWorkbook } from './zip.js';

/** More rows and columns than a rule book needs; one cell far out would make the reader lay out millions of empty ones. */
const ROWS = 20_000, COLUMNS = 80;
/** In one sheet; the largest of the demo county has 3,000. */
const CELLS = 200_000;

const LOOSE = /<(?:[\w.-]+:)?(?:row|c|f)(?=[\s/>])/g;
const STRICT = /<(?:[\w.-]+:)?(row|c|f)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/g;

/** Cells with a formula, as `B7`. Refuses what is laid out too far, and XML that tries to be clever. @throws BadWorkbook */
export function looked(xml: string): string[] {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw new BadWorkbook('malformed', '不是可读取的 XLSX 文件', 'not a readable XLSX file: it declares entities');
  const formulas: string[] = [];
  let cell = 'A1', strict = 0, row = 0, column = 0, cells = 0;
  for (const [, element, attributes = ''] of xml.matchAll(STRICT)) {
    strict++;
    const ref = /\sr\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1];
    if (element === 'row') {
      row = ref === undefined ? row + 1 : Number(/^\d{1,7}$/.exec(ref)?.[0] ?? Infinity);
      column = 0;
      if (row > ROWS) throw far();
    } else if (element === 'c') {
      const [, letters, digits] = ref === undefined ? ['', lettersOf(column), String(row)] : (/^([A-Z]{1,3})(\d{1,7})$/.exec(ref) ?? []);
      if (letters === undefined || digits === undefined) throw far();
      column = indexOf(letters) + 1;
      if (column > COLUMNS || Number(digits) > ROWS || ++cells > CELLS) throw far();
      cell = `${letters}${digits}`;
    } else formulas.push(cell);
  }
  if (strict !== [...xml.matchAll(LOOSE)].length) throw new BadWorkbook('malformed', '不是可读取的 XLSX 文件', 'not a readable XLSX file: a sheet is malformed');
  return formulas;
}

const far = (): BadWorkbook => new BadWorkbook('too-large', `超出 ${ROWS} 行或 ${COLUMNS} 列`, `has a cell beyond ${ROWS} rows or ${COLUMNS} columns`);

/** 0 → A, 26 → AA. */
export function lettersOf(index: number): string {
  let letters = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters;
}
/** A → 0, AA → 26. */
export const indexOf = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
