import { onScopeDispose, ref, type Ref } from 'vue';

/** Whether there is room for list and panel side by side. */
export function useWide(query = '(min-width: 1024px)'): Readonly<Ref<boolean>> {
  const media = matchMedia(query);
  const wide = ref(media.matches);
  const hear = (): void => { wide.value = media.matches; };
  media.addEventListener('change', hear);
  onScopeDispose(() => media.removeEventListener('change', hear));
  return wide;
}
