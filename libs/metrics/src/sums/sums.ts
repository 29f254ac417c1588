import { Injectable } from '@nestjs/common';
import { COUNTABLE, SHARES } from '#contract';
import { SUMMED } from '#directory';
import { Clock, Database, type Parked, type Tx } from '#platform';
import { ADD_LENGTHS, ADD_SUMS } from './adding.js';

/** The first day from `$1` on that something counts on: one probe a part. */
const NEXT = `select min(d)::text as day from unnest($2::text[]) p cross join lateral (select least(
  (select min(day) from counted_case where part = p and person = '' and day >= $1::date), (select min(day) from counted_case where part = p and person <> '' and day >= $1::date)) as d) x`;

/** What counts on the days from `$1` to before `$2`. */
export const COUNTED_FROM_TO = `select k.*, 1 as n from counted_case k where k.person = '' and k.part = any($3::text[]) and k.day >= $1::date and k.day < $2::date
  union all select k.*, 1 as n from counted_case k where k.person <> '' and k.part = any($4::text[]) and k.day >= $1::date and k.day < $2::date`;

/**
 * Adds up what was counted before there were sums, a month in a transaction, the oldest first. From then on the triggers of `counted_case` keep them, so that there is nothing to be done: a sum is exact at any moment
 * or, as long as this is not over, not asked.
 */
@Injectable()
export class Sums {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  /** Whether everything that is counted is in the sums. */
  async ready(): Promise<boolean> { return (await this.database.query(SUMMED)).length > 0; }

  /** Whether there is something to add up that nothing holds up. */
  async due(): Promise<boolean> { return (await this.database.query(`select 1 from counted_summed where before < 'infinity' and parked_at is null`)).length > 0; }

  /** Adds up month after month until everything is in, for at most so many. Two processes at once wait for each other. */
  async addUp(months = 12): Promise<void> {
    for (let i = 0; i < months && (await this.database.transaction((tx) => this.nextMonth(tx))); i++);
  }

  /** Answers whether there is more. */
  private async nextMonth(tx: Tx): Promise<boolean> {
    const [mark] = await tx.query<{ before: string }>(`select before::text as before from counted_summed where before < 'infinity' for update`);
    if (mark === undefined) return false;
    const [next] = await tx.query<{ day: string | null }>(NEXT, [mark.before, COUNTABLE]);
    if (next?.day == null) { await tx.query(`update counted_summed set before = 'infinity'`); return false; }
    const [until] = await tx.query<{ day: string }>(`select (date_trunc('month', $1::date) + interval '1 month')::date::text as day`, [next.day]), span = [mark.before, until?.day, COUNTABLE, SHARES];
    // A month of a city in memory, not in files.
    await tx.query(`set local work_mem = '96MB'`);
    await tx.query(ADD_SUMS(COUNTED_FROM_TO), span);
    await tx.query(ADD_LENGTHS(COUNTED_FROM_TO), span);
    await tx.query('update counted_summed set before = $1', [until?.day]);
    return true;
  }

  async park(reason: string, attempts: number): Promise<void> {
    await this.database.query('update counted_summed set parked_at = $1, parked_reason = $2, parked_attempts = $3', [this.clock.now(), reason.slice(0, 500), attempts]);
  }
  async parked(id: string): Promise<Parked[]> {
    const rows = await this.database.query<{ parked_at: string; parked_reason: string; parked_attempts: number }>('select parked_at, parked_reason, parked_attempts from counted_summed where parked_at is not null');
    return rows.map((r) => ({ id, reason: r.parked_reason, since: Number(r.parked_at), attempts: r.parked_attempts }));
  }
  async unpark(): Promise<boolean> {
    return (await this.database.query('update counted_summed set parked_at = null, parked_reason = null, parked_attempts = null where parked_at is not null returning 1')).length > 0;
  }
}
