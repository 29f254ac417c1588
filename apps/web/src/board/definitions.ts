import type { Countable, Definitions, IndicatorView } from '#contract';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { call } from '../shared/api/call.js';
import { said } from '../shared/book/book.js';

/** What the program counts, indicator by indicator: it changes with the program alone. */
export function useDefinitions() {
  const { data, error } = useQuery<Definitions>({ queryKey: ['indicators'], queryFn: ({ signal }) => call('GET /api/assessment/indicators', { signal }), staleTime: Infinity });
  const indicators = computed<readonly IndicatorView[]>(() => data.value?.indicators ?? []), parts = computed(() => new Map((data.value?.parts ?? []).map((p) => [p.part, p.name])));
  return { indicators, error, partName: (part: Countable): string => said(parts.value.get(part)) ?? part };
}
