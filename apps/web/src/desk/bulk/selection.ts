import { allowed } from '#domain';
import { computed, shallowReactive } from 'vue';
import { call } from '../../shared/api/call.js';
import type { Filter } from '../../shared/case/filter.js';
import { rowOf } from '../../shared/live/rows.js';
import { actor } from '../../shared/session/session.js';
import type { Picked } from './commands.js';

/** Cases in one run at most. */
export const MOST = 500;

/** What is selected, by id: whatever the list does, the same cases stay selected. A row that is known says by itself what may be done with it now. */
export function useSelection() {
  /** What the server said of those whose rows were not on the screen. */
  const chosen = shallowReactive(new Map<string, Picked | null>());
  const picked = computed<readonly Picked[]>(() => [...chosen].flatMap(([id, said]) => {
    const row = rowOf(id), who = actor.value;
    if (row && who && (said === null || row.version >= said.version)) return [{ id, version: row.version, stage: row.stage, allowed: allowed(row, who) }];
    return said === null ? [] : [said];
  }));
  const add = (ids: readonly string[]): void => { for (const id of ids) if (!chosen.has(id) && chosen.size < MOST) chosen.set(id, null); };

  return {
    picked,
    size: computed(() => chosen.size),
    ids: computed(() => [...chosen.keys()]),
    has: (id: string): boolean => chosen.has(id),
    add,
    drop: (ids: readonly string[]): void => { for (const id of ids) chosen.delete(id); },
    toggle: (id: string): void => { if (!chosen.delete(id)) add([id]); },
    clear: (): void => chosen.clear(),
    /** Exactly these. */
    only: (ids: readonly string[]): void => { for (const id of chosen.keys()) if (!ids.includes(id)) chosen.delete(id); add(ids); },
    /** From one to the other, both included, in the order of the list. */
    range: (list: readonly string[], from: string | null, to: string): void => {
      const b = list.indexOf(to), a = from === null ? b : list.indexOf(from);
      if (b >= 0) add(list.slice(Math.min(a < 0 ? b : a, b), Math.max(a, b) + 1));
    },
    /** Everything that the filter finds, as many as one run takes; answers how many there are in all. */
    all: async (filter: Filter): Promise<number> => {
      const { cases, total } = await call('GET /api/cases/pick', { query: filter });
      chosen.clear();
      for (const c of cases) chosen.set(c.id, { ...c, stage: null });
      return total;
    },
  };
}
export type Selection = ReturnType<typeof useSelection>;
