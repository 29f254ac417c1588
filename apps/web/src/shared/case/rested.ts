import { onScopeDispose, ref, watch, type Ref } from 'vue';

/** Whoever goes quickly from case to case stays less than this with each. */
const REST = 400;

/** Whether somebody has stayed with a case for a moment: what only a look at it needs waits until then, and nobody who passes by waits for it. */
export function rested(id: () => string): Readonly<Ref<boolean>> {
  const stayed = ref(false);
  let resting: ReturnType<typeof setTimeout> | undefined;
  watch(id, () => {
    clearTimeout(resting);
    stayed.value = false;
    resting = setTimeout(() => { stayed.value = true; }, REST);
  }, { immediate: true });
  onScopeDispose(() => clearTimeout(resting));
  return stayed;
}
