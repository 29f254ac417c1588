import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { UserId } from '#domain';
import { Clock, Database, Work, type Parked, type Tx, type WorkSource } from '#platform';
import type { NoticeChannel } from './channels/channel.js';
import { InApp } from './channels/in-app.js';
import { NOTICE, viewOf, type NoticeRow } from './view.js';

/** Every channel, in one list. */
export const ALL_CHANNELS = Symbol('NoticeChannels');

const BATCH = 200;
const WAITING = 'delivered_at is null and parked_at is null';

/** The queue `deliver`. Its ids are people: all that waits for one person goes out together. */
@Injectable()
export class DeliverSource implements WorkSource, OnModuleInit {
  readonly queue = 'deliver';
  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly work: Work, @Inject(ALL_CHANNELS) private readonly channels: readonly NoticeChannel[], private readonly inApp: InApp,
  ) {}

  onModuleInit(): void { this.work.register(this); }

  async due(_now: number, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ recipient: string }>(
      `with recursive r as ((select recipient from notice where ${WAITING} order by recipient limit 1) union all
         select (select n.recipient from notice n where n.delivered_at is null and n.parked_at is null and n.recipient > r.recipient order by n.recipient limit 1) from r where r.recipient is not null)
       select recipient from r where recipient is not null limit $1`, [limit]);
    return rows.map((r) => r.recipient);
  }

  async handle(recipient: string): Promise<void> {
    while ((await this.database.transaction((tx) => this.some(tx, recipient as UserId))) === BATCH);
  }

  private async some(tx: Tx, recipient: UserId): Promise<number> {
    const rows = await tx.query<NoticeRow>(`select ${NOTICE} from notice where recipient = $1 and ${WAITING} order by created_at, id limit ${BATCH} for update skip locked`, [recipient]);
    if (rows.length === 0) return 0;
    for (const channel of this.channels) await channel.deliver(recipient, rows.map(viewOf));
    await tx.query('update notice set delivered_at = $2, attempts = attempts + 1 where id = any($1::uuid[])', [rows.map((r) => r.id), this.clock.now()]);
    tx.afterCommit(() => this.inApp.told());
    return rows.length;
  }

  /** Gives up what waits for the person now; later notices are tried again. */
  async park(recipient: string, reason: string, attempts: number): Promise<void> {
    await this.database.query(`update notice set parked_at = $2, parked_reason = $3, attempts = attempts + $4 where recipient = $1 and ${WAITING}`, [recipient, this.clock.now(), reason.slice(0, 500), attempts]);
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; reason: string; since: string; attempts: number }>(
      'select recipient as id, max(parked_reason) as reason, min(parked_at) as since, max(attempts) as attempts from notice where parked_at is not null group by recipient order by since limit 500');
    return rows.map((r) => ({ ...r, since: Number(r.since) }));
  }

  async unpark(recipient: string): Promise<boolean> {
    return (await this.database.query('update notice set parked_at = null, parked_reason = null where recipient = $1 and parked_at is not null returning id', [recipient])).length > 0;
  }
}
