/** Lets at most `width` things run at once; what is urgent overtakes what is not. */
export class Lanes {
  #running = 0;
  readonly #urgent: (() => void)[] = [];
  readonly #patient: (() => void)[] = [];

  constructor(private readonly width: number) {}

  get running(): number { return this.#running; }

  async run<T>(work: () => Promise<T>, urgent = true): Promise<T> {
    if (this.#running >= this.width) await new Promise<void>((resolve) => { (urgent ? this.#urgent : this.#patient).push(resolve); });
    else this.#running++;
    try { return await work(); } finally { this.#leave(); }
  }

  /** Hands the place on, or gives it up. */
  #leave(): void {
    const follower = this.#urgent.shift() ?? this.#patient.shift();
    if (follower) follower();
    else this.#running--;
  }
}
