import type { CaseView } from '#contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, toValue, type MaybeRefOrGetter } from 'vue';
import { call } from '../api/call.js';
import { afresh, queries } from '../api/queries.js';
import { heardRow, whenChanged, whenReset } from '../live/feed.js';

const key = (id: string): readonly [string, string] => ['case', id];

/** A case with everything about it; fetched anew whenever the feed says that it has moved on. The old picture stays until the new one is there. */
export function useCase(id: MaybeRefOrGetter<string>) {
  const query = useQuery({ queryKey: computed(() => key(toValue(id))), queryFn: ({ signal }) => fetchCase(toValue(id), signal), staleTime: 5_000, gcTime: 60_000 });
  const refetch = (): void => { void afresh(key(toValue(id))); };
  const stops = [
    whenChanged((changes) => { const known = query.data.value; if (changes.some((c) => c.id === toValue(id) && (c.left || c.version > (known?.version ?? 0)))) refetch(); }),
    whenReset(refetch),
  ];
  onScopeDispose(() => { for (const stop of stops) stop(); });
  return query;
}

/** Asks for a case now and lets every list know. */
export async function freshCase(id: string): Promise<CaseView> {
  const view = await fetchCase(id);
  queries.setQueryData(key(id), view);
  heardRow(view);
  return view;
}
const fetchCase = (id: string, signal?: AbortSignal): Promise<CaseView> => call('GET /api/cases/{id}', { path: { id }, signal });
