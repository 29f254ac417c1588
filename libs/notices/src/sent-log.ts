import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DAY } from '#domain';
import { Clock, CONFIG, Database, type Config } from '#platform';

const EVERY = 6 * 3_600_000;
/** Taken out in one statement, so that nobody waits for it. */
const BATCH = 5_000;

/** Keeps the sent-log from growing for ever: what went out, or was dropped, longer ago than GRID_SENT_DAYS is taken out. What waits or was parked stays, and so do the notices in the app. */
@Injectable()
export class SentLog implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  constructor(private readonly database: Database, private readonly clock: Clock, @Inject(CONFIG) private readonly config: Pick<Config, 'sentDays' | 'roles'>) {}

  onModuleInit(): void {
    if (!this.config.roles.includes('worker')) return;
    this.timer = setInterval(() => void this.trim().catch(() => undefined), EVERY);
    this.timer.unref();
  }
  onApplicationShutdown(): void { clearInterval(this.timer); }

  /** Answers how many lines were taken out. */
  async trim(): Promise<number> {
    let all = 0;
    for (let one = BATCH; one === BATCH; all += one) {
      one = (await this.database.query(
        `delete from notice_sent where (line, thing) in (select line, thing from notice_sent where state in ('sent', 'dropped') and created_at < $1 order by created_at limit ${BATCH}) returning 1 as n`, [this.clock.now() - this.config.sentDays * DAY])).length;
    }
    return all;
  }
}
