import { ref, watch, type Ref } from 'vue';

/** A state that belongs to one case: with the next case it begins anew, before anything of that is drawn. What only shows a case need not be made again for each. */
export function ofCase<T>(id: () => string, begin: () => T): Ref<T> {
  const state = ref(begin()) as Ref<T>;
  watch(id, () => { state.value = begin(); });
  return state;
}
