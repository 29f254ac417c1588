import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import writeXlsxFile from 'write-excel-file/node';
import { KINDS, kinds, type Contents } from '../book/content.js';
import { readRulebook } from '../seed/read.js';
import { RULEBOOK } from '../testing/county.js';
import { indexOf, lettersOf } from './cells.js';
import { readFile, writeFile, type FileFault } from './index.js';
import { columnsOf, SHEETS, titleOf } from './sheets.js';
import { pack, unpack } from './zip.js';

let contents: Contents, workbook: Buffer;
beforeAll(async () => {
  ({ contents } = await readRulebook(RULEBOOK));
  workbook = await writeFile([{ kind: 'ladder', version: 3, effectiveFrom: '2026-12-01', note: null, content: contents.ladder }], 'xlsx');
});

const codes = (faults: readonly FileFault[]): string[] => faults.map((f) => f.code);
/** The workbook with one of its sheets' XML changed. */
const tampered = (change: (xml: string) => string): Buffer => pack(new Map([...unpack(workbook)].map(([name, data]) => [name, name === 'xl/worksheets/sheet2.xml' ? Buffer.from(change(data.toString('utf8'))) : data])));
const refused = async (file: Buffer | string, kind: 'ladder' | 'settings' | null = 'ladder') => (await readFile(typeof file === 'string' ? Buffer.from(file) : file, kind)).faults;

describe('sheets', () => {
  it('have titles that no two share, in a length that a spreadsheet takes', () => {
    const sheets = kinds.flatMap((kind) => SHEETS[kind]);
    expect(new Set(sheets.flatMap((s) => [s.zh, s.en])).size).toBe(sheets.length * 2);
    for (const s of sheets) {
      expect(titleOf(s).length).toBeLessThanOrEqual(31);
      const titles = columnsOf(s).flatMap((c) => [titleOf(c), c.zh, c.en]);
      expect(titles.filter((t, i) => titles.indexOf(t) !== i)).toEqual([]);
    }
  });

  it('name columns as spreadsheets do', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(lettersOf)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
    for (let i = 0; i < 2000; i++) expect(indexOf(lettersOf(i))).toBe(i);
  });

  it('bring any text a person may write through unchanged, formulas and all', async () => {
    const settings = contents.settings;
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((s) => KINDS.settings.shape.refusals.element.shape.zh.safeParse(s).success).map((s) => s.trim());
    await fc.assert(fc.asyncProperty(fc.oneof(words, fc.constantFrom('=1+1', '@SUM(A1)', '-2', '+x', '=cmd|\' /C calc\'!A0', '1e5', '007', 'TRUE', '2026-01-01', '#REF!', '<b>&amp;</b>', '是', '_x0041_', 'valueOf', 'constructor', '__proto__')), async (zh) => {
      const content = { ...settings, refusals: settings.refusals.map((r) => ({ ...r, zh })) };
      for (const format of ['xlsx', 'yaml', 'json'] as const) {
        const { parts, faults } = await readFile(await writeFile([{ kind: 'settings', version: 1, effectiveFrom: '2026-12-01', note: zh, content }], format), 'settings');
        expect([faults, KINDS.settings.parse(parts[0]?.content)]).toEqual([[], content]);
      }
    }), { numRuns: 60 });
  });

  it('take a title in one language, columns in another order, and empty rows between', async () => {
    const rows = contents.departments.townships;
    const file = await writeXlsxFile([
      { sheet: '县', data: [['英文名称', '代码', '名称'], ['Mouding County', '532323', '牟定县']] },
      { sheet: 'townships', data: [['name (English)', '名称', 'code'], [null, null, null], ...rows.flatMap((t) => [[t.en, t.zh, t.code], [null, null, null]])] },
      { sheet: '部门 departments', data: [['部门代码', '名称', '英文名称', '类型', '所辖乡镇', '层级', '上级部门', '派单方式'], ['SAN', '环卫站', 'Sanitation', 'line', null, null, null, null], [null, null, null, null, null, null, null, null], ['X', '?', 'x', 'line', null, null, null, null]] },
    ]).toBuffer();
    const { parts, faults } = await readFile(file, 'departments');
    expect(faults).toEqual([]);
    expect(parts[0]?.content).toMatchObject({ townships: rows });
    expect(parts[0]?.place('/departments/1/id')).toEqual({ sheet: '部门 departments', row: 4, column: 'A', title: '部门代码 department' });
  });

  it('say where a column, a sheet or an owner is missing or unknown', async () => {
    const file = await writeXlsxFile([
      { sheet: '类别 classes', data: [['类别代码', '随便'], ['E0110', 1]] }, { sheet: 'conditions', data: [columnsOf(SHEETS.catalogue[1] as never).map(titleOf), ['E9999', 'E9999-1']] }, { sheet: '我的表', data: [['x']] },
    ]).toBuffer();
    const { faults } = await readFile(file, 'catalogue');
    expect(faults).toEqual(expect.arrayContaining([
      expect.objectContaining({ code: 'unknown-column', at: { sheet: '类别 classes', row: 1, column: 'B', title: '随便' } }), expect.objectContaining({ code: 'missing-column', at: { sheet: '类别 classes', row: 1 } }),
      expect.objectContaining({ code: 'unknown-parent', at: expect.objectContaining({ sheet: 'conditions', row: 2, column: 'A' }) }), expect.objectContaining({ code: 'unknown-sheet', at: { sheet: '我的表' } }),
    ]));
  });
});

describe('a hostile file', () => {
  it('is no bomb: a zip that unpacks to gigabytes, claims to be small, or has a cell at the end of the world', async () => {
    const zeros = Buffer.alloc(64 * 1024 * 1024), bomb = deflateRawSync(zeros);
    expect(bomb.length).toBeLessThan(100_000);
    for (const claimed of [zeros.length, 10]) expect(codes(await refused(zipOf('xl/workbook.xml', bomb, claimed)))).toEqual(['too-large']);
    for (const cell of ['<c r="XFD2"><v>1</v></c>', '<c r="A1048576"><v>1</v></c>', '<c x=">" r="XFD1"><v>1</v></c>', '<c r="&#88;FD1"><v>1</v></c>', '<x:c r="ZZZ9"/>']) {
      const [code] = codes(await refused(tampered((xml) => xml.replace('<sheetData>', `<sheetData><row r="1">${cell}</row>`))));
      expect(['too-large', 'malformed']).toContain(code);
    }
    expect(codes(await refused(tampered((xml) => xml.replace('<sheetData>', '<sheetData><row r="99999999"/>'))))).toEqual(['too-large']);
    const evil = '<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>';
    for (const hidden of ['xl/sharedStrings.xml', 'xl/evil.xml', 'docProps/app.xml']) {
      const files = new Map(unpack(workbook)), rels = files.get('xl/_rels/workbook.xml.rels')?.toString('utf8') ?? '';
      files.set('xl/_rels/workbook.xml.rels', Buffer.from(rels.replace(/worksheets\/sheet2\.xml/, hidden.replace('xl/', '').replace('docProps', '../docProps'))));
      files.set(hidden, Buffer.from(evil));
      expect(['too-large', 'malformed']).toContain(codes(await refused(pack(files)))[0]);
    }
  });

  it('calculates nothing: formulas are refused by cell', async () => {
    const faults = await refused(tampered((xml) => xml.replace(/(<c r="B3"[^>]*>)/, '$1<f>HYPERLINK("http://evil.example")</f>')));
    expect(faults).toEqual([expect.objectContaining({ code: 'formula', at: { sheet: '升级阶梯 ladder', row: 3, column: 'B', title: '时钟 clock' } })]);
  });

  it('declares no entities, is not encrypted, not cut off, and not something else', async () => {
    expect(codes(await refused(tampered((xml) => xml.replace('<worksheet', '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'))))).toEqual(['malformed']);
    for (const file of [workbook.subarray(0, workbook.length - 400), Buffer.from('PK'), Buffer.from('PK\u0003\u0004 hello'), Buffer.concat([Buffer.from('PK'), Buffer.alloc(5000, 7)]), zipOf('a.txt', deflateRawSync(Buffer.from('x')), 1), Buffer.from([0xff, 0xfe, 0, 1]), Buffer.alloc(0), Buffer.from('  \n')]) {
      const [code] = codes(await refused(file));
      expect(['malformed', 'missing-sheet', 'no-content']).toContain(code);
    }
  });

  it('whatever bytes are flipped, is read or refused, and never throws', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(workbook.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }), async (flips) => {
      const file = Buffer.from(workbook);
      for (const [at, value] of flips) file[at] = value;
      const { parts, faults } = await readFile(file, 'ladder');
      expect(parts.length + faults.length).toBeGreaterThan(0);
    }), { numRuns: 150 });
  });

  it('as YAML uses no aliases, tags, second documents or double keys, and says the line', async () => {
    const laughs = ['a: &a [x,x,x,x,x,x,x,x,x]', 'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]', 'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]', 'content: [*c,*c,*c,*c,*c]'].join('\n');
    expect((await refused(laughs))[0]).toMatchObject({ code: 'alias', at: { line: 2, column: 8 } });
    for (const text of ['content: !!js/function x', 'content: !mine {}', 'content: 1\n---\ncontent: 2', 'content: 1\ncontent: 2', 'content: "unclosed', '\tcontent: 1', '{"content": ', 'content: [1, 2', '? [a]\n: b']) expect((await refused(text)).length).toBeGreaterThan(0);
    for (const much of [' - {a: 1}\n'.repeat(60_000), Array.from({ length: 80_000 }, (_, i) => ` k${i}: 1\n`).join(''), `'${'x'.repeat(700_000)}'`]) expect(codes(await refused(`content:\n${much}`))).toEqual(['too-large']);
    for (const deep of ['- '.repeat(280_000), '? '.repeat(20_000), '[ '.repeat(200_000), '-'.padEnd(300_000, ' ') + 'a: |', '-\t'.repeat(100_000)]) expect(codes(await refused(deep))).toEqual(['too-large']);
    expect(codes(await refused('content: {a: 1, b: 2, a: 3}'))).toEqual(['twice']);
    expect((await refused(`content: ${'['.repeat(3000)}${']'.repeat(3000)}`)).length).toBeGreaterThan(0);
    expect((await refused('__proto__: {polluted: 1}\ncontent: {__proto__: {polluted: 2}}')).length).toBeGreaterThanOrEqual(0);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('as YAML, whatever marks it is made of, is read or refused, and never throws', async () => {
    const marks = fc.constantFrom('- ', '? ', ': ', 'a', 'content', 'parts', 'kind', '\n', '\n  ', '\n - ', '[', ']', '{', '}', ', ', '&a ', '*a ', '!t ', '!!int ', '| ', '>-\n', '"', "'", '# ', '\n---\n', '...', '%YAML 1.1\n', '\t', '<<: ', '~', '.nan', '0x1f', '1e999', '\\', '__proto__');
    await fc.assert(fc.asyncProperty(fc.array(marks, { minLength: 1, maxLength: 60 }), fc.boolean(), async (text, whole) => {
      const { parts, faults } = await readFile(Buffer.from((whole ? '' : 'content: ') + text.join('')), whole ? null : 'ladder');
      expect(parts.length + faults.length).toBeGreaterThan(0);
      for (const p of parts) { expect(KINDS[p.kind].safeParse(p.content).success).toBe(false); p.place('/rules/0/id'); }
    }), { numRuns: 1500 });
  });

  it('is of the kind that was asked for', async () => {
    expect(codes(await refused('kind: duty\ncontent: {}'))).toEqual(['other-kind']);
    expect(codes(await refused('kind: sheep\ncontent: {}', null))).toEqual(['unknown-kind']);
    expect(codes(await refused('hello', null))).toEqual(['no-content']);
    expect(codes(await refused(workbook, 'settings'))).toEqual(expect.arrayContaining(['other-kind', 'unknown-sheet', 'missing-sheet']));
  });
});

/** A zip with one deflated file that claims to be so large. */
function zipOf(name: string, deflated: Buffer, claimed: number): Buffer {
  const label = Buffer.from(name), head = Buffer.alloc(30), entry = Buffer.alloc(46), end = Buffer.alloc(22);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(deflated.length, 18);
  head.writeUInt32LE(claimed, 22);
  head.writeUInt16LE(label.length, 26);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(deflated.length, 20);
  entry.writeUInt32LE(claimed, 24);
  entry.writeUInt16LE(label.length, 28);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + label.length, 12);
  end.writeUInt32LE(30 + label.length + deflated.length, 16);
  return Buffer.concat([head, label, deflated, entry, label, end]);
}
