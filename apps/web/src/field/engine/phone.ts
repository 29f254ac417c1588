import { ref, shallowRef, type Ref } from 'vue';
import { at, BASE } from '../../shared/api/base.js';
import { me } from '../../shared/session/session.js';
import { cacheKey, db } from './db.js';
import { refreshCases } from './known.js';
import type { StorageState } from './types.js';

const TIGHT = 50 * 1024 * 1024;
export const storage: Ref<StorageState> = shallowRef({ persisted: null, usage: null, quota: null, tight: false });
export const updateReady = ref(false);
let waiting: ServiceWorker | null = null;

/** Looks how much room there is; asks the browser once not to clear what is kept. */
export async function measure(): Promise<void> {
  try {
    const keeper = navigator.storage as StorageManager | undefined;
    if (!keeper?.estimate) return;
    const persisted = (await keeper.persisted?.()) || (await keeper.persist?.()) || false;
    const { usage = null, quota = null } = await keeper.estimate();
    storage.value = { persisted, usage, quota, tight: usage !== null && quota !== null && quota - usage < TIGHT };
  } catch { /* it cannot say */ }
}

/** After the first page is there: nothing at the start waits for any of this. */
export function startPhone(): void {
  const later = typeof requestIdleCallback === 'function' ? requestIdleCallback : (run: () => void): unknown => setTimeout(run, 500);
  later(() => { void measure(); void register(); void live(); void resumeTrack().catch(() => undefined); });
  addEventListener('online', () => { void live(); });
}

/** The day's track goes on where there is one; what keeps it is fetched only then. */
async function resumeTrack(): Promise<void> {
  if (me.value !== null && (await (await db()).getKey('cache', cacheKey(me.value.id, 'track')))) await (await import('./tracking.js')).resumeTrack();
}

let following = false;
let soon: ReturnType<typeof setTimeout> | undefined;
/** The live connection, loaded when everything else is there: a new task shows without a pull. */
async function live(): Promise<void> {
  if (following || !navigator.onLine) return;
  following = true;
  try {
    const feed = await import('../../shared/live/feed.js');
    const hear = (): void => { clearTimeout(soon); soon = setTimeout(() => { void refreshCases(); }, 1_500); };
    try { await feed.startFeed(); } catch (error) { feed.stopFeed(); throw error; }
    feed.whenChanged(hear);
    feed.whenReset(hear);
  } catch { following = false; }
}

async function register(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  try {
    const registration = await navigator.serviceWorker.register(at('field-sw.js'), { scope: `${BASE}field`, updateViaCache: 'none' });
    const offer = (worker: ServiceWorker | null): void => { if (worker && navigator.serviceWorker.controller) { waiting = worker; updateReady.value = true; } };
    offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => { if (worker.state === 'installed') offer(worker); });
    });
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void registration.update().catch(() => undefined); });
  } catch { /* no service worker on plain HTTP or in some WebViews: the page works without, and keeps what is queued */ }
}

export function applyUpdate(): void {
  if (!waiting) { location.reload(); return; }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('take-over', []);
}
