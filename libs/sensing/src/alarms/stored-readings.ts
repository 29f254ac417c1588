import { QUALITIES } from '#domain';
import { Database } from '#platform';
import { Injectable } from '@nestjs/common';
import type { SeriesReadings } from './readings.js';

const TRUSTED = ['good', 'uncertain', 'late', 'clamped'].map((q) => QUALITIES.indexOf(q as (typeof QUALITIES)[number]));
const MINUTE_S = 60;

/** Verification by the kept history: counts by whole minutes, so never more than there were. */
@Injectable()
export class StoredReadings implements SeriesReadings {
  constructor(private readonly database: Database) {}

  async good(device: string, metric: string, from: number, to: number): Promise<{ good: number; lastGoodAt: number | null }> {
    const [row] = await this.database.query<{ good: number; last: string | null }>(
      `select (select coalesce(sum(good), 0)::int from roll_up r where r.series = s.id and step = ${MINUTE_S} and at >= $3 and at <= $4) as good,
        greatest((select at from series_last l where l.series = s.id and quality = any($5)), (select max(at) from reading r where r.series = s.id and quality = any($5) and at <= $4)) as last
       from series s where s.device = $1 and s.metric = $2`, [device, metric, from, to, TRUSTED]);
    return { good: row?.good ?? 0, lastGoodAt: row?.last == null ? null : Number(row.last) };
  }
}
