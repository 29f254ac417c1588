import fc from 'fast-check';
import { FRAMES, WRONG } from '../../testing/hj212-frames.js';
import { frameOf } from './answer.js';
import { Framer, type Piece } from './framer.js';

const cut = (stream: Buffer, at: readonly number[]): Piece[] => {
  const framer = new Framer(), places = [...new Set(at.map((one) => one % (stream.length + 1)))].sort((a, b) => a - b), pieces: Piece[] = [];
  let from = 0;
  for (const to of [...places, stream.length]) { pieces.push(...framer.push(stream.subarray(from, to))); from = to; }
  return [...pieces, ...framer.end()];
};
const shown = (pieces: readonly Piece[]): string[] => pieces.map((p) => (p.kind === 'segment' ? `+${p.segment.length}` : `${p.reason} ${p.bytes.length}`));
const all = Object.values(FRAMES);

describe('the stream of a logger', () => {
  it.each(all)('has the published frame %#, length and CRC right', (frame) => {
    expect(shown(cut(Buffer.from(`${frame}\r\n`), []))).toEqual([`+${Number(frame.slice(2, 6))}`]);
  });

  it('names what is wrong with published frames that are wrong', () => {
    expect(cut(Buffer.from(`${WRONG.crc}\r\n`), [])).toMatchObject([{ reason: 'crc', bytes: Buffer.from(WRONG.crc) }]);
    expect(cut(Buffer.from(`${WRONG.length}\r\n`), [])).toMatchObject([{ reason: 'length', detail: { code: 'length-differs', params: { said: 428, has: 431 } } }]);
  });

  it('may be glued without ends of line, and goes on after each broken one', () => {
    const stream = `${FRAMES.dust}${FRAMES.empty}\r\n${WRONG.length}\r\nrubbish\n${WRONG.crc}${FRAMES.noFlags}\n##12x4${FRAMES.answer}\r\n#${FRAMES.interval}##0200too short`;
    expect(shown(cut(Buffer.from(stream), []))).toEqual(['+317', '+81', `length ${WRONG.length.length}`, 'shape 7', `crc ${WRONG.crc.length}`, '+239', 'length 6', '+180', 'length 1', '+101', 'length 15']);
  });

  it('has the same pieces however it is cut', () => {
    const part = fc.oneof(fc.constantFrom(...all, WRONG.crc, WRONG.length), fc.constantFrom('##', '#', '\r\n', '\n', '##0000', '##9999', '##00', '&&', 'x', '##0101'), fc.string({ maxLength: 12 }));
    fc.assert(fc.property(fc.array(fc.tuple(part, fc.constantFrom('', '\r\n', '\n')), { maxLength: 8 }), fc.array(fc.nat(4000), { maxLength: 20 }), (parts, at) => {
      const stream = Buffer.from(parts.flat().join(''));
      expect(shown(cut(stream, at))).toEqual(shown(cut(stream, [])));
      expect(shown(cut(stream, stream.length < 600 ? [...stream.keys()] : []))).toEqual(shown(cut(stream, [])));
    }), { numRuns: 400, examples: [[[['##', ''], ['##', '\r\n']], []]] });
  });

  it('loses no byte but ends of line, and finds every whole frame whatever stands between', () => {
    const rubbish = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes.map((b) => (b === 0x23 ? 0x24 : b))));
    fc.assert(fc.property(fc.array(fc.tuple(rubbish, fc.constantFrom(...all)), { minLength: 1, maxLength: 6 }), (parts) => {
      const stream = Buffer.concat(parts.flatMap(([between, frame]) => [between, Buffer.from('\r\n'), Buffer.from(frame), Buffer.from('\r\n')])), pieces = cut(stream, []);
      expect(pieces.filter((p) => p.kind === 'segment')).toHaveLength(parts.length);
      expect(pieces.reduce((sum, p) => sum + p.bytes.length, 0)).toBe(stream.filter((byte) => byte !== 13 && byte !== 10).length);
    }));
  });

  it('is never held without bound', () => {
    const framer = new Framer();
    for (let i = 0; i < 200; i++) framer.push(Buffer.alloc(1000, 'x'));
    expect(framer.waiting).toBeLessThan(12_000);
    for (let i = 0; i < 200; i++) framer.push(Buffer.from(`##9999${'y'.repeat(5000)}`));
    expect(framer.waiting).toBeLessThan(12_000);
  });

  it('is what we answer in', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'ABCabc019=;&-'), maxLength: 200 }), (segment) => {
      expect(cut(frameOf(segment), [])).toMatchObject([{ kind: 'segment', segment: Buffer.from(segment) }]);
    }));
  });
});
