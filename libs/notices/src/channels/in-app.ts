import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { NoticeView } from '#contract';
import type { UserId } from '#domain';
import { Clock, Database, Hints } from '#platform';
import { NOTICE, viewOf, type NoticeRow } from '../view.js';
import type { NoticeChannel } from './channel.js';

/** Where in-app notices go: a process that holds sockets binds its own anywhere in the application; without one a notice waits in the list. */
export const NOTICE_SINK = Symbol('NoticeSink');
/** Puts a notice on the screens its recipient has open in this process. */
export interface NoticeSink {
  push(recipient: UserId, notice: NoticeView): void | Promise<void>;
}

const TOPIC = 'notices';
/** How far the clocks of two processes may differ. */
const SKEW = 10_000;

/**
 * In the app a notice is delivered by being in its recipient's list. Who looks at a screen is known only to the process that holds the
 * socket, so every such process hears the hint and pushes what has been delivered since it last looked.
 */
@Injectable()
export class InApp implements NoticeChannel, OnModuleInit, OnModuleDestroy {
  readonly name = 'in-app';
  private sink: NoticeSink | null = null;
  private since = 0;
  private readonly pushed = new Map<string, number>();
  private running: Promise<void> | null = null;
  private again = false;
  private deaf: () => void = () => undefined;

  constructor(private readonly database: Database, private readonly clock: Clock, private readonly hints: Hints, private readonly modules: ModuleRef) {}

  onModuleInit(): void {
    try {
      this.sink = this.modules.get<NoticeSink>(NOTICE_SINK, { strict: false });
    } catch {
      return; // No sockets in this process.
    }
    this.since = this.clock.now();
    this.deaf = this.hints.subscribe(TOPIC, () => this.look());
  }

  onModuleDestroy(): void { this.deaf(); }

  async deliver(): Promise<void> { /* The row itself is the delivery; told() follows its commit. */ }

  /** To be called after the commit that marked notices delivered. */
  told(): void { this.hints.publish(TOPIC); }

  private look(): void {
    this.again = true;
    this.running ??= this.push().catch(() => undefined).finally(() => { this.running = null; });
  }

  private async push(): Promise<void> {
    while (this.again && this.sink !== null) {
      this.again = false;
      const now = this.clock.now(), from = this.since - SKEW;
      const rows = await this.database.query<NoticeRow>(`select ${NOTICE} from notice where delivered_at >= $1 order by delivered_at, created_at, id`, [from]);
      for (const row of rows) {
        if (this.pushed.has(row.id)) continue;
        this.pushed.set(row.id, Number(row.delivered_at));
        await this.sink.push(row.recipient as UserId, viewOf(row));
      }
      this.since = now;
      for (const [id, at] of this.pushed) if (at < now - SKEW) this.pushed.delete(id);
    }
  }
}
