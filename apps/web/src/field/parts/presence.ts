import { here, metresTo } from './here.js';

/** From this far away, in metres beyond the position's own doubt, somebody says why. */
export const FAR = 100;
/** Metres from the case when it is too far to be taken for being there; null when it is near, or cannot be told. */
export function farFrom(place: { readonly lon: number; readonly lat: number } | null): number | null {
  const metres = metresTo(place);
  return metres !== null && metres - (here.value?.accuracy ?? 0) > FAR ? Math.round(metres) : null;
}
/** Where the phone is, as a command carries it. */
export const standing = (): { lon: number; lat: number; accuracy: number } | undefined => (here.value === null ? undefined : { lon: here.value.lon, lat: here.value.lat, accuracy: here.value.accuracy });
