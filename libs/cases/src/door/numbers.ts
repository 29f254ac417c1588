import { Injectable } from '@nestjs/common';
import type { Instant } from '#domain';
import { Directory } from '#directory';
import { Database } from '#platform';
import { dateOf } from '../store/held.js';
import type { Sql } from '../store/read.js';

/**
 * Case numbers: prefix, local date, running number of the day, e.g. `MD20261124-000123`. They come from a sequence that never waits for
 * another transaction; a rolled-back command leaves a gap.
 */
@Injectable()
export class CaseNumbers {
  private readonly bases = new Map<string, number>();
  constructor(private readonly database: Database, private readonly directory: Directory) {}

  /** Makes sure that the day of the instant has begun; call it outside a transaction. */
  async begin(at: Instant): Promise<void> {
    const day = this.day(at);
    if (this.bases.has(day)) return;
    const stem = `${this.stem(at)}-`;
    await this.database.query(`insert into case_number_day (day, base) select $1::date, case when is_called then last_value else 0 end from case_number_seq on conflict do nothing`, [day]);
    const [row] = await this.database.query<{ base: string; used: string | null; last: string }>(
      `select base, (select max(substr(number, $2)) from cases where number >= $3 and number < $4) as used, (select last_value from case_number_seq) as last from case_number_day where day = $1::date`,
      [day, stem.length + 1, stem, `${stem}~`]);
    const base = Number(row?.base ?? 0), used = base + Number(row?.used ?? 0);
    // After a restore the sequence may stand behind the numbers that are there.
    if (Number(row?.last ?? 0) < used) await this.database.query(`select setval('case_number_seq', $1::bigint)`, [used]);
    if (this.bases.size > 31) this.bases.clear();
    this.bases.set(day, base);
  }

  async next(sql: Sql, at: Instant): Promise<string> {
    const base = this.bases.get(this.day(at));
    if (base === undefined) throw new Error('the day of a case number has not begun');
    const [row] = await sql.query<{ n: string }>(`select nextval('case_number_seq') as n`);
    return `${this.stem(at)}-${String(Number(row?.n) - base).padStart(6, '0')}`;
  }

  private day(at: Instant): string { return dateOf(this.directory.book().calendar, at); }
  private stem(at: Instant): string { return this.directory.book().settings.numberPrefix + this.day(at).replaceAll('-', ''); }
}
