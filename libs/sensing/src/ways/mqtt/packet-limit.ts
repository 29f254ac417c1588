import type { Socket } from 'node:net';

/**
 * Watches the lengths of MQTT packets (3.1.1, 2.2) as a reader takes bytes off a socket, without holding any: aedes would gather up to 256 MiB for one.
 * `over` hears of the first packet beyond `most` bytes, and what follows is not read.
 */
export function limitPackets(socket: Socket, most: number, over: (length: number) => void): void {
  let skip = 0, length = 0, shift = -1, closed = false;
  const read = socket.read.bind(socket);
  const watch = (chunk: Uint8Array): boolean => {
    for (let i = 0; i < chunk.length;) {
      if (skip > 0) { const n = Math.min(skip, chunk.length - i); skip -= n; i += n; continue; }
      const byte = chunk[i++] ?? 0;
      if (shift < 0) { shift = 0; length = 0; continue; }
      length += (byte & 127) * 128 ** shift++;
      if (length > most) return false;
      if ((byte & 128) === 0 || shift > 3) { skip = length; shift = -1; }
    }
    return true;
  };
  socket.read = (size?: number): unknown => {
    if (closed) return null;
    const chunk: unknown = read(size);
    if (chunk instanceof Uint8Array && !watch(chunk)) { closed = true; over(length); return null; }
    return chunk;
  };
}
