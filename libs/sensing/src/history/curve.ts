import type { Curve } from '#contract';
import { Database } from '#platform';
import { Injectable } from '@nestjs/common';
import { QUALITIES } from '#domain';
import { KEEP_EVERY_MS, STEPS } from './thin.js';

/** Points of a curve at most. */
export const MOST_POINTS = 1_000;
/** So many single values are gathered for one curve; beyond, the counts are drawn. */
const MOST_VALUES = 50_000;
interface Row { at: string; value: number | null; low: number | null; high: number | null; n: number; quality: number | null }

/** Curves of series: single values as they were kept where there are few, least and most of stretches of time where there are many. */
@Injectable()
export class Curves {
  constructor(private readonly database: Database) {}

  /** From `from` to before `to`, epoch milliseconds. A hole in the readings is a point without a value. Null: no such series. */
  async curve(id: string, from: number, to: number): Promise<Curve | null> {
    const [series] = await this.database.query<{ id: string; device: string; metric: string; unit: string | null; codes: string[] }>('select id, device, metric, unit, codes from series where id = $1', [id]);
    if (series === undefined) return null;
    const [count] = await this.database.query<{ n: number }>('select count(*)::int as n from (select from reading where series = $1 and at >= $2 and at < $3 limit $4) r', [id, from, to, MOST_VALUES + 1]), n = count?.n ?? 0;
    const half = MOST_POINTS / 2, [kind, step, rows] = n <= half ? (['values', 0, await this.values(id, from, to)] as const) : n <= MOST_VALUES ? (['stretches', Math.ceil((to - from) / half), await this.stretches(id, from, to, half)] as const) : await this.counts(id, from, to, half);
    return { series: series.id, device: series.device, metric: series.metric, unit: series.unit, from, to, kind, step, points: holes(rows.map((r) => ({ at: Number(r.at), value: r.value, low: r.low, high: r.high, n: r.n, quality: r.quality === null ? null : (QUALITIES[r.quality] ?? null) })), step) };
  }

  private values(id: string, from: number, to: number): Promise<Row[]> {
    return this.database.query('select at, value, value as low, value as high, 1 as n, quality from reading where series = $1 and at >= $2 and at < $3 order by at', [id, from, to]);
  }

  private stretches(id: string, from: number, to: number, most: number): Promise<Row[]> {
    const width = Math.ceil((to - from) / most);
    return this.database.query(`select ($2::bigint + ((at - $2) / $4) * $4) as at, avg(value) as value, min(value) as low, max(value) as high, count(*)::int as n, max(quality) as quality from reading where series = $1 and at >= $2 and at < $3 group by 1 order by 1`, [id, from, to, width]);
  }

  /** Of the finest step that fits; a range of years is drawn by days all the same. */
  private async counts(id: string, from: number, to: number, most: number): Promise<readonly ['counts', number, Row[]]> {
    const step = STEPS.find((s) => (to - from) / (s * 1000) <= most) ?? STEPS[2];
    const rows = await this.database.query<Row>(`select at, case when good > 0 then sum / good end as value, case when good > 0 then min end as low, case when good > 0 then max end as high, n, null::int as quality from roll_up where series = $1 and step = $4 and at >= $2 and at < $3 order by at limit $5`, [id, from, to, step, most]);
    return ['counts', step * 1000, rows];
  }
}

/** A point without a value where nothing came for thrice the usual time, and for longer than a standing series is silent. */
function holes(points: Curve['points'], step: number): Curve['points'] {
  const between = points.slice(1).map((p, i) => p.at - (points[i]?.at ?? 0)).sort((a, b) => a - b), usual = between[Math.floor(between.length / 2)] ?? 0, longest = Math.max(3 * usual, 2 * KEEP_EVERY_MS, 2 * step);
  return points.flatMap((p, i) => { const before = points[i - 1]; return before !== undefined && p.at - before.at > longest ? [{ at: before.at + Math.round((p.at - before.at) / 2), value: null, low: null, high: null, n: 0, quality: null }, p] : [p]; });
}
