import { newKey } from '../../shared/api/call.js';
import { write } from './db.js';
import { changed, user } from './state.js';
import type { Draft } from './types.js';

type Seed = Partial<Pick<Draft, 'classId' | 'conditionId' | 'text' | 'photos' | 'handled' | 'after' | 'place' | 'sameAs' | 'source'>>;

export async function newDraft(seed: Seed = {}): Promise<Draft> {
  const now = Date.now();
  const draft: Draft = {
    id: newKey(), at: now, changedAt: now, capturedAt: null, classId: null, conditionId: null, text: '', photos: [], handled: false, after: [], place: null, sameAs: null, source: 'grid-member', refusal: null, ...plain(seed),
  };
  const of = user();
  await write(['drafts'], (tx) => tx.store.put({ ...draft, user: of }));
  await changed();
  return draft;
}

export async function saveDraft(draft: Draft): Promise<void> {
  const of = user(), kept = { ...plain(draft), changedAt: Date.now(), user: of };
  // A save that comes late, when the draft has been queued or deleted, must not bring it back: it would be sent twice.
  await write(['drafts'], async (tx) => { if (await tx.store.getKey(draft.id)) await tx.store.put(kept); });
  await changed();
}

export async function deleteDraft(id: string): Promise<void> {
  await write(['drafts'], (tx) => tx.store.delete(id));
  await changed();
}

/** As it is stored: without the screen's proxies. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
