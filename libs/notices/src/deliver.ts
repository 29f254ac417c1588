import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Instant, UserId } from '#domain';
import { Clock, CONFIG, Database, Work, type Config, type Parked, type WorkSource } from '#platform';
import { isLine } from './lines.js';
import { Planner, UNPLANNED } from './plan.js';
import { Sender } from './send.js';

/** Due rows of the sent-log that one look at the predicate walks; a line that is handled or broken moves its rows out of the way. */
const LOOK = 5_000;

/** People with something unplanned: an index skip. */
export const PEOPLE = `with recursive r as ((select recipient from notice where ${UNPLANNED} order by recipient limit 1) union all
  select (select n.recipient from notice n where n.delivered_at is null and n.parked_at is null and n.recipient > r.recipient order by n.recipient limit 1) from r where r.recipient is not null)
  select recipient as id from r where recipient is not null limit $1`;
/** Lines with something due, the longest waiting first. */
export const LINES = `select line as id from (select line, next_at from notice_sent where state = 'waiting' and next_at <= $1 order by next_at limit ${LOOK}) d group by line order by min(next_at) limit $2`;

/**
 * The queue `deliver`. Its ids are people, for whom all that is new is put into the app and planned, and lines, on which all that is due goes out.
 * So a broken line holds up neither people nor other lines. What fails in sending is tried again by the sent-log's own times, not by the queue's.
 */
@Injectable()
export class DeliverSource implements WorkSource, OnModuleInit {
  readonly queue = 'deliver';
  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly work: Work, private readonly planner: Planner, private readonly sender: Sender, @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void { this.work.register(this); }

  async due(now: Instant, limit: number): Promise<string[]> {
    const lines = await this.database.query<{ id: string }>(LINES, [now, Math.ceil(limit / 2)]);
    const people = await this.database.query<{ id: string }>(PEOPLE, [limit - lines.length]);
    return [...people, ...lines].map((row) => row.id);
  }

  async handle(id: string): Promise<Instant | null> {
    if (isLine(id)) return this.sender.send(id);
    await this.planner.plan(id as UserId);
    return null;
  }

  /** Gives up what waits for the person or on the line now; later notices are tried again. */
  async park(id: string, reason: string, attempts: number): Promise<void> {
    if (isLine(id)) await this.sender.park(id, reason);
    else await this.database.query(`update notice set parked_at = $2, parked_reason = $3, attempts = attempts + $4 where recipient = $1 and ${UNPLANNED}`, [id, this.clock.now(), reason.slice(0, 500), attempts]);
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; reason: string | null; since: string; attempts: number }>(
      `select recipient as id, max(parked_reason) as reason, min(parked_at) as since, max(attempts) as attempts from notice where parked_at is not null group by recipient
       union all select line, max(reason), min(parked_at), max(attempts) from notice_sent where state = 'parked' group by line order by since limit 500`);
    return rows.map((r) => ({ id: r.id, reason: r.reason ?? '', since: Number(r.since), attempts: r.attempts }));
  }

  async unpark(id: string): Promise<boolean> {
    if (!isLine(id)) return (await this.database.query('update notice set parked_at = null, parked_reason = null where recipient = $1 and parked_at is not null returning id', [id])).length > 0;
    await this.database.query('update notice_line set failures = 0, resume_at = null where line = $1', [id]);
    // A few keep their message and its id; of many a bundle is made.
    const rows = await this.database.query(
      `update notice_sent set state = 'waiting', next_at = $2, attempts = 0, parked_at = null, reason = null,
         message = case when (select count(distinct p.message) from notice_sent p where p.line = $1 and p.state = 'parked') > $3 then null else message end
       where line = $1 and state = 'parked' returning thing`, [id, this.clock.now(), this.config.noticeBundle]);
    return rows.length > 0;
  }
}
