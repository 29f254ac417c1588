import { METRES_PER_DEGREE, type Point } from './geometry.js';

export interface Box { readonly west: number; readonly south: number; readonly east: number; readonly north: number }

/**
 * Lays a city of any size into a small box: its centre on the box's centre, and where it reaches beyond, folded back like a paper map.
 * Folding keeps distances to the metre and keeps neighbours neighbours, which shrinking would not; the price is that far places may come to lie together.
 */
export function folded(city: Point, box: Box): (place: Point) => Point {
  const middle = { lon: (box.west + box.east) / 2, lat: (box.south + box.north) / 2 };
  const stretch = Math.cos(rad(city.lat)) / Math.cos(rad(middle.lat));
  return ({ lon, lat }) => ({ lon: fold(middle.lon + (lon - city.lon) * stretch, box.west, box.east), lat: fold(middle.lat + (lat - city.lat), box.south, box.north) });
}

function fold(value: number, low: number, high: number): number {
  const width = high - low;
  const within = (((value - low) % (2 * width)) + 2 * width) % (2 * width);
  return within <= width ? low + within : high - (within - width);
}

const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** The size of a box in metres, west–east and south–north. */
export const sizeOf = (box: Box): readonly [number, number] =>
  [(box.east - box.west) * METRES_PER_DEGREE * Math.cos(rad((box.south + box.north) / 2)), (box.north - box.south) * METRES_PER_DEGREE];
