import { zipSync } from 'fflate';
import { dateOf } from '../../shared/time/words.js';
import { db, photoKey } from './db.js';
import { mirror, drafts, outbox, user } from './state.js';

const KIND: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/webp': 'webp' };

/** Everything unsent in one zip that a person can open: `unsent.json`, and the pictures by their hashes. */
export async function exportBackup(): Promise<{ readonly name: string; readonly blob: Blob }> {
  const of = user(), base = await db();
  await mirror();
  const hashes = [...new Set([...outbox.value.flatMap((item) => item.photos), ...drafts.value.flatMap((draft) => [...draft.photos, ...draft.after])])];
  const files: Record<string, [Uint8Array, { level: 0 | 6 }]> = {};
  const text = JSON.stringify({ person: of, at: new Date().toISOString(), items: outbox.value, drafts: drafts.value }, null, 2);
  files['unsent.json'] = [new TextEncoder().encode(text), { level: 6 }];
  for (const hash of hashes) {
    const photo = await base.get('photos', photoKey(of, hash));
    if (photo) files[`photos/${hash}.${KIND[photo.type] ?? 'jpg'}`] = [new Uint8Array(photo.data), { level: 0 }];
  }
  const bytes = zipSync(files);
  return { name: `grid-unsent-${of}-${dateOf(Date.now())}.zip`, blob: new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }) };
}
