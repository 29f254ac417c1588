import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BlobStore, ByteRange } from './blob-store.js';

const HASH = /^[0-9a-f]{64}$/;
const isNotThere = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Blobs as files `ab/cd/<sha256>` under a folder. A file under its final name is complete and would survive a power cut. */
export class DiskBlobs implements BlobStore {
  constructor(readonly dir: string) {}

  async put(bytes: Buffer): Promise<string> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (await this.has(hash)) return hash;
    const folder = this.folder(hash);
    const half = join(this.dir, 'half', randomUUID());
    await Promise.all([mkdir(folder, { recursive: true }), mkdir(join(this.dir, 'half'), { recursive: true })]);
    try {
      const file = await open(half, 'wx', 0o640);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(half, this.path(hash));
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
    for (const parent of [folder, join(this.dir, hash.slice(0, 2)), this.dir]) await syncFolder(parent);
    return hash;
  }

  async open(hash: string, range?: ByteRange): Promise<{ stream: Readable; size: number } | null> {
    const size = await this.size(hash);
    if (size === null) return null;
    if (range && !(range.start >= 0 && range.start <= range.end && range.end < size)) throw new RangeError(`bytes ${range.start}-${range.end} of ${size}`);
    return { stream: createReadStream(this.path(hash), range ? { start: range.start, end: range.end } : {}), size };
  }

  async has(hash: string): Promise<boolean> { return (await this.size(hash)) !== null; }

  async *list(): AsyncIterable<string> {
    for await (const outer of entries(this.dir)) {
      if (outer.length !== 2) continue;
      for await (const inner of entries(join(this.dir, outer))) for await (const name of entries(join(this.dir, outer, inner))) if (HASH.test(name)) yield name;
    }
  }

  async remove(hash: string): Promise<void> { if (HASH.test(hash)) await rm(this.path(hash), { force: true }); }

  private async size(hash: string): Promise<number | null> {
    if (!HASH.test(hash)) return null;
    try {
      return (await stat(this.path(hash))).size;
    } catch (error) {
      if (isNotThere(error)) return null;
      throw error;
    }
  }

  private folder(hash: string): string { return join(this.dir, hash.slice(0, 2), hash.slice(2, 4)); }
  private path(hash: string): string { return join(this.folder(hash), hash); }
}

async function* entries(folder: string): AsyncIterable<string> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    if (!isNotThere(error)) throw error;
  }
}

/** A rename is durable only with its folder; systems that cannot sync folders do it by themselves. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try { await handle.sync(); } finally { await handle.close(); }
  } catch {
    return;
  }
}
