/** Answers remembered for a short real time, so that a look-up for every request costs one query in a while. Concurrent questions share one. */
export class Recent<V> {
  private readonly known = new Map<string, { until: number; answer: Promise<V> }>();

  /** @param ttl milliseconds an answer holds  @param most entries kept at most */
  constructor(private readonly ttl: number, private readonly most: number, private readonly ask: (key: string) => Promise<V>) {}

  get(key: string): Promise<V> {
    const now = performance.now();
    const found = this.known.get(key);
    if (found && found.until > now) return found.answer;
    if (this.known.size >= this.most) this.drop(now);
    const answer = this.ask(key);
    this.known.set(key, { until: now + this.ttl, answer });
    answer.catch(() => this.known.delete(key));
    return answer;
  }

  forget(key: string): void { this.known.delete(key); }
  clear(): void { this.known.clear(); }

  private drop(now: number): void {
    for (const [key, { until }] of this.known) if (until <= now) this.known.delete(key);
    if (this.known.size >= this.most) this.known.clear();
  }
}
