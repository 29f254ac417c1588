import type { Queue } from 'bullmq';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { Alarm } from './alarm.js';
import { atMost } from '../at-most.js';
import type { Backend } from './backend.js';
import { Outbox } from './outbox.js';
import { BATCH, QueueRunner } from './queue-runner.js';
import { quiesce } from './quiesce.js';
import { QUEUES, type Parked, type QueueName, type WorkSource } from './source.js';
import { Store } from './store.js';
import type { Handled, QueueCounts } from './types.js';

export interface WorkOptions {
  readonly clock: Clock;
  readonly backend: Backend;
  /** The queue store is shared with other processes (Redis): it carries everything. Otherwise this process handles its own ids directly. */
  readonly shared: boolean;
  /** Queues this process handles; none in a process that only answers people. */
  readonly handles: readonly QueueName[];
  /** Ids of one queue handled at once. */
  readonly concurrency: number;
  readonly log?: Log;
}

const SWEEP_MS = 2_000;
/** While something falls due before the next sweep would come, the predicate is asked so often. */
const SOON_MS = 100;
/** After a full batch the predicate is asked again so much later. */
const HUNGRY_MS = 20;
/** Wakes further away are left to the sweep: most deadlines are days away and moved before they come. */
const HORIZON_MS = 10 * 60_000;
const NOTHING = { waiting: 0, active: 0, retrying: 0 };

/**
 * Work is a predicate over the database and an idempotent handler: the sweep is the guarantee, poke and wake are only speed.
 *
 * Who carries an id from its poke to its handler depends on the store. Without Redis a worker process runs it directly (measured: a direct run costs
 * microseconds, a BullMQ job on PostgreSQL about 4 ms of CPU) and BullMQ bridges from processes without the worker role. With Redis BullMQ carries all,
 * so that the processes share the work; while Redis is away workers run directly what they are poked for and what their sweeps find.
 * Retries are BullMQ's on both: they outlive the process, and operators see them.
 */
export class Work {
  private readonly runners = new Map<QueueName, QueueRunner>();
  private readonly observers = new Set<(handled: Handled) => void>();
  private readonly alarm = new Alarm();
  private readonly store: Store;
  private readonly outbox: Outbox;
  private timer: NodeJS.Timeout | null = null;
  private sweptAt: number | null = null;
  private paused = false;
  private closed = false;

  constructor(private readonly options: WorkOptions) {
    const { backend, log, shared } = options;
    const handlers = {
      handle: async (queue: QueueName, id: string) => this.runners.get(queue)?.lane.through(id),
      giveUp: async (queue: QueueName, id: string, reason: string, attempts: number) => this.runners.get(queue)?.park(id, reason, attempts),
      wake: (queue: QueueName, id: string) => this.poke(queue, id),
    };
    this.store = new Store({ backend, handlers, wakes: shared, ...(log && { log }) });
    this.outbox = new Outbox((queue, ids) => this.store.add(queue, ids, true), (queue, ids) => { for (const id of ids) this.direct(queue)?.lane.offer(id, true); });
  }

  /** BullMQ's queues, to be shown to operators. */
  get queues(): readonly Queue[] { return this.store.all as unknown as Queue[]; }

  /** One source a queue; in onModuleInit of the library that owns it. */
  register(source: WorkSource): void {
    const { queue } = source;
    const { clock, concurrency, log } = this.options;
    if (this.runners.has(queue)) throw new Error(`the queue ${queue} has a source already`);
    this.runners.set(queue, new QueueRunner({
      source, clock, concurrency, ...(log && { log }),
      forward: (ids) => this.forward(queue, ids),
      waiting: async () => (this.direct(queue) ? 0 : (await this.store.counts(queue)).waiting),
      retryLater: (id) => this.store.retry(queue, id),
      wake: (id, at) => this.wake(queue, id, at),
      hungry: () => this.alarm.set(`hungry/${queue}`, HUNGRY_MS, () => void this.sweepQuietly(queue)),
      // Who only answers people sweeps for nobody.
      ...(this.options.handles.includes(queue) && { ahead: SWEEP_MS * 1.1, soon: () => this.alarm.set(`soon/${queue}`, SOON_MS, () => void this.sweepQuietly(queue)) }),
      tell: (handled) => { for (const run of this.observers) run(handled); },
    }));
  }

  /** Says that an id may want attention: best effort, never throws, never blocks; many of one id become one. After commit only. */
  poke(queue: QueueName, id: string): void {
    if (this.closed || this.paused || !this.runners.has(queue)) return;
    const runner = this.direct(queue);
    if (runner) runner.lane.offer(id, true);
    else this.outbox.put(queue, id);
  }

  /** Pokes when the clock shows `at` (epoch milliseconds); best effort like a poke, the sweep comes a moment later. */
  wake(queue: QueueName, id: string, at: number): void {
    if (this.closed || this.paused || !this.runners.has(queue)) return;
    const wait = this.options.clock.realUntil(at);
    if (wait === 0) this.poke(queue, id);
    else if (wait > HORIZON_MS) return;
    else if (this.direct(queue)) this.alarm.set(`${queue}/${id}`, wait, () => this.poke(queue, id));
    else if (this.options.shared) void this.store.wake(queue, id, wait).catch(() => undefined);
  }

  /** Asks every predicate once and sets going what it finds; answers how many ids that were. Runs by itself about every two seconds in a worker, and more often while something is about to fall due. */
  async sweep(): Promise<number> {
    if (this.closed || this.paused) return 0;
    const found = await Promise.all([...this.runners.values()].map((runner) => runner.sweep()));
    return found.reduce((sum, n) => sum + n, 0);
  }

  /** Settles when every predicate is empty and nothing runs or waits; pauses between retries are skipped. For tests. What is counted behind PostgreSQL's horizon waits for every transaction that writes anywhere on that server, so the deadline is a long one. @throws Error naming the ids that remain at it */
  async quiesce(deadlineMs = 60_000): Promise<void> {
    if (this.closed || this.paused) throw new Error('work that is paused or closed never comes to rest');
    await quiesce({
      sweep: () => this.sweep(), begun: () => [...this.runners.values()].reduce((sum, { begun }) => sum + begun, 0),
      here: () => this.here(), stored: () => this.stored(), hurry: () => this.hurry(), due: () => this.due(),
    }, deadlineMs);
  }

  /** When a sweep of this process last went through, in real time; null where it sweeps for nobody, or has not yet. */
  get lastSweep(): number | null { return this.sweptAt; }

  async counts(): Promise<Record<QueueName, QueueCounts>> {
    return this.each(async (queue, runner) => {
      const [store, due, parked] = await Promise.all([this.store.counts(queue).catch(() => NOTHING), runner?.source.due(this.options.clock.now(), BATCH) ?? [], runner?.source.parked() ?? []]);
      const { backlog, active } = runner?.lane ?? { backlog: 0, active: 0 };
      return { due: due.length, waiting: Math.max(store.waiting, backlog), active: Math.max(store.active, active), retrying: store.retrying, parked: parked.length, handled: runner?.handled ?? 0, failed: runner?.failed ?? 0 };
    });
  }

  /** What was given up, a queue. */
  parked(): Promise<Record<QueueName, Parked[]>> { return this.each(async (_queue, runner) => (await runner?.source.parked()) ?? []); }

  /** Sets a parked id going again; false when it is not parked. */
  async retry(queue: QueueName, id: string): Promise<boolean> {
    const unparked = (await this.runners.get(queue)?.source.unpark(id)) ?? false;
    if (unparked) this.poke(queue, id);
    return unparked;
  }

  /** Lets this process do no work until resume(); settles when what ran has ended. */
  async pause(): Promise<void> {
    this.paused = true;
    for (const { lane } of this.runners.values()) lane.drop();
    await this.store.pause();
    await Promise.all([...this.runners.values()].map(({ lane }) => lane.halt()));
  }

  async resume(): Promise<void> {
    this.paused = false;
    for (const { lane } of this.runners.values()) lane.resume();
    await this.store.resume();
  }

  /** Is told of every handling in this process; answers how to stop listening. */
  observe(run: (handled: Handled) => void): () => void {
    this.observers.add(run);
    return () => void this.observers.delete(run);
  }

  /** Begins to work on what this process handles and has a source for. Waits a moment for the store, not for ever. */
  async start(): Promise<void> {
    const queues = this.options.handles.filter((queue) => this.runners.has(queue));
    await this.store.ready();
    if (queues.length === 0 || this.closed) return;
    this.store.work(queues, this.options.concurrency);
    const again = (): void => {
      void Promise.all(queues.map((queue) => this.sweepQuietly(queue))).then(() => {
        if (!this.closed) this.timer = setTimeout(again, SWEEP_MS * (0.9 + Math.random() * 0.2)).unref();
      });
    };
    again();
  }

  /** Lets what runs end, for at most ten seconds; starts nothing more. What was not done is found by the next sweep of whoever runs then. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.alarm.clear();
    for (const { lane } of this.runners.values()) lane.drop();
    const idle = atMost(10_000, Promise.all([...this.runners.values()].map(({ lane }) => lane.rest())));
    await this.store.close(idle);
    await idle;
  }

  /** The queue's runner where this process runs its ids itself. */
  private direct(queue: QueueName): QueueRunner | null {
    const runner = this.options.handles.includes(queue) && (!this.options.shared || this.outbox.down) ? this.runners.get(queue) : undefined;
    return runner ?? null;
  }

  /** A row that is still due while its job runs is nothing new: other than a poke it asks for no second run. */
  private async forward(queue: QueueName, ids: readonly string[]): Promise<void> {
    if (!this.direct(queue)) {
      try {
        return await this.store.add(queue, ids, false);
      } catch {
        this.outbox.fell();
      }
    }
    for (const id of ids) this.direct(queue)?.lane.offer(id, false);
  }

  private async sweepQuietly(queue: QueueName): Promise<void> {
    if (this.closed || this.paused) return;
    await this.runners.get(queue)?.sweep().then(() => { this.sweptAt = Date.now(); }, (error: unknown) => this.options.log?.warn({ err: error, queue }, 'a sweep failed; the next one comes'));
  }

  private here(): string[] {
    const ids = [...this.runners].flatMap(([queue, { lane, retriesUnderWay }]) => [...lane.ids.map((id) => `${queue}/${id}`), ...(retriesUnderWay > 0 ? [`${queue}: retries`] : [])]);
    return this.outbox.size > 0 ? [...ids, 'pokes on their way'] : ids;
  }

  private async stored(): Promise<string[]> {
    const counts = await Promise.all([...this.runners.keys()].map(async (queue) => ({ queue, ...(await this.store.counts(queue).catch(() => NOTHING)) })));
    return counts.filter(({ waiting, active, retrying }) => waiting + active + retrying > 0).map(({ queue, waiting, active, retrying }) => `${queue}: ${waiting} waiting, ${active} active, ${retrying} to be retried`);
  }

  private async hurry(): Promise<void> { await Promise.all([...this.runners.keys()].map((queue) => this.store.hurry(queue).catch(() => undefined))); }

  private async due(): Promise<string[]> {
    const now = this.options.clock.now();
    return (await Promise.all([...this.runners].map(async ([queue, { source }]) => (await source.due(now, BATCH)).map((id) => `${queue}/${id}`)))).flat();
  }

  private async each<T>(run: (queue: QueueName, runner: QueueRunner | undefined) => Promise<T>): Promise<Record<QueueName, T>> {
    return Object.fromEntries(await Promise.all(QUEUES.map(async (queue) => [queue, await run(queue, this.runners.get(queue))] as const))) as Record<QueueName, T>;
  }
}
