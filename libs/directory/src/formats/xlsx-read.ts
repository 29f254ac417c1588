import readXlsxFile from 'read-excel-file/node';
import { kinds, type Kind } from '../book/content.js';
import { indexOf, lettersOf, looked } from './cells.js';
import { isKind, type At, type FileFault, type Read, type ReadFile } from './document.js';
import { ABOUT, columnsOf, keyOf, SHEETS, titleOf, type Column, type Sheet } from './sheets.js';
import { BadWorkbook, pack, unpack } from './zip.js';

type Value = string | number | boolean | Date | null;
type Grid = readonly (readonly Value[])[];
type Json = Record<string, unknown>;
interface Tab { readonly name: string; readonly grid: Grid }
/** A row under its titles. `titled` is the column as the sheet has it: 0 → A. */
interface Line { readonly row: number; readonly values: readonly Value[]; readonly titled: readonly number[] }

/** Reads a workbook of one kind, or of every kind whose sheets are in it. What cannot be read is told with sheet, row and column. @throws BadWorkbook */
export async function readWorkbook(file: Buffer, asked: Kind | null): Promise<ReadFile> {
  const { tabs, formulas } = await tabsOf(file);
  const faults: FileFault[] = [...formulas];
  const about = tabs.find((t) => names(t.name, ABOUT));
  const versions = new Map(about ? linesOf(ABOUT, about, null, []).map(({ values }) => [String(values[0] ?? ''), Number(values[1])]) : []);
  const present = asked !== null ? [asked] : kinds.filter((kind) => SHEETS[kind].some((s) => tabs.some((t) => names(t.name, s))));
  const ours = new Set(present.flatMap((kind) => SHEETS[kind]));
  for (const t of tabs) {
    const known = names(t.name, ABOUT) || [...ours].some((s) => names(t.name, s));
    if (!known && t.grid.length > 0) faults.push({ kind: asked, path: '', code: 'unknown-sheet', zh: `不认识的工作表“${t.name}”`, en: `an unknown sheet "${t.name}"`, at: { sheet: t.name } });
  }
  if (present.length === 0) faults.push({ kind: null, path: '', code: 'no-content', zh: '没有规则库的工作表', en: 'no sheet of a rule book is in it' });
  for (const kind of versions.keys()) if (asked !== null && isKind(kind) && kind !== asked) faults.push({ kind: asked, path: '', code: 'other-kind', zh: `这是 ${kind}，应为 ${asked}`, en: `this is ${kind}, not ${asked}`, at: { sheet: titleOf(ABOUT) } });
  const parts = present.map((kind): Read => {
    const { content, place } = contentOf(kind, tabs, faults), version = versions.get(kind);
    return { kind, base: version !== undefined && Number.isInteger(version) && version > 0 ? version : null, content, place };
  });
  return { parts, faults };
}

/** The sheets, from a copy of the file in which only looked-at XML is left; and every formula as a fault: a rule is what stands there, not what is worked out. */
async function tabsOf(file: Buffer): Promise<{ tabs: Tab[]; formulas: FileFault[] }> {
  const files = unpack(file), calculated = new Map<string, string[]>();
  for (const [name, xml] of files) {
    // Every part of it: the workbook may call any of them a sheet.
    const formulas = looked(xml.toString('utf8'));
    if (formulas.length > 0) calculated.set(name, formulas);
  }
  let read: Awaited<ReturnType<typeof readXlsxFile>>;
  try {
    read = await readXlsxFile(pack(files));
  } catch (error) {
    throw new BadWorkbook('malformed', '不是可读取的 XLSX 文件', `not a readable XLSX file: ${error instanceof Error ? error.message.slice(0, 200) : 'damaged'}`);
  }
  const tabs = read.map(({ sheet, data }): Tab => ({ name: sheet, grid: data as unknown as Grid }));
  const places = sheetFiles(files);
  const formulas = [...calculated].flatMap(([name, cells]) => cells.map((cell): FileFault => {
    const [, letters = 'A', digits = '1'] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [], sheet = places.get(name) ?? name;
    return { kind: null, path: '', code: 'formula', zh: '不允许使用公式，请填写数值', en: 'formulas are not allowed: write the value', at: { sheet, row: Number(digits), column: letters, title: String(tabs.find((t) => t.name === sheet)?.grid[0]?.[indexOf(letters)] ?? '') } };
  }));
  return { tabs, formulas };
}

/** The names of the sheets by the files they lie in. */
function sheetFiles(files: ReadonlyMap<string, Buffer>): Map<string, string> {
  const xml = (name: string): string => files.get(name)?.toString('utf8') ?? '';
  const attribute = (tag: string, name: string): string => new RegExp(`\\s${name}\\s*=\\s*"([^"]*)"`).exec(tag)?.[1] ?? '';
  const targets = new Map([...xml('xl/_rels/workbook.xml.rels').matchAll(/<Relationship\b[^>]*>/g)].map(([tag]) => [attribute(tag, 'Id'), `xl/${attribute(tag, 'Target').replace(/^\/?(xl\/)?/, '')}`]));
  return new Map([...xml('xl/workbook.xml').matchAll(/<sheet\b[^>]*>/g)].map(([tag]) => [targets.get(attribute(tag, 'r:id')) ?? '', attribute(tag, 'name')]));
}

const plain = (s: string): string => s.trim().replaceAll(/\s+/g, ' ').toLowerCase();
/** A title may stand in both languages or in one. */
const names = (title: string, of: Pick<Column, 'zh' | 'en'>): boolean => [titleOf(of), of.zh, of.en].some((t) => plain(t) === plain(title));

/** The rows of a sheet, their values in the order of the sheet's columns; columns that are missing or unknown are faults. */
function linesOf(s: Sheet, { name, grid }: Tab, kind: Kind | null, faults: FileFault[]): Line[] {
  const columns = columnsOf(s), titles = (grid[0] ?? []).map((t) => String(t ?? ''));
  const titled = columns.map((c) => titles.findIndex((t) => names(t, c)));
  titles.forEach((t, i) => { if (t !== '' && !titled.includes(i)) faults.push({ kind, path: '', code: 'unknown-column', zh: `不认识的列“${t}”`, en: `an unknown column "${t}"`, at: { sheet: name, row: 1, column: lettersOf(i), title: t } }); });
  columns.forEach((c, i) => { if (titled[i] === -1) faults.push({ kind, path: '', code: 'missing-column', zh: `缺少列“${titleOf(c)}”`, en: `the column "${titleOf(c)}" is missing`, at: { sheet: name, row: 1 } }); });
  return grid.slice(1).flatMap((values, i): Line[] => (values.some((v) => v !== null && v !== '') ? [{ row: i + 2, values: titled.map((k) => (k < 0 ? null : (values[k] ?? null))), titled }] : []));
}

/** Puts the sheets of a kind together again, and remembers where each value stood. */
function contentOf(kind: Kind, tabs: readonly Tab[], faults: FileFault[]): { content: Json; place: (path: string) => At | undefined } {
  const content: Json = {}, places = new Map<string, At>(), holders = new Map<string, Map<string, { entry: Json; path: string }>>();
  for (const s of SHEETS[kind]) {
    const tab = tabs.find((t) => names(t.name, s)), columns = columnsOf(s), byName = new Map<string, { entry: Json; path: string }>();
    holders.set(s.en, byName);
    if (!tab && s.optional !== true) faults.push({ kind, path: '', code: 'missing-sheet', zh: `缺少工作表“${titleOf(s)}”`, en: `the sheet "${titleOf(s)}" is missing`, at: { sheet: titleOf(s) } });
    const sheet = tab?.name ?? titleOf(s), lines = tab ? linesOf(s, tab, kind, faults) : [];
    const cell = (line: Line, i: number): At => ({ sheet, row: line.row, column: lettersOf(Math.max(0, line.titled[i] ?? 0)), title: titleOf(columns[i] ?? s) });
    const say = (line: Line, i: number, code: string, zh: string, en: string): void => void faults.push({ kind, path: '', code, zh, en, at: cell(line, i) });
    const fill = (line: Line, entry: Json, path: string, from: number): void => columns.forEach((c, i) => {
      if (i < from) return;
      put(entry, c.at, read(c, line.values[i] ?? null));
      places.set(`${path}/${c.at.join('/')}`, cell(line, i));
    });
    if (s.form === 'one') {
      const [line, second] = lines, path = s.path.map((p) => `/${p}`).join('');
      if (second) say(second, 0, 'one-row', '此表只能有一行', 'only one row may stand here');
      if (line) fill(line, ensure(content, s.path), path, 0);
      continue;
    }
    if (s.form === 'record') {
      for (const line of lines) {
        const key = String(line.values[0] ?? '');
        if (!s.keys?.includes(key)) say(line, 0, 'unknown-member', `没有项目 ${key}`, `no item ${key}`);
        else if (places.has(`/${[...s.path, key].join('/')}`)) say(line, 0, 'twice', `${key} 重复出现`, `${key} stands twice`);
        else {
          const path = `/${[...s.path, key].join('/')}`;
          places.set(path, cell(line, 0));
          fill(line, ensure(content, [...s.path, key]), path, 1);
        }
      }
      continue;
    }
    const above = s.parent === undefined ? null : (holders.get(s.parent) ?? new Map<string, { entry: Json; path: string }>());
    if (above && s.optional !== true) for (const { entry } of above.values()) ensureList(entry, s.path);
    if (!above && (s.optional !== true || lines.length > 0)) ensureList(content, s.path);
    for (const line of lines) {
      const owner = String(line.values[0] ?? ''), holder = above ? above.get(owner) : { entry: content, path: '' };
      if (!holder) { say(line, 0, 'unknown-parent', `没有“${owner}”`, `there is no "${owner}" for this row to belong to`); continue; }
      const entries = ensureList(holder.entry, s.path), path = `${holder.path}/${s.path.join('/')}/${entries.length}`, entry: Json = {};
      entries.push(entry);
      places.set(path, cell(line, above ? 1 : 0));
      fill(line, entry, path, above ? 1 : 0);
      const name = String(keyOf(s).split('.').reduce<unknown>((v, step) => (v as Json | undefined)?.[step], entry) ?? '');
      if (name !== '' && !byName.has(name)) byName.set(name, { entry, path });
    }
  }
  return { content, place: (path) => placeIn(places, path) };
}

/** The cell of a pointer; of something that is missing, the cell where it belongs; else the row or list it lies in. */
function placeIn(places: ReadonlyMap<string, At>, path: string): At | undefined {
  const exact = places.get(path);
  if (exact) return exact;
  for (const [known, at] of places) if (known.startsWith(`${path}/`)) return at;
  const up = path.lastIndexOf('/');
  return up <= 0 ? undefined : placeIn(places, path.slice(0, up));
}

function ensure(root: Json, path: readonly string[]): Json {
  return path.reduce<Json>((at, step) => (at[step] ??= {}) as Json, root);
}
function ensureList(root: Json, path: readonly string[]): Json[] {
  return (ensure(root, path.slice(0, -1))[path.at(-1) ?? ''] ??= []) as Json[];
}
function put(entry: Json, path: readonly string[], value: unknown): void {
  if (value !== undefined) ensure(entry, path.slice(0, -1))[path.at(-1) ?? ''] = value;
}

const YES = ['是', 'yes', 'true', '1', '是 yes'], NO = ['否', 'no', 'false', '0', '否 no', ''];

/** What a cell says; undefined: nothing. What does not fit is left as it is, for the schema to say so. */
function read({ type, empty }: Column, value: Value): unknown {
  const said = textOf(value);
  switch (type) {
    case 'flag': return YES.includes(said.toLowerCase()) ? true : NO.includes(said.toLowerCase()) ? undefined : said;
    case 'boolean': return said === '' ? undefined : YES.includes(said.toLowerCase()) ? true : NO.includes(said.toLowerCase()) ? false : said;
  }
  if (said === '') return empty === 'null' ? null : empty === 'list' ? [] : undefined;
  const items = said.split(/[,，、;；\n]/).map((item) => item.trim()).filter((item) => item !== '');
  switch (type) {
    case 'text': return said;
    case 'number': return typeof value === 'number' ? value : numeric(said);
    case 'texts': return items;
    case 'numbers': return items.map(numeric);
    case 'windows': return items.map((w) => w.split(/\s*[-–—~～至]\s*/));
    case 'days': return items.length === 1 && !/^\d+$/.test(items[0] ?? '') ? items[0] : items.map(numeric);
  }
}

const numeric = (said: string): number | string => (/^-?\d+(\.\d+)?$/.test(said) ? Number(said) : said);

/** A cell as text; dates and times of the spreadsheet as we write them. */
function textOf(value: Value): string {
  if (value === null) return '';
  if (!(value instanceof Date)) return String(value).trim();
  if (Number.isNaN(value.getTime())) return '';
  return value.getUTCFullYear() < 1901 ? value.toISOString().slice(11, 16) : value.toISOString().slice(0, 10);
}
