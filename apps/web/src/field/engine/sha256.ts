const K = new Uint32Array(64), START = new Uint32Array(8);
// The constants are the fractions of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3).
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
  if (!prime) continue;
  if (found < 8) START[found] = (Math.sqrt(n) % 1) * 2 ** 32;
  K[found++] = (Math.cbrt(n) % 1) * 2 ** 32;
}
const turn = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

/** SHA-256 in lower-case hex. Browsers keep their own for HTTPS and this very machine; on plain HTTP in a county LAN the phone reckons it itself, a third of a second a picture. */
export async function sha256(data: ArrayBuffer): Promise<string> {
  const subtle = (globalThis as { readonly crypto?: { readonly subtle?: { digest(name: string, data: ArrayBuffer): Promise<ArrayBuffer> } } }).crypto?.subtle;
  return hex(subtle ? new Uint8Array(await subtle.digest('SHA-256', data)) : slowSha256(new Uint8Array(data)));
}
const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

export function slowSha256(message: Uint8Array): Uint8Array {
  const length = message.length, padded = new Uint8Array(((length + 9 + 63) >> 6) << 6), view = new DataView(padded.buffer);
  padded.set(message);
  padded[length] = 0x80;
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const h = Uint32Array.from(START), w = new Uint32Array(64), at = (a: Uint32Array, i: number): number => a[i] as number;
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(block + 4 * i);
    for (let i = 16; i < 64; i++) {
      const x = at(w, i - 15), y = at(w, i - 2);
      w[i] = at(w, i - 16) + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + at(w, i - 7) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, k] = h as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const one = (k + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(K, i) + at(w, i)) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [k, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    for (const [i, x] of [a, b, c, d, e, f, g, k].entries()) h[i] = at(h, i) + x;
  }
  const out = new Uint8Array(32);
  for (let i = 0; i < 8; i++) new DataView(out.buffer).setUint32(4 * i, at(h, i));
  return out;
}
