import { strFromU8, unzipSync } from 'fflate';

export type Value = number | string | null;
export interface ReadCell { readonly value: Value; readonly formula: string | null; readonly style: number }
/** A sheet as it lies in the file: cells by their name, `C7`. */
export interface ReadSheet { readonly name: string; readonly cells: ReadonlyMap<string, ReadCell>; readonly rows: number; readonly xml: string }

const plain = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** The sheets of a workbook with their formulas, which the usual readers leave out. */
export function sheetsOf(file: Uint8Array): ReadSheet[] {
  const parts = unzipSync(file), text = (name: string): string => { const bytes = parts[name]; if (bytes === undefined) throw new Error(`${name} is not in the file`); return strFromU8(bytes); };
  return [...text('xl/workbook.xml').matchAll(/<sheet name="([^"]*)"/g)].map(([, name = ''], i) => {
    const xml = text(`xl/worksheets/sheet${i + 1}.xml`), cells = new Map<string, ReadCell>();
    for (const [, ref = '', attributes = '', inner = ''] of xml.matchAll(/<c r="([A-Z]+\d+)"([^>]*)>(.*?)<\/c>/gs)) {
      const formula = /<f>(.*?)<\/f>/s.exec(inner)?.[1], value = /<v>(.*?)<\/v>/s.exec(inner)?.[1] ?? /<t[^>]*>(.*?)<\/t>/s.exec(inner)?.[1] ?? '';
      cells.set(ref, { value: /t="(str|inlineStr)"/.test(attributes) ? plain(value) : Number(value), formula: formula === undefined ? null : plain(formula), style: Number(/s="(\d+)"/.exec(attributes)?.[1] ?? 0) });
    }
    return { name: plain(name), cells, rows: [...xml.matchAll(/<row /g)].length, xml };
  });
}

export const column = (letters: string): number => [...letters].reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0);
const letters = (n: number): string => (n === 0 ? '' : letters(Math.floor((n - 1) / 26)) + String.fromCharCode(65 + ((n - 1) % 26)));

/** What a formula of the shapes that we write comes to, from the cells alone: arithmetic, comparison, IF, ROUND, MIN, MAX, SUM, SUMIF and SUMPRODUCT. What a cell is said to hold is believed only where it has no formula. */
export function calculated(sheet: ReadSheet, ref: string): Value {
  const cell = sheet.cells.get(ref);
  return cell === undefined ? null : cell.formula === null ? cell.value : new Formula(sheet, cell.formula).whole();
}

class Formula {
  private readonly words: string[];
  private at = 0;
  constructor(private readonly sheet: ReadSheet, formula: string) { this.words = formula.match(/"[^"]*"|\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?|[A-Z]+(?=\()|\d+(?:\.\d+)?|[<>]=?|[-+*/(),]/g) ?? []; }

  whole(): Value {
    const value = this.compared();
    if (this.at < this.words.length) throw new Error(`not understood: ${this.words.join(' ')} at ${this.at}`);
    return one(value);
  }
  private take(): string { return this.words[this.at++] ?? ''; }
  private ahead(...words: string[]): boolean { return words.includes(this.words[this.at] ?? ''); }

  private compared(): Value | Value[] {
    const left = this.added();
    if (!this.ahead('<', '>', '<=', '>=')) return left;
    const by = this.take(), a = number(one(left)), b = number(one(this.added()));
    return Number(by === '<' ? a < b : by === '>' ? a > b : by === '<=' ? a <= b : a >= b);
  }
  private added(): Value | Value[] {
    let left = this.multiplied();
    while (this.ahead('+', '-')) left = this.take() === '+' ? number(one(left)) + number(one(this.multiplied())) : number(one(left)) - number(one(this.multiplied()));
    return left;
  }
  private multiplied(): Value | Value[] {
    let left = this.single();
    while (this.ahead('*', '/')) left = this.take() === '*' ? number(one(left)) * number(one(this.single())) : number(one(left)) / number(one(this.single()));
    return left;
  }
  private single(): Value | Value[] {
    const word = this.take();
    if (word === '(') { const inside = this.compared(); this.take(); return inside; }
    if (word.startsWith('"')) return word.slice(1, -1);
    if (/^\d/.test(word)) return Number(word);
    if (this.ahead('(')) return this.called(word);
    const [from = '', to] = word.replaceAll('$', '').split(':');
    if (to === undefined) return calculated(this.sheet, from);
    const [, a = '', b = '', c = '', d = ''] = /^([A-Z]+)(\d+)([A-Z]+)(\d+)$/.exec(from + to) ?? [], found: Value[] = [];
    for (let row = Number(b); row <= Number(d); row++) for (let col = column(a); col <= column(c); col++) found.push(calculated(this.sheet, `${letters(col)}${row}`));
    return found;
  }
  private called(name: string): Value {
    this.take();
    const given: (Value | Value[])[] = [];
    while (!this.ahead(')')) { given.push(this.compared()); if (this.ahead(',')) this.take(); }
    this.take();
    const [a = null, b = null, c = null] = given, numbers = given.flat().filter((v) => typeof v === 'number');
    switch (name) {
      case 'IF': return one(number(one(a)) !== 0 ? b : c);
      case 'ROUND': return Math.round(number(one(a)) * 10 ** number(one(b))) / 10 ** number(one(b));
      case 'MIN': return Math.min(...numbers);
      case 'MAX': return Math.max(...numbers);
      case 'SUM': return numbers.reduce((n, v) => n + v, 0);
      case 'SUMPRODUCT': return list(a).reduce<number>((n, v, i) => n + (typeof v === 'number' ? v : 0) * number(list(b)[i] ?? 0), 0);
      case 'SUMIF': { const wanted = one(b), fits = (v: Value): boolean => (typeof wanted === 'string' && wanted.startsWith('>=') ? typeof v === 'number' && v >= Number(wanted.slice(2)) : v === wanted); return list(a).reduce<number>((n, v, i) => n + (fits(v) ? number(list(c)[i] ?? 0) : 0), 0); }
      default: throw new Error(`no such function: ${name}`);
    }
  }
}
const list = (value: Value | Value[]): Value[] => (Array.isArray(value) ? value : [value]);
const one = (value: Value | Value[]): Value => (Array.isArray(value) ? (value[0] ?? null) : value);
function number(value: Value): number { if (typeof value === 'string') throw new Error(`not a number: ${value}`); return value ?? 0; }
