import type { Readings } from '#domain';

/**
 * One record's readings as bytes, 10 to 14 each: how many, then the columns one after the other. Series as zigzag deltas, instants as zigzag deltas from the receiving, both as varints; values as 32-bit floats where none
 * loses by it and as 64-bit ones else; quality and code only where they are not all 0 and all -1. What is unpacked is bit for bit what was packed. `readings.receivedAt` is beside it in the row.
 */
const SINGLE = 1, QUALITY = 2, CODE = 4;
const VERSION = 1;

export function pack({ count, receivedAt, series, at, value, quality, code }: Readings): Buffer {
  let flags = SINGLE;
  for (let i = 0; i < count; i++) {
    const v = value[i] as number;
    if (!Object.is(Math.fround(v), v)) flags &= ~SINGLE;
    if (quality[i] !== 0) flags |= QUALITY;
    if (code[i] !== -1) flags |= CODE;
  }
  const width = flags & SINGLE ? 4 : 8, bytes = Buffer.allocUnsafe(6 + count * (5 + 8 + width + 1 + 2));
  bytes[0] = VERSION;
  bytes[1] = flags;
  bytes.writeUInt32LE(count, 2);
  let end = 6, before = 0;
  for (let i = 0; i < count; i++) { end = varint(bytes, end, zigzag((series[i] as number) - before)); before = series[i] as number; }
  before = receivedAt;
  for (let i = 0; i < count; i++) { end = varint(bytes, end, zigzag((at[i] as number) - before)); before = at[i] as number; }
  for (let i = 0; i < count; i++) end = width === 4 ? bytes.writeFloatLE(value[i] as number, end) : bytes.writeDoubleLE(value[i] as number, end);
  if (flags & QUALITY) for (let i = 0; i < count; i++) bytes[end++] = quality[i] as number;
  if (flags & CODE) for (let i = 0; i < count; i++) end = bytes.writeInt16LE(code[i] as number, end);
  return bytes.subarray(0, end);
}

/** @throws RangeError for bytes that are no record */
export function unpack(bytes: Buffer, receivedAt: number): Readings {
  if (bytes.length < 6 || bytes[0] !== VERSION) throw new RangeError('not a record of readings');
  const flags = bytes[1] as number, count = bytes.readUInt32LE(2), reader = new Reader(bytes, 6);
  if (count > bytes.length) throw new RangeError('a record of readings that is cut off');
  const series = new Int32Array(count), at = new Float64Array(count), value = new Float64Array(count), quality = new Uint8Array(count), code = new Int16Array(count).fill(-1);
  for (let i = 0, before = 0; i < count; i++) series[i] = before += reader.signed();
  for (let i = 0, before = receivedAt; i < count; i++) at[i] = before += reader.signed();
  for (let i = 0; i < count; i++) value[i] = reader.real(flags & SINGLE);
  if (flags & QUALITY) for (let i = 0; i < count; i++) quality[i] = reader.byte();
  if (flags & CODE) for (let i = 0; i < count; i++) code[i] = reader.short();
  if (reader.end !== bytes.length) throw new RangeError('a record of readings with something behind it');
  return { count, receivedAt, series, at, value, quality, code };
}

/** Instants are whole milliseconds below 2⁵³ / 4: no bit of them is lost by doubling. */
const zigzag = (n: number): number => (n < 0 ? -2 * n - 1 : 2 * n);

function varint(bytes: Buffer, at: number, n: number): number {
  while (n >= 0x80) {
    bytes[at++] = (n % 0x80) | 0x80;
    n = n < 0x8000_0000 ? n >>> 7 : Math.floor(n / 0x80);
  }
  bytes[at] = n;
  return at + 1;
}

class Reader {
  constructor(private readonly bytes: Buffer, public end: number) {}

  byte(): number {
    const byte = this.bytes[this.end++];
    if (byte === undefined) throw new RangeError('a record of readings that is cut off');
    return byte;
  }
  short(): number { this.end += 2; return this.bytes.readInt16LE(this.end - 2); }
  real(single: number): number {
    const width = single ? 4 : 8;
    this.end += width;
    return single ? this.bytes.readFloatLE(this.end - width) : this.bytes.readDoubleLE(this.end - width);
  }
  signed(): number {
    let n = 0, scale = 1;
    for (let byte = this.byte(); ; byte = this.byte()) {
      n += (byte & 0x7f) * scale;
      if (byte < 0x80) return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
      scale *= 0x80;
    }
  }
}
