import type { Kind } from '../book/content.js';
import { contentHash } from '../book/publish.js';
import { entriesOf, isEntry, LISTS } from './lists.js';

/** One entry, or one member outside the lists, that two contents of a kind do not have in common. `was` is absent for an added one, `is` for a removed one. */
export interface Difference {
  readonly what: 'added' | 'removed' | 'changed';
  /** The list of an entry; null for a member beside the lists. */
  readonly list: string | null;
  /** The entry's name, or the member's path such as `clocks/triage`. */
  readonly id: string;
  readonly was?: unknown;
  readonly is?: unknown;
}

/** What changes from one content of a kind to another, entry by entry; the order of entries does not count. */
export function differences(kind: Kind, before: unknown, after: unknown): Difference[] {
  const lists = LISTS[kind];
  const found = Object.entries(lists).flatMap(([list, key]) => compare(list, new Map(entriesOf(before, list).map((e) => [String(e[key]), e])), new Map(entriesOf(after, list).map((e) => [String(e[key]), e]))));
  return [...found, ...compare(null, members(before, lists), members(after, lists))];
}

function compare(list: string | null, before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): Difference[] {
  const found: Difference[] = [];
  for (const [id, was] of before) {
    if (!after.has(id)) found.push({ what: 'removed', list, id, was });
    else if (contentHash(was) !== contentHash(after.get(id))) found.push({ what: 'changed', list, id, was, is: after.get(id) });
  }
  for (const [id, is] of after) if (!before.has(id)) found.push({ what: 'added', list, id, is });
  return found;
}

/** Members beside the lists; of those that are objects, each member of theirs. */
function members(content: unknown, lists: Readonly<Record<string, string>>): Map<string, unknown> {
  return new Map(Object.entries(isEntry(content) ? content : {}).filter(([name]) => !(name in lists)).flatMap(([name, value]): [string, unknown][] =>
    (isEntry(value) ? Object.entries(value).map(([inner, v]): [string, unknown] => [`${name}/${inner}`, v]) : [[name, value]])));
}
