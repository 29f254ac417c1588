import type { NewView, QueueColumn, SavedView } from '#contract';
import { shallowRef, watch } from 'vue';
import type { LocationQueryRaw } from 'vue-router';
import { call, newKey } from '../../shared/api/call.js';
import { filterOf, queryOf, type Filter } from '../../shared/case/filter.js';
import { me } from '../../shared/session/session.js';

/** Kept looks at the queue: my own in their order, then those shared with me. */
export const saved = shallowRef<readonly SavedView[]>([]);
/** The columns this person has chosen for every list; null: as it comes. */
export const columns = shallowRef<readonly QueueColumn[] | null>(null);

let asked: string | null = null;
/** Asks for both once a person; who is somebody else starts anew. */
export async function wantSaved(): Promise<void> {
  const who = me.value?.id ?? null;
  if (who === null || asked === who) return;
  asked = who;
  try {
    const [views, preference] = await Promise.all([call('GET /api/views', {}), call('GET /api/desk/preference', {})]);
    saved.value = views;
    columns.value = preference.columns;
  } catch { asked = null; }
}
watch(() => me.value?.id, () => { saved.value = []; columns.value = null; asked = null; });

const refresh = async (): Promise<void> => { saved.value = await call('GET /api/views', {}); };

export const filterOfView = (view: Pick<SavedView, 'query'>): Filter => filterOf(Object.fromEntries(new URLSearchParams(view.query)));
/** The address of a kept view. It says which view it is, so that its columns come along. */
export const addressOf = (view: SavedView): LocationQueryRaw => ({ ...queryOf(filterOfView(view), view.sort), view: view.id });
export const queryText = (filter: Filter): string => new URLSearchParams(queryOf(filter) as Record<string, string>).toString();

export async function keep(wish: NewView): Promise<SavedView> { const view = await call('POST /api/views', { body: wish, idempotencyKey: newKey() }); await refresh(); return view; }
export async function change(id: string, wish: Partial<Pick<NewView, 'name' | 'query' | 'sort' | 'columns' | 'share'>>): Promise<void> { await call('PATCH /api/views/{id}', { path: { id }, body: wish }); await refresh(); }
export async function remove(id: string): Promise<void> { await call('DELETE /api/views/{id}', { path: { id } }); await refresh(); }
/** Moves one of my own a place up or down. */
export async function move(id: string, by: number): Promise<void> {
  const ids = saved.value.filter((v) => v.mine).map((v) => v.id), at = ids.indexOf(id), to = at + by;
  if (at < 0 || to < 0 || to >= ids.length) return;
  ids.splice(to, 0, ...ids.splice(at, 1));
  saved.value = await call('PUT /api/views/order', { body: { ids } });
}
/** Holds at once; answers whether it is kept for the next time as well. */
export async function choose(list: readonly QueueColumn[] | null): Promise<boolean> {
  columns.value = list;
  try { await call('PUT /api/desk/preference', { body: { columns: list === null ? null : [...list] } }); return true; } catch { return false; }
}
