/** At most so many at a time; the others wait in line. */
export class Slots {
  private free: number;
  private readonly line: (() => void)[] = [];
  constructor(count: number) { this.free = count; }

  async with<T>(run: () => Promise<T>): Promise<T> {
    if (this.free === 0) await new Promise<void>((go) => this.line.push(go)); else this.free--;
    try { return await run(); } finally {
      const next = this.line.shift();
      if (next === undefined) this.free++; else next();
    }
  }
}
