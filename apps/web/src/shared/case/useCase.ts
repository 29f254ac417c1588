import type { CaseView } from '#contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, toValue, type MaybeRefOrGetter } from 'vue';
import { call } from '../api/call.js';
import { afresh, queries } from '../api/queries.js';
import { heardRow, whenChanged, whenReset } from '../live/feed.js';

const KEPT = { staleTime: 5_000, gcTime: 60_000 } as const;
const key = (id: string): readonly [string, string] => ['case', id];

/** A case with everything about it; fetched anew whenever the feed says that it has moved on. The old picture stays until the new one is there. */
export function useCase(id: MaybeRefOrGetter<string>) {
  const stops = [
    // Those that were fetched ahead, too: they are asked for once more when somebody opens them.
    whenChanged((changes) => { for (const c of changes) { const state = queries.getQueryState<CaseView>(key(c.id)); if (state !== undefined && (c.left || c.version > (state.data?.version ?? 0))) void afresh(key(c.id)); } }),
    whenReset(() => { void afresh(['case']); }),
  ];
  onScopeDispose(() => { for (const stop of stops) stop(); });
  return useQuery({ ...KEPT, queryKey: computed(() => key(toValue(id))), queryFn: ({ signal }) => fetchCase(toValue(id), signal) });
}
/** Fetches the case that is likely to be opened next, so that it is there at once; never a second time what is there already. It waits until the present one has been painted. */
export function expectCase(id: string): void {
  requestAnimationFrame(() => setTimeout(() => { void queries.prefetchQuery({ ...KEPT, queryKey: key(id), queryFn: ({ signal }) => fetchCase(id, signal) }); }));
}

/** Asks for a case now and lets every list know. */
export async function freshCase(id: string): Promise<CaseView> {
  const view = await fetchCase(id);
  queries.setQueryData(key(id), view);
  heardRow(view);
  return view;
}
const fetchCase = (id: string, signal?: AbortSignal): Promise<CaseView> => call('GET /api/cases/{id}', { path: { id }, signal });
