import type { CaseRow, Change, Sort } from '#contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, reactive, ref, shallowReactive, toValue, watch, type MaybeRefOrGetter } from 'vue';
import { call } from '../../shared/api/call.js';
import { queries } from '../../shared/api/queries.js';
import { keyOf, matches, type Filter } from '../../shared/case/filter.js';
import { whenChanged, whenReset } from '../../shared/live/feed.js';
import { keepRow, rowOf } from '../../shared/live/rows.js';
import { me } from '../../shared/session/session.js';
import { heardTime, serverNow } from '../../shared/time/now.js';

/** The list as it was asked for. `whole`: the ids go to its end. */
interface List { readonly ids: readonly string[]; readonly total: number; readonly asOf: number; readonly whole: boolean }
/** Whose doing it was that a case left the list, and when. */
export interface Farewell { readonly by: string | null; readonly at: number }

/** Rows that come with the first answer: some screens full. */
const FIRST = 100;
/** Rows asked for by their ids at once. */
const CHUNK = 50;
/** A scroll that has not come to rest yet asks for nothing. */
const CALM = 60;
/** What could not be had is asked for again after so long: a server in a storm of work answers in the end. */
const AGAIN = 2_000;
/** Without any input for so long, waiting news may move the list. */
const IDLE = 60_000;
/** So long a case that somebody else took away is seen at least. */
const SEEN = 5_000;

/**
 * A live list that does not move under the cursor, of any length: the order by ids alone, the rows as they come into sight. Rows are patched in
 * place; new rows and a new order wait until `apply`; a row that left by another's hand stays struck through for some seconds.
 */
export function useQueue(filter: MaybeRefOrGetter<Filter>, sort: MaybeRefOrGetter<Sort>) {
  const key = computed(() => ['cases', keyOf(toValue(filter)), toValue(sort)] as const);
  const order = (signal?: AbortSignal) => call('GET /api/cases/order', { query: { ...toValue(filter), sort: toValue(sort) }, signal });
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<List> => {
      // A list that was read to its end is read to its end again: it never becomes shorter under somebody who stands far down.
      const deep = (queries.getQueryData<List>(key.value)?.ids.length ?? 0) > FIRST;
      const [page, whole] = await Promise.all([call('GET /api/cases', { query: { ...toValue(filter), sort: toValue(sort), limit: FIRST, count: 'exact' }, signal }), deep ? order(signal) : null]);
      heardTime(page.asOf);
      for (const row of page.items) keepRow(row);
      return whole === null ? { ids: page.items.map((r) => r.id), total: page.total ?? page.items.length, asOf: page.asOf, whole: page.next === null } : { ...whole, whole: true };
    },
    gcTime: 5 * 60_000,
    staleTime: 0,
  });

  // The rest of a long list: by ids alone, right behind the first screens.
  let later: ReturnType<typeof setTimeout> | undefined, over = false;
  const tries = ref(0);
  watch([query.data, key, tries], async ([list, now]) => {
    clearTimeout(later);
    if (list?.whole !== false) return;
    try {
      const whole = await order();
      if (now === key.value) queries.setQueryData<List>(now, (old) => (old && !old.whole ? { ...whole, whole: true } : old));
    } catch { if (!over) later = setTimeout(() => { tries.value++; }, AGAIN); }
  }, { immediate: true });

  const ids = computed(() => query.data.value?.ids ?? []);
  const total = computed(() => query.data.value?.total ?? null);
  const asOf = computed(() => query.data.value?.asOf ?? null);
  const shown = computed(() => new Set(ids.value));
  /** Cases that belong here and wait to be shown. */
  const arrived = reactive(new Set<string>());
  /** Cases on the list that belong here no longer. */
  const left = shallowReactive(new Map<string, Farewell>());
  const news = computed(() => arrived.size + left.size);
  const applying = ref(false);
  let touched = Date.now();
  /** What must not go from under somebody's eyes or pointer. */
  let holds: (id: string) => boolean = () => false;

  const gone = (id: string, by: string | null): void => { if (!left.has(id)) left.set(id, { by, at: Date.now() }); };
  const judge = (row: CaseRow, by: string | null): void => {
    // What a figure counts is known to the server alone.
    if (toValue(filter).counted !== undefined) return;
    const here = matches(row, toValue(filter), serverNow());
    if (shown.value.has(row.id)) { if (here) left.delete(row.id); else gone(row.id, by); }
    else if (here) arrived.add(row.id);
    else arrived.delete(row.id);
  };
  const heard = (changes: readonly Change[]): void => {
    for (const change of changes) {
      const row = rowOf(change.id), by = change.by ?? null;
      if (change.left) { arrived.delete(change.id); if (shown.value.has(change.id)) gone(change.id, by); }
      else if (row) judge(row, by);
    }
  };
  const forgetNews = (): void => { arrived.clear(); left.clear(); };

  /** Shows what has waited: fetches the list anew, as deep as it was read. */
  async function apply(): Promise<void> {
    applying.value = true;
    try { await query.refetch(); forgetNews(); } finally { applying.value = false; }
  }

  /** Takes cases off the list at once: whoever moved them away by their own hand knows that they are gone. */
  function dismiss(...off: readonly string[]): void {
    for (const id of off) left.delete(id);
    const drop = new Set(off.filter((id) => shown.value.has(id)));
    if (drop.size > 0) queries.setQueryData<List>(key.value, (old) => old && { ...old, ids: old.ids.filter((id) => !drop.has(id)), total: Math.max(0, old.total - drop.size) });
  }

  // Rows come by their ids when they come into sight.
  const asked = new Set<string>();
  let calm: ReturnType<typeof setTimeout> | undefined;
  let sight = { from: 0, to: 0 };
  function want(from: number, to: number): void { sight = { from: Math.max(0, from), to }; look(CALM); }
  function look(after: number): void {
    clearTimeout(calm);
    calm = setTimeout(() => {
      const missing = ids.value.slice(sight.from, sight.to).filter((id) => rowOf(id) === undefined && !asked.has(id));
      for (let i = 0; i < missing.length; i += CHUNK) void fetchRows(missing.slice(i, i + CHUNK));
    }, after);
  }
  async function fetchRows(some: readonly string[]): Promise<void> {
    for (const id of some) asked.add(id);
    try {
      const page = await call('GET /api/cases', { query: { ids: [...some] as never, limit: CHUNK } });
      for (const row of page.items) { keepRow(row); judge(row, null); }
      // What is not answered was taken out of one's sight meanwhile.
      dismiss(...some.filter((id) => rowOf(id) === undefined));
    } catch { if (!over) look(AGAIN); } finally { for (const id of some) asked.delete(id); }
  }

  const stops = [whenChanged(heard), whenReset(() => { void apply(); })];
  const ticking = setInterval(() => {
    const old = [...left].filter(([id, { at }]) => Date.now() - at > SEEN && !holds(id)).map(([id]) => id);
    if (old.length > 0) dismiss(...old);
    if (news.value > 0 && Date.now() - touched > IDLE) void apply();
  }, 1_000);
  watch(key, forgetNews);
  onScopeDispose(() => { over = true; for (const stop of stops) stop(); clearInterval(ticking); clearTimeout(calm); clearTimeout(later); });

  return {
    ids, total, asOf, arrived, left, news, applying, apply, dismiss, want,
    touch: (): void => { touched = Date.now(); },
    /** Says what must stay where it is for now. */
    hold: (which: (id: string) => boolean): void => { holds = which; },
    loading: query.isPending, error: query.error, retry: (): void => { void query.refetch(); },
  };
}
export type Queue = ReturnType<typeof useQueue>;
/** Whether a farewell is somebody else's doing, who can be named. */
export const byAnother = (farewell: Farewell | undefined): string | null => (farewell?.by && farewell.by !== me.value?.id && farewell.by !== 'system' ? farewell.by : null);
