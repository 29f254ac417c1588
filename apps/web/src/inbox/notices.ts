import { noticePage, type NoticeView } from '#contract';
import { useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, type ComputedRef } from 'vue';
import { call } from '../shared/api/call.js';
import { afresh, queries } from '../shared/api/queries.js';
import { whenNotified, whenReset } from '../shared/live/feed.js';
import { serverNow } from '../shared/time/now.js';

const UNREAD = ['unread'] as const;
const NEWEST = ['notices'] as const;

/** How many of my notices are unread, as the server counts them; one more with every notice that arrives. */
export function useUnread(): ComputedRef<number> {
  const { data } = useQuery({ queryKey: UNREAD, queryFn: async ({ signal }) => (await call('GET /api/notices/unread', { signal })).unread, refetchInterval: 120_000 });
  const stops = [whenNotified((notice) => { if (notice.readAt === null) bump(1); }), whenReset(() => { void afresh(UNREAD); })];
  onScopeDispose(() => { for (const stop of stops) stop(); });
  return computed(() => data.value ?? 0);
}
const bump = (by: number): void => { queries.setQueryData<number>(UNREAD, (old) => Math.max(0, (old ?? 0) + by)); };
/** Everything that lists notices, told what has become of one. */
const patch = (change: (n: NoticeView) => NoticeView): void => { queries.setQueriesData<{ pages?: NoticeView[][] } | NoticeView[]>({ queryKey: NEWEST }, (old) => (Array.isArray(old) ? old.map(change) : old?.pages ? { ...old, pages: old.pages.map((p) => p.map(change)) } : old)); };

/** Where a notice leads to: its case, or what else it is about; null: nowhere. */
export const placeOf = (notice: NoticeView): string | { name: string; params: { id: string } } | null => (notice.case !== null ? { name: 'case', params: { id: notice.case } } : noticePage(notice));

/** Marks one read, at once on the screen. */
export async function read(notice: NoticeView): Promise<void> {
  if (notice.readAt !== null) return;
  patch((n) => (n.id === notice.id ? { ...n, readAt: serverNow() } : n));
  bump(-1);
  try { await call('POST /api/notices/{id}/read', { path: { id: notice.id } }); } catch { void queries.invalidateQueries({ queryKey: NEWEST }); void queries.invalidateQueries({ queryKey: UNREAD }); }
}
/** Marks everything up to the newest one that was seen; what arrives meanwhile stays unread. */
export async function readAll(until: number): Promise<void> {
  const { unread } = await call('POST /api/notices/read', { body: { until } });
  patch((n) => (n.readAt === null && n.at <= until ? { ...n, readAt: serverNow() } : n));
  queries.setQueryData<number>(UNREAD, unread);
}
