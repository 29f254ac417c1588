import type { Problem } from '#contract';
import type { OutboxItem, PhotoHash } from './types.js';

/** What can happen to an item of the outbox. Instants are device time. */
export type ItemEvent =
  /** The ten seconds are over, or the person will not wait for them. */
  | { readonly type: 'let-go' }
  /** The runner, which alone may send, takes it into the air with exactly this content. */
  | { readonly type: 'taken'; readonly content: unknown }
  | { readonly type: 'photo-arrived'; readonly hash: PhotoHash }
  /** The server does not know the pictures that it was said to have. */
  | { readonly type: 'photos-lost'; readonly notBefore: number }
  /** Nobody answered: whether it arrived is unknown. */
  | { readonly type: 'unanswered'; readonly notBefore: number }
  /** The server answered that it cannot now. */
  | { readonly type: 'busy'; readonly notBefore: number }
  | { readonly type: 'signed-out' }
  | { readonly type: 'refused'; readonly problem: Problem }
  | { readonly type: 'accepted' }
  /** A new runner finds it in the air: its tab died. */
  | { readonly type: 'orphaned' }
  /** The person wants it tried now. */
  | { readonly type: 'again' }
  | { readonly type: 'undone' }
  | { readonly type: 'edited' }
  | { readonly type: 'removed' };

/** Where an item is after an event. `item`: still in the outbox. The other three end it, and only the server's answer makes it `sent`. */
export type Outcome = { readonly is: 'item'; readonly item: OutboxItem } | { readonly is: 'sent' } | { readonly is: 'draft' } | { readonly is: 'removed' };

/** The whole life of an outbox item as a pure function. An event that does not fit where it stands leaves the very same item. */
export function next(item: OutboxItem, event: ItemEvent): Outcome {
  const stay: Outcome = { is: 'item', item };
  const becomes = (change: Partial<OutboxItem>): Outcome => ({ is: 'item', item: { ...item, ...change } as OutboxItem });
  switch (event.type) {
    case 'let-go': return item.state === 'held' ? becomes({ state: 'waiting', heldUntil: null }) : stay;
    case 'taken':
      return item.state === 'waiting' && whole(item) ? becomes({ state: 'sending', sealed: item.sealed ?? event.content }) : stay;
    case 'photo-arrived':
      return item.photos.includes(event.hash) && !item.arrived.includes(event.hash) ? becomes({ arrived: [...item.arrived, event.hash] }) : stay;
    case 'photos-lost': return item.state === 'sending' ? becomes({ state: 'waiting', arrived: [], doubtful: false, tries: item.tries + 1, notBefore: event.notBefore }) : stay;
    case 'unanswered': return item.state === 'sending' ? becomes({ state: 'waiting', doubtful: true, tries: item.tries + 1, notBefore: event.notBefore }) : stay;
    case 'busy': return item.state === 'sending' ? becomes({ state: 'waiting', doubtful: true, tries: item.tries + 1, notBefore: event.notBefore }) : later(event.notBefore);
    case 'signed-out': return item.state === 'sending' ? becomes({ state: 'waiting' }) : stay;
    // A picture may be refused while the item itself still waits or is held.
    case 'refused': return item.state === 'refused' ? stay : becomes({ state: 'refused', refusal: event.problem, heldUntil: null, doubtful: item.doubtful && item.state !== 'sending' });
    case 'accepted': return item.state === 'sending' ? { is: 'sent' } : stay;
    case 'orphaned': return item.state === 'sending' ? becomes({ state: 'waiting', doubtful: true }) : stay;
    case 'again': return item.state === 'refused' ? becomes({ state: 'waiting', refusal: null, notBefore: 0, insisted: true }) : item.state === 'sending' ? stay : becomes({ state: 'waiting', heldUntil: null, notBefore: 0, insisted: true });
    case 'undone': return item.state === 'held' && item.kind === 'report' ? { is: 'draft' } : stay;
    case 'edited': return item.kind === 'report' && item.state !== 'sending' && !item.doubtful ? { is: 'draft' } : stay;
    case 'removed': return item.state === 'sending' ? stay : { is: 'removed' };
  }
  function later(notBefore: number): Outcome {
    return item.state === 'refused' ? stay : becomes({ tries: item.tries + 1, notBefore: Math.max(item.notBefore, notBefore) });
  }
}

/** Every picture has arrived. */
export const whole = (item: OutboxItem): boolean => item.photos.every((hash) => item.arrived.includes(hash));

/** Its photos wait for a link that costs nothing. */
export const waitsForWifi = (item: OutboxItem, costly: boolean): boolean => costly && item.insisted !== true && !whole(item);

/**
 * The item to work on next, and what for: the oldest whose time has come. Commands on one case keep their order: a later one waits for an earlier one that is
 * still under way, but not for one that was refused. Held items may send their pictures.
 * `costly`: what still has pictures to send waits. Null: nothing now.
 */
export function due(items: readonly OutboxItem[], now: number, costly = false): OutboxItem | null {
  const busy = new Set<string>();
  for (const item of items) {
    if (item.state === 'refused' || item.state === 'sending') continue;
    const about = item.kind === 'command' ? item.case.id : null;
    const free = about === null || !busy.has(about);
    if (about !== null) busy.add(about);
    if (!free || item.notBefore > now || waitsForWifi(item, costly)) continue;
    if (item.state === 'waiting' || (item.state === 'held' && ((item.heldUntil ?? 0) <= now || !whole(item)))) return item;
  }
  return null;
}

/** When something may be due next; null when only an event can make it so. */
export function dueAt(items: readonly OutboxItem[], costly = false): number | null {
  const busy = new Set<string>(), moments: number[] = [];
  for (const item of items) {
    if (item.state === 'refused') continue;
    const about = item.kind === 'command' ? item.case.id : null;
    if ((about === null || !busy.has(about)) && !waitsForWifi(item, costly)) moments.push(item.state === 'held' && whole(item) ? Math.max(item.notBefore, item.heldUntil ?? 0) : item.notBefore);
    if (about !== null) busy.add(about);
  }
  return moments.length === 0 ? null : Math.min(...moments);
}

/** How long to wait after so many tries: 2 s, 4 s … at most five minutes, spread so that phones do not come back all at once. */
export function backOff(tries: number, chance: number): number {
  return Math.min(300_000, 2_000 * 2 ** Math.min(tries, 10)) * (0.75 + chance / 2);
}
