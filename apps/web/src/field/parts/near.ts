import type { CaseRow } from '#contract';
import { distance, REACH_METRES, suggestions, type ClassId, type ConditionId } from '#domain';
import { ref, shallowRef, watch, type Ref } from 'vue';
import { call } from '../../shared/api/call.js';
import { serverNow } from '../../shared/time/now.js';
import { link, openCases, type Draft } from '../engine/index.js';

export interface Neighbour { readonly row: CaseRow; readonly metres: number }
const PAUSE = 350;

/**
 * Open cases that a report may be about, best first, three at most: judged by the same evidence as the server's, at once from what the
 * phone knows, and again when the server has said what lies there now. `local`: when the phone's own data is from; null once the server has answered.
 */
export function useNeighbours(draft: Ref<Pick<Draft, 'classId' | 'conditionId' | 'text' | 'place' | 'handled'> | null>): { near: Ref<readonly Neighbour[]>; local: Ref<number | null> } {
  const near = shallowRef<readonly Neighbour[]>([]);
  const local = ref<number | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;

  function judge(rows: readonly CaseRow[]): readonly Neighbour[] {
    const d = draft.value;
    if (!d?.place || d.handled) return [];
    const { place } = d, fresh = { classId: d.classId as ClassId | null, conditionId: d.conditionId as ConditionId | null, place: { lon: place.lon, lat: place.lat, accuracy: place.accuracy }, reportedAt: serverNow(), text: d.text, asset: null, device: null };
    const byId = new Map(rows.map((row) => [row.id, row]));
    const like = rows.filter((r) => r.place !== null && r.stage !== 'closed' && distance(place, r.place) <= REACH_METRES).map((r) => ({ id: r.id, classId: r.classId, conditionId: r.conditionId, place: r.place, reportedAt: r.reportedAt, text: r.text, asset: null, device: null }));
    return suggestions(fresh, like).flatMap((s) => { const row = byId.get(s.id); return row?.place ? [{ row, metres: Math.round(distance(place, row.place)) }] : []; });
  }
  async function ask(): Promise<void> {
    const place = draft.value?.place, mine = ++turn;
    if (!place || link.value === 'offline') return;
    try {
      const { items } = await call('GET /api/cases/near', { query: { lon: place.lon, lat: place.lat, metres: REACH_METRES }, quiet: true, timeout: 6_000 });
      if (mine !== turn) return;
      near.value = judge(items.map((i) => i.case));
      local.value = null;
    } catch { /* what the phone knows stands */ }
  }
  watch(() => [draft.value?.classId, draft.value?.place?.lon, draft.value?.place?.lat, draft.value?.handled, openCases.value] as const, () => {
    near.value = judge(openCases.value?.value ?? []);
    local.value = openCases.value?.at ?? null;
    clearTimeout(timer);
    timer = setTimeout(() => { void ask(); }, PAUSE);
  }, { immediate: true });
  return { near, local };
}
