import type { CellId } from '#domain';
import { Geography, type Cell } from '../places/geography.js';

interface Drawn { readonly code: CellId; readonly zh: string; readonly en: string; readonly areaM2: number; readonly rings: Cell['rings'] }
/** A cell from the files: holds while it is not given up there. */
export interface Base extends Drawn { readonly from: number; readonly to: number | null }
/** A cell as a draft drew it, from a day on; `cell` null: given up from that day on. */
export interface CellVersion { readonly version: number; readonly code: CellId; readonly from: number; readonly cell: Drawn | null }

/** The cells of every day: what the files say, and over it what drafts changed, each from its day on. What was decided later stands where two begin on one day. */
export class CellEditions {
  private readonly moments: readonly number[];
  private kept: { readonly edition: number; readonly geography: Geography } | null = null;

  constructor(private readonly base: readonly Base[], private readonly versions: readonly CellVersion[]) {
    this.moments = [...new Set([...base.flatMap((b) => [b.from, b.to ?? -Infinity]), ...versions.map((v) => v.from)])].sort((a, b) => a - b);
  }

  /** Grows when other cells come into force. */
  edition(at: number): number { let n = 0; while (n < this.moments.length && (this.moments[n] as number) <= at) n++; return n; }

  /** The cells in force at a moment; the same object while nothing changes. */
  at(at: number): Geography {
    const edition = this.edition(at);
    if (this.kept?.edition !== edition) this.kept = { edition, geography: new Geography(this.cellsAt(at)) };
    return this.kept.geography;
  }

  /** The cells in force at a moment, by code; with `more` as if these versions had been decided as well. */
  cellsAt(at: number, more: readonly CellVersion[] = []): Cell[] {
    const cells = new Map<string, Cell>(this.base.filter((b) => b.from <= at && (b.to === null || b.to > at)).map((b) => [b.code, b]));
    for (const v of [...this.versions, ...more].filter((w) => w.from <= at).sort((a, b) => a.from - b.from || a.version - b.version)) {
      if (v.cell === null) cells.delete(v.code);
      else cells.set(v.code, v.cell);
    }
    return [...cells.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  /** Moments after this one at which cells change. */
  after(at: number): number[] { return this.moments.filter((m) => m > at && Number.isFinite(m)); }
  /** Every code there ever was or is decided to be. */
  get codes(): ReadonlySet<string> { return (this.known ??= new Set([...this.base.map((b) => b.code), ...this.versions.map((v) => v.code)])); }
  private known: ReadonlySet<string> | null = null;
  /** In force at a moment, or decided for later. */
  comes(code: string, at: number): boolean { return this.at(at).cell(code) !== null || this.versions.some((v) => v.code === code && v.cell !== null && v.from > at); }
}
