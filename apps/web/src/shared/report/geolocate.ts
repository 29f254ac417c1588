import { distance } from '#domain';
import { onScopeDispose, ref, type Ref } from 'vue';
import type { LonLat } from '../map/sheet.js';

export interface Fix extends LonLat { readonly accuracy: number }
export type FixState = 'asking' | 'found' | 'denied' | 'none';
/** A fix better than this needs no improving. */
const GOOD = 15;
const PATIENCE = 20_000;

/** The phone's position, the best of what comes within a short while. Needs HTTPS or this very machine; says so when there is none. */
export function useFix(wanted: boolean): { fix: Ref<Fix | null>; state: Ref<FixState>; again: () => void } {
  const fix = ref<Fix | null>(null);
  const state = ref<FixState>(wanted ? 'asking' : 'none');
  let watching: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => { if (watching !== null) navigator.geolocation.clearWatch(watching); watching = null; clearTimeout(timer); };

  function again(): void {
    stop();
    if (!('geolocation' in navigator) || !window.isSecureContext) { state.value = 'none'; return; }
    state.value = fix.value ? 'found' : 'asking';
    watching = navigator.geolocation.watchPosition(({ coords }) => {
      const heard: Fix = { lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy) };
      // The sharper fix counts, unless the person has plainly walked on.
      if (fix.value === null || heard.accuracy <= fix.value.accuracy || distance(heard, fix.value) > heard.accuracy + fix.value.accuracy) fix.value = heard;
      state.value = 'found';
      if (coords.accuracy <= GOOD) stop();
    }, (error) => { if (fix.value === null) state.value = error.code === error.PERMISSION_DENIED ? 'denied' : 'none'; }, { enableHighAccuracy: true, timeout: 10_000, maximumAge: 10_000 });
    timer = setTimeout(() => { stop(); if (fix.value === null && state.value === 'asking') state.value = 'none'; }, PATIENCE);
  }
  if (wanted) again();
  onScopeDispose(stop);
  return { fix, state, again };
}
