import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { DiskBlobs } from './disk-blobs.js';

let dir: string;
let blobs: DiskBlobs;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'grid-blobs-')); blobs = new DiskBlobs(join(dir, 'blobs')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const bytes = Buffer.from('0123456789');
const hash = createHash('sha256').update(bytes).digest('hex');
const all = async (): Promise<string[]> => { const found: string[] = []; for await (const one of blobs.list()) found.push(one); return found.sort(); };

describe('blobs on disk', () => {
  it('keep bytes under their own sha256, once', async () => {
    expect(await all()).toEqual([]);
    expect(await Promise.all([blobs.put(bytes), blobs.put(bytes), blobs.put(Buffer.alloc(0))])).toEqual([hash, hash, createHash('sha256').digest('hex')]);
    expect(await blobs.put(bytes)).toBe(hash);
    expect(await all()).toHaveLength(2);
    expect(await blobs.has(hash)).toBe(true);
    const opened = await blobs.open(hash);
    expect(opened?.size).toBe(10);
    expect(opened && await buffer(opened.stream)).toEqual(bytes);
    expect(readdirSync(join(dir, 'blobs', 'half'))).toEqual([]);
  });

  it('serve ranges, both ends included', async () => {
    await blobs.put(bytes);
    for (const [start, end, part] of [[0, 0, '0'], [2, 5, '2345'], [9, 9, '9'], [0, 9, '0123456789']] as const) {
      const opened = await blobs.open(hash, { start, end });
      expect(opened?.size).toBe(10);
      expect(opened && (await buffer(opened.stream)).toString()).toBe(part);
    }
    for (const [start, end] of [[0, 10], [5, 4], [-1, 3]] as const) await expect(blobs.open(hash, { start, end })).rejects.toThrow(RangeError);
  });

  it('know what is not there, and never leave their folder', async () => {
    expect(await blobs.open(hash)).toBeNull();
    expect(await blobs.has('../../etc/passwd')).toBe(false);
    expect(await blobs.open('../x')).toBeNull();
    await blobs.remove('../x');
    await blobs.put(bytes);
    await blobs.remove(hash);
    await blobs.remove(hash);
    expect(await blobs.has(hash)).toBe(false);
  });
});
