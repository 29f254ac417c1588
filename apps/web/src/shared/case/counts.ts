import type { Counts } from '#contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, type ComputedRef } from 'vue';
import { call } from '../api/call.js';
import { queries } from '../api/queries.js';
import { whenChanged, whenReset } from '../live/feed.js';
import { keyOf, type Filter } from './filter.js';

export interface Tally { readonly total: number; readonly red: number }
const CALM = 3_000;
let due: ReturnType<typeof setTimeout> | undefined;

/** Counts may lag a breath behind the rows: a burst of changes asks the server once. */
function refresh(): void {
  due ??= setTimeout(() => { due = undefined; void queries.invalidateQueries({ queryKey: ['counts'] }); }, CALM);
}

/** How many cases a filter finds, by stage and light; kept fresh while somebody looks. */
export function useCounts(filter: Filter): ComputedRef<Counts | null> {
  const { data } = useQuery({ queryKey: ['counts', keyOf(filter)], queryFn: ({ signal }) => call('GET /api/cases/counts', { query: filter, signal }), refetchInterval: 60_000 });
  const stops = [whenChanged(refresh), whenReset(refresh)];
  onScopeDispose(() => { for (const stop of stops) stop(); });
  return computed(() => data.value ?? null);
}

/** The part of a count that a view shows. */
export function tally(counts: Counts | null, filter: Filter): Tally | null {
  if (counts === null) return null;
  const items = counts.items.filter((i) => (!filter.stage || filter.stage.includes(i.stage)) && (!filter.light || filter.light.includes(i.light)));
  const sum = (list: typeof items): number => list.reduce((n, i) => n + i.count, 0);
  return { total: sum(items), red: sum(items.filter((i) => i.light === 'red')) };
}
