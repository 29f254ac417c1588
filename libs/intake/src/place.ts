import library from 'gcoord';
import { remark, type ReportBody } from '#contract';
import { distance, type CellId, type Place } from '#domain';

/** The package's types speak of an ES module, the package itself is none. */
const gcoord = library as unknown as typeof library.default;

/** A phone that is this unsure of itself may be in the next street, or village. Metres. */
const POOR = 100;
/** A photo taken further away than this from the reported place is remarked. Metres. */
const FAR = 200;

export interface Placed {
  readonly place: Place | null;
  readonly cell: CellId | null;
  readonly remarks: readonly string[];
}

/**
 * Where a report lies. Declared GCJ-02 is turned back into WGS-84. A place outside every cell that would lie inside if it were GCJ-02
 * is only remarked: positions are never moved silently.
 */
export function settlePlace(position: ReportBody['position'], locate: (place: Pick<Place, 'lon' | 'lat'>) => CellId | null): Placed {
  if (position === undefined) return { place: null, cell: null, remarks: [remark('no-position')] };
  const remarks: string[] = [];
  let { lon, lat } = position;
  if (position.crs === 'gcj02') {
    ({ lon, lat } = fromGcj02({ lon, lat }));
    remarks.push(remark('gcj02-converted'));
  }
  const cell = locate({ lon, lat });
  if (cell === null) {
    remarks.push(remark('outside-cells'));
    if (position.crs === 'wgs84' && locate(fromGcj02({ lon, lat })) !== null) remarks.push(remark('maybe-gcj02'));
  }
  if (position.accuracy !== undefined && position.accuracy > POOR) remarks.push(remark('poor-accuracy', position.accuracy));
  return { place: { lon, lat, accuracy: position.accuracy ?? null }, cell, remarks };
}

/** How far the furthest of the photos was taken from the place, when that is far. */
export function farPhoto(place: Place | null, photos: readonly (Place | null)[]): string | null {
  if (place === null) return null;
  const metres = Math.max(0, ...photos.map((p) => (p === null ? 0 : distance(p, place))));
  return metres > FAR ? remark('photo-far', metres) : null;
}

/** Outside China the two systems are the same, and nothing moves. */
export function fromGcj02({ lon, lat }: Pick<Place, 'lon' | 'lat'>): Pick<Place, 'lon' | 'lat'> {
  const [x, y] = gcoord.transform([lon, lat], gcoord.GCJ02, gcoord.WGS84) as [number, number];
  return { lon: x, lat: y };
}
