import { DatabaseUnavailable, type ChangeFeed, type FeedEntry, type Hints, type Log } from '#platform';
import { compare, placeOf, type Place } from './position.js';
import { Recent, type Known } from './recent.js';

export interface TailListener {
  /** New entries in commit order; `recent` already holds them. */
  entries(entries: readonly FeedEntry[]): void;
  /** The feed began anew: positions that clients hold mean nothing any more. */
  anew(): void;
}

/** How far back a client may catch up. */
export const MOST = 5_000;
const PAGE = 1_000;
/** Without any hint the feed is looked at this often. */
const IDLE = 1_000;
/** Changes that wait for a writer to end are asked for again so soon, and after that not so often: nobody tells when it has ended. */
const HELD = { first: 20, most: 160 };

/**
 * The one reader of the change feed in this process. Every process reads PostgreSQL for itself, so sockets need no
 * adapter between processes, and a lost hint costs a second. What it has read stays at hand: a thousand clients
 * that come back at once are answered from memory.
 */
export class Tail {
  private recent: Recent | null = null;
  private timer: NodeJS.Timeout | null = null;
  /** Until the next look, in milliseconds. */
  private pause = IDLE;
  private unsubscribe: (() => void) | null = null;
  private running: Promise<void> | null = null;
  private again: Promise<void> | null = null;
  private reaching: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(private readonly feed: ChangeFeed, private readonly hints: Pick<Hints, 'subscribe'>, private readonly log: Pick<Log, 'warn' | 'error'>, private readonly listener: TailListener, private readonly most = MOST) {}

  /** Begins where the feed stands now. */
  async start(): Promise<void> {
    this.recent = new Recent(this.most, await this.head());
    this.unsubscribe = this.hints.subscribe('changes', () => void this.read());
    this.arm();
  }

  /** Ends after the read that is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.unsubscribe?.();
    if (this.timer !== null) clearTimeout(this.timer);
    await this.running;
  }

  /** Up to where everything has been passed on. */
  get at(): Place { return this.window.to; }

  /** Reads what is new. The answer comes after a reading that began after the call. Never rejects. */
  read(): Promise<void> {
    if (this.running === null) {
      this.running = this.once().finally(() => { this.running = null; this.arm(); });
      return this.running;
    }
    this.again ??= this.running.then(() => {
      this.again = null;
      return this.read();
    });
    return this.again;
  }

  /** Makes sure that `after(since)` can be answered from memory: `gone` when that is too far back or of another epoch. */
  async reach(since: Place): Promise<'ready' | 'gone'> {
    if (since.epoch !== this.at.epoch) return 'gone';
    if (compare(since, this.at) > 0) await this.read();
    if (compare(since, this.window.from) >= 0) return 'ready';
    const turn = this.reaching.then(() => this.fetch(since));
    this.reaching = turn.catch(() => undefined);
    return turn;
  }

  /** The entries behind `since`; null when they are not at hand (any more): `reach` first, in the same breath. */
  after(since: Place): FeedEntry[] | null { return this.window.after(since); }

  private get window(): Recent {
    if (this.recent === null) throw new Error('the tail has not been started');
    return this.recent;
  }

  /** Reads from `since` up to where the memory begins. One at a time: the next in line mostly finds it done. */
  private async fetch(since: Place): Promise<'ready' | 'gone'> {
    const begin = this.window.from;
    if (compare(since, begin) >= 0) return 'ready';
    const found: Known[] = [];
    // A page holds one entry a case: one that reaches over the beginning would hide what happened before it, so it is asked for again, shorter.
    for (let at = since.text, limit = PAGE; limit >= 1;) {
      if (found.length + this.window.size >= this.most) return 'gone';
      const page = await this.feed.after(at, limit);
      if (page === 'gone') return 'gone';
      const to = placeOf(page.position);
      if (page.entries.length === 0 || to === null) break;
      if (compare(to, begin) > 0) { limit = Math.floor(limit / 2); continue; }
      found.push(...page.entries.map(place));
      if (!page.more) break;
      at = page.position;
    }
    // The memory moved on while we read: it is full, so this is too far back.
    return this.window.from === begin && this.window.prepend(found, since) ? 'ready' : 'gone';
  }

  private async once(): Promise<void> {
    try {
      while (!this.stopped) {
        const page = await this.feed.after(this.at.text, PAGE);
        if (page === 'gone') {
          this.window.reset(await this.head());
          this.listener.anew();
          return;
        }
        const to = placeOf(page.position);
        if (to === null) throw new Error(`the feed answered the position ${page.position}`);
        this.window.append(page.entries.map(place), to);
        if (page.entries.length > 0) this.listener.entries(page.entries);
        if (page.more) continue;
        this.pause = !page.held ? IDLE : this.pause === IDLE ? HELD.first : Math.min(2 * this.pause, HELD.most);
        return;
      }
    } catch (error) {
      this.pause = IDLE;
      this.log[error instanceof DatabaseUnavailable ? 'warn' : 'error']({ err: error }, 'the change feed could not be read; trying again');
    }
  }

  private async head(): Promise<Place> {
    const text = await this.feed.head();
    const at = placeOf(text);
    if (at === null) throw new Error(`the feed answered the position ${text}`);
    return at;
  }

  private arm(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.read(), this.pause);
    this.timer.unref();
  }
}

function place(entry: FeedEntry): Known {
  const at = placeOf(entry.position);
  if (at === null) throw new Error(`the feed answered the position ${entry.position}`);
  return { place: at, entry };
}
