import type { PersonView } from '#contract';
import { shallowRef } from 'vue';
import { call } from '../api/call.js';

const byId = shallowRef<ReadonlyMap<string, PersonView>>(new Map());
let asked: Promise<void> | null = null;

/** Fetches the people once; names appear where they are known. */
export function wantPeople(): Promise<void> {
  asked ??= call('GET /api/people', {}).then((answer) => { byId.value = new Map(answer.map((p) => [p.id, p])); }).catch(() => { asked = null; });
  return asked;
}
export const everybody = (): readonly PersonView[] => [...byId.value.values()];
export const personName = (id: string | null): string => (id === null ? '' : byId.value.get(id)?.name ?? id);
