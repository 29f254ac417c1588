import { ref, shallowRef, type Ref } from 'vue';
import { cacheKey, db, write } from './db.js';
import { hear, tell, user } from './state.js';
export { lengthOf, linesOf, type TrackPoint } from './track.js';
import { dayAt, untilMidnight, walked, type Track, type TrackPoint } from './track.js';

/**
 * 「今日轨迹」: kept in this phone's database and nowhere else, and only while its person wants it. It is wanted for a day at a time: with the day the track and the wish are over,
 * at the latest when the app is opened next.
 */
export const track: Ref<readonly TrackPoint[]> = shallowRef([]);
export const tracking = ref(false);
/** The phone does not tell where it is. */
export const trackingDenied = ref(false);

const NAME = 'track';
let watch: number | null = null;
let midnight: ReturnType<typeof setTimeout> | undefined;

interface Kept extends Track { readonly on: boolean }
const kept = async (): Promise<Kept | null> => ((await (await db()).get('cache', cacheKey(user(), NAME)))?.value as Kept | undefined) ?? null;
/** One change of what is kept, whichever tab makes it. Null: nothing is. */
async function keep(change: (before: Kept) => Kept | null): Promise<void> {
  const of = user(), key = cacheKey(of, NAME), now = Date.now();
  const after = await write(['cache'], async (tx) => {
    const found = (await tx.store.get(key))?.value as Kept | undefined, before = found?.day === dayAt(now) ? found : null;
    const next = change(before ?? { day: dayAt(now), points: [], on: false });
    if (next === null) await tx.store.delete(key);
    else if (next !== before) await tx.store.put({ key, user: of, at: now, value: next });
    return next;
  });
  show(after);
}

function show(now: Kept | null): void {
  track.value = now?.points ?? [];
  tracking.value = now?.on ?? false;
  if (tracking.value) listen();
  else rest();
}
function listen(): void {
  if (watch !== null) return;
  if (!('geolocation' in navigator) || !window.isSecureContext) { trackingDenied.value = true; return; }
  watch = navigator.geolocation.watchPosition(({ coords }) => {
    trackingDenied.value = false;
    const fix: TrackPoint = { lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy), at: Date.now() };
    void keep((before) => { const after = walked(before, fix); return after === before || !before.on ? before : { ...after, on: true }; }).catch(() => undefined);
  }, ({ code, PERMISSION_DENIED }) => { trackingDenied.value = code === PERMISSION_DENIED; }, { enableHighAccuracy: true, maximumAge: 10_000 });
  clearTimeout(midnight);
  midnight = setTimeout(() => { void keep(() => null).catch(() => undefined); tell('track'); }, untilMidnight(Date.now()));
}
function rest(): void {
  if (watch !== null) navigator.geolocation.clearWatch(watch);
  watch = null;
  clearTimeout(midnight);
}

/** Goes on where the day's track stopped; what is of another day is deleted. */
export async function resumeTrack(): Promise<void> {
  const now = await kept();
  if (now !== null && now.day !== dayAt(Date.now())) await keep(() => null);
  else show(now);
}
export async function setTracking(on: boolean): Promise<void> {
  await keep((before) => ({ ...before, on }));
  tell('track');
}
export async function deleteTrack(): Promise<void> {
  await keep((before) => (before.on ? { ...before, points: [] } : null));
  tell('track');
}
hear((message) => { if (message === 'track') void kept().then(show).catch(() => undefined); });
