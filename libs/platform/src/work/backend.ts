import { createPostgresBackend, createRedisBackend, Queue, runMigrations, Worker, type BackendFactory, type Processor, type QueueOptions, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

/** What a job carries: only the id, and how often it failed before BullMQ had it. */
export interface JobData { readonly id: string; readonly before: number }
export type JobQueue = Queue<JobData>;
export type JobWorker = Worker<JobData>;

/** Makes BullMQ's objects for one store. Given object by object and not as BullMQ's process-wide default, so that tests run both in one process. */
export interface Backend {
  queue(name: string, options: Omit<QueueOptions, 'connection'>): JobQueue;
  worker(name: string, process: Processor<JobData>, options: Omit<WorkerOptions, 'connection'>): JobWorker;
  /** Cuts what is still open, when queues and workers could not close because the store is away. */
  cut(): void;
}

/** BullMQ's schema in the database. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * PostgreSQL. A configuration object a queue, never one shared pool: each worker keeps a LISTEN connection for good, and out of a shared pool
 * they would take every connection and leave all others waiting without an error. At most 4 × 2 + 4 × 3 connections a process.
 */
export function postgresBackend(url: string): Backend {
  const connection = { connectionString: url, max: 2, connectionTimeoutMillis: 10_000, application_name: 'grid-dispatch queue' };
  return backend(createPostgresBackend, connection, connection, () => undefined);
}

/** Redis, over two connections (and one more a worker to wait on): adding fails at once while it is away, a worker waits until it is back. */
export function redisBackend(url: string, prefix: string): Backend {
  const again = (times: number): number => Math.min(times * 100, 1_000);
  const adding = new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: 5_000, retryStrategy: again, lazyConnect: true });
  const working = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: again, lazyConnect: true });
  for (const client of [adding, working]) client.on('error', () => undefined);
  const cut = (): void => { for (const client of [adding, working]) client.disconnect(); };
  return backend(createRedisBackend, adding, working, cut, prefix);
}

function backend(factory: unknown, adding: object, working: object, cut: () => void, prefix?: string): Backend {
  const made = factory as BackendFactory;
  const named = prefix === undefined ? {} : { prefix };
  return {
    queue: (name, options) => new Queue<JobData>(name, { ...options, ...named, connection: adding as QueueOptions['connection'] }, made as never),
    worker: (name, process, options) => new Worker<JobData>(name, process, { ...options, ...named, connection: working as WorkerOptions['connection'] }, made as never),
    cut,
  };
}

/** Makes or brings up to date BullMQ's schema in PostgreSQL; it never does so by itself. Safe when several processes start at once. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
  } finally {
    await client.end();
  }
}
