import fc from 'fast-check';
import type { Readings } from '#domain';
import { pack, unpack } from './codec.js';

const one = fc.record({ series: fc.nat(2 ** 31 - 1), at: fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.float({ noNaN: true, noDefaultInfinity: true }), fc.integer()), quality: fc.nat(9), code: fc.integer({ min: -1, max: 2 ** 15 - 1 }) });
type One = { series: number; at: number; value: number; quality: number; code: number };
const columns = (list: readonly One[], receivedAt: number): Readings => ({
  count: list.length, receivedAt, series: Int32Array.from(list, (r) => r.series), at: Float64Array.from(list, (r) => r.at), value: Float64Array.from(list, (r) => r.value), quality: Uint8Array.from(list, (r) => r.quality), code: Int16Array.from(list, (r) => r.code),
});

describe('a packed record', () => {
  it('is unpacked to the same bits', () => {
    fc.assert(fc.property(fc.array(one, { maxLength: 60 }), fc.integer({ min: 0, max: 2 ** 50 }), (list, receivedAt) => {
      const readings = columns(list, receivedAt);
      expect(unpack(pack(readings), receivedAt)).toEqual(readings);
      // toEqual takes 0 and -0 for the same; bytes do not.
      expect(Buffer.from(unpack(pack(readings), receivedAt).value.buffer)).toEqual(Buffer.from(readings.value.buffer));
    }), { numRuns: 500 });
  });

  it('is never mistaken for another when it is cut or lengthened', () => {
    fc.assert(fc.property(fc.array(one, { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 2 ** 50 }), fc.nat(), (list, receivedAt, cut) => {
      const bytes = pack(columns(list, receivedAt));
      expect(() => unpack(bytes.subarray(0, cut % bytes.length), receivedAt)).toThrow();
      expect(() => unpack(Buffer.concat([bytes, Buffer.from([0])]), receivedAt)).toThrow();
    }));
  });

  it('takes about a dozen bytes a reading of a steady stream', () => {
    const list = Array.from({ length: 2_000 }, (_, i) => ({ series: i % 500, at: 1_795_000_000_000 + i * 3, value: 20 + Math.sin(i), quality: 0, code: -1 }));
    expect(pack(columns(list, 1_795_000_006_000)).length / 2_000).toBeLessThan(13);
  });
});
