import type { CaseRow, CasePoints } from '#contract';
import { light, type Light, type Stage } from '#domain';
import { computed, onScopeDispose, ref, shallowRef, toValue, triggerRef, watch, type MaybeRefOrGetter } from 'vue';
import { call } from '../shared/api/call.js';
import { CalledOff } from '../shared/api/failure.js';
import { keyOf, matches, type Filter } from '../shared/case/filter.js';
import { whenChanged, whenReset } from '../shared/live/feed.js';
import { rowOf } from '../shared/live/rows.js';
import { serverNow } from '../shared/time/now.js';

/** A case as the map knows it. */
export interface Point { readonly id: string; readonly number: string; readonly version: number; readonly lon: number; readonly lat: number; readonly due: number | null; readonly yellow: number | null; readonly classId: string | null; readonly stage: Stage; readonly cell: string | null }

export const shines = (p: Pick<Point, 'due' | 'yellow'>, at: number): Light => (p.due === null ? 'paused' : light({ dueAt: p.due, yellowAt: p.yellow ?? p.due }, at));
const RANK: Readonly<Record<Light, number>> = { red: 0, yellow: 1, green: 2, paused: 3 };
/** The most urgent first, as the queue has it. */
export const byUrgency = (at: number) => (a: Point, b: Point): number => RANK[shines(a, at)] - RANK[shines(b, at)] || (a.due ?? Infinity) - (b.due ?? Infinity) || (a.id < b.id ? -1 : 1);

const unpacked = (c: CasePoints): Map<string, Point> => new Map(c.id.map((id, i) => [id, {
  id, number: c.number[i] ?? '', version: c.version[i] ?? 0, lon: c.lon[i] ?? 0, lat: c.lat[i] ?? 0, due: c.due[i] ?? null, yellow: c.yellow[i] ?? null, classId: c.classId[i] ?? null, stage: c.stage[i] ?? 'triage', cell: c.cell[i] ?? null,
}]));
const ofRow = (r: CaseRow): Point | null => r.place && { id: r.id, number: r.number, version: r.version, lon: r.place.lon, lat: r.place.lat, due: r.dueAt, yellow: r.yellowAt, classId: r.classId, stage: r.stage, cell: r.cell };

/** The cases of a filter as points, kept true by the feed. `patched` hears of each that changes afterwards. */
export function usePoints(filter: MaybeRefOrGetter<Filter>, patched: (id: string, point: Point | null) => void) {
  const points = shallowRef<Map<string, Point>>(new Map()), loaded = ref(false), error = ref<unknown>(null), more = ref(false), unplaced = ref(0), asOf = ref<number | null>(null);
  /** Grows when all points are new. */
  const generation = ref(0);
  let stop: AbortController | null = null;
  async function load(): Promise<void> {
    stop?.abort();
    const mine = stop = new AbortController();
    try {
      const answer = await call('GET /api/cases/points', { query: toValue(filter), signal: mine.signal });
      points.value = unpacked(answer);
      [more.value, unplaced.value, asOf.value, error.value, loaded.value] = [answer.more, answer.unplaced, serverNow(), null, true];
      generation.value++;
    } catch (failure) { if (!(failure instanceof CalledOff)) error.value = failure; }
  }
  const stops = [whenReset(() => { void load(); }), whenChanged((changes) => {
    if (!loaded.value) return;
    let touched = false;
    for (const { id, left } of changes) {
      const row = rowOf(id), known = points.value.get(id), point = !left && row && matches(row, toValue(filter), serverNow()) ? ofRow(row) : null;
      if (known && point && known.version >= point.version) continue;
      if (point) points.value.set(id, point); else if (!points.value.delete(id)) continue;
      touched = true;
      patched(id, point);
    }
    if (touched) triggerRef(points);
  })];
  watch(() => keyOf(toValue(filter)), () => { void load(); }, { immediate: true });
  onScopeDispose(() => { for (const s of stops) s(); stop?.abort(); });
  return { points, loaded, error, more, unplaced, asOf, generation, load, count: computed(() => points.value.size) };
}
