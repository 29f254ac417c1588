import type { FeedEntry } from '#platform';
import { compare, type Place } from './position.js';

export interface Known {
  readonly place: Place;
  readonly entry: FeedEntry;
}

/** The latest entries of the feed, without a gap: everything behind `from` up to `to`, at most `most`. */
export class Recent {
  private kept: Known[] = [];
  private begin: Place;
  private end: Place;

  constructor(readonly most: number, at: Place) { this.begin = at; this.end = at; }

  get from(): Place { return this.begin; }
  get to(): Place { return this.end; }
  get size(): number { return this.kept.length; }

  /** Later entries; `to` is how far they are complete. What is too much falls off at the old end. */
  append(later: readonly Known[], to: Place): void {
    this.kept.push(...later);
    if (compare(to, this.end) > 0) this.end = to;
    const over = this.kept.length - this.most;
    if (over > 0) this.begin = this.kept.splice(0, over).at(-1)?.place ?? this.begin;
  }

  /** Earlier entries, complete from `from` up to where this began. False, and nothing done, when they are too many. */
  prepend(earlier: readonly Known[], from: Place): boolean {
    if (this.kept.length + earlier.length > this.most) return false;
    this.kept = [...earlier, ...this.kept];
    this.begin = from;
    return true;
  }

  reset(at: Place): void {
    this.kept = [];
    this.begin = at;
    this.end = at;
  }

  /** The entries behind `since`, oldest first; null when it lies before what is kept. */
  after(since: Place): FeedEntry[] | null {
    if (compare(since, this.begin) < 0) return null;
    let low = 0;
    let high = this.kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = this.kept[middle];
      if (at !== undefined && compare(at.place, since) <= 0) low = middle + 1; else high = middle;
    }
    return this.kept.slice(low).map((k) => k.entry);
  }
}
