import type { Unit } from '#contract';
import type { Dimensions } from '#directory';
import type { Reading } from '#platform';
import { LAST_RUNG } from '../sums/lengths.js';

/** What cases are told apart by, and which of them are looked at. */
export interface Sorted extends Dimensions { readonly by: SortedBy; readonly department?: string | undefined }
/** How many digits of a cell say the unit. */
const DIGITS = { township: 9, community: 12, cell: 15 } as const;
const OF_KIND = { department: 'department', class: 'class_id', source: 'source' } as const;
type SortedBy = 'county' | keyof typeof OF_KIND | keyof typeof DIGITS;
const isPlaced = (by: SortedBy): by is keyof typeof DIGITS => by in DIGITS;
/** Whether columns tell these units apart. */
export const isSorted = (by: Unit | 'day'): by is SortedBy => by === 'county' || by in OF_KIND || by in DIGITS;

interface Kind { readonly id: number; readonly department: string; readonly class_id: string; readonly source: string }
interface Cell { readonly id: number; readonly cell: string }
/** Not looked at. */
const OUT = -1;
const numbered = (): Int16Array => new Int16Array(LAST_RUNG + 1).fill(OUT);

/** Of which unit the cases of a kind and of a cell are; or that they are not looked at. */
export class Sorting {
  readonly units: (string | null)[] = [];
  private readonly places = new Map<string | null, number>();
  private readonly kinds = numbered();
  private readonly cells: Int16Array | null;

  private constructor(kinds: readonly Kind[], cells: readonly Cell[] | null, { by, area, category, source, department }: Sorted) {
    this.cells = cells === null ? null : numbered();
    // One of the two says the unit, the other says 0.
    for (const k of kinds) {
      if ((department !== undefined && k.department !== department) || (category !== undefined && !k.class_id.startsWith(category)) || (source !== undefined && source.length > 0 && !source.includes(k.source))) continue;
      this.kinds[k.id] = isPlaced(by) ? 0 : this.placeOf(by === 'county' ? 'all' : k[OF_KIND[by]] || null);
    }
    for (const { id, cell } of cells ?? []) if (this.cells !== null && (area === undefined || cell.startsWith(area))) this.cells[id] = isPlaced(by) ? this.placeOf(cell.slice(0, DIGITS[by]) || null) : 0;
  }

  static async of(tx: Pick<Reading, 'query'>, of: Sorted): Promise<Sorting> {
    const kinds = await tx.query<Kind>('select id, department, class_id, source from counted_kind'), byCell = isPlaced(of.by) || of.area !== undefined;
    return new Sorting(kinds, byCell ? await tx.query<Cell>('select id, cell from counted_cell') : null, of);
  }

  /** Whether cells have to be looked at. */
  get byCell(): boolean { return this.cells !== null; }

  /** The place of the unit of a case in `units`; below 0 when the case is not looked at. `cell` is only asked for when cells have to be looked at. */
  of(kind: number, cell: number): number {
    const byKind = this.kinds[kind] ?? OUT, byCell = this.cells === null ? 0 : this.cells[cell] ?? OUT;
    return byKind < 0 || byCell < 0 ? OUT : byKind + byCell;
  }

  /** The place of a unit, given one when it has none. */
  placeOf(unit: string | null): number {
    const known = this.places.get(unit);
    if (known !== undefined) return known;
    this.places.set(unit, this.units.length);
    return this.units.push(unit) - 1;
  }
}
