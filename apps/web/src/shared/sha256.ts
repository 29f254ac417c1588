/** SHA-256 of our own (FIPS 180-4). A browser keeps its own for HTTPS and this very machine: over plain HTTP in a county's network there is none. */

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
/** Takes every whole block; answers where the rest begins. */
function takeWhole(state: Int32Array, bytes: Uint8Array): number {
  let at = 0;
  for (; at + 64 <= bytes.length; at += 64) take(state, bytes, at);
  return at;
}
/** Ends `block`, in which `used` bytes of the last blocks stand, with the length of the whole in bytes, and takes it. */
function end(state: Int32Array, block: Uint8Array, used: number, length: number): void {
  const blocks = used + 9 > 64 ? 2 : 1, size = blocks * 64, high = Math.floor(length / 2 ** 29), low = (length << 3) >>> 0;
  block.fill(0, used);
  block[used] = 0x80;
  for (let i = 0; i < 4; i++) { block[size - 1 - i] = (low >>> (8 * i)) & 255; block[size - 5 - i] = (high >>> (8 * i)) & 255; }
  for (let i = 0; i < blocks; i++) take(state, block, i * 64);
}

/** In lower-case hex: the browser's where there is one; ours takes a third of a second a picture. */
export async function sha256(data: ArrayBuffer): Promise<string> {
  const subtle = (globalThis as { readonly crypto?: { readonly subtle?: { digest(name: string, data: ArrayBuffer): Promise<ArrayBuffer> } } }).crypto?.subtle;
  return subtle ? Array.from(new Uint8Array(await subtle.digest('SHA-256', data)), (b) => b.toString(16).padStart(2, '0')).join('') : slowSha256(new Uint8Array(data));
}
export function slowSha256(bytes: Uint8Array): string {
  const state = START.slice(), block = new Uint8Array(128), whole = takeWhole(state, bytes);
  block.set(bytes.subarray(whole));
  end(state, block, bytes.length - whole, bytes.length);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The beginning of a text that is hashed again and again with other endings: its whole blocks are taken once. */
export class Beginning {
  private readonly state = START.slice();
  private readonly tail: Uint8Array;
  private readonly length: number;
  private readonly block = new Uint8Array(128);
  private readonly work = new Int32Array(8);

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text);
    this.tail = bytes.slice(takeWhole(this.state, bytes));
    this.length = bytes.length;
  }

  /** The digest of beginning and end, as eight words; good until the next call. The end is ASCII, at most 50 letters. */
  with(ending: string): Int32Array {
    const { block, work, tail } = this;
    block.set(tail);
    for (let i = 0; i < ending.length; i++) block[tail.length + i] = ending.charCodeAt(i);
    work.set(this.state);
    end(work, block, tail.length + ending.length, this.length + ending.length);
    return work;
  }
}
