import { Directory } from '#directory';
import { CONFIG, Database, LOG, type Config, type Log } from '#platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Buckets } from './buckets.js';

/** So often processes tell each other what they let through. */
const SHARE_MS = 2_000;
/** Whoever asks for less than this part of its limit is not worth a row: so much more than it may can each process let through. */
const WORTH = 0.05;

/**
 * How much each account may send, over all processes: what was said of it, else what the configuration says.
 * Every process has a whole bucket and takes from it what the others let through, a moment later: whoever keeps to one connection gets all of its limit, and whoever spreads over many no more, but for the first minute's worth of each.
 */
@Injectable()
export class Limits implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly buckets = new Buckets();
  /** Of this process since it last told the others. */
  private asked = new Map<string, { wanted: number; taken: number }>();
  /** Of all processes when this one last looked. */
  private totals = new Map<string, number>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly directory: Directory, private readonly database: Database, @Inject(CONFIG) private readonly config: Pick<Config, 'deviceLimit' | 'roles'>, @Inject(LOG) private readonly log: Log) {}

  onApplicationBootstrap(): void {
    if (this.config.roles.includes('ingest')) this.timer = setInterval(() => void this.share().catch((error: unknown) => this.log.warn({ err: error }, 'what senders may send is not shared')), SHARE_MS).unref();
  }

  onModuleDestroy(): void { if (this.timer !== null) clearInterval(this.timer); }

  /** Milliseconds that the account has to wait before it sends again; 0: it may send these. */
  wait(account: string, readings: number, now = performance.now()): number {
    const limit = this.limitOf(account);
    if (limit === 0 || readings === 0) return 0;
    const wait = this.buckets.take(account, readings, limit, now), asked = this.asked.get(account);
    if (asked === undefined) this.asked.set(account, { wanted: readings, taken: wait === 0 ? readings : 0 });
    else { asked.wanted += readings; if (wait === 0) asked.taken += readings; }
    return wait;
  }

  /** Tells the other processes what was let through here, and takes from here what they let through. Nothing is said of those who send little. */
  async share(): Promise<void> {
    const { asked, totals } = this, much = [...asked].filter(([account, { wanted }]) => wanted >= this.limitOf(account) * WORTH * (SHARE_MS / 60_000)).sort(([a], [b]) => (a < b ? -1 : 1));
    this.asked = new Map();
    this.totals = new Map();
    if (much.length === 0) return;
    const rows = await this.database.query<{ account: string; readings: string }>(
      'insert into sender_use as u (account, readings) select * from unnest($1::text[], $2::bigint[]) on conflict (account) do update set readings = u.readings + excluded.readings returning account, readings', [much.map(([account]) => account), much.map(([, { taken }]) => taken)]);
    for (const { account, readings } of rows) {
      const total = Number(readings), before = totals.get(account);
      this.totals.set(account, total);
      if (before !== undefined) this.buckets.drain(account, total - before - (asked.get(account)?.taken ?? 0), this.limitOf(account));
    }
  }

  private limitOf(account: string): number { return this.directory.person(account)?.readingLimit ?? this.config.deviceLimit; }
}
