/** A fixed amount shared by many, first come first served: bytes of bodies in flight, decoders at work. */
export class Budget {
  private left: number;
  private readonly queue: { amount: number; go: () => void }[] = [];

  constructor(private readonly total: number) { this.left = total; }

  /** Waits until `amount` is free (more than everything counts as everything) and answers how to give it back, once. */
  async take(amount: number): Promise<() => void> {
    const share = Math.min(Math.max(0, amount), this.total);
    if (this.queue.length > 0 || share > this.left) await new Promise<void>((go) => this.queue.push({ amount: share, go }));
    else this.left -= share;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.left += share;
      this.serve();
    };
  }

  async with<T>(amount: number, run: () => Promise<T>): Promise<T> {
    const giveBack = await this.take(amount);
    try { return await run(); } finally { giveBack(); }
  }

  /** The next in line never waits behind a smaller one: nobody starves. */
  private serve(): void {
    for (let next = this.queue[0]; next !== undefined && next.amount <= this.left; next = this.queue[0]) {
      this.queue.shift();
      this.left -= next.amount;
      next.go();
    }
  }
}
