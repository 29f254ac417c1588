import { distance } from '#domain';
import { ref, shallowRef } from 'vue';
import { t } from '../words.js';

/** Where the phone is, as it says itself; `at` in device time. */
export interface Fix { readonly lon: number; readonly lat: number; readonly accuracy: number; readonly at: number }
export type HereState = 'idle' | 'asking' | 'found' | 'denied' | 'none';

/** The best fix of the last minutes; null while there is none. Shared by all pages, so that it is warm when a report begins. */
export const here = shallowRef<Fix | null>(null);
export const hereState = ref<HereState>('idle');
/** Worse than this, in metres, a place is worth a look at the map. */
export const POOR = 50;
const FRESH = 2 * 60_000;
const LISTEN = 60_000;
/** After this long without a fix the screen says so; the phone goes on trying. */
const PATIENCE = 5_000;

let watching: number | null = null;
let tired: ReturnType<typeof setTimeout> | undefined;
let over: ReturnType<typeof setTimeout> | undefined;

/** Listens for the position for a minute, or for one more. Needs HTTPS or this very machine. Never waits. */
export function locate(): void {
  if (!('geolocation' in navigator) || !window.isSecureContext) { hereState.value = 'none'; return; }
  clearTimeout(over);
  over = setTimeout(rest, LISTEN);
  if (watching !== null) return;
  if (here.value !== null && Date.now() - here.value.at > FRESH) here.value = null;
  hereState.value = here.value === null ? 'asking' : 'found';
  clearTimeout(tired);
  tired = setTimeout(() => { if (here.value === null && hereState.value === 'asking') hereState.value = 'none'; }, PATIENCE);
  watching = navigator.geolocation.watchPosition(heard, refused, { enableHighAccuracy: true, timeout: 30_000, maximumAge: 10_000 });
}
/** Listens only when the person has allowed it before: opening a page is no reason to ask. */
export async function locateQuietly(): Promise<void> {
  try {
    const permission = await navigator.permissions.query({ name: 'geolocation' });
    if (permission.state === 'granted') locate();
    else if (permission.state === 'denied') hereState.value = 'denied';
  } catch { /* the browser cannot say: it is asked when a report begins */ }
}

function heard({ coords }: GeolocationPosition): void {
  const fix: Fix = { lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy), at: Date.now() };
  const old = here.value;
  // The sharper fix counts, unless it is old or the person has plainly walked on.
  if (old === null || fix.accuracy <= old.accuracy || fix.at - old.at > 20_000 || distance(fix, old) > fix.accuracy + old.accuracy) here.value = fix;
  hereState.value = 'found';
}
function refused(error: GeolocationPositionError): void {
  if (error.code === error.PERMISSION_DENIED) { hereState.value = 'denied'; rest(); } else if (here.value === null) hereState.value = 'none';
}
function rest(): void {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
  clearTimeout(tired);
}

/** Metres from here, or null where one of the two is not known. */
export const metresTo = (place: { readonly lon: number; readonly lat: number } | null): number | null => (place === null || here.value === null ? null : distance(here.value, place));
/** `350 米`, `1.2 公里`. */
export const awayText = (metres: number): string => (metres < 950 ? t('away.metres', { n: metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10 }) : t('away.kilometres', { n: (metres / 1000).toFixed(1) }));
