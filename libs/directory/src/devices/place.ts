import type { DeviceCrs, DeviceInFull } from '#contract';
import type { CellId } from '#domain';
import library from 'gcoord';
import type { Directory } from '../directory.js';

/** The package's types speak of an ES module, the package itself is none. */
const gcoord = library as unknown as typeof library.default;
interface Point { readonly lon: number; readonly lat: number }

/** A place as it was given, as WGS-84; seven digits are a centimetre. */
export function wgs84({ lon, lat }: Point, crs: DeviceCrs): Point {
  if (crs === 'wgs84') return { lon, lat };
  const [x, y] = gcoord.transform([lon, lat], gcoord.GCJ02, gcoord.WGS84) as [number, number];
  return { lon: Number(x.toFixed(7)), lat: Number(y.toFixed(7)) };
}

/** Where it lies now; null outside every cell, and without a place. */
export const cellOf = (place: { readonly lon: number | null; readonly lat: number | null }, directory: Directory): CellId | null => (place.lon === null || place.lat === null ? null : directory.locate({ lon: place.lon, lat: place.lat }));

/** What a person should look at: it was converted, it lies in no cell, or it would lie in one if it were GCJ-02. A place is never moved silently. */
export function remarksOn({ lon, lat, crs }: { readonly lon: number | null; readonly lat: number | null; readonly crs: DeviceCrs | null }, directory: Directory): DeviceInFull['remarks'] {
  if (lon === null || lat === null) return [];
  const outside = directory.locate({ lon, lat }) === null;
  return [...(crs === 'gcj02' ? ['gcj02-converted' as const] : []), ...(outside ? ['outside-cells' as const] : []), ...(outside && crs === 'wgs84' && directory.locate(wgs84({ lon, lat }, 'gcj02')) !== null ? ['maybe-gcj02' as const] : [])];
}
