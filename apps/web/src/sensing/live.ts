import type { SensingNews } from '#contract';
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter } from 'vue';
import { queries } from '../shared/api/queries.js';
import { connection, whenChanged, whenReset, wire } from '../shared/live/feed.js';

/** Readings have no feed of their own: they are asked for so often; and so is everything else while the socket is away. */
const EVERY = 20_000;
/** A case that moves may change what is said of its alarms. */
const SOON = 1_500;
/** News that come together are asked about once. */
const GATHER = 120;
const KEY = 'sensing';
/** What the server tells of as it happens; none of it is polled meanwhile. */
const TOLD: Readonly<Record<SensingNews['kind'], ReadonlySet<string>>> = { alarm: new Set(['alarms', 'alarm', 'storms', 'storm', 'storm-cases']), device: new Set(['health', 'course', 'faults']) };
const told = new Set([...TOLD.alarm, ...TOLD.device]);
/** Whether the server tells this page what happens. */
const sensed = ref(false);

/** One answer of the server, kept fresh while somebody looks; the one before stays until the next is there. `every` 0: only when asked again. */
export function useSensing<T>(name: string, asked: MaybeRefOrGetter<unknown>, ask: (signal: AbortSignal) => Promise<T>, more: { readonly every?: number; readonly when?: MaybeRefOrGetter<boolean>; readonly keep?: boolean } = {}) {
  return useQuery({
    queryKey: computed(() => [KEY, name, toValue(asked)]), queryFn: ({ signal }) => ask(signal), staleTime: 0, gcTime: 60_000, refetchInterval: () => (more.every === 0 || (more.every === undefined && sensed.value && told.has(name)) ? false : (more.every ?? EVERY)), enabled: computed(() => toValue(more.when ?? true)),
    ...(more.keep !== false && { placeholderData: keepPreviousData }),
  });
}
/** Everything of these pages is asked for anew. */
export const renew = (): Promise<void> => queries.invalidateQueries({ queryKey: [KEY] });

/** Follows the feed of cases and the news of alarms and devices for as long as the frame is there: a burst of either asks once. */
export function followFeed(): void {
  let due: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => { due ??= setTimeout(() => { due = undefined; void renew(); }, SOON); };
  const stops = [whenChanged(soon), whenReset(soon)];
  onScopeDispose(() => { for (const stop of stops) stop(); clearTimeout(due); });
  followNews();
}

function followNews(): void {
  let position: string | null = null, socket: ReturnType<typeof wire> = null, due: ReturnType<typeof setTimeout> | undefined;
  const kinds = new Set<SensingNews['kind']>();
  const heard = ({ items, position: upTo }: { items: SensingNews[]; position: string }): void => {
    position = upTo;
    for (const item of items) kinds.add(item.kind);
    due ??= setTimeout(() => {
      due = undefined;
      const names = new Set([...kinds].flatMap((kind) => [...TOLD[kind]]));
      kinds.clear();
      void queries.invalidateQueries({ predicate: ({ queryKey: [key, name] }) => key === KEY && names.has(String(name)) });
    }, GATHER);
  };
  function sense(): void {
    const now = wire();
    if (now !== socket) { socket?.off('sensing', heard); socket = now; socket?.on('sensing', heard); }
    const since = position;
    socket?.emit('sense', { since }, (answer) => {
      if (answer.ok) { position = answer.position; sensed.value = true; if (since === null) void renew(); return; }
      if (answer.code !== 'position-gone' || since === null) return;
      position = null;
      sense();
    });
  }
  watch(connection, (state) => { sensed.value = false; if (state === 'live') sense(); }, { immediate: true });
  onScopeDispose(() => {
    clearTimeout(due);
    sensed.value = false;
    socket?.off('sensing', heard);
    socket?.emit('sense', null, () => undefined);
  });
}
