import { computed } from 'vue';
import { book, said } from '../shared/book/book.js';
import { me } from '../shared/session/session.js';

const SEES_ALL: readonly string[] = ['dispatcher', 'supervisor', 'leader', 'operator'];
export const seesAll = computed(() => me.value !== null && SEES_ALL.includes(me.value.role));

/** Who answers for figures orders them as reports. */
const ORDERERS: readonly string[] = ['supervisor', 'leader', 'department-lead'];
export const mayOrder = computed(() => me.value !== null && ORDERERS.includes(me.value.role));

export const townships = computed(() => (book.value?.townships ?? []).map((town) => ({ code: town.code, name: said(town) ?? town.code })));
/** A department sees its own share only: there is nothing to choose. */
export const departments = computed(() => (seesAll.value ? (book.value?.departments ?? []).map((d) => ({ id: d.id, name: said(d) ?? d.id })) : []));
/** Incident and asset classes under their major class; a major class is chosen whole. */
export const categories = computed(() => {
  const majors = new Map<string, { id: string; name: string; classes: { id: string; name: string }[] }>();
  for (const c of book.value?.classes ?? []) {
    const id = c.id.slice(0, 3), major = majors.get(id) ?? { id, name: said(c.major) ?? id, classes: [] };
    majors.set(id, { ...major, classes: [...major.classes, { id: c.id, name: said(c) ?? c.id }] });
  }
  return [...majors.values()];
});
