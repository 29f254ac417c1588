/** So many at once, the others wait in line; of one key only one at a time. */
export class Turns {
  private running = 0;
  private pending = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly keys = new Map<string, Promise<unknown>>();

  /** @param atOnce how many run together  @param most how many may run and wait before it is `full` */
  constructor(private readonly atOnce: number, private readonly most: number) {}

  get full(): boolean { return this.pending >= this.most; }

  /** Runs when those before it with the same key are done and there is room. */
  async take<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = this.keys.get(key) ?? Promise.resolve();
    const mine = before.then(() => this.inRoom(run), () => this.inRoom(run));
    this.keys.set(key, mine);
    this.pending++;
    try {
      return await mine;
    } finally {
      this.pending--;
      if (this.keys.get(key) === mine) this.keys.delete(key);
    }
  }

  private async inRoom<T>(run: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) await new Promise<void>((go) => this.waiting.push(go));
    else this.running++;
    try {
      return await run();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
