/** So many senders are remembered; those who have been still for long are forgotten first. */
const MOST = 20_000;

/** How much each of many senders may still send: a bucket of a minute’s worth that fills evenly. Whoever has one left may send a whole frame, and waits the longer afterwards. Times in milliseconds. */
export class Buckets {
  private readonly buckets = new Map<string, { level: number; at: number }>();

  /** How long the sender has to wait; 0: it may, and `n` are taken from what it has. `limit`: a minute, above 0. */
  take(sender: string, n: number, limit: number, now: number): number {
    const known = this.buckets.get(sender), rate = limit / 60_000, level = known === undefined ? limit : Math.min(limit, known.level + (now - known.at) * rate);
    if (level < 1) return Math.ceil((1 - level) / rate);
    this.buckets.delete(sender);
    this.buckets.set(sender, { level: level - n, at: now });
    if (this.buckets.size > MOST) for (const oldest of this.buckets.keys()) { this.buckets.delete(oldest); break; }
    return 0;
  }

  /** Takes from a sender what went through elsewhere; it never has to wait for more than a minute because of it. */
  drain(sender: string, n: number, limit: number): void {
    const known = this.buckets.get(sender);
    if (known !== undefined && n > 0) known.level = Math.max(known.level - n, Math.min(known.level, -limit));
  }
}
