import { unzipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/node';
import { csvOf } from './csv.js';
import { addRows, beginTable, endTable, type TablePlace } from './piecemeal.js';
import { xlsxOf, type Cell } from './workbook.js';

const HEAD = { name: '案件', titles: ['案件号', '描述', '上报时间'], widths: [20, 40, 18] }, ABOUT = { name: '说明', titles: ['项目', ''], widths: [14, 60], rows: [['案件数', 5] as Cell[]] };
const ROWS: Cell[][] = [['MD1', '=1+1', { at: 1_764_000_000_000 }], ['MD2', '换行\n"引号",<&>', null], ['MD3', '', { at: 0 }], ['MD4', 'x'.repeat(40_000), 3], ['MD5', '末', -1.5]];
const whole = async (pieces: AsyncIterable<Buffer>): Promise<Buffer> => { const found: Buffer[] = []; for await (const piece of pieces) found.push(piece); return Buffer.concat(found); };

/** Made by as many as there are pieces, each of whom knows no more than what was written down. */
async function made(format: 'csv' | 'xlsx', cut: number): Promise<Buffer> {
  const begun = await beginTable(format, HEAD, ABOUT), found = [begun.bytes];
  let place = begun.place;
  for (let i = 0; i < ROWS.length; i += cut) {
    const next = await addRows(ROWS.slice(i, i + cut), JSON.parse(JSON.stringify(place)) as TablePlace);
    found.push(next.bytes);
    place = next.place;
  }
  return Buffer.concat([...found, await endTable(ABOUT, JSON.parse(JSON.stringify(place)) as TablePlace)]);
}

describe('a table that is made piece by piece', () => {
  it.each([1, 2, 5, 9])('of CSV is the one made at once, %i rows a piece', async (cut) => expect(await made('csv', cut)).toEqual(await whole(csvOf(HEAD.titles, [ROWS]))));

  it.each([1, 2, 5, 9])('is a workbook of the very files of the one made at once, %i rows a piece', async (cut) => {
    const { rows, ...about } = ABOUT, file = await made('xlsx', cut), read = (bytes: Buffer): Record<string, string> => Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, text]) => [name, Buffer.from(text).toString()]));
    expect(read(file)).toEqual(read(await whole(xlsxOf([{ ...HEAD, pages: [ROWS] }, { ...about, pages: [rows] }]))));
    const sheets = (await readXlsxFile(file)) as unknown as { sheet: string; data: unknown[][] }[];
    expect(sheets.map((s) => [s.sheet, s.data.length])).toEqual([['案件', 6], ['说明', 2]]);
  });

  it('without rows is a file all the same', async () => {
    const begun = await beginTable('xlsx', HEAD, ABOUT), file = Buffer.concat([begun.bytes, await endTable(ABOUT, begun.place)]);
    expect(Buffer.from(unzipSync(file)['xl/worksheets/sheet1.xml'] ?? []).toString()).toMatch(/<\/row><\/sheetData><\/worksheet>$/);
  });
});
