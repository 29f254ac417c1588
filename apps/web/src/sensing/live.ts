import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, toValue, type MaybeRefOrGetter } from 'vue';
import { queries } from '../shared/api/queries.js';
import { whenChanged, whenReset } from '../shared/live/feed.js';

/** Readings and alarms have no feed of their own: they are asked for so often, and soon after a case has moved. */
const EVERY = 20_000;
const SOON = 1_500;
const KEY = 'sensing';

/** One answer of the server, kept fresh while somebody looks; the one before stays until the next is there. `every` 0: only when asked again. */
export function useSensing<T>(name: string, asked: MaybeRefOrGetter<unknown>, ask: (signal: AbortSignal) => Promise<T>, more: { readonly every?: number; readonly when?: MaybeRefOrGetter<boolean>; readonly keep?: boolean } = {}) {
  return useQuery({
    queryKey: computed(() => [KEY, name, toValue(asked)]), queryFn: ({ signal }) => ask(signal), staleTime: 0, gcTime: 60_000, refetchInterval: more.every === 0 ? false : (more.every ?? EVERY), enabled: computed(() => toValue(more.when ?? true)),
    ...(more.keep !== false && { placeholderData: keepPreviousData }),
  });
}
/** Everything of these pages is asked for anew. */
export const renew = (): Promise<void> => queries.invalidateQueries({ queryKey: [KEY] });

/** Follows the feed for as long as the frame is there: a burst of changes asks once. */
export function followFeed(): void {
  let due: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => { due ??= setTimeout(() => { due = undefined; void renew(); }, SOON); };
  const stops = [whenChanged(soon), whenReset(soon)];
  onScopeDispose(() => { for (const stop of stops) stop(); clearTimeout(due); });
}
