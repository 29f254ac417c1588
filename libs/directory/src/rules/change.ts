import type { RuleChange } from '#contract';
import type { Kind } from '../book/content.js';
import { differences } from './differences.js';
import { entriesOf, isEntry, LISTS, type Entry } from './lists.js';

/** One change of a content, as it is sent. `supersedes`: lines of the same class, condition, area and owner end on the day the new one begins. */
export type Change = RuleChange;

/** What cannot be done to a content of this kind, by the change's index. */
export interface ChangeFault { readonly index: number; readonly zh: string; readonly en: string }

/** The content after the changes, one after the other. Entries keep their places, new ones come last. What it answers has still to pass the kind's schema. */
export function applyChanges(kind: Kind, content: unknown, changes: readonly Change[]): { readonly content: unknown; readonly faults: readonly ChangeFault[] } {
  let next = structuredClone(isEntry(content) ? content : {}) as Record<string, unknown>;
  const faults: ChangeFault[] = [];
  changes.forEach((change, index) => {
    if ('member' in change) {
      const [name = '', inner] = change.member.split('/');
      if (Object.hasOwn(LISTS[kind], name)) return faults.push({ index, zh: `${name} 是列表，请逐条修改`, en: `${name} is a list: change its entries` });
      next = { ...next, [name]: inner === undefined ? change.value : { ...(isEntry(next[name]) ? next[name] : {}), [inner]: change.value } };
      return;
    }
    const key = Object.hasOwn(LISTS[kind], change.list) ? LISTS[kind][change.list] : undefined;
    if (key === undefined) return faults.push({ index, zh: `没有列表 ${change.list}`, en: `no list ${change.list}` });
    const entries = entriesOf(next, change.list);
    if ('remove' in change) {
      if (!entries.some((e) => e[key] === change.remove)) return faults.push({ index, zh: `没有 ${change.remove}`, en: `no ${change.remove}` });
      next = { ...next, [change.list]: entries.filter((e) => e[key] !== change.remove) };
      return;
    }
    const others = change.supersedes ? superseded(entries, change.put) : entries;
    const at = others.findIndex((e) => e[key] === change.put[key]);
    next = { ...next, [change.list]: at < 0 ? [...others, change.put] : others.with(at, change.put) };
  });
  return { content: next, faults };
}

/** The lines of a duty list once a new one takes the place of those that say whose the very same things are. */
function superseded(entries: readonly Entry[], line: Entry): readonly Entry[] {
  const same = (e: Entry): boolean => ['classId', 'conditionId', 'area', 'owner'].every((member) => e[member] === line[member]) && e['id'] !== line['id'];
  const from = String(line['from']);
  return entries.flatMap((e) => {
    if (!same(e) || (typeof e['to'] === 'string' && e['to'] <= from)) return [e];
    return String(e['from']) >= from ? [] : [{ ...e, to: from }];
  });
}

/** The changes that lead from one content to another. */
export const changesBetween = (kind: Kind, before: unknown, after: unknown): Change[] => differences(kind, before, after).map((d): Change => {
  if (d.list === null) return { member: d.id, value: d.is };
  return d.what === 'removed' ? { list: d.list, remove: d.id } : { list: d.list, put: d.is as Entry };
});
