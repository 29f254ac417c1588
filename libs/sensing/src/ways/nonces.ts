/** Signed messages that were answered lately. The newest `most` are known, each for `keep` milliseconds: a message that is sent again later than that is told by its readings' keys. */
export class Nonces {
  private readonly seen = new Map<string, number>();
  constructor(private readonly keep = 10 * 60_000, private readonly most = 50_000) {}

  has(nonce: string, now: number): boolean { return (this.seen.get(nonce) ?? 0) > now; }

  add(nonce: string, now: number): void {
    this.seen.delete(nonce);
    this.seen.set(nonce, now + this.keep);
    for (const [oldest, until] of this.seen) {
      if (this.seen.size <= this.most && until > now) break;
      this.seen.delete(oldest);
    }
  }
}
