import { Injectable, type OnModuleInit } from '@nestjs/common';
import { dateAt, Directory } from '#directory';
import { Clock, Database, Work, type Parked, type Tx, type WorkSource } from '#platform';
import { CountedCases } from './counting/cases.js';
import { COUNTED, LEFT_OUT } from './measures.js';
import { isReport, ScheduledReports } from './reports/reports.js';
import { Snapshots } from './snapshots/snapshots.js';
import { Sums } from './sums/sums.js';

/** Transactions below this have all ended: what they wrote is seen, what comes later is at or above it. */
const XMIN = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';

/** Days with events at or past their watermark, or with a watermark from before a restore; one index probe a day. */
const STALE = `with recursive d as ((select day from case_event order by day desc limit 1) union all select (select e.day from case_event e where e.day < d.day order by e.day desc limit 1) from d where d.day is not null)
  select d.day::text as day from d left join figure_watermark w on w.day = d.day
  where d.day is not null and not exists (select 1 from figure_parked p where p.id = d.day)
    and (w.day is null or (select max(e.xact) from case_event e where e.day = d.day) >= w.horizon or w.horizon > pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
  order by d.day limit $1`;

/**
 * Everything in one read: it takes no transaction id, and so does not hold back the change feed, which waits for whoever writes.
 * Whatever this snapshot does not show lies at or past its horizon. A case that left the figures today, or came back, changes the other days
 * of its events: their horizon turns negative, so that they are counted anew without in turn calling for this day.
 */
const COUNT = `with b as (select coalesce((select horizon from figure_watermark where day = $1), 0) as before)
  select ${XMIN} as horizon, b.before::text as before, (select coalesce(json_agg(f), '[]') from (${COUNTED}) f) as figures,
    (select coalesce(json_agg(distinct o.day), '[]') from case_event e join case_event o on o.case_id = e.case_id and o.day <> e.day
      where e.day = $1 and e.xact >= abs(b.before) and (e.type in ('CaseReopened', 'CaseUnmerged') or (e.type = 'CaseClosed' and e.data->>'outcome' = any($2::text[])))) as others
  from b`;
interface Counted { readonly horizon: string; readonly before: string; readonly figures: readonly { department: string; measure: string; count: number }[]; readonly others: readonly string[] }

/** A day with more counted events than this is not counted again at once. Measured: 27,000 events a day take 1.2 s on a busy machine, every two seconds. */
const BUSY = 5_000;
/** So many times as long as its count took a busy day rests: counting costs a tenth of one core at most. */
const REST = 9;

/** Not a day: the cases whose log has grown are counted anew. */
const CASES = 'cases';
/** Nor this: counts of before there were sums are added up. */
const SUMS = 'sums';
/** Nor is a period that is to be closed. */
const isPeriod = (id: string): boolean => /^(month|quarter|year)-/.test(id);

/**
 * The queue `assess`. Its ids are `cases`, `sums`, periods to be closed, reports to be sent, and local days: a day whose events are past its watermark is counted anew, whole. A day so busy that counting
 * it takes a while lags behind a little, instead of being counted without end.
 */
@Injectable()
export class AssessSource implements WorkSource, OnModuleInit {
  readonly queue = 'assess';
  private readonly restsUntil = new Map<string, number>();
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly work: Work, private readonly cases: CountedCases, private readonly sums: Sums, private readonly snapshots: Snapshots, private readonly reports: ScheduledReports, private readonly directory: Directory) {}

  onModuleInit(): void { this.work.register(this); }

  async due(now: number, limit: number): Promise<string[]> {
    const days = (await this.database.query<{ day: string }>(STALE, [limit])).map((r) => r.day).filter((day) => (this.restsUntil.get(day) ?? 0) <= performance.now());
    const adding = await this.sums.due(this.today(now));
    // Periods are closed from the sums, unless nothing adds them up.
    return [...((await this.cases.behind()) ? [CASES] : []), ...(adding ? [SUMS] : []), ...(adding && !(await this.sums.ready()) ? [] : await this.snapshots.due(now, limit)), ...(await this.reports.due(now, limit)), ...days].slice(0, limit);
  }

  async handle(day: string): Promise<number | null | void> {
    if (day === CASES) return this.cases.catchUp();
    if (day === SUMS) return this.sums.addUp(this.today(this.clock.now()));
    if (isPeriod(day)) return this.snapshots.close(day);
    if (isReport(day)) return this.reports.send(day);
    const began = performance.now();
    const [counted] = await this.database.query<Counted>(COUNT, [day, LEFT_OUT]);
    if (counted) await this.database.transaction((tx) => this.write(tx, day, counted));
    const took = performance.now() - began;
    if ((counted?.figures ?? []).reduce((sum, f) => sum + f.count, 0) > BUSY) this.restsUntil.set(day, performance.now() + REST * took);
    else this.restsUntil.delete(day);
  }

  private today(now: number): string { return dateAt(now, this.directory.book().calendar.offset); }

  /** Writes what was counted, unless another process has counted meanwhile or asked for the day anew. */
  private async write(tx: Tx, day: string, { horizon, before, figures, others }: Counted): Promise<void> {
    await tx.query('insert into figure_watermark (day, horizon) values ($1, 0) on conflict do nothing', [day]);
    const [now] = await tx.query<{ horizon: string }>('select horizon from figure_watermark where day = $1 for update', [day]);
    if (now?.horizon !== before) return;
    await tx.query('update figure_watermark set horizon = $2 where day = $1', [day, horizon]);
    await tx.query('delete from daily_figure where day = $1', [day]);
    await tx.query('insert into daily_figure (day, department, measure, count) select $1, department, measure, count from json_to_recordset($2::json) as f(department text, measure text, count int)', [day, JSON.stringify(figures)]);
    if (others.length > 0) await tx.query('update figure_watermark set horizon = -abs(horizon) where day = any($1::date[])', [others]);
  }

  async park(day: string, reason: string, attempts: number): Promise<void> {
    if (day === CASES) return this.cases.park(reason, attempts);
    if (day === SUMS) return this.sums.park(reason, attempts);
    if (isPeriod(day)) return this.snapshots.park(day, reason, attempts);
    if (isReport(day)) return this.reports.park(day, reason, attempts);
    await this.database.query(
      `insert into figure_parked (id, parked_at, parked_reason, parked_attempts) values ($1, $2, $3, $4)
       on conflict (id) do update set parked_at = excluded.parked_at, parked_reason = excluded.parked_reason, parked_attempts = excluded.parked_attempts`, [day, this.clock.now(), reason.slice(0, 500), attempts]);
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; parked_reason: string; parked_at: string; parked_attempts: number }>(
      'select id::text as id, parked_reason, parked_at, parked_attempts from figure_parked order by figure_parked.id');
    return [...(await this.cases.parked(CASES)), ...(await this.sums.parked(SUMS)), ...(await this.snapshots.parked()), ...(await this.reports.parked()), ...rows.map((r) => ({ id: r.id, reason: r.parked_reason, since: Number(r.parked_at), attempts: r.parked_attempts }))];
  }

  async unpark(day: string): Promise<boolean> {
    if (day === CASES) return this.cases.unpark();
    if (day === SUMS) return this.sums.unpark();
    if (isPeriod(day)) return this.snapshots.unpark(day);
    if (isReport(day)) return this.reports.unpark(day);
    return (await this.database.query('delete from figure_parked where id = $1 returning id', [day])).length > 0;
  }
}
