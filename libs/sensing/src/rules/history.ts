import { QUALITIES, type Readings, type SeriesSpec, type TriggerRule } from '#domain';
import { Devices } from '#directory';
import { Database } from '#platform';
import { Injectable } from '@nestjs/common';

/** A device's number among the series of a trial, with the ids of the history. */
export interface TriedSeries { readonly id: string; readonly spec: SeriesSpec; readonly place: { readonly lon: number; readonly lat: number } | null }

/** Readings that one stretch takes at most. */
const STRETCH = 20_000;
/** A value that stands still is kept a quarter of an hour apart; a hole up to this was no hole. */
const KEPT_EVERY = 16 * 60_000;
const TRUSTED = new Set(['good', 'uncertain'].map((q) => QUALITIES.indexOf(q as (typeof QUALITIES)[number])));
interface Row { n: number; at: string; value: number; quality: number; code: number }

/** The kept history, as an engine reads it: what stood still is there as often as the rule needs to see it. */
@Injectable()
export class StoredHistory {
  constructor(private readonly database: Database, private readonly devices: Devices) {}

  /** The series in a rule's scope, as the register knows them today. */
  async seriesOf({ scope }: TriggerRule): Promise<TriedSeries[]> {
    const devices = (await this.devices.list({})).filter((d) => scope.kinds.includes(d.kind)), at = new Map(devices.map((d) => [d.id, d]));
    const rows = await this.database.query<{ id: string; device: string; metric: string; codes: string[]; attributes: Record<string, number> }>('select id, device, metric, codes, attributes from series where metric = $1 and device = any($2) order by id', [scope.metric, devices.map((d) => d.id)]);
    return rows.flatMap((r): TriedSeries[] => {
      const d = at.get(r.device);
      return d === undefined ? [] : [{ id: r.id, place: d.lon === null || d.lat === null ? null : { lon: d.lon, lat: d.lat }, spec: { series: 0, device: d.id, kind: d.kind, metric: r.metric, asset: d.asset, gateway: d.gateway, cell: d.cell, attributes: r.attributes, codes: r.codes } }];
    }).map((s, series) => ({ ...s, spec: { ...s.spec, series } }));
  }

  /** Readings in the order of their event time, a stretch at a time. */
  async *readings(series: readonly TriedSeries[], rule: TriggerRule, from: number, to: number): AsyncGenerator<Readings> {
    const numbers = new Map(series.map((s, i) => [s.id, i])), ids = series.map((s) => s.id), last = new Map<number, Row>(), every = Math.max(30_000, Math.min(rule.gap.max, 10 * 60_000) / 2);
    for (let after = from - 1, seen = -1n; ;) {
      const rows = await this.database.query<Row & { series: string; at: string }>(`select series, at, value, quality, code from reading where series = any($1::bigint[]) and (at > $2 or (at = $2 and series > $3)) and at <= $4 order by at, series limit ${STRETCH}`, [ids, after, String(seen), to]);
      if (rows.length === 0) break;
      const found = rows.flatMap((r) => { const n = numbers.get(r.series); return n === undefined ? [] : [{ ...r, n }]; });
      yield columns(found.flatMap((r) => { const before = last.get(r.n); last.set(r.n, r); return [...stood(before, r, every), r]; }).sort((a, b) => Number(a.at) - Number(b.at)));
      const end = rows[rows.length - 1];
      [after, seen] = [Number(end?.at), BigInt(end?.series ?? 0)];
      if (rows.length < STRETCH) break;
    }
    // What has stood still since it was last kept is still there.
    const now = await this.database.query<Row & { series: string }>('select series, at, value, quality, code from series_last where series = any($1::bigint[]) and at <= $2', [ids, to]);
    const tails = now.flatMap((r) => { const n = numbers.get(r.series), before = n === undefined ? undefined : last.get(n); return n === undefined || before === undefined || r.code !== -1 || Number(r.at) <= Number(before.at) ? [] : [...stood(before, { ...r, n }, every), { ...r, n }]; });
    if (tails.length > 0) yield columns(tails.sort((a, b) => Number(a.at) - Number(b.at)));
  }
}

/** Between two kept values that are no further apart than a steady one is kept: the earlier value, as often as that. */
function stood(before: Row | undefined, now: Row, every: number): Row[] {
  if (before === undefined || before.code !== -1 || !TRUSTED.has(before.quality)) return [];
  const begin = Number(before.at), end = Number(now.at), filled: Row[] = [];
  if (end - begin <= every || end - begin > KEPT_EVERY) return [];
  for (let at = begin + every; at < end; at += every) filled.push({ ...before, at: String(at) });
  return filled;
}

function columns(rows: readonly Row[]): Readings {
  return {
    count: rows.length, receivedAt: Math.max(0, ...rows.map((r) => Number(r.at))), series: Int32Array.from(rows, (r) => r.n), at: Float64Array.from(rows, (r) => Number(r.at)), value: Float64Array.from(rows, (r) => r.value), quality: Uint8Array.from(rows, (r) => r.quality), code: Int16Array.from(rows, (r) => r.code),
  };
}
