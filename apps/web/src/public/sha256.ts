/** SHA-256 of our own: a browser's is missing over plain HTTP, and takes longer to be asked than to reckon. */

const PRIMES = ((): number[] => { const found: number[] = []; for (let n = 2; found.length < 64; n++) if (found.every((p) => n % p !== 0)) found.push(n); return found; })();
const fraction = (x: number): number => Math.floor((x - Math.floor(x)) * 2 ** 32) | 0;
const K = Int32Array.from(PRIMES, (p) => fraction(Math.cbrt(p)));
const START = Int32Array.from(PRIMES.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const w = new Int32Array(64);
const turn = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

/** Takes 64 bytes from `at` into the state. */
function take(state: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) { const j = at + i * 4; w[i] = ((bytes[j] ?? 0) << 24) | ((bytes[j + 1] ?? 0) << 16) | ((bytes[j + 2] ?? 0) << 8) | (bytes[j + 3] ?? 0); }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15] ?? 0, y = w[i - 2] ?? 0;
    w[i] = ((w[i - 16] ?? 0) + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (w[i - 7] ?? 0) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + (w[i] ?? 0)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = ((state[i] ?? 0) + value) | 0; });
}

/** The beginning of a text that is hashed again and again with other endings: its whole blocks are taken once. */
export class Beginning {
  private readonly state = START.slice();
  private readonly tail: Uint8Array;
  private readonly length: number;
  private readonly block = new Uint8Array(128);
  private readonly work = new Int32Array(8);

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text), whole = bytes.length - (bytes.length % 64);
    for (let at = 0; at < whole; at += 64) take(this.state, bytes, at);
    this.tail = bytes.slice(whole);
    this.length = bytes.length;
  }

  /** The digest of beginning and end, as eight words; good until the next call. The end is ASCII, at most 50 letters. */
  with(end: string): Int32Array {
    const { block, work, tail } = this, size = tail.length + end.length, blocks = size + 9 > 64 ? 2 : 1, bits = (this.length + end.length) * 8;
    block.fill(0);
    block.set(tail);
    for (let i = 0; i < end.length; i++) block[tail.length + i] = end.charCodeAt(i);
    block[size] = 0x80;
    for (let i = 0; i < 4; i++) block[blocks * 64 - 1 - i] = (bits >>> (8 * i)) & 255;
    work.set(this.state);
    for (let i = 0; i < blocks; i++) take(work, block, i * 64);
    return work;
  }
}
