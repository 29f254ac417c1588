import { label, type PersonView } from '#contract';
import type { Role } from '#domain';
import { shallowRef } from 'vue';
import { call } from '../api/call.js';
import { lang } from '../i18n/lang.js';

const byId = shallowRef<ReadonlyMap<string, PersonView>>(new Map());
let asked: Promise<void> | null = null;

/** Fetches the people once; names appear where they are known. */
export function wantPeople(): Promise<void> {
  asked ??= call('GET /api/people', {}).then((answer) => { byId.value = new Map(answer.map((p) => [p.id, p])); }).catch(() => { asked = null; });
  return asked;
}
/** Who did something, as the log names them; the automation in the reader's language. */
export const actorName = (by: { readonly name: string; readonly role: Role }): string => (by.role === 'system' ? label(lang.value).role.system : by.name);
export const everybody = (): readonly PersonView[] => [...byId.value.values()];
export const personName = (id: string | null): string => (id === null ? '' : byId.value.get(id)?.name ?? id);
