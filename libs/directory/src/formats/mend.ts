import type { z } from 'zod';
import { KINDS, type Kind } from '../book/content.js';
import { LISTS } from '../rules/lists.js';

type Path = readonly PropertyKey[];

/**
 * A content that its schema refused, with something valid of the same sort in each faulty place, so that all the rest can be checked at once as well: whoever sends a
 * file learns of everything in one go. `mended` are the pointers of these places; null: it cannot be done (a name itself is faulty). Never for keeping.
 */
export function mend(kind: Kind, content: unknown, error: z.ZodError, samples: readonly unknown[]): { readonly content: unknown; readonly mended: readonly string[] } | null {
  const copy = structuredClone(content), mended: string[] = [];
  let issues = error.issues;
  for (let round = 0; round < 4; round++) {
    for (const issue of issues) {
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) set(copy, [...issue.path, key], undefined, mended);
        continue;
      }
      if (names(kind, issue.path)) return null;
      const found = [...samples, copy].flatMap((sample) => matching(sample, issue.path));
      set(copy, issue.path, found[round % Math.max(1, found.length)], mended);
    }
    const checked = KINDS[kind].safeParse(copy);
    if (checked.success) return { content: checked.data, mended };
    issues = checked.error.issues;
  }
  return null;
}

const names = (kind: Kind, path: Path): boolean => Object.entries(LISTS[kind]).some(([list, key]) => path[0] === list && path.length === 3 && path[2] === key) || (path.at(-1) === 'id' && path.length > 1);

/** Some values that stand in the same sort of place: list indexes may be any. */
function matching(value: unknown, [step, ...rest]: Path): unknown[] {
  if (step === undefined) return value === undefined ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  const steps = Array.isArray(value) && typeof step === 'number' ? [...value.keys()] : [step];
  return steps.flatMap((s) => matching((value as Record<PropertyKey, unknown>)[s], rest)).slice(0, 4);
}

function set(root: unknown, path: Path, value: unknown, mended: string[]): void {
  mended.push(path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
  let at = root;
  for (const step of path.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return;
    at = (at as Record<PropertyKey, unknown>)[step] ??= {};
  }
  const last = path.at(-1);
  if (last === undefined || typeof at !== 'object' || at === null) return;
  if (value === undefined && !Array.isArray(at)) Reflect.deleteProperty(at, last);
  else (at as Record<PropertyKey, unknown>)[last] = structuredClone(value);
}
