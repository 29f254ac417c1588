import fc from 'fast-check';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { limitPackets } from './packet-limit.js';

/** An MQTT packet of so many bytes after its header. */
const packet = (length: number): Buffer => {
  const head = [0x30];
  let rest = length;
  do { head.push((rest % 128) | (rest >= 128 ? 128 : 0)); rest = Math.floor(rest / 128); } while (rest > 0);
  return Buffer.concat([Buffer.from(head), Buffer.alloc(length, 0xff)]);
};

it('packets are measured however they are cut, and the first that is too long is the last that is read', () => {
  fc.assert(fc.property(fc.array(fc.nat(400), { maxLength: 12 }), fc.integer({ min: 1, max: 60 }), fc.nat(400), (lengths, cut, most) => {
    const stream = new PassThrough({ highWaterMark: 1 << 20 }), over: number[] = [], bytes = Buffer.concat(lengths.map(packet));
    limitPackets(stream as unknown as Socket, most, (length) => over.push(length));
    let seen = 0;
    for (let i = 0; i < bytes.length; i += cut) {
      stream.write(bytes.subarray(i, i + cut));
      const chunk = stream.read() as Buffer | null;
      seen += chunk?.length ?? 0;
    }
    const first = lengths.find((length) => length > most);
    expect(over).toHaveLength(first === undefined ? 0 : 1);
    if (first === undefined) expect(seen).toBe(bytes.length);
    else expect(seen).toBeLessThanOrEqual(lengths.slice(0, lengths.indexOf(first)).reduce((sum, length) => sum + packet(length).length, 0) + 5);
  }));
});
