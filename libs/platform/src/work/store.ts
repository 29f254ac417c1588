import { UnrecoverableError, type BulkJobOptions, type Job } from 'bullmq';
import type { Log } from '../log.js';
import { answered, atMost } from '../at-most.js';
import type { Backend, JobData, JobQueue, JobWorker } from './backend.js';
import { QUEUES, type QueueName } from './source.js';

/** How often an id is tried before it is parked. */
export const ATTEMPTS = 5;
/** The first pause after a failure; each next one is twice as long: 1, 2, 4, 8 s. */
const BACK_OFF_MS = 1_000;
/** Together longer than all pauses: for so long an id belongs to its retries. */
export const RETRIES_LAST_MS = BACK_OFF_MS * 2 ** ATTEMPTS;
const WAKE = 'wake';
/**
 * So many complaints of one worker in a second, and another one takes its place a second later. BullMQ tries again without any pause after most errors, and
 * on PostgreSQL keeps the refusal of its first connection for good: such a worker takes no job any more and lets nothing else in the process run.
 */
const RESTLESS = 20;
const REST_MS = 1_000;

export interface StoreHandlers {
  /** Runs the id; what it throws makes the job fail and be tried again. */
  handle(queue: QueueName, id: string): Promise<void>;
  giveUp(queue: QueueName, id: string, reason: string, attempts: number): Promise<void>;
  wake(queue: QueueName, id: string): void;
}

export interface StoreOptions {
  readonly backend: Backend;
  readonly handlers: StoreHandlers;
  /** Delayed jobs for wakes: only where the queue is shared by several processes. */
  readonly wakes: boolean;
  readonly log?: Log;
}

export interface StoreCounts { readonly waiting: number; readonly active: number; readonly retrying: number }

/**
 * BullMQ as the carrier of ids between processes and over time. At most one job of an id runs and one waits. It may be away or wiped at any moment:
 * every method then rejects or finds nothing, and the sweep makes good for it.
 */
export class Store {
  readonly queues: Readonly<Record<QueueName, JobQueue>>;
  private readonly wakes: JobQueue | null;
  private readonly workers = new Set<JobWorker>();
  private paused = false;
  private closed = false;
  private complainedAt = 0;

  constructor(private readonly options: StoreOptions) {
    const open = (name: string): JobQueue => {
      const queue = options.backend.queue(name, { defaultJobOptions: { removeOnComplete: { count: 50 }, removeOnFail: { count: 200 } } });
      queue.on('error', (error) => this.complain(error));
      return queue;
    };
    this.queues = Object.fromEntries(QUEUES.map((name) => [name, open(name)])) as Record<QueueName, JobQueue>;
    this.wakes = options.wakes ? open(WAKE) : null;
  }

  /** All queues, to be shown to operators. */
  get all(): JobQueue[] { return [...Object.values(this.queues), ...(this.wakes ? [this.wakes] : [])]; }

  /** Starts taking jobs. Locks are short: a killed worker's jobs go to others within about seven seconds. */
  work(names: readonly QueueName[], concurrency: number): void {
    const rules = { lockDuration: 5_000, stalledInterval: 2_000, maxStalledCount: ATTEMPTS - 1, runRetryDelay: 1_000 };
    const start = (name: string, run: (job: Job<JobData>) => Promise<void>, failed?: (job: Job<JobData>, error: Error) => void): void => {
      if (this.closed) return;
      const worker = this.options.backend.worker(name, run, { ...rules, concurrency });
      let complaints = 0, since = 0;
      worker.on('error', (error) => {
        this.complain(error);
        if (Date.now() - since >= REST_MS) [complaints, since] = [0, Date.now()];
        if (++complaints !== RESTLESS || !this.workers.delete(worker)) return;
        void worker.close(true).catch((cause: unknown) => this.complain(cause));
        setTimeout(() => start(name, run, failed), REST_MS).unref();
      });
      if (failed) worker.on('failed', (job, error) => { if (job) failed(job, error); });
      this.workers.add(worker);
      if (this.paused) void worker.pause(true).catch((cause: unknown) => this.complain(cause));
    };
    for (const name of names) start(name, (job) => this.run(name, job), (job, error) => this.stalled(name, job, error));
    if (this.wakes) start(WAKE, async (job) => this.ring(job));
  }

  /** One job an id; an id that waits or waits for its retry already gets none, one that runs just now gets another only if `again`. */
  async add(queue: QueueName, ids: readonly string[], again: boolean): Promise<void> {
    if (ids.length > 0) await answered(this.queues[queue].addBulk(ids.map((id) => ({ name: queue, data: { id, before: 0 }, opts: this.rules(id, ATTEMPTS, again) }))));
  }

  /** Carries on with an id that failed once outside: the remaining attempts, with growing pauses. */
  async retry(queue: QueueName, id: string): Promise<void> {
    await answered(this.queues[queue].add(queue, { id, before: 1 }, { ...this.rules(id, ATTEMPTS - 1, false, 2), delay: BACK_OFF_MS }));
  }

  /** Rings after `milliseconds`; a later wake of the same id replaces the earlier. */
  async wake(queue: QueueName, id: string, milliseconds: number): Promise<void> {
    const key = `${queue}/${id}`;
    await this.wakes?.add(WAKE, { id: key, before: 0 }, { delay: Math.ceil(milliseconds), deduplication: { id: key, replace: true }, removeOnComplete: true, removeOnFail: true });
  }

  async counts(queue: QueueName): Promise<StoreCounts> {
    const { waiting = 0, active = 0, delayed = 0, prioritized = 0 } = await answered(this.queues[queue].getJobCounts('waiting', 'active', 'delayed', 'prioritized'));
    return { waiting: waiting + prioritized, active, retrying: delayed };
  }

  /** Every pause is over at once. */
  async hurry(queue: QueueName): Promise<void> { await answered(this.queues[queue].promoteJobs()); }

  async pause(): Promise<void> {
    this.paused = true;
    await Promise.all([...this.workers].map((worker) => worker.pause()));
  }
  async resume(): Promise<void> {
    this.paused = false;
    await Promise.all([...this.workers].map((worker) => worker.resume()));
  }

  /** Waits until the store answers, at most two seconds. */
  async ready(): Promise<void> { await atMost(2_000, Promise.all(this.all.map((queue) => queue.waitUntilReady()))); }

  /** Takes no more jobs; `idle` settles when those that run have ended. A job whose worker could not say so loses its lock and is looked at again. */
  async close(idle: Promise<unknown>): Promise<void> {
    this.closed = true;
    const closing = Promise.allSettled([...this.workers].map((worker) => worker.close()));
    await Promise.race([closing, idle.then(() => atMost(1_000, closing))]);
    await atMost(1_000, Promise.allSettled(this.all.map((queue) => queue.close())));
    this.options.backend.cut();
  }

  private rules(id: string, attempts: number, again: boolean, first = 1): BulkJobOptions {
    return { attempts, backoff: { type: 'exponential', delay: BACK_OFF_MS * first }, deduplication: { id, ...(again && { keepLastIfActive: true }) } };
  }

  private async run(queue: QueueName, job: Job<JobData>): Promise<void> {
    try {
      await this.options.handlers.handle(queue, job.data.id);
    } catch (error) {
      if (job.attemptsMade + 1 < (job.opts.attempts ?? 1)) throw error;
      await this.options.handlers.giveUp(queue, job.data.id, reasonOf(error), job.data.before + job.attemptsMade + 1);
      throw new UnrecoverableError(reasonOf(error));
    }
  }

  /** Whoever kills its process each time is parked too: BullMQ fails such a job by itself, without its processor. */
  private stalled(queue: QueueName, job: Job<JobData>, error: Error): void {
    if (!/stalled more than/.test(error.message)) return;
    void this.options.handlers.giveUp(queue, job.data.id, 'the process that handled it ended each time', ATTEMPTS).catch((cause: unknown) => this.complain(cause));
  }

  private ring(job: Job<JobData>): void {
    const slash = job.data.id.indexOf('/');
    const queue = QUEUES.find((name) => name === job.data.id.slice(0, slash));
    if (queue) this.options.handlers.wake(queue, job.data.id.slice(slash + 1));
  }

  /** An absent store says so many times a second: one line in ten seconds is enough. */
  private complain(error: unknown): void {
    if (Date.now() - this.complainedAt < 10_000) return;
    this.complainedAt = Date.now();
    this.options.log?.warn({ err: error }, 'the queue store has trouble; the sweep makes good for it');
  }
}

/** What stands as the reason of a parked id. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500);
