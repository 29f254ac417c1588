import type { Place } from './vocabulary.js';

const RADIUS = 6_371_008.8;
/** Metres between two places on the sphere (equirectangular: exact to a centimetre at these distances). */
export function distance(a: Pick<Place, 'lon' | 'lat'>, b: Pick<Place, 'lon' | 'lat'>): number {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return RADIUS * Math.hypot(x, (b.lat - a.lat) * rad);
}
