import { resolve } from 'node:path';
import { Module, type BeforeApplicationShutdown, type DynamicModule, type OnApplicationBootstrap, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BLOBS } from './blobs/blob-store.js';
import { DiskBlobs } from './blobs/disk-blobs.js';
import { Clock, RehearsalClock, SystemClock } from './clock.js';
import type { Config } from './config/config.js';
import { Database } from './database/database.js';
import { Meta } from './database/meta.js';
import { Hints } from './hints/hints.js';
import { PostgresWire } from './hints/postgres-wire.js';
import { RedisWire } from './hints/redis-wire.js';
import { randomToken } from './ids.js';
import type { Log } from './log.js';
import { Signer } from './signer.js';
import { postgresBackend, redisBackend } from './work/backend.js';
import { QUEUES, type QueueName } from './work/source.js';
import { Work } from './work/work.js';

/** Tokens of what is injected by token; Clock, Database, DataSource, Meta, Work, Hints and Signer are injected by class. */
export const CONFIG = Symbol('Config');
export const LOG = Symbol('Log');

export interface PlatformOptions {
  /** Initialized and migrated; whoever made it ends it, after the application has been closed. */
  readonly dataSource: DataSource;
  /** The database's URL: the queue and the hints open connections of their own. */
  readonly databaseUrl: string;
  readonly log: Log;
  /** Left out: the system clock, or the rehearsal clock when clockRate is above 1. */
  readonly clock?: Clock;
}

/** Which queues a process handles: a worker all of them, one that only listens to devices what these send. */
export const queuesOf = (roles: Config['roles']): readonly QueueName[] => (roles.includes('worker') ? QUEUES : roles.includes('ingest') ? ['ingest', 'trigger'] : []);

/** The clock of an installation: a rehearsal goes on from the moment it was first begun, also over restarts. */
async function clockOf({ clockRate }: Config, meta: Meta): Promise<Clock> {
  if (clockRate === 1) return new SystemClock();
  const { rate, anchor } = await meta.once('rehearsal-clock', () => ({ rate: clockRate, anchor: Date.now() }));
  if (rate === clockRate) return new RehearsalClock(rate, anchor);
  // Another rate from now on, without a jump: the new anchor is where both rates show the same now.
  const shown = new RehearsalClock(rate, anchor).now();
  const moved = (clockRate * Date.now() - shown) / (clockRate - 1);
  await meta.set('rehearsal-clock', { rate: clockRate, anchor: moved });
  return new RehearsalClock(clockRate, moved);
}

/** Starts work when every module is ready, ends it before the server closes, and the hints last. */
class Life implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(private readonly work: Work, private readonly hints: Hints) {}
  onApplicationBootstrap(): Promise<void> { return this.work.start(); }
  beforeApplicationShutdown(): Promise<void> { return this.work.close(); }
  onApplicationShutdown(): Promise<void> { return this.hints.close(); }
}

/** Technology for all other libraries, global. */
@Module({})
export class PlatformModule {
  static register(config: Config, { dataSource, databaseUrl, log, clock }: PlatformOptions): DynamicModule {
    const { redisUrl, redisPrefix, roles, workConcurrency } = config;
    const providers: Provider[] = [
      { provide: CONFIG, useValue: config },
      { provide: LOG, useValue: log },
      { provide: DataSource, useValue: dataSource },
      { provide: Database, useFactory: () => new Database(dataSource, log) },
      { provide: Meta, useFactory: (database: Database) => new Meta(database), inject: [Database] },
      { provide: Clock, useFactory: (meta: Meta) => clock ?? clockOf(config, meta), inject: [Meta] },
      { provide: Signer, useFactory: async (meta: Meta) => new Signer(config.secret ?? (await meta.once('secret', () => randomToken(32)))), inject: [Meta] },
      { provide: BLOBS, useFactory: () => new DiskBlobs(resolve(config.dataDir, 'blobs')) },
      { provide: Hints, useFactory: () => new Hints((events) => (redisUrl ? new RedisWire(redisUrl, redisPrefix, events) : new PostgresWire(databaseUrl, events)), log) },
      {
        provide: Work,
        useFactory: (now: Clock) => new Work({
          clock: now, shared: redisUrl !== null, handles: queuesOf(roles), concurrency: workConcurrency, log,
          backend: redisUrl ? redisBackend(redisUrl, redisPrefix) : postgresBackend(databaseUrl),
        }),
        inject: [Clock],
      },
      { provide: Life, useFactory: (work: Work, hints: Hints) => new Life(work, hints), inject: [Work, Hints] },
    ];
    return { module: PlatformModule, global: true, providers, exports: providers.filter((provider) => (provider as { provide: unknown }).provide !== Life) };
  }
}
