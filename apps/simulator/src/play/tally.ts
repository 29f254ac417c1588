/** What happened so far, counted. */
export class Tally {
  readonly started = performance.now();
  reported = 0;
  accepted = 0;
  opened = 0;
  attached = 0;
  closed = 0;
  merged = 0;
  refused = 0;
  resting = 0;
  /** Somebody else was quicker: the answer says so and nothing is lost. */
  overtaken = 0;
  replayed = 0;
  skipped = 0;
  /** Rows that had to be asked for, because no push brought them to whose move it was. */
  asked = 0;
  pauses = 0;
  /** Acts taken by people, by command. */
  readonly acts = new Map<string, number>();
  /** What went wrong: what → how often. */
  readonly failures = new Map<string, number>();
  /** Real milliseconds that a report took to be accepted. */
  readonly reportMs: number[] = [];
  /** Real milliseconds from the answer to a report until the watching dispatcher saw it with a department. */
  readonly seenMs: number[] = [];

  fail(what: string): void { this.failures.set(what, (this.failures.get(what) ?? 0) + 1); }
  act(command: string): void { this.acts.set(command, (this.acts.get(command) ?? 0) + 1); }
  get failed(): number { return [...this.failures.values()].reduce((sum, n) => sum + n, 0); }
  get seconds(): number { return (performance.now() - this.started) / 1000; }
  /** Cases that have come to their end. */
  get ended(): number { return this.closed + this.merged + this.refused + this.resting; }

  /** One line of progress. `total`: how many reports there will be; null when unknown, or when their own times decide how long it takes. */
  line(total: number | null): string {
    const open = this.opened - this.ended;
    const rate = this.ended / Math.max(0.001, this.seconds);
    const left = total === null || rate === 0 ? null : (total - this.attached - this.ended - this.skipped) / rate;
    return [
      `${count(this.accepted)}${total === null ? '' : ` of ${count(total)}`} reported`, `${count(this.closed)} closed`, `${count(this.merged)} merged`, `${count(open)} open`,
      `${count(this.failed)} failed`, `${rate.toFixed(1)} cases/s`, ...(left === null || this.accepted === 0 ? [] : [`${span(left)} left`]),
    ].join(' · ');
  }
}

export const count = (n: number): string => n.toLocaleString('en');
export const span = (seconds: number): string => (seconds < 90 ? `${Math.max(0, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`);

/** The value below which a share `q` of the values lies; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
