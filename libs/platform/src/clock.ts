/** Where every "now" comes from: epoch milliseconds. Injected, so that tests move it and a rehearsal hurries it. */
export abstract class Clock {
  abstract now(): number;
  /** Real milliseconds until this clock shows `at`; 0 when it already has, Infinity when it will not get there by itself. */
  realUntil(at: number): number { return Math.max(0, at - this.now()); }
}

/** The machine's own clock. */
export class SystemClock extends Clock {
  now(): number { return Date.now(); }
}

/** Stands still until it is moved; never goes back. For tests. */
export class MovableClock extends Clock {
  private at: number;
  constructor(start: number) { super(); this.at = start; }
  now(): number { return this.at; }
  /** @param ms milliseconds forward, not negative */
  advance(ms: number): void { this.set(this.at + ms); }
  set(at: number): void {
    if (at < this.at) throw new RangeError(`a clock never goes back (from ${this.at} to ${at})`);
    this.at = at;
  }
  override realUntil(at: number): number { return at <= this.at ? 0 : Infinity; }
}

/** Runs `rate` times as fast as the machine's clock, both having shown the same at `anchor`; the anchor is kept, so a restart never turns it back. */
export class RehearsalClock extends Clock {
  constructor(readonly rate: number, readonly anchor: number) { super(); }
  now(): number { return Math.floor(this.anchor + (Date.now() - this.anchor) * this.rate); }
  override realUntil(at: number): number { return Math.max(0, (at - this.now()) / this.rate); }
}
