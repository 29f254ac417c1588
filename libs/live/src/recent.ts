import type { FeedEntry, Scope } from '#platform';
import { compare, type Place } from './position.js';

/** An entry and where readers were last told the case to be. A row may run ahead of its entry, so that can be elsewhere than the entry's own `formerScope`. */
export interface Known {
  readonly place: Place;
  readonly entry: FeedEntry;
  readonly told: Scope | null;
}

/** The latest entries of the feed, without a gap: everything behind `from` up to `to`, at most `most`. */
export class Recent {
  private kept: Known[] = [];
  private readonly latest = new Map<string, Scope>();
  private begin: Place;
  private end: Place;

  constructor(readonly most: number, at: Place) { this.begin = at; this.end = at; }

  get from(): Place { return this.begin; }
  get to(): Place { return this.end; }
  get size(): number { return this.kept.length; }

  /** Later entries; `to` is how far they are complete. What is too much falls off at the old end. Answers them as they are kept. */
  append(later: readonly { readonly place: Place; readonly entry: FeedEntry }[], to: Place): Known[] {
    const known = this.link(later);
    this.kept.push(...known);
    if (compare(to, this.end) > 0) this.end = to;
    const over = this.kept.length - this.most;
    if (over > 0)
      for (const { place, entry } of this.kept.splice(0, over)) {
        this.begin = place;
        if (this.latest.get(entry.id) === entry.scope) this.latest.delete(entry.id);
      }
    return known;
  }

  /** Earlier entries, complete from `from` up to where this began. False, and nothing done, when they are too many. */
  prepend(earlier: readonly { readonly place: Place; readonly entry: FeedEntry }[], from: Place): boolean {
    if (this.kept.length + earlier.length > this.most) return false;
    const all = [...earlier, ...this.kept];
    this.latest.clear();
    this.kept = this.link(all);
    this.begin = from;
    return true;
  }

  reset(at: Place): void {
    this.kept = [];
    this.latest.clear();
    this.begin = at;
    this.end = at;
  }

  /** The entries behind `since`, oldest first; null when it lies before what is kept. */
  after(since: Place): readonly Known[] | null {
    if (compare(since, this.begin) < 0) return null;
    let low = 0;
    let high = this.kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = this.kept[middle];
      if (at !== undefined && compare(at.place, since) <= 0) low = middle + 1; else high = middle;
    }
    return this.kept.slice(low);
  }

  private link(entries: readonly { readonly place: Place; readonly entry: FeedEntry }[]): Known[] {
    return entries.map(({ place, entry }) => {
      const told = this.latest.get(entry.id) ?? null;
      this.latest.set(entry.id, entry.scope);
      return { place, entry, told };
    });
  }
}
