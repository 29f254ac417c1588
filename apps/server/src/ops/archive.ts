import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';

export interface Entry { readonly name: string; readonly bytes: Buffer }

/** Largest entry that is read into memory: photos are below 10 MB, table pieces below 4 MB. */
const LARGEST = 64 * 1024 * 1024;

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a .tar.gz entry by entry. The file appears under its name only when it is complete and on the disk; readable by its owner alone, as it holds password hashes. */
export async function writeArchive(file: string, fill: (add: (entry: Entry) => Promise<void>) => Promise<void>): Promise<void> {
  const part = `${file}.part`;
  const tar = pack();
  const written = pipeline(tar, createGzip({ level: 5 }), createWriteStream(part, { mode: 0o600 }));
  written.catch(() => tar.destroy());
  try {
    await fill(async ({ name, bytes }) => {
      const entry = tar.entry({ name, size: bytes.length, mode: 0o600, mtime: new Date(0) });
      entry.end(bytes);
      await Promise.race([finished(entry), written]);
    });
    tar.finalize();
    await written;
    const handle = await open(part, 'r+');
    await handle.sync();
    await handle.close();
    await rename(part, file);
  } catch (error) {
    tar.destroy();
    await written.catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

/** The entries of a .tar.gz in their order, each whole. Throws for what is no such file or is cut off. */
export async function* readArchive(file: string): AsyncGenerator<Entry> {
  const tar = extract();
  const read = pipeline(createReadStream(file), createGunzip(), tar);
  read.catch(() => undefined);
  for await (const entry of tar) {
    if ((entry.header.size ?? 0) > LARGEST) throw new Error(`entry ${entry.header.name} is too large`);
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(piece as Buffer);
    yield { name: entry.header.name, bytes: Buffer.concat(pieces) };
  }
  await read;
}
