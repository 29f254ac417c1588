import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, Database, Work, type Parked, type Tx, type WorkSource } from '#platform';
import { COUNTED, LEFT_OUT } from './measures.js';

/** Transactions below this have all ended: what they wrote is seen, what comes later is at or above it. */
const XMIN = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';

/** Days with events at or past their watermark, or with a watermark from before a restore; one index probe a day. */
const STALE = `with recursive d as ((select day from case_event order by day desc limit 1) union all select (select e.day from case_event e where e.day < d.day order by e.day desc limit 1) from d where d.day is not null)
  select d.day::text as day from d left join figure_watermark w on w.day = d.day
  where d.day is not null and not exists (select 1 from figure_parked p where p.id = d.day)
    and (w.day is null or (select max(e.xact) from case_event e where e.day = d.day) >= w.horizon or w.horizon > pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
  order by d.day limit $1`;

/** A count that takes longer than this, in ms, is not repeated at once. Measured: 27,000 events a day take 1.2 s on a busy machine, every two seconds. */
const QUICK = 100;
/** So many times as long as its count took a busy day rests: counting costs a tenth of one core at most. */
const REST = 9;

/**
 * The queue `assess`. Its ids are local days: a day whose events are past its watermark is counted anew, whole. A day so busy that counting
 * it takes a while lags behind a little, instead of being counted without end.
 */
@Injectable()
export class AssessSource implements WorkSource, OnModuleInit {
  readonly queue = 'assess';
  private readonly restsUntil = new Map<string, number>();
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly work: Work) {}

  onModuleInit(): void { this.work.register(this); }

  async due(_now: number, limit: number): Promise<string[]> {
    return (await this.database.query<{ day: string }>(STALE, [limit])).map((r) => r.day).filter((day) => (this.restsUntil.get(day) ?? 0) <= performance.now());
  }

  async handle(day: string): Promise<void> {
    const began = performance.now();
    await this.database.transaction((tx) => this.count(tx, day));
    const took = performance.now() - began;
    if (took > QUICK) this.restsUntil.set(day, performance.now() + REST * took);
    else this.restsUntil.delete(day);
  }

  private async count(tx: Tx, day: string): Promise<void> {
    // The watermark is locked and moved first: whatever commits while we count lies past it, and whoever wants the day counted again waits for us.
    await tx.query('insert into figure_watermark (day, horizon) values ($1, 0) on conflict do nothing', [day]);
    const [before] = await tx.query<{ horizon: string }>('select horizon from figure_watermark where day = $1 for update', [day]);
    await tx.query(`update figure_watermark set horizon = ${XMIN} where day = $1`, [day]);
    await tx.query('delete from daily_figure where day = $1', [day]);
    await tx.query(COUNTED, [day]);
    // A case that left the figures today, or came back, changes the days of its earlier events.
    await tx.query(
      `update figure_watermark w set horizon = 0 from (
         select distinct o.day from case_event e join case_event o on o.case_id = e.case_id and o.day <> e.day
         where e.day = $1 and e.xact >= $2::bigint and (e.type = 'CaseReopened' or (e.type = 'CaseClosed' and e.data->>'outcome' = any($3::text[])))) t
       where w.day = t.day`, [day, before?.horizon ?? 0, LEFT_OUT]);
  }

  async park(day: string, reason: string, attempts: number): Promise<void> {
    await this.database.query(
      `insert into figure_parked (id, parked_at, parked_reason, parked_attempts) values ($1, $2, $3, $4)
       on conflict (id) do update set parked_at = excluded.parked_at, parked_reason = excluded.parked_reason, parked_attempts = excluded.parked_attempts`, [day, this.clock.now(), reason.slice(0, 500), attempts]);
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; parked_reason: string; parked_at: string; parked_attempts: number }>(
      'select id::text as id, parked_reason, parked_at, parked_attempts from figure_parked order by figure_parked.id');
    return rows.map((r) => ({ id: r.id, reason: r.parked_reason, since: Number(r.parked_at), attempts: r.parked_attempts }));
  }

  async unpark(day: string): Promise<boolean> {
    return (await this.database.query('delete from figure_parked where id = $1 returning id', [day])).length > 0;
  }
}
