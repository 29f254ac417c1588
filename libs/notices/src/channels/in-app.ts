import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { NoticeView } from '#contract';
import type { UserId } from '#domain';
import { Clock, Database, Hints } from '#platform';
import { NOTICE, viewOf, type NoticeRow } from '../view.js';

/** Where in-app notices go: a process that holds sockets binds its own anywhere in the application; without one a notice waits in the list. */
export const NOTICE_SINK = Symbol('NoticeSink');
/** Puts a notice on the screens its recipient has open in this process. */
export interface NoticeSink {
  push(recipient: UserId, notice: NoticeView): void | Promise<void>;
}

const TOPIC = 'notices';
/** How far the clocks of two processes may differ. */
const SKEW = 10_000;
/** Between two looks while hints go on coming. */
const PACE_MS = 200;

/**
 * In the app a notice is delivered at once, by being in its recipient's list: no policy, no channel. Who looks at a screen is known only to the process that holds the
 * socket, so every such process hears the hint and pushes what has been delivered since it last looked.
 */
@Injectable()
export class InApp implements OnModuleInit, OnModuleDestroy {
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
      // Most of them have been pushed before: only their ids are read again.
      const fresh = (await this.database.query<{ id: string }>('select id from notice where delivered_at >= $1', [from])).flatMap(({ id }) => (this.pushed.has(id) ? [] : [id]));
      const rows = fresh.length === 0 ? [] : await this.database.query<NoticeRow>(`select ${NOTICE} from notice where id = any($1::uuid[]) order by delivered_at, created_at, id`, [fresh]);
      for (const row of rows) {
        this.pushed.set(row.id, Number(row.delivered_at));
        await this.sink.push(row.recipient as UserId, viewOf(row));
      }
      this.since = now;
      for (const [id, at] of this.pushed) if (at < now - SKEW) this.pushed.delete(id);
      // In a storm every commit is a hint: a few looks a second are enough for any screen.
      if (this.again) await new Promise((done) => setTimeout(done, PACE_MS).unref());
    }
  }
}
