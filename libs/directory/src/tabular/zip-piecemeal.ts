import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

interface Entry { readonly name: string; readonly crc: number; readonly packed: number; readonly size: number; readonly from: number }
/** How far an archive has come: plain data, so that whoever goes on need not be who began. */
export interface ZipPlace { readonly at: number; readonly done: readonly Entry[]; readonly open: Entry | null }
export interface Written<P> { readonly bytes: Buffer; readonly place: P }

export const ZIP_BEGIN: ZipPlace = { at: 0, done: [], open: null };
/** Ends a stream of blocks of which none said that it was the last. */
const LAST_BLOCK = Buffer.from([3, 0]);
/** Sizes follow the data; names are UTF-8. */
const FLAGS = 0x0808, DEFLATED = 8, VERSION = 20, DAY_ONE = 0x21;
const packed = promisify<Buffer, { finishFlush: number }, Buffer>(deflateRaw);

/** Numbers of two or four bytes, as an archive holds them. A number that has no room throws: better no file than a broken one. */
function numbers(...of: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  const buffer = Buffer.alloc(of.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of of) at = bytes === 2 ? buffer.writeUInt16LE(value, at) : buffer.writeUInt32LE(value, at);
  return buffer;
}
const moved = (place: ZipPlace, bytes: Buffer, more: Partial<ZipPlace>): Written<ZipPlace> => ({ bytes, place: { ...place, ...more, at: place.at + bytes.length } });
const opened = ({ open }: ZipPlace): Entry => { if (open === null) throw new Error('no file of the archive is open'); return open; };

export function openFile(place: ZipPlace, name: string): Written<ZipPlace> {
  const utf8 = Buffer.from(name), head = numbers([4, 0x04034b50], [2, VERSION], [2, FLAGS], [2, DEFLATED], [2, 0], [2, DAY_ONE], [4, 0], [4, 0], [4, 0], [2, utf8.length], [2, 0]);
  return moved(place, Buffer.concat([head, utf8]), { open: { name, crc: 0, packed: 0, size: 0, from: place.at } });
}

/** A piece of the open file, packed by itself: it ends on a whole byte, so that the next one may be packed by another process. */
export async function addToFile(place: ZipPlace, piece: Buffer): Promise<Written<ZipPlace>> {
  const open = opened(place), bytes = await packed(piece, { finishFlush: constants.Z_SYNC_FLUSH });
  return moved(place, bytes, { open: { ...open, crc: crc32(piece, open.crc), packed: open.packed + bytes.length, size: open.size + piece.length } });
}

export function closeFile(place: ZipPlace): Written<ZipPlace> {
  const open = opened(place), whole = { ...open, packed: open.packed + LAST_BLOCK.length };
  return moved(place, Buffer.concat([LAST_BLOCK, numbers([4, 0x08074b50], [4, whole.crc], [4, whole.packed], [4, whole.size])]), { open: null, done: [...place.done, whole] });
}

export function endZip({ at, done }: ZipPlace): Buffer {
  const list = Buffer.concat(done.flatMap(({ name, crc, packed: bytes, size, from }) => {
    const utf8 = Buffer.from(name);
    return [numbers([4, 0x02014b50], [2, VERSION], [2, VERSION], [2, FLAGS], [2, DEFLATED], [2, 0], [2, DAY_ONE], [4, crc], [4, bytes], [4, size], [2, utf8.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, from]), utf8];
  }));
  return Buffer.concat([list, numbers([4, 0x06054b50], [2, 0], [2, 0], [2, done.length], [2, done.length], [4, list.length], [4, at], [2, 0])]);
}
