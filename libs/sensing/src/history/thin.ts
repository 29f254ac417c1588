import { QUALITIES, type Readings } from '#domain';

/** The newest reading of a series, the newest that was kept of it, and since when it has not moved. */
export interface Last { at: number; receivedAt: number; value: number; quality: number; code: number; keptAt: number; keptValue: number; run: number; steadySince: number }
export interface Point { readonly series: string; readonly at: number; readonly value: number; readonly quality: number; readonly code: number }
/** Counts of one series in one stretch of time; sum, least and most are over readings to be trusted. */
export interface Counts { readonly series: string; readonly step: number; readonly at: number; n: number; good: number; sum: number; min: number; max: number }

/** A series that stands still is written down so often all the same: a longer hole in its curve is a hole. */
export const KEEP_EVERY_MS = 15 * 60_000;
/** Seconds: a minute, an hour, a day of the county. */
export const STEPS = [60, 3_600, 86_400] as const;
const ZONE_MS = 8 * 3_600_000;
const TRUSTED = new Set(['good', 'uncertain', 'late', 'clamped'].map((q) => QUALITIES.indexOf(q as (typeof QUALITIES)[number])));

/** Beginning of the stretch that an instant lies in; days begin at midnight of UTC+8. */
export const beginningOf = (at: number, step: number): number => Math.floor((at + ZONE_MS) / (step * 1000)) * step * 1000 - ZONE_MS;

/**
 * What is kept of readings for curves and evidence. A value is left out while it stays within the dead-band of the last kept one, for a quarter of an hour at most; when it leaves it, the reading before is kept too, so that a step stays a step.
 * Events, late readings and changes of quality are always kept. Counts take every reading.
 */
export class Thinning {
  readonly points: Point[] = [];
  readonly counts = new Map<string, Counts>();

  /** `last` is changed and is to be kept with the points, or both thrown away. `deadBand`: in the unit of the series, 0 keeps every change. */
  constructor(private readonly last: Map<string, Last>, private readonly deadBand: (series: string) => number) {}

  take({ count, receivedAt, series, at, value, quality, code }: Readings, idOf: (number: number) => string | null): void {
    for (let i = 0; i < count; i++) {
      const id = idOf(series[i] as number);
      if (id !== null) this.one(id, receivedAt, { series: id, at: at[i] as number, value: value[i] as number, quality: quality[i] as number, code: code[i] as number });
    }
  }

  private one(id: string, receivedAt: number, point: Point): void {
    this.count(point);
    const last = this.last.get(id);
    if (last === undefined) {
      this.points.push(point);
      this.last.set(id, { at: point.at, receivedAt, value: point.value, quality: point.quality, code: point.code, keptAt: point.at, keptValue: point.value, run: 1, steadySince: point.at });
      return;
    }
    if (receivedAt > last.receivedAt) last.receivedAt = receivedAt;
    if (point.at < last.at) { this.points.push(point); return; }
    const moved = Math.abs(point.value - last.keptValue) > this.deadBand(id) || point.quality !== last.quality, kept = moved || point.code !== -1 || point.code !== last.code || point.at - last.keptAt >= KEEP_EVERY_MS;
    if (kept) {
      if (moved && last.keptAt !== last.at) this.points.push({ series: id, at: last.at, value: last.value, quality: last.quality, code: last.code });
      this.points.push(point);
      last.keptAt = point.at;
      last.keptValue = point.value;
    }
    const same = point.value === last.value;
    last.run = same ? last.run + 1 : 1;
    if (!same) last.steadySince = point.at;
    last.at = point.at;
    last.value = point.value;
    last.quality = point.quality;
    last.code = point.code;
  }

  private count({ series, at, value, quality }: Point): void {
    const good = TRUSTED.has(quality);
    for (const step of STEPS) {
      const from = beginningOf(at, step), key = `${series}/${step}/${from}`, counts = this.counts.get(key);
      if (counts === undefined) this.counts.set(key, { series, step, at: from, n: 1, good: good ? 1 : 0, sum: good ? value : 0, min: good ? value : Infinity, max: good ? value : -Infinity });
      else {
        counts.n++;
        if (!good) continue;
        counts.good++;
        counts.sum += value;
        if (value < counts.min) counts.min = value;
        if (value > counts.max) counts.max = value;
      }
    }
  }
}
