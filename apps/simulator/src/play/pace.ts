import type { Instant, Millis } from '#domain';
import { sleep, type Http } from '../client/http.js';
import { health } from '../client/session.js';

/**
 * `max`: nothing waits for its time. A number: so many times faster than the data's own time, measured on the server's clock.
 * `real`: the data's own time is real time, also beside a clock that runs fast.
 */
export type Speed = number | 'max' | 'real';

/**
 * The server's clock as seen from here. A rehearsal server's clock runs fast; the players then hurry with it,
 * so that deadlines and escalations really come to pass.
 */
export class ServerClock {
  private constructor(private readonly anchor: number, private readonly server: Instant, /** Server time that passes in one unit of real time. */ readonly rate: number) {}

  /** Asks the server for its time twice. A clock that stands still (a test's) counts as rate 1. */
  static async read(http: Http, apart: Millis = 400): Promise<ServerClock> {
    const first = await reading(http);
    await sleep(apart);
    const second = await reading(http);
    const measured = (second.time - first.time) / Math.max(1, second.at - first.at);
    const round = Number(measured.toPrecision(2));
    const rate = measured < 0.02 || Math.abs(measured - 1) < 0.2 ? 1 : Math.abs(round - measured) < 0.04 * measured ? round : measured;
    return new ServerClock(second.at, second.time, rate);
  }

  now(): Instant { return Math.round(this.server + (performance.now() - this.anchor) * this.rate); }
  /** Real milliseconds until the server's clock shows `at`. */
  until(at: Instant): Millis { return Math.max(0, (at - this.now()) / this.rate); }
}

async function reading(http: Http): Promise<{ at: number; time: Instant }> {
  const before = performance.now();
  const { time } = await health(http);
  return { at: (before + performance.now()) / 2, time };
}

/** When things of the data's own time happen in real time. */
export class Pace {
  readonly start: Instant;
  readonly speed: number | 'max';
  constructor(private readonly clock: Pick<ServerClock, 'now' | 'until' | 'rate'>, speed: Speed, /** Reports a real second at most; null: as the data's own times say. */ readonly perSecond: number | null) {
    this.start = clock.now();
    this.speed = speed === 'real' ? 1 / clock.rate : speed;
  }

  /** The server's time, roughly. */
  now(): Instant { return this.clock.now(); }
  get rate(): number { return this.clock.rate; }

  /** Real milliseconds until the `index`-th report, which the data has `after` its beginning. */
  untilReport(index: number, after: Millis, since: number): Millis {
    if (this.perSecond !== null) return Math.max(0, since + (index * 1000) / this.perSecond - performance.now());
    return this.speed === 'max' ? 0 : this.clock.until(this.start + after / this.speed);
  }

  /** Real milliseconds until something that the data has `after` the report, which the server took at `reported`. */
  untilAct(reported: Instant, after: Millis): Millis {
    return this.speed === 'max' ? 0 : this.clock.until(reported + after / this.speed);
  }
}
