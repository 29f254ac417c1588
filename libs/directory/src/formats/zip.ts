import { crc32, inflateRawSync } from 'node:zlib';

/** A file that is no workbook of ours, or tries to be more than that. */
export class BadWorkbook extends Error {
  constructor(readonly code: 'malformed' | 'too-large', readonly zh: string, readonly en: string) {
    super(en);
    this.name = 'BadWorkbook';
  }
}

const malformed = (en: string): BadWorkbook => new BadWorkbook('malformed', '不是可读取的 XLSX 文件', `not a readable XLSX file: ${en}`);
/** The workbook of the whole demo county is 1 MB unpacked. */
const UNPACKED = 16 * 1024 * 1024, FILES = 200;
/** Where every spreadsheet program keeps a workbook's sheets, texts and styles. */
const KEPT = /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/workbook\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/(sharedStrings|styles)\.xml|xl\/worksheets\/[^/]+\.xml)$/i;

/** The XML files of a workbook, unpacked within bounds whatever its directory claims: a few kB of zip can hold gigabytes. Everything else in it is left packed. @throws BadWorkbook */
export function unpack(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0 || end + 22 > zip.length) throw malformed('no directory');
  const count = zip.readUInt16LE(end + 10);
  if (count > FILES) throw new BadWorkbook('too-large', '文件过多', 'holds too many files');
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16), left = UNPACKED;
  for (let i = 0; i < count; i++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) throw malformed('the directory is damaged');
    const flags = zip.readUInt16LE(at + 8), method = zip.readUInt16LE(at + 10), packed = zip.readUInt32LE(at + 20), nameLength = zip.readUInt16LE(at + 28), local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (!KEPT.test(name)) continue;
    if ((flags & 1) === 1) throw malformed('it is encrypted');
    if (files.has(name)) throw malformed(`${name} stands twice`);
    if (local + 30 > zip.length || zip.readUInt32LE(local) !== 0x04034b50) throw malformed('the directory is damaged');
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28), bytes = zip.subarray(from, from + packed);
    const file = method === 0 ? bytes : method === 8 ? inflated(bytes, left) : null;
    if (file === null) throw malformed('an unknown compression');
    left -= file.length;
    if (left < 0) throw tooLarge();
    files.set(name, file);
  }
  return files;
}

function inflated(bytes: Buffer, left: number): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(1, left) });
  } catch (error) {
    throw (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge() : malformed('a damaged part');
  }
}

const tooLarge = (): BadWorkbook => new BadWorkbook('too-large', `解压后超过 ${UNPACKED / 1024 / 1024} MB`, `is larger than ${UNPACKED / 1024 / 1024} MB unpacked`);

/** These files as a plain zip without compression: nothing is in it but what was looked at. */
export function pack(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [], directory: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of files) {
    const label = Buffer.from(name, 'utf8'), sum = crc32(data);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(0x0800, 6);
    head.writeUInt32LE(sum, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt32LE(data.length, 22);
    head.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    head.copy(entry, 8, 6, 30);
    entry.writeUInt32LE(offset, 42);
    parts.push(head, label, data);
    directory.push(entry, label);
    offset += head.length + label.length + data.length;
  }
  const size = directory.reduce((sum, b) => sum + b.length, 0), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
