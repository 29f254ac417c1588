import type { RuleDraft } from '#contract';
import type { Actor } from '#domain';
import { MAY, type Draft } from '../rules/drafts.js';

/** What an actor may do with a draft now: the author writes, submits and takes back, a second person decides. */
export function allowedOn({ state, author }: Pick<Draft, 'state' | 'author'>, { id, role }: Actor): RuleDraft['allowed'] {
  const own = author === id && MAY.write.includes(role), open = state === 'draft' || state === 'submitted';
  return [
    ...(own && state === 'draft' ? ['edit', 'submit'] as const : []), ...(own && open ? ['withdraw', 'rebase'] as const : []),
    ...(author !== id && MAY.approve.includes(role) && state === 'submitted' ? ['approve', 'reject'] as const : []),
  ];
}
