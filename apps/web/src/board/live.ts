import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue';
import { queries } from '../shared/api/queries.js';
import { whenChanged, whenReset } from '../shared/live/feed.js';
import { heardTime } from '../shared/time/now.js';

/** After a change the figures are asked for so much later: they are counted in the wake of the commit. */
const SOON = 2_500;
/** However much happens, not more often than this. */
const CALM = 6_000;
/** Deadlines pass without anything happening. */
const QUIET = 60_000;

/** How often an answer has not counted everything yet: each asks once more. */
const incomplete = ref(0);

/** Keeps every panel of the page fresh: a burst of changes asks once, and numbers stay on the screen until the new ones are there. */
export function useBoardLive(): void {
  let due: ReturnType<typeof setTimeout> | undefined, last = 0;
  const refresh = (): void => { due ??= setTimeout(() => { due = undefined; last = Date.now(); void queries.invalidateQueries({ queryKey: ['board'] }); }, Math.max(SOON, last + CALM - Date.now())); };
  const stops = [whenChanged(refresh), whenReset(refresh), watch(incomplete, refresh)];
  onScopeDispose(() => { for (const stop of stops) stop(); clearTimeout(due); });
}

/** One panel's answer. The one before stays while the next is fetched; a failure is the panel's own. */
export function usePanel<T extends { readonly asOf: number; readonly complete?: boolean }>(name: string, asked: MaybeRefOrGetter<unknown>, ask: (signal: AbortSignal) => Promise<T>) {
  const { data, error, isFetching, refetch } = useQuery<unknown>({
    queryKey: computed(() => ['board', name, toValue(asked)]), refetchInterval: QUIET, placeholderData: keepPreviousData, gcTime: 60_000,
    queryFn: async ({ signal }) => {
      const answer = await ask(signal);
      heardTime(answer.asOf);
      if (answer.complete === false) incomplete.value++;
      return answer;
    },
  });
  return { data: data as Readonly<Ref<T | undefined>>, error, fetching: isFetching, again: (): void => { void refetch(); } };
}
