import { Directory } from '#directory';
import { CONFIG, type Config } from '#platform';
import { Inject, Injectable } from '@nestjs/common';
import { Buckets } from './buckets.js';

/** How much each account may send to this process: what was said of it, else what the configuration says. */
@Injectable()
export class Limits {
  private readonly buckets = new Buckets();

  constructor(private readonly directory: Directory, @Inject(CONFIG) private readonly config: Pick<Config, 'deviceLimit'>) {}

  /** Milliseconds that the account has to wait before it sends again; 0: it may send these. */
  wait(account: string, readings: number): number {
    const limit = this.directory.person(account)?.readingLimit ?? this.config.deviceLimit;
    return limit === 0 || readings === 0 ? 0 : this.buckets.take(account, readings, limit, performance.now());
  }
}
