interface Waiter { readonly resolve: () => void; readonly reject: (error: unknown) => void }

export interface LaneOptions {
  /** Ids handled at once. */
  readonly concurrency: number;
  /** Ids that may wait; what does not fit is left to the sweep. */
  readonly room: number;
  readonly run: (id: string) => Promise<void>;
  /** A run that nobody waited for failed. */
  readonly failed: (id: string, error: unknown) => void;
  /** Almost nothing is left although some did not fit: time to look at the predicate again. */
  readonly hungry: () => void;
}

/** Runs the ids of one queue in this process: bounded, first come first served, each id at most once running and once waiting. */
export class Lane {
  private readonly waiting = new Map<string, Waiter[]>();
  private readonly running = new Set<string>();
  private pumping = false;
  private halted = false;
  private idle: (() => void)[] = [];
  /** Something was left out; cleared when the predicate is asked again. */
  wantsMore = false;

  constructor(private readonly options: LaneOptions) {}

  /** Takes an id to run soon, never in the caller's own turn; false when there is no room. One that runs just now runs once more only if `again`. */
  offer(id: string, again: boolean): boolean {
    if (this.waiting.has(id) || (!again && this.running.has(id))) return true;
    if (this.waiting.size >= this.options.room) {
      this.wantsMore = true;
      return false;
    }
    this.enter(id);
    return true;
  }

  /** Runs an id and answers how it went; joins a run that is still waiting. */
  through(id: string): Promise<void> {
    return new Promise((resolve, reject) => { (this.waiting.get(id) ?? this.enter(id)).push({ resolve, reject }); });
  }

  get backlog(): number { return this.waiting.size; }
  get active(): number { return this.running.size; }
  get ids(): string[] { return [...this.running, ...this.waiting.keys()]; }

  /** Starts nothing more; resume() goes on with what waits. Settles when nothing runs. */
  halt(): Promise<void> {
    this.halted = true;
    return this.rest();
  }

  /** Settles when nothing runs. */
  async rest(): Promise<void> { if (this.running.size > 0) await new Promise<void>((done) => this.idle.push(done)); }

  resume(): void {
    this.halted = false;
    this.pumpSoon();
  }

  /** Forgets what waits: the sweep finds it again. Whoever waits for a run is told that there was none. */
  drop(): void {
    const waiters = [...this.waiting.values()].flat();
    this.waiting.clear();
    for (const waiter of waiters) waiter.resolve();
  }

  private enter(id: string): Waiter[] {
    const waiters: Waiter[] = [];
    this.waiting.set(id, waiters);
    this.pumpSoon();
    return waiters;
  }

  private pumpSoon(): void {
    if (this.pumping) return;
    this.pumping = true;
    setImmediate(() => { this.pumping = false; this.pump(); });
  }

  private pump(): void {
    if (this.halted) return;
    for (const [id, waiters] of this.waiting) {
      if (this.running.size >= this.options.concurrency) return;
      if (this.running.has(id)) continue;
      this.waiting.delete(id);
      this.running.add(id);
      void this.run(id, waiters);
    }
  }

  private async run(id: string, waiters: readonly Waiter[]): Promise<void> {
    try {
      await this.options.run(id);
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      if (waiters.length === 0) this.options.failed(id, error);
      for (const waiter of waiters) waiter.reject(error);
    }
    this.running.delete(id);
    if (this.running.size === 0) for (const done of this.idle.splice(0)) done();
    this.pump();
    if (this.wantsMore && this.waiting.size < this.options.concurrency) {
      this.wantsMore = false;
      this.options.hungry();
    }
  }
}
