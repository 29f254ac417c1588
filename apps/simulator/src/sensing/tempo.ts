import type { Instant, Millis } from '#domain';
import { sleep } from '../client/http.js';
import type { ServerClock } from '../play/pace.js';

/**
 * When what a story tells is measured. A number: from now on, so many times faster than the story's own time, on the server's clock.
 * `max`: it has just happened, and comes in as fast as the server acknowledges it, as from a gateway that was cut off and sends what it has kept. Rules judge by when a thing was measured, so the outcome is the same.
 */
export class Tempo {
  readonly start: Instant;
  readonly #speed: number;
  stopped = false;

  constructor(private readonly clock: Pick<ServerClock, 'now' | 'until'>, readonly duration: Millis, private readonly speed: number | 'max') {
    this.#speed = speed === 'max' ? 1 : speed;
    this.start = Math.floor((clock.now() - (speed === 'max' ? duration : 0)) / 1000) * 1000;
  }

  /** The instant of a moment of the story, in whole milliseconds. */
  at(offset: Millis): Instant { return Math.round(this.start + offset / this.#speed); }

  /** Resolves when that moment has come. */
  async reach(offset: Millis): Promise<void> {
    while (this.speed !== 'max' && !this.stopped) {
      const left = this.clock.until(this.at(offset));
      if (left <= 0) return;
      await sleep(Math.min(left, 500));
    }
    if (this.stopped) throw new Stopped();
  }

  now(): Instant { return this.clock.now(); }
  /** Real milliseconds until the server's clock shows `at`. */
  until(at: Instant): Millis { return this.clock.until(at); }
}

/** Somebody has asked for the end. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor() { super('stopped'); }
}
