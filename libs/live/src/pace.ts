/** Changes wait this long for others to travel with when it is calm … */
export const CALM = 50;
/** … and this long in a storm: five frames a second are more than a person reads. */
export const STORM = 250;
const LONGEST = 2_000;
/** A second with more changes than this is a storm: at 50 ms each frame would carry one or two. */
const MANY = 40;
/** Frames a second that one process may spend on all its screens (measured: some 20,000 fill a core). */
const FRAMES = 8_000;

/** How long to gather changes before they are sent, from how many come, how many screens there are, and what the last sending cost. */
export class Pace {
  private counts: { at: number; entries: number }[] = [];
  private cost = 0;

  /** `at` and `spent` in milliseconds of a steady clock. */
  arrived(entries: number, at: number): void { this.counts.push({ at, entries }); }
  sent(spent: number): void { this.cost = spent; }

  window(screens: number, at: number): number {
    this.counts = this.counts.filter((c) => c.at > at - 1_000);
    const rate = this.counts.reduce((sum, c) => sum + c.entries, 0);
    // Sending may take at most a quarter of the process.
    return Math.round(Math.min(LONGEST, Math.max(rate > MANY ? STORM : CALM, (screens / FRAMES) * 1_000, this.cost * 4)));
  }
}
