import type { CellId, Place } from '#domain';
import Flatbush from 'flatbush';
import pointInPolygon from 'point-in-polygon-hao';

/** A unit grid: rings of WGS-84 positions, closed, the first the outer one. */
export interface Cell {
  readonly code: CellId;
  readonly zh: string;
  readonly en: string;
  readonly areaM2: number;
  readonly rings: [number, number][][];
}

/** Point → cell over any number of cells: an R-tree finds the few whose box holds the point, an exact test decides. */
export class Geography {
  /** By code. */
  readonly cells: readonly Cell[];
  private readonly byCode: ReadonlyMap<string, Cell>;
  private readonly index: Flatbush | null;

  constructor(cells: readonly Cell[]) {
    this.cells = [...cells].sort((a, b) => (a.code < b.code ? -1 : 1));
    this.byCode = new Map(this.cells.map((c) => [c.code, c]));
    this.index = this.cells.length === 0 ? null : new Flatbush(this.cells.length);
    for (const { rings: [outer = []] } of this.cells) {
      const box = outer.reduce((b, [x, y]) => [Math.min(b[0], x), Math.min(b[1], y), Math.max(b[2], x), Math.max(b[3], y)] as const, [Infinity, Infinity, -Infinity, -Infinity] as const);
      this.index?.add(...box);
    }
    this.index?.finish();
  }

  cell(code: string): Cell | null { return this.byCode.get(code) ?? null; }

  /** The cell that holds the place; on a common border the one with the lowest code; null outside all. */
  locate({ lon, lat }: Pick<Place, 'lon' | 'lat'>): CellId | null {
    if (!this.index || !Number.isFinite(lon) || !Number.isFinite(lat)) return null;
    let found = -1;
    for (const i of this.index.search(lon, lat, lon, lat)) {
      if ((found !== -1 && i > found) || pointInPolygon([lon, lat], (this.cells[i] as Cell).rings) === false) continue;
      found = i;
    }
    return this.cells[found]?.code ?? null;
  }
}
