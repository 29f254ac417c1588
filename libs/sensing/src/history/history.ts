import { CONFIG, Clock, Database, LOG, type Config, type Log } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Fenced } from '../journal/lease.js';
import { Ownership } from '../journal/ownership.js';
import { dropDays, prepareDays } from '../journal/retention.js';
import { Registry } from '../series/registry.js';
import { writeHistory, type Lasts } from './write.js';

const TURN_MS = 2_000, HOUSEKEEPING_MS = 3_600_000;

/** Carries the journals of this process's partitions into the history, some seconds behind, and forgets days that are over. It waits while readings have to: curves are late before a reading is. */
@Injectable()
export class History implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly lasts = new Map<string, Lasts>();
  private timers: NodeJS.Timeout[] = [];
  private turning: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly database: Database, private readonly ownership: Ownership, private readonly registry: Registry, private readonly clock: Clock, @Inject(LOG) private readonly log: Log, @Inject(CONFIG) private readonly config: Pick<Config, 'roles' | 'journalDays' | 'readingDays'>) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.includes('ingest')) return;
    await this.keepHouse();
    this.timers = [setInterval(() => { if (!this.ownership.owner.overrun) void this.turn(); }, TURN_MS), setInterval(() => void this.keepHouse(), HOUSEKEEPING_MS)];
    for (const timer of this.timers) timer.unref();
  }

  /** One turn over all partitions, until each has caught up with what its desk has committed. */
  turn(): Promise<void> {
    this.turning ??= this.all().catch((error: unknown) => this.log.warn({ err: error }, 'the history waits')).finally(() => { this.turning = null; });
    return this.turning;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.turning;
  }

  private async all(): Promise<void> {
    for (const { lease, seq } of this.ownership.owner.desks()) {
      const key = `${lease.partition}/${lease.epoch}`, lasts = this.lasts.get(key) ?? new Map();
      this.lasts.set(key, lasts);
      try {
        while (!this.stopped && (await writeHistory(this.database, lease, this.registry, lasts, seq)) > 0);
      } catch (error) {
        this.lasts.delete(key);
        if (!(error instanceof Fenced)) throw error;
      }
    }
    const held = new Set(this.ownership.owner.leases.map((l) => `${l.partition}/${l.epoch}`));
    for (const key of this.lasts.keys()) if (!held.has(key)) this.lasts.delete(key);
  }

  private async keepHouse(): Promise<void> {
    try {
      const now = this.clock.now();
      await prepareDays(this.database, now, this.log);
      for (const name of await dropDays(this.database, now, { journal: this.config.journalDays, reading: this.config.readingDays })) this.log.info({ table: name }, 'a day of readings was dropped');
    } catch (error) { this.log.warn({ err: error }, 'days of readings were not looked after'); }
  }
}
