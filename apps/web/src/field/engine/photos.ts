import { at } from '../../shared/api/base.js';
import { scaled } from '../../shared/photos/shrink.js';
import { db, photoKey, write, type StoredPhoto } from './db.js';
import { EngineFailure } from './failures.js';
import { sha256 } from '../../shared/sha256.js';
import { user } from './state.js';
import type { KeptPhoto, PhotoHash } from './types.js';

const LARGEST = 50 * 1024 * 1024;
/** A camera's own small picture keeps what the camera wrote into it; anything heavier costs the person's data. */
const LIGHT_ENOUGH = 400_000;

export async function addPhoto(file: Blob): Promise<KeptPhoto> {
  const of = user();
  if (file.size > LARGEST) throw new EngineFailure('photo-too-large');
  const shrunk = file.size === 0 ? null : await scaled(file, LIGHT_ENOUGH);
  if (shrunk === null) throw new EngineFailure('photo-unreadable');
  const data = await shrunk.blob.arrayBuffer(), hash = await sha256(data);
  const photo: StoredPhoto = { key: photoKey(of, hash), of, hash, type: shrunk.blob.type || 'image/jpeg', width: shrunk.width, height: shrunk.height, at: Date.now(), data, borrowed: false };
  await write(['photos'], (tx) => tx.store.put(photo)).catch(async (error: unknown) => {
    if (!(error instanceof EngineFailure && error.code === 'storage-full') || !(await dropBorrowed(of))) throw error;
    await write(['photos'], (tx) => tx.store.put(photo));
  });
  return { hash, type: photo.type, bytes: data.byteLength, width: photo.width, height: photo.height, at: photo.at };
}

/** Pictures that were only fetched for showing make room for those that exist nowhere else. */
async function dropBorrowed(of: string): Promise<boolean> {
  return write(['photos'], async (tx) => {
    let dropped = false;
    for (let cursor = await tx.store.index('of').openCursor(of); cursor; cursor = await cursor.continue()) if (cursor.value.borrowed) { await cursor.delete(); dropped = true; }
    return dropped;
  });
}

export async function photoUrl(hash: PhotoHash, size: 'thumb' | 'screen' = 'thumb'): Promise<string | null> {
  const of = user(), base = await db();
  const kept = (await base.get('photos', photoKey(of, hash))) ?? (await base.get('photos', photoKey(of, hash, 'thumb')));
  if (kept && (!kept.borrowed || size === 'thumb')) return url(kept);
  const fetched = await fetchPhoto(hash, size);
  return fetched ? URL.createObjectURL(fetched) : kept ? url(kept) : null;
}
const url = (photo: StoredPhoto): string => URL.createObjectURL(new Blob([photo.data], { type: photo.type }));

async function fetchPhoto(hash: PhotoHash, size: 'thumb' | 'screen'): Promise<Blob | null> {
  try {
    const answer = await fetch(at(`api/photos/${hash}?size=${size}`), { credentials: 'same-origin', signal: AbortSignal.timeout(20_000) });
    return answer.ok && (answer.headers.get('content-type') ?? '').startsWith('image/') ? await answer.blob() : null;
  } catch { return null; }
}

/** Keeps small pictures of these for a day without network; what is kept already is not fetched again. Running out of room is no fault here. */
export async function borrow(hashes: readonly PhotoHash[]): Promise<void> {
  const of = user(), base = await db();
  for (const hash of hashes) {
    if ((await base.count('photos', photoKey(of, hash, 'thumb'))) > 0 || (await base.count('photos', photoKey(of, hash))) > 0) continue;
    const blob = await fetchPhoto(hash, 'thumb');
    if (!blob) continue;
    const data = await blob.arrayBuffer();
    try { await write(['photos'], (tx) => tx.store.put({ key: photoKey(of, hash, 'thumb'), of, hash, type: blob.type, width: 0, height: 0, at: Date.now(), data, borrowed: true })); } catch { return; }
  }
}

const HOUR = 3_600_000;
/** Deletes pictures that no draft and no item refers to. Fresh ones stay: their draft may be about to be saved. */
export async function tidy(shown: ReadonlySet<PhotoHash>): Promise<void> {
  const of = user();
  await write(['drafts', 'outbox', 'photos'], async (tx) => {
    const drafts = await tx.objectStore('drafts').index('user').getAll(of), items = await tx.objectStore('outbox').index('user').getAll(of);
    const used = new Set([...drafts.flatMap((d) => [...d.photos, ...d.after]), ...items.flatMap((i) => i.photos)]);
    for (let cursor = await tx.objectStore('photos').index('of').openCursor(of); cursor; cursor = await cursor.continue()) {
      const { hash, borrowed, at: when } = cursor.value;
      if (borrowed ? !shown.has(hash) : !used.has(hash) && Date.now() - when > HOUR) await cursor.delete();
    }
  });
}
