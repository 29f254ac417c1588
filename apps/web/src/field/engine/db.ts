import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { BASE } from '../../shared/api/base.js';
import type { Me } from '#contract';
import { EngineFailure } from './failures.js';
import type { Draft, KeptReceipt, OutboxItem } from './types.js';

/** A picture's bytes; as an ArrayBuffer, because Safari has lost Blobs in its database. `of`: the person. */
export interface StoredPhoto { readonly key: string; readonly of: string; readonly hash: string; readonly type: string; readonly width: number; readonly height: number; readonly at: number; readonly data: ArrayBuffer; /** Fetched for showing only; may be dropped at any time. */ readonly borrowed: boolean }
export interface StoredDraft extends Draft { readonly user: string }
export interface Schema extends DBSchema {
  meta: { key: string; value: unknown };
  drafts: { key: string; value: StoredDraft; indexes: { user: string } };
  outbox: { key: string; value: OutboxItem; indexes: { user: string } };
  photos: { key: string; value: StoredPhoto; indexes: { of: string } };
  cache: { key: string; value: { readonly key: string; readonly user: string; readonly at: number; readonly value: unknown }; indexes: { user: string } };
  receipts: { key: string; value: KeptReceipt & { readonly user: string }; indexes: { user: string } };
}
export type Store = StoreNames<Schema>;

/** Two counties may lie in two folders of one host. */
export const NAME = `grid-field:${BASE}`;
let opening: Promise<IDBPDatabase<Schema>> | null = null;

/** The phone's database; opened once, and again after the browser closed it. */
export function db(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>(NAME, 1, {
    upgrade(base) {
      base.createObjectStore('meta');
      for (const store of ['drafts', 'outbox', 'receipts'] as const) base.createObjectStore(store, { keyPath: 'id' }).createIndex('user', 'user');
      base.createObjectStore('photos', { keyPath: 'key' }).createIndex('of', 'of');
      base.createObjectStore('cache', { keyPath: 'key' }).createIndex('user', 'user');
    },
    // A newer version in another tab must not wait for this one.
    blocking(_, __, event) { (event.target as IDBDatabase | null)?.close(); opening = null; },
    terminated() { opening = null; },
  }).catch((error: unknown) => { opening = null; throw new EngineFailure('storage-closed', error); });
  return opening;
}

type Writing<S extends Store[]> = IDBPTransaction<Schema, S, 'readwrite'>;

/** All of it or nothing. `strict`: it has reached the disk when this resolves, so that a dead battery loses nothing that was said to be kept. */
export async function write<T, S extends [Store, ...Store[]]>(stores: S, run: (tx: Writing<S>) => Promise<T>): Promise<T> {
  let tx: Writing<S> | null = null;
  try {
    tx = (await db()).transaction(stores, 'readwrite', { durability: 'strict' });
    const answer = await run(tx);
    await tx.done;
    return answer;
  } catch (error) {
    void tx?.done.catch(() => undefined);
    try { tx?.abort(); } catch { /* it is over already */ }
    throw failure(error, tx?.error ?? null);
  }
}

function failure(error: unknown, cause: DOMException | null): unknown {
  if (error instanceof EngineFailure) return error;
  if ([error, cause].some((e) => (e as { name?: string } | null)?.name === 'QuotaExceededError')) return new EngineFailure('storage-full', error);
  if (error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'UnknownError')) return new EngineFailure('storage-closed', error);
  return error;
}

export const photoKey = (user: string, hash: string, size: 'full' | 'thumb' = 'full'): string => `${user}/${hash}${size === 'thumb' ? '/thumb' : ''}`;
export const cacheKey = (user: string, name: string): string => `${user}/${name}`;

export async function keptPerson(): Promise<Me | null> { return ((await (await db()).get('meta', 'who')) as Me | undefined) ?? null; }

/** Everything of this person leaves the phone. */
export async function wipe(user: string): Promise<void> {
  await write(['meta', 'drafts', 'outbox', 'photos', 'cache', 'receipts'], async (tx) => {
    for (const [store, index] of [['drafts', 'user'], ['outbox', 'user'], ['photos', 'of'], ['cache', 'user'], ['receipts', 'user']] as const) {
      const at = tx.objectStore(store);
      // The five stores have their index of the person under two names; their types differ, their keys are all strings.
      const keys = await (at as unknown as { index(name: string): { getAllKeys(key: string): Promise<string[]> } }).index(index).getAllKeys(user);
      for (const key of keys) await at.delete(key);
    }
    await tx.objectStore('meta').delete('who');
  });
}
export const destroy = (): Promise<void> => { opening = null; return deleteDB(NAME); };
