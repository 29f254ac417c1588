import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArchive, writeArchive, type Entry } from './archive.js';

describe('an archive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grid-archive-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const read = async (file: string): Promise<Entry[]> => {
    const entries: Entry[] = [];
    for await (const entry of readArchive(file)) entries.push(entry);
    return entries;
  };

  it('gives back every entry in its order, large and empty ones too', async () => {
    const file = join(folder, 'a.tar.gz');
    const entries = [{ name: 'first', bytes: Buffer.from('一') }, { name: 'empty', bytes: Buffer.alloc(0) }, ...Array.from({ length: 6 }, (_, i) => ({ name: `blobs/${i}`, bytes: randomBytes(3_000_000) }))];
    await writeArchive(file, async (add) => { for (const entry of entries) await add(entry); });
    const back = await read(file);
    expect(back.map(({ name }) => name)).toEqual(entries.map(({ name }) => name));
    expect(back.every(({ bytes }, i) => entries[i]?.bytes.equals(bytes))).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves nothing behind when it fails in the middle', async () => {
    const file = join(folder, 'b.tar.gz');
    await expect(writeArchive(file, async (add) => { await add({ name: 'x', bytes: randomBytes(2_000_000) }); throw new Error('in the middle'); })).rejects.toThrow('in the middle');
    expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
    await expect(writeArchive(join(folder, 'no', 'such', 'folder.tar.gz'), async (add) => { await add({ name: 'x', bytes: Buffer.alloc(10) }); })).rejects.toThrow('ENOENT');
  });

  it('does not take a cut-off file for a whole one', async () => {
    const file = join(folder, 'c.tar.gz');
    await writeArchive(file, async (add) => { for (let i = 0; i < 4; i++) await add({ name: `x${i}`, bytes: randomBytes(500_000) }); });
    truncateSync(file, Math.floor(statSync(file).size / 2));
    await expect(read(file)).rejects.toThrow();
  });
});
