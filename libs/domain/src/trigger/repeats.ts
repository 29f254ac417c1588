/** The last n readings of slots with "m of n within": newest first, each how long after the one before it (30 bits, milliseconds) and which level it reached (2 bits). */
const LONGEST = 2 ** 30 - 1;
const MOST = 32;

export class Repeats {
  constructor(readonly ring: Uint32Array) {}

  static fits({ m, n, within }: { readonly m: number; readonly n: number; readonly within: number }): boolean {
    return m >= 1 && m <= n && n <= MOST && within < LONGEST;
  }

  /** A new reading of the level, so long after the one before; the oldest is forgotten. */
  push(from: number, n: number, after: number, level: number): void {
    for (let i = from + n - 1; i > from; i--) this.ring[i] = this.ring[i - 1] as number;
    this.ring[from] = (after < LONGEST ? after : LONGEST) * 4 + level;
  }

  /** The newest reading has been corrected. */
  correct(from: number, level: number): void { this.ring[from] = ((this.ring[from] as number) & ~3) + level; }

  /** How long before the newest reading the oldest breach lies that counts; -1 when there are fewer than m. */
  reach(from: number, m: number, n: number, within: number, level: number): number {
    let age = 0, count = 0, oldest = 0;
    for (let i = from, end = from + n; i < end && age <= within; i++) {
      const entry = this.ring[i] as number;
      if ((entry & 3) >= level) { count++; oldest = age; }
      age += entry >>> 2;
    }
    return count >= m ? oldest : -1;
  }
}
