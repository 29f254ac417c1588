import { Injectable } from '@nestjs/common';
import { COUNTABLE, SHARES } from '#contract';
import { STOOD, SUMMED } from '#directory';
import { Clock, Database, type Parked, type Tx } from '#platform';
import { ADD, DAY_SUMS_OF, LINES_OF_DAYS, LONGER_SUMS } from './adding.js';
import { LengthColumns, LOOSE_OF_DAYS, TIMED_PARTS } from './columns.js';

/** The first day from `$1` on that something counts on, one probe a part; or that day itself, when something ceases to stand later. */
const NEXT = `select least((select min(d) from unnest($2::text[]) p cross join lateral (select least(
    (select min(day) from counted_case where part = p and person = '' and day >= $1::date), (select min(day) from counted_case where part = p and person <> '' and day >= $1::date)) as d) x),
  (select $1::date where $1::date > '-infinity' and exists (select 1 from counted_case where part = 'standing' and person = '' and ${STOOD} && daterange($1::date - 1, null) and until_day >= $1::date)))::text as day`;
/** So many days are added up at once: what they come to finds room in memory. */
const STEP = 5;
const STEPS = `select d::date::text as "from", least(d::date + ${STEP}, $2::date)::text as "to" from generate_series($1::date, $2::date - 1, '${STEP} days') d`;

/**
 * Adds up what was counted before there were sums, a month in a transaction, the oldest first. From then on the triggers of `counted_case` keep them, so that there is nothing to be done: a sum is exact at any moment
 * or, as long as this is not over, not asked. Lengths are put into columns when their day is over.
 */
@Injectable()
export class Sums {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly columns: LengthColumns) {}

  /** Whether everything that is counted is in the sums. */
  async ready(): Promise<boolean> { return (await this.database.query(SUMMED)).length > 0; }

  /** Whether there is something to add up, or lengths of before `today` to put into columns, that nothing holds up. */
  async due(today: string): Promise<boolean> { return (await this.database.query(`select 1 from counted_added where parked_at is null and (before < 'infinity' or exists (select 1 from counted_loose where day < $1::date))`, [today])).length > 0; }

  /** Adds up month after month until everything is in, for at most so many; then packs. Two processes at once wait for each other. */
  async addUp(today: string, months = 12): Promise<void> {
    for (let i = 0; i < months && (await this.database.transaction((tx) => this.nextMonth(tx))); i++);
    await this.columns.pack(today);
  }

  /** Answers whether there is more. */
  private async nextMonth(tx: Tx): Promise<boolean> {
    const [mark] = await tx.query<{ before: string }>(`select before::text as before from counted_added where before < 'infinity' for update`);
    if (mark === undefined) return false;
    const [next] = await tx.query<{ day: string | null }>(NEXT, [mark.before, COUNTABLE]);
    if (next?.day == null) { await tx.query(`update counted_added set before = 'infinity'`); return false; }
    const [until] = await tx.query<{ day: string }>(`select (date_trunc('month', $1::date) + interval '1 month')::date::text as day`, [next.day]);
    // A city's days in memory, not in files, and nothing put in order: it guesses wrong how little there is.
    await tx.query(`set local work_mem = '256MB'`);
    await tx.query('set local enable_sort = off');
    await tx.query('set local enable_incremental_sort = off');
    for (const { from, to } of await tx.query<{ from: string; to: string }>(STEPS, [next.day, until?.day])) await tx.query(ADD(DAY_SUMS_OF(LINES_OF_DAYS)), [from, to, COUNTABLE, SHARES]);
    await tx.query(ADD(LONGER_SUMS), [next.day, until?.day]);
    for (const sql of LOOSE_OF_DAYS) await tx.query(sql, [next.day, until?.day, TIMED_PARTS]);
    await tx.query('update counted_added set before = $1', [until?.day]);
    return true;
  }

  async park(reason: string, attempts: number): Promise<void> {
    await this.database.query('update counted_added set parked_at = $1, parked_reason = $2, parked_attempts = $3', [this.clock.now(), reason.slice(0, 500), attempts]);
  }
  async parked(id: string): Promise<Parked[]> {
    const rows = await this.database.query<{ parked_at: string; parked_reason: string; parked_attempts: number }>('select parked_at, parked_reason, parked_attempts from counted_added where parked_at is not null');
    return rows.map((r) => ({ id, reason: r.parked_reason, since: Number(r.parked_at), attempts: r.parked_attempts }));
  }
  async unpark(): Promise<boolean> {
    return (await this.database.query('update counted_added set parked_at = null, parked_reason = null, parked_attempts = null where parked_at is not null returning 1')).length > 0;
  }
}
