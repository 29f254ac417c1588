import type { Clock } from '../clock.js';
import { isUnavailable } from '../database/errors.js';
import type { Log } from '../log.js';
import { Lane } from './lane.js';
import type { WorkSource } from './source.js';
import { RETRIES_LAST_MS } from './store.js';
import type { Handled } from './types.js';

/** Ids a sweep takes at once, and ids that may wait in one process. */
export const BATCH = 1_000;
/** With more than so many waiting the predicate is not asked again: it would mostly find the same. */
const ENOUGH = BATCH / 8;

export interface RunnerOptions {
  readonly source: WorkSource;
  readonly clock: Clock;
  readonly concurrency: number;
  readonly log?: Log;
  /** Sets ids going that the predicate found, here or through the store. */
  readonly forward: (ids: readonly string[]) => Promise<void>;
  /** Ids that wait in the store. */
  readonly waiting: () => Promise<number>;
  /** Hands an id that failed here to the store for its further attempts. */
  readonly retryLater: (id: string) => Promise<void>;
  readonly wake: (id: string, at: number) => void;
  readonly hungry: () => void;
  /** Real milliseconds until the next regular sweep comes at the latest, and what is called when something falls due before. Absent: nothing sweeps regularly. */
  readonly ahead?: number;
  readonly soon?: () => void;
  readonly tell: (handled: Handled) => void;
}

/** One queue in one process: asks the predicate, runs the handler, remembers what failed here. */
export class QueueRunner {
  readonly lane: Lane;
  handled = 0;
  failed = 0;
  /** Runs begun so far, and retries not yet taken by the store: what quiesce() must not overlook. */
  begun = 0;
  retriesUnderWay = 0;
  /** Ids that belong to their retries until then (epoch milliseconds): the sweep leaves them alone. */
  private readonly held = new Map<string, number>();
  private sweeping: Promise<number> | null = null;
  private next: Promise<number> | null = null;

  constructor(private readonly options: RunnerOptions) {
    this.lane = new Lane({
      concurrency: options.concurrency, room: BATCH,
      run: (id) => this.attempt(id),
      failed: (id) => void this.retryLater(id),
      hungry: options.hungry,
    });
  }

  get source(): WorkSource { return this.options.source; }

  /** Asks the predicate and sets going what it finds; the question is asked after the call, calls at the same time share one. Answers how many ids were found. */
  sweep(): Promise<number> {
    if (!this.sweeping) return this.beginSweep();
    this.next ??= this.sweeping.then(() => this.beginSweep(), () => this.beginSweep());
    return this.next;
  }

  async park(id: string, reason: string, attempts: number): Promise<void> {
    await this.source.park(id, reason, attempts);
    this.held.delete(id);
    this.options.log?.error({ queue: this.source.queue, id, reason, attempts }, 'parked');
    this.options.tell({ queue: this.source.queue, id, milliseconds: 0, outcome: 'parked' });
  }

  private beginSweep(): Promise<number> {
    this.next = null;
    this.sweeping = this.sweepOnce().finally(() => { this.sweeping = null; });
    return this.sweeping;
  }

  private async sweepOnce(): Promise<number> {
    const { source, clock, forward, waiting } = this.options;
    if (Math.max(this.lane.backlog, await waiting().catch(() => 0)) > ENOUGH) {
      this.lane.wantsMore = true;
      return 0;
    }
    const now = Date.now();
    for (const [id, until] of this.held) if (until <= now) this.held.delete(id);
    const limit = BATCH + this.held.size;
    const ids = await source.due(clock.now(), limit);
    if (ids.length >= limit) this.lane.wantsMore = true;
    await forward(ids.filter((id) => !this.held.has(id)));
    if (ids.length < limit && (await this.fallsDueSoon(ids.length, limit))) this.options.soon?.();
    return ids.length;
  }

  /** Whether time alone brings something before the next regular sweep; `already` are due now. */
  private async fallsDueSoon(already: number, limit: number): Promise<boolean> {
    const { source, clock, ahead } = this.options;
    // Business milliseconds that pass meanwhile: more on a rehearsal's clock, none on one that stands still.
    const far = ahead === undefined ? 0 : (1_000 / clock.realUntil(clock.now() + 1_000)) * ahead;
    return far > 0 && (await source.due(Math.ceil(clock.now() + far), limit)).length > already;
  }

  private async attempt(id: string): Promise<void> {
    const { source, log, tell, wake } = this.options;
    const start = performance.now();
    const ended = (outcome: Handled['outcome']): void => tell({ queue: source.queue, id, milliseconds: performance.now() - start, outcome });
    this.begun++;
    try {
      const at = await source.handle(id);
      this.handled++;
      this.held.delete(id);
      ended('done');
      if (typeof at === 'number') wake(id, at);
    } catch (error) {
      // The database being away is not the id's fault: no attempt is counted, the sweep comes back to it.
      if (isUnavailable(error)) return ended('unavailable');
      this.failed++;
      ended('failed');
      log?.error({ err: error, queue: source.queue, id }, 'handling failed');
      throw error;
    }
  }

  /** While the store is away nothing is noted and the sweep is the retry; nothing is parked then. */
  private async retryLater(id: string): Promise<void> {
    this.retriesUnderWay++;
    try {
      await this.options.retryLater(id);
      this.held.set(id, Date.now() + RETRIES_LAST_MS);
    } catch (error) {
      this.options.log?.warn({ err: error, queue: this.source.queue, id }, 'the queue store did not take a retry; the sweep comes back to it');
    } finally {
      this.retriesUnderWay--;
    }
  }
}
