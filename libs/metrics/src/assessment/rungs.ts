import { LAST_RUNG, lengthOn } from '../sums/lengths.js';
import type { Sorting } from './sorting.js';

/** A row of `counted_column`: of each case its kind, its cell and its rungs, as numbers of two bytes, the high one first; a rung below 0 is none. What is not asked for is null. */
export interface Page { readonly kinds: Buffer; readonly cells: Buffer | null; readonly working: Buffer; readonly wall: Buffer | null }
/** Lengths at the middle and at nine tenths, in milliseconds: in working time, and round the clock. */
export interface Ranks { readonly wm: string | null; readonly wp: string | null; readonly cm: string | null; readonly cp: string | null }

/** How often each rung was reached, by unit. `brief`: of units alone, in working time alone. */
export class Rungs {
  private readonly working = new Tally();
  private readonly wall: Tally | null;
  constructor(private readonly sorting: Sorting, brief: boolean) { this.wall = brief ? null : new Tally(); }

  addPage(page: Page): void {
    const kinds = numbers(page.kinds), cells = page.cells === null ? null : numbers(page.cells), working = numbers(page.working), wall = page.wall === null ? null : numbers(page.wall);
    for (let i = 0; i < kinds.length; i++) {
      const unit = this.sorting.of(kinds[i] ?? 0, cells === null ? 0 : cells[i] ?? 0);
      if (unit < 0) continue;
      this.working.add(unit, working[i] ?? -1, 1);
      if (wall !== null) this.wall?.add(unit, wall[i] ?? -1, 1);
    }
  }

  add(unit: string | null, working: number | null, wall: number | null, n: number): void {
    const place = this.sorting.placeOf(unit);
    this.working.add(place, working ?? -1, n);
    this.wall?.add(place, wall ?? -1, n);
  }

  /** Of each unit that has any, and of all together. */
  ranks(): (Ranks & { readonly unit: string | null; readonly whole: boolean })[] {
    const of = (unit: number | null): Ranks => { const [wm = null, wp = null] = this.working.ranked(unit), [cm = null, cp = null] = this.wall?.ranked(unit) ?? []; return { wm, wp, cm, cp }; };
    return [...this.sorting.units.map((unit, place) => ({ unit, whole: false, ...of(place) })), ...(this.wall === null ? [] : [{ unit: null, whole: true, ...of(null) }])].filter((r) => r.wm !== null || r.cm !== null);
  }
}

/** Rungs below this are counted in a row, the few above it one by one: up to some three months. */
const ROW = 1_024;

/** How often each number was there, by the place of a unit. */
class Tally {
  private rows = new Int32Array(8 * ROW);
  private readonly above = new Map<number, Map<number, number>>();

  add(unit: number, rung: number, n: number): void {
    if (rung < 0) return;
    if (rung >= ROW) { const own = this.above.get(unit) ?? new Map<number, number>(); this.above.set(unit, own.set(rung, (own.get(rung) ?? 0) + n)); return; }
    const at = unit * ROW + rung;
    if (at >= this.rows.length) this.grow(unit + 1);
    this.rows[at] = (this.rows[at] ?? 0) + n;
  }

  /** The lengths at the middle and at nine tenths of those of a unit, or of all, that stand there in order; none where there is none. */
  ranked(unit: number | null): string[] {
    const row = unit === null ? this.together() : this.rows.subarray(unit * ROW, (unit + 1) * ROW), above = [...(unit === null ? [...this.above.values()].flatMap((own) => [...own]) : this.above.get(unit) ?? [])].sort(([a], [b]) => a - b);
    const all = row.reduce((sum, n) => sum + n, 0) + above.reduce((sum, [, n]) => sum + n, 0);
    return all === 0 ? [] : [0.5, 0.9].map((share) => {
      const place = Math.ceil(share * all);
      let upto = 0;
      const rung = row.findIndex((n) => (upto += n) >= place);
      return String(lengthOn(rung >= 0 ? rung : above.find(([, n]) => (upto += n) >= place)?.[0] ?? LAST_RUNG));
    });
  }

  private together(): Int32Array {
    const all = new Int32Array(ROW);
    for (const [at, n] of this.rows.entries()) all[at % ROW] = (all[at % ROW] ?? 0) + n;
    return all;
  }

  private grow(units: number): void {
    const larger = new Int32Array(2 * units * ROW);
    larger.set(this.rows);
    this.rows = larger;
  }
}

function numbers(bytes: Buffer): Int16Array {
  const own = bytes.byteOffset % 2 === 0 ? bytes : Buffer.from(bytes);
  own.swap16();
  return new Int16Array(own.buffer, own.byteOffset, own.length / 2);
}
