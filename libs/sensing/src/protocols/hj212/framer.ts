import { readingDetail, type ReadingDetail } from '#contract';
import { crc212 } from './crc.js';

/** A piece of the stream: a data segment whose length and CRC are right, or bytes that are no frame. `bytes` of a broken one are all of it, as it came. */
export type Piece =
  | { readonly kind: 'segment'; readonly segment: Uint8Array; readonly bytes: Uint8Array }
  | { readonly kind: 'broken'; readonly reason: 'length' | 'crc' | 'shape' | 'too-large'; readonly detail: ReadingDetail; readonly bytes: Uint8Array };

const HASH = 0x23, CR = 0x0d, LF = 0x0a;
/** `##`, four digits, four of the CRC. */
const HEAD = 6, TAIL = 4;
/** Without an end of line or another frame in so many bytes it is none. The length has four digits. */
const LONGEST = HEAD + 9999 + TAIL + 2;

/**
 * Cuts the byte stream of a logger into frames (HJ/T 212-2005 and HJ 212-2017, 6.2): `##`, length, segment, CRC, CR LF. Packets may come split and glued, without the end of line, with rubbish between.
 * After a broken frame it goes on with the next `##`. However the bytes are cut into chunks, the pieces are the same.
 */
export class Framer {
  private held: Buffer = Buffer.alloc(0);

  /** The pieces that are complete with this chunk. */
  push(chunk: Uint8Array): Piece[] {
    this.held = this.held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.held, chunk]);
    return this.cut(false);
  }

  /** What is left when the stream ends. */
  end(): Piece[] { return this.cut(true); }

  /** Bytes that wait for the rest of their frame. */
  get waiting(): number { return this.held.length; }

  private cut(ended: boolean): Piece[] {
    const pieces: Piece[] = [];
    let at = 0;
    while (at < this.held.length) {
      const [piece, next] = this.next(at, ended);
      if (next === at) break;
      if (piece !== null) pieces.push(piece);
      at = next;
    }
    this.held = Buffer.from(this.held.subarray(at));
    return pieces;
  }

  /** The piece that begins here and where the next one does; the same place: wait for more. */
  private next(at: number, ended: boolean): readonly [Piece | null, number] {
    const { held } = this;
    if (held[at] === CR || held[at] === LF) return [null, at + 1];
    const start = held.indexOf('##', at);
    if (start !== at) {
      // The last byte may be the first half of a ##.
      const half = !ended && held[held.length - 1] === HASH ? 1 : 0, stop = start < 0 ? lineEnd(held, at, held.length - half) : Math.min(start, lineEnd(held, at, start));
      const whole = start >= 0 || stop < held.length - half || ended || held.length - at > LONGEST;
      return whole && stop > at ? [broken('shape', readingDetail('no-frame'), held.subarray(at, stop)), stop] : [null, at];
    }
    const digits = held.toString('latin1', at + 2, at + HEAD);
    if (!/^\d{4}$/.test(digits)) return this.damaged(at, -1, ended);
    const end = at + HEAD + Number(digits);
    if (lineEnd(held, at, Math.min(end + TAIL, held.length)) < Math.min(end + TAIL, held.length)) return this.damaged(at, Number(digits), ended);
    // No segment has a ## in it: the next frame began before this one was over.
    const next = held.indexOf('##', at + 1);
    if (next >= 0 && next < end + TAIL) return this.damaged(at, Number(digits), ended);
    if (held.length < end + TAIL) return ended ? this.damaged(at, Number(digits), ended) : [null, at];
    const segment = held.subarray(at + HEAD, end);
    if (fits(segment, held.toString('latin1', end, end + TAIL))) return [{ kind: 'segment', segment: Buffer.from(segment), bytes: Buffer.from(held.subarray(at, end + TAIL)) }, end + TAIL];
    return this.damaged(at, Number(digits), ended);
  }

  /** Up to where the line ends or the next frame begins; waits for that. */
  private damaged(at: number, said: number, ended: boolean): readonly [Piece | null, number] {
    const { held } = this, next = held.indexOf('##', at + 1), line = lineEnd(held, at, held.length), stop = Math.min(next < 0 ? held.length : next, line);
    if (stop === held.length && !ended) return held.length - at > LONGEST ? [broken('too-large', readingDetail('endless', { most: LONGEST }), held.subarray(at)), held.length] : [null, at];
    const bytes = held.subarray(at, stop), is = bytes.length - HEAD - TAIL;
    if (said < 0) return [broken('length', readingDetail('no-length'), bytes), stop];
    return [is === said ? broken('crc', readingDetail('crc-differs'), bytes) : broken('length', readingDetail('length-differs', { said, has: Math.max(0, is) }), bytes), stop];
  }
}

const fits = (segment: Uint8Array, crc: string): boolean => /^[0-9a-f]{4}$/i.test(crc) && Number.parseInt(crc, 16) === crc212(segment);
const broken = (reason: 'length' | 'crc' | 'shape' | 'too-large', detail: ReadingDetail, bytes: Uint8Array): Piece => ({ kind: 'broken', reason, detail, bytes: Buffer.from(bytes) });

function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) if (bytes[i] === CR || bytes[i] === LF) return i;
  return to;
}
