import { span } from '../play/tally.js';

/** `due`: it is to come, when the server's clock has got there. */
export interface Finding { readonly what: string; readonly expected: string; readonly found: string; readonly state: 'ok' | 'due' | 'wrong' }

/** What a story checks at its end, line by line. */
export class Findings {
  readonly lines: Finding[] = [];

  /** Holds what was found against what was expected. */
  same(what: string, expected: string | number, found: string | number): void { this.lines.push({ what, expected: String(expected), found: String(found), state: String(expected) === String(found) ? 'ok' : 'wrong' }); }
  /** Something that must be so; `found` says how it is. */
  so(what: string, expected: string, is: boolean, found: string): void { this.lines.push({ what, expected, found, state: is ? 'ok' : 'wrong' }); }
  /** Something that is not so yet, and need not be before so many real milliseconds have gone by. */
  due(what: string, expected: string, ms: number): void { this.lines.push({ what, expected, found: `not before ${span(ms / 1000)} from now`, state: 'due' }); }

  get faults(): Finding[] { return this.lines.filter((l) => l.state === 'wrong'); }
}

/** How wide a text is in a terminal: Chinese characters take two columns. */
const width = (text: string): number => [...text].reduce((sum, c) => sum + (/[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(c) ? 2 : 1), 0);
const pad = (text: string, to: number): string => text + ' '.repeat(Math.max(0, to - width(text)));
const MARKS = { ok: '✓', due: '…', wrong: '✗' } as const;

/** The findings as a short table. */
export function table({ lines }: Findings): string[] {
  const rows = [['', 'what', 'expected', 'found'], ...lines.map((l) => [MARKS[l.state], l.what, l.expected, l.found])];
  const widths = [0, 1, 2].map((c) => Math.max(...rows.map((r) => width(r[c] ?? ''))));
  return rows.map((r) => r.map((text, c) => (c < 3 ? pad(text, widths[c] ?? 0) : text)).join('  ').trimEnd());
}
