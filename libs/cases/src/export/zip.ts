import { createDeflateRaw } from 'node:zlib';
import { once } from 'node:events';

export interface Entry { readonly name: string; readonly pieces: AsyncIterable<Buffer> | Iterable<Buffer> }

const TABLE = new Uint32Array(256).map((_, n) => { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0; });
function crc(bytes: Buffer, before: number): number {
  let c = before ^ 0xffffffff;
  for (const byte of bytes) c = (TABLE[(c ^ byte) & 0xff] as number) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** Sizes follow the data (bit 3), names are UTF-8 (bit 11), the day is 1980-01-01: a stream needs no more. */
const COMMON = (name: Buffer): Buffer => { const b = Buffer.alloc(26); b.writeUInt16LE(20, 0); b.writeUInt16LE(0x0808, 2); b.writeUInt16LE(8, 4); b.writeUInt16LE(0, 6); b.writeUInt16LE(0x21, 8); b.writeUInt16LE(name.length, 22); return b; };
const u32 = (...values: readonly number[]): Buffer => { const b = Buffer.alloc(4 * values.length); values.forEach((v, i) => b.writeUInt32LE(v >>> 0, 4 * i)); return b; };

/** A ZIP archive as it is made: no more of it is in memory than a piece. */
export async function* zipOf(entries: readonly Entry[]): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, pieces } of entries) {
    const called = Buffer.from(name), head = Buffer.concat([u32(0x04034b50), COMMON(called), called]), start = offset;
    yield head;
    offset += head.length;
    let sum = 0, size = 0, packed = 0;
    const deflate = createDeflateRaw();
    const fed = (async () => {
      for await (const piece of pieces) {
        sum = crc(piece, sum);
        size += piece.length;
        if (!deflate.write(piece)) await once(deflate, 'drain');
      }
      deflate.end();
    })().catch((error: unknown) => { deflate.destroy(error instanceof Error ? error : new Error(String(error))); });
    for await (const out of deflate as AsyncIterable<Buffer>) { packed += out.length; yield out; }
    await fed;
    const sizes = u32(sum, packed, size);
    yield Buffer.concat([u32(0x08074b50), sizes]);
    offset += packed + 16;
    const fixed = COMMON(called);
    sizes.copy(fixed, 10);
    directory.push(u32(0x02014b50), Buffer.from([20, 3]), fixed, Buffer.alloc(10), u32(start), called);
  }
  const listed = Buffer.concat(directory), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  yield Buffer.concat([listed, end]);
}
