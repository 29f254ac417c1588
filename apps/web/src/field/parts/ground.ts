import { inRing } from '../../shared/map/ring.js';
import type { CellCollection, CellFeature } from '../engine/types.js';

type Rings = readonly (readonly (readonly number[])[])[];
const polygons = (f: CellFeature): readonly Rings[] => (f.geometry.type === 'Polygon' ? [f.geometry.coordinates as Rings] : f.geometry.type === 'MultiPolygon' ? (f.geometry.coordinates as readonly Rings[]) : []);
const code = (f: CellFeature): string => String(f.properties['code'] ?? f.properties['id'] ?? '');

/** The cell that a place lies in, worked out on the phone; null: in none. The server decides again. */
export function cellAt(cells: CellCollection, { lon, lat }: { readonly lon: number; readonly lat: number }): string | null {
  const found = cells.features.find((f) => polygons(f).some(([outer = [], ...holes]) => inRing(lon, lat, outer) && !holes.some((h) => inRing(lon, lat, h))));
  return found === undefined ? null : code(found);
}

/** A place inside a cell to begin with: the middle of its corners. */
export function middleOf(cells: CellCollection, cell: string): { lon: number; lat: number } | null {
  const feature = cells.features.find((f) => code(f) === cell);
  const ring = feature === undefined ? undefined : polygons(feature)[0]?.[0];
  if (ring === undefined || ring.length < 2) return null;
  const corners = ring.slice(1);
  return { lon: corners.reduce((sum, [x = 0]) => sum + x, 0) / corners.length, lat: corners.reduce((sum, [, y = 0]) => sum + y, 0) / corners.length };
}
/** Whether a cell is one of those that somebody answers for; whole communities are named by the beginning of their cells' codes. */
export const answersFor = (own: readonly string[], cell: string): boolean => own.some((c) => cell.startsWith(c));
