import { onBeforeUnmount, onMounted, ref } from 'vue';

/** Whether the page fills the screen, and how to change it. A browser that cannot, or will not, leaves everything as it is. */
export function useFullScreen() {
  const full = ref(document.fullscreenElement !== null), possible = document.fullscreenEnabled === true;
  const look = (): void => { full.value = document.fullscreenElement !== null; };
  onMounted(() => document.addEventListener('fullscreenchange', look));
  onBeforeUnmount(() => document.removeEventListener('fullscreenchange', look));
  async function fill(on: boolean): Promise<void> {
    if (!possible || on === (document.fullscreenElement !== null)) return;
    try { await (on ? document.documentElement.requestFullscreen({ navigationUI: 'hide' }) : document.exitFullscreen()); } catch { /* the wall is the same in a window */ }
  }
  return { full, possible, fill };
}
