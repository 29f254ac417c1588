import type { CaseRow, Change, Sort } from '#contract';
import { useInfiniteQuery, type InfiniteData } from '@tanstack/vue-query';
import { computed, onScopeDispose, reactive, ref, toValue, watch, type MaybeRefOrGetter } from 'vue';
import { call } from '../../shared/api/call.js';
import { queries } from '../../shared/api/queries.js';
import { keyOf, matches, type Filter } from '../../shared/case/filter.js';
import { whenChanged, whenReset } from '../../shared/live/feed.js';
import { keepRow, rowOf } from '../../shared/live/rows.js';
import { heardTime, serverNow } from '../../shared/time/now.js';

interface Page { readonly ids: readonly string[]; readonly next: string | null; readonly asOf: number; readonly total: number | null }
const LIMIT = 60;
/** Without any input for so long, waiting news may move the list. */
const IDLE = 60_000;

/**
 * A live list that does not move under the cursor. Rows are patched in place; new rows and a new
 * order wait until `apply`; a row that left by another's hand stays, marked, until then.
 */
export function useQueue(filter: MaybeRefOrGetter<Filter>, sort: MaybeRefOrGetter<Sort>) {
  const key = computed(() => ['cases', keyOf(toValue(filter)), toValue(sort)] as const);
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }): Promise<Page> => {
      const page = await call('GET /api/cases', { query: { ...toValue(filter), sort: toValue(sort), limit: LIMIT, count: pageParam === null ? 'exact' : 'none', ...(pageParam !== null && { cursor: pageParam }) }, signal });
      heardTime(page.asOf);
      for (const row of page.items) keepRow(row);
      return { ids: page.items.map((r) => r.id), next: page.next, asOf: page.asOf, total: page.total ?? null };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    gcTime: 5 * 60_000,
    staleTime: 0,
  });

  const ids = computed(() => [...new Set(query.data.value?.pages.flatMap((p) => p.ids) ?? [])]);
  const total = computed(() => query.data.value?.pages[0]?.total ?? null);
  const asOf = computed(() => query.data.value?.pages.at(-1)?.asOf ?? null);
  const shown = computed(() => new Set(ids.value));
  /** Cases that belong here and wait to be shown. */
  const arrived = reactive(new Set<string>());
  /** Cases on the list that belong here no longer. */
  const left = reactive(new Set<string>());
  const news = computed(() => arrived.size + left.size);
  const applying = ref(false);
  let touched = Date.now();

  const judge = (row: CaseRow): void => {
    const here = matches(row, toValue(filter), serverNow());
    if (shown.value.has(row.id)) { if (here) left.delete(row.id); else left.add(row.id); }
    else if (here) arrived.add(row.id);
    else arrived.delete(row.id);
  };
  const heard = (changes: readonly Change[]): void => {
    for (const change of changes) {
      const row = rowOf(change.id);
      if (change.left) { arrived.delete(change.id); if (shown.value.has(change.id)) left.add(change.id); }
      else if (row) judge(row);
    }
  };
  const forgetNews = (): void => { arrived.clear(); left.clear(); };

  /** Shows what has waited: fetches the list anew, as deep as it was read down to `depth`. */
  async function apply(depth = 0): Promise<void> {
    applying.value = true;
    const pages = Math.max(1, Math.ceil((depth + 1) / LIMIT));
    queries.setQueryData<InfiniteData<Page, string | null>>(key.value, (old) => old && { pages: old.pages.slice(0, pages), pageParams: old.pageParams.slice(0, pages) });
    try { await query.refetch(); forgetNews(); } finally { applying.value = false; }
  }

  /** Takes a case off the list at once: whoever moved it away by their own hand knows that it is gone. */
  function dismiss(id: string): void {
    left.delete(id);
    queries.setQueryData<InfiniteData<Page, string | null>>(key.value, (old) => old && {
      ...old, pages: old.pages.map((p, i) => ({ ...p, ids: p.ids.filter((x) => x !== id), total: i === 0 && p.total !== null && p.ids.includes(id) ? p.total - 1 : p.total })),
    });
  }

  const stops = [whenChanged(heard), whenReset(() => { void apply(); })];
  const idle = setInterval(() => { if (news.value > 0 && Date.now() - touched > IDLE) void apply(); }, 5_000);
  watch(key, forgetNews);
  onScopeDispose(() => { for (const stop of stops) stop(); clearInterval(idle); });

  return {
    ids, total, asOf, arrived, left, news, applying, apply, dismiss,
    touch: (): void => { touched = Date.now(); },
    more: (): void => { if (query.hasNextPage.value && !query.isFetching.value) void query.fetchNextPage(); },
    hasMore: query.hasNextPage, loading: query.isPending, fetchingMore: query.isFetchingNextPage, error: query.error, retry: (): void => { void query.refetch(); },
  };
}
export type Queue = ReturnType<typeof useQueue>;
