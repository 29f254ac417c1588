import { CONFIG, Hints, type Config } from '#platform';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { TRIGGER_RULES } from '../alarms/writer.js';
import { HealthWatch } from '../health/watch.js';
import { History } from '../history/history.js';
import { INBOX, Receiving } from './receiving.js';
import { Ownership } from './ownership.js';

/** A process with the role ingest takes partitions when it starts and gives them back when it stops. */
@Injectable()
export class Listening implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stops: (() => void)[] = [];

  constructor(private readonly ownership: Ownership, private readonly receiving: Receiving, private readonly history: History, private readonly health: HealthWatch, private readonly hints: Hints, @Inject(CONFIG) private readonly config: Pick<Config, 'roles'>) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.roles.includes('ingest')) return;
    this.stops = [this.hints.subscribe(INBOX, () => this.ownership.inbox()), this.hints.subscribe(TRIGGER_RULES, () => void this.ownership.look())];
    await this.ownership.start((chunks) => this.receiving.handOver(chunks));
  }

  /** Lets everything that is due by now be judged and written, the history follow and devices be looked at; settles when it is. For tests, which move the clock. */
  async settle(): Promise<void> {
    await this.ownership.settle();
    // Each twice: a turn that was under way may have looked before.
    for (const part of [this.history, this.history, this.health, this.health]) await part.turn();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const stop of this.stops) stop();
    await this.ownership.stop();
  }
}
