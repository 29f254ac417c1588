import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

export interface ListFilter<K extends string> {
  readonly values: ComputedRef<Partial<Record<K, string>>>;
  readonly narrowed: ComputedRef<boolean>;
  set(name: K, value: string): void;
  reset(): void;
}

/** What a list is narrowed by stands in the address: it can be sent to somebody, and going back undoes it. */
export function useListFilter<K extends string>(names: readonly K[]): ListFilter<K> {
  const route = useRoute(), router = useRouter();
  const values = computed(() => Object.fromEntries(names.flatMap((n) => { const v = route.query[n]; return typeof v === 'string' && v !== '' ? [[n, v]] : []; })) as Partial<Record<K, string>>);
  const others = (): Record<string, unknown> => Object.fromEntries(Object.entries(route.query).filter(([n]) => !(names as readonly string[]).includes(n)));
  return {
    values, narrowed: computed(() => Object.keys(values.value).length > 0),
    set: (name, value) => void router.replace({ query: { ...route.query, [name]: value === '' ? undefined : value } }),
    reset: () => void router.replace({ query: others() as never }),
  };
}

/** The query of an export link. */
export const queryText = (values: Readonly<Record<string, string | undefined>>): string => new URLSearchParams(Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined)).toString();
