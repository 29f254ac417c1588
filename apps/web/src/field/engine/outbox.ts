import { newKey } from '../../shared/api/call.js';
import { clockOffset } from '../../shared/time/now.js';
import { write } from './db.js';
import { plain } from './drafts.js';
import { EngineFailure } from './failures.js';
import { next, type ItemEvent, type Outcome } from './item.js';
import { poke, wake } from './runner.js';
import { changed, user } from './state.js';
import type { CommandItem, CommandWish, Draft, OutboxItem, PhotoHash, ReportItem } from './types.js';

/** How long a report can be taken back; its pictures travel meanwhile. */
const TAKE_BACK = 10_000;

const fresh = (photos: readonly PhotoHash[]) => {
  const now = Date.now();
  return { id: newKey(), user: user(), at: now, offset: clockOffset.value === 0 ? null : clockOffset.value, photos: [...new Set(photos)], arrived: [], tries: 0, notBefore: 0, refusal: null, doubtful: false, sealed: null };
};

export async function queueReport(draft: Draft): Promise<ReportItem> {
  const content = { ...plain(draft), refusal: null };
  const base = fresh(content.handled ? [...content.photos, ...content.after] : content.photos);
  const item: ReportItem = { ...base, kind: 'report', draft: content, state: 'held', heldUntil: base.at + TAKE_BACK };
  await write(['drafts', 'outbox'], async (tx) => {
    // A second tap finds no draft any more: one draft, one item.
    if (!(await tx.objectStore('drafts').getKey(draft.id))) throw new EngineFailure('gone');
    await tx.objectStore('outbox').add(item);
    await tx.objectStore('drafts').delete(draft.id);
  });
  await changed();
  wake();
  return item;
}

export async function queueCommand(wish: CommandWish): Promise<CommandItem> {
  const { case: about, label, body, photos, version = null } = plain(wish);
  const item: CommandItem = { ...fresh(photos), kind: 'command', case: about, label, body, version, state: 'waiting', heldUntil: null };
  await write(['outbox'], (tx) => tx.store.add(item));
  await changed();
  wake();
  return item;
}

/** One event on one item, read and written in one transaction, so that what is in flight meanwhile is never overlooked. */
async function happen(id: string, event: ItemEvent): Promise<{ readonly before: OutboxItem; readonly after: Outcome; readonly draft: Draft | null }> {
  const answer = await write(['outbox', 'drafts'], async (tx) => {
    const before = await tx.objectStore('outbox').get(id);
    if (!before) throw new EngineFailure('gone');
    const after = next(before, event);
    let draft: Draft | null = null;
    if (after.is === 'item') { if (after.item !== before) await tx.objectStore('outbox').put(after.item); } else await tx.objectStore('outbox').delete(id);
    if (after.is === 'draft' && before.kind === 'report') {
      draft = { ...before.draft, id: newKey(), changedAt: Date.now(), refusal: before.refusal };
      await tx.objectStore('drafts').add({ ...draft, user: before.user });
    }
    return { before, after, draft };
  });
  await changed();
  return answer;
}
const flying = (item: OutboxItem): EngineFailure => new EngineFailure(item.state === 'sending' ? 'in-flight' : 'maybe-sent');

export async function undo(id: string): Promise<Draft | null> {
  try { return (await happen(id, { type: 'undone' })).draft; } catch (error) {
    if (error instanceof EngineFailure && error.code === 'gone') return null;
    throw error;
  }
}
export async function edit(id: string): Promise<Draft> {
  const { before, draft } = await happen(id, { type: 'edited' });
  if (draft === null) throw flying(before);
  return draft;
}
export async function remove(id: string): Promise<void> {
  const { before, after } = await happen(id, { type: 'removed' });
  if (after.is === 'item') throw flying(before);
}
/** It may have been sent a moment ago: then there is nothing to hurry. */
const hurry = (id: string, event: ItemEvent): Promise<unknown> => happen(id, event).catch((error: unknown) => { if (!(error instanceof EngineFailure && error.code === 'gone')) throw error; });
export async function letGo(id: string): Promise<void> {
  await hurry(id, { type: 'let-go' });
  poke();
}
export async function sendNow(id?: string): Promise<void> {
  if (id !== undefined) await hurry(id, { type: 'again' });
  else {
    const of = user();
    await write(['outbox'], async (tx) => {
      for (const item of await tx.store.index('user').getAll(of)) {
        if (item.state === 'refused' || item.state === 'sending') continue;
        const after = next(item, { type: 'again' });
        if (after.is === 'item') await tx.store.put(after.item);
      }
    });
    await changed();
  }
  poke();
}
