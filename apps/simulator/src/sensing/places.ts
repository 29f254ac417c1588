import type { CellId } from '#domain';
import type { County } from '../county/county.js';
import { METRES_PER_DEGREE, placeIn, type Point } from '../county/geometry.js';
import { random } from '../random.js';

export interface Spot extends Point { readonly cell: CellId; readonly cellName: string }

/** Townships by the first nine digits of their cells, those with most cells first. */
export function townships(county: County): string[] {
  const sizes = new Map<string, number>();
  for (const { id } of county.cells) sizes.set(id.slice(0, 9), (sizes.get(id.slice(0, 9)) ?? 0) + 1);
  return [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([township]) => township);
}

/** Metres between two points of a county. */
export function metres(a: Point, b: Point): number {
  const north = (a.lat - b.lat) * METRES_PER_DEGREE, east = (a.lon - b.lon) * METRES_PER_DEGREE * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

/**
 * So many spots in a township, each at least `apart` metres from the others and from `taken`: no two are one thing to the rules. The same seed gives the same spots; in a small township there may be fewer.
 */
export function spots(county: County, township: string, wanted: number, seed: number, apart: number, taken: readonly Point[] = []): Spot[] {
  const dice = random(seed), cells = county.cells.filter((c) => c.id.startsWith(township)).map((cell) => ({ cell, order: dice.next() })).sort((a, b) => a.order - b.order), found: Spot[] = [];
  for (const { cell: { id, name, area } } of cells) {
    if (found.length === wanted) break;
    const place = placeIn(area, 0.5, 0.5);
    if ([...found, ...taken].every((other) => metres(place, other) >= apart)) found.push({ ...place, cell: id, cellName: name });
  }
  return found;
}
