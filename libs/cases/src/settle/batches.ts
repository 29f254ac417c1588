/** How one id of a batch came out: what to answer for it, or the fault that it met. */
export type Outcome<R> = { readonly ok: true; readonly answer: R } | { readonly ok: false; readonly error: unknown };

/**
 * Collects ids that are asked for while others are being worked on, and works on them together: alone an id goes at once, under load
 * many share one transaction. At most `atOnce` batches run at a time.
 */
export class Batches<R> {
  private readonly waiting = new Map<string, { promise: Promise<R>; done: (answer: R) => void; failed: (error: unknown) => void }>();
  private running = 0;

  constructor(private readonly run: (ids: readonly string[]) => Promise<ReadonlyMap<string, Outcome<R>>>, private readonly nothing: R, private readonly atOnce = 2, private readonly most = 100) {}

  /** Rejects with the id's own fault, or with what made the whole batch fail. */
  add(id: string): Promise<R> {
    const known = this.waiting.get(id);
    if (known) return known.promise;
    let done!: (answer: R) => void, failed!: (error: unknown) => void;
    const promise = new Promise<R>((resolve, reject) => { done = resolve; failed = reject; });
    this.waiting.set(id, { promise, done, failed });
    void this.next();
    return promise;
  }

  private async next(): Promise<void> {
    if (this.running >= this.atOnce || this.waiting.size === 0) return;
    const batch = [...this.waiting].slice(0, this.most);
    for (const [id] of batch) this.waiting.delete(id);
    this.running++;
    try {
      const outcomes = await this.run(batch.map(([id]) => id));
      for (const [id, asked] of batch) {
        const outcome = outcomes.get(id);
        if (outcome === undefined || outcome.ok) asked.done(outcome?.answer ?? this.nothing);
        else asked.failed(outcome.error);
      }
    } catch (error) {
      for (const [, asked] of batch) asked.failed(error);
    } finally {
      this.running--;
      void this.next();
    }
  }
}
