import { MovableClock, type Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { entities, migrations } from '../tables.js';
import type { TestPostgres, TestRedis } from '../testing.js';
import { postgresBackend, redisBackend } from './backend.js';
import { QUEUES, type Parked, type QueueName, type WorkSource } from './source.js';
import { Work, type WorkOptions } from './work.js';

/** A queue over a real table, whose handler can be told to fail, to hang and to ask to be woken. */
export class Tasks implements WorkSource {
  readonly log: string[] = [];
  readonly running = new Map<string, number>();
  overlaps = 0;
  atOnce = 0;
  /** What handling does before it writes; may throw. */
  before: (id: string) => Promise<void> | void = () => undefined;
  wakeAt: (id: string) => number | null = () => null;

  constructor(readonly database: Database, private readonly clock: Clock, readonly queue: QueueName = 'settle') {}

  async due(now: number, limit: number): Promise<string[]> {
    return (await this.database.query<{ id: string }>('select id from task where queue = $1 and due_at <= $2 and parked_reason is null order by due_at, id limit $3', [this.queue, now, limit])).map(({ id }) => id);
  }

  async handle(id: string): Promise<number | null> {
    this.overlaps += this.running.has(id) ? 1 : 0;
    this.running.set(id, 1);
    this.atOnce = Math.max(this.atOnce, this.running.size);
    try {
      await this.before(id);
      const at = this.wakeAt(id);
      const changed = await this.database.query('update task set due_at = $4, handled = handled + 1 where id = $1 and queue = $2 and due_at <= $3 returning id', [id, this.queue, this.clock.now(), at]);
      this.log.push(changed.length > 0 ? id : `${id} (nothing to do)`);
      return at;
    } finally {
      this.running.delete(id);
    }
  }

  async park(id: string, reason: string, attempts: number): Promise<void> {
    await this.database.query('update task set parked_reason = $3, attempts = $4 where id = $1 and queue = $2', [id, this.queue, reason, attempts]);
  }
  parked(): Promise<Parked[]> {
    return this.database.query<Parked>('select id, parked_reason as reason, 0 as since, attempts from task where queue = $1 and parked_reason is not null order by id', [this.queue]);
  }
  async unpark(id: string): Promise<boolean> {
    return (await this.database.query('update task set parked_reason = null where id = $1 and queue = $2 and parked_reason is not null returning id', [id, this.queue])).length > 0;
  }

  async add(ids: readonly string[], dueAt: number): Promise<void> {
    await this.database.query('insert into task (id, queue, due_at) select id, $2, $3 from unnest($1::text[]) as id on conflict (id, queue) do update set due_at = excluded.due_at', [ids, this.queue, dueAt]);
  }
  /** How often each id was really handled. */
  async handled(): Promise<Record<string, number>> {
    return Object.fromEntries((await this.database.query<{ id: string; handled: number }>('select id, handled from task where queue = $1 order by id', [this.queue])).map(({ id, handled }) => [id, handled]));
  }
}

export const START = Date.UTC(2026, 10, 24, 1, 0, 0);

export interface Bench {
  readonly clock: MovableClock;
  readonly database: Database;
  readonly url: string;
  /** First part of the keys in Redis. */
  readonly prefix: string;
  readonly tasks: Tasks;
  /** A process of its own would have one of these. */
  process(options?: Partial<WorkOptions> & { tasks?: Tasks }): Promise<Work>;
  stop(): Promise<void>;
}

/** One database, one store, as many Work objects over them as a test wants. */
export async function startBench(postgres: TestPostgres, redis: TestRedis | null): Promise<Bench> {
  const { url, database } = await postgres.open({ entities, migrations }, { queues: true });
  await database.query('create table task (id text, queue text, due_at bigint, handled int not null default 0, parked_reason text, attempts int, primary key (id, queue))');
  const clock = new MovableClock(START);
  const tasks = new Tasks(database, clock);
  const open: Work[] = [];
  const prefix = `t${Math.random().toString(36).slice(2, 10)}`;
  return {
    clock, database, url, prefix, tasks,
    async process({ tasks: own = tasks, ...options } = {}) {
      const backend = redis ? redisBackend(redis.url, prefix) : postgresBackend(url);
      const work = new Work({ clock, backend, shared: redis !== null, handles: QUEUES, concurrency: 4, ...options });
      work.register(own);
      await work.start();
      open.push(work);
      return work;
    },
    async stop() { await Promise.all(open.map((work) => work.close())); },
  };
}
