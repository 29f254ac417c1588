import type { Tx } from '#platform';
import { partitionOf } from './partition.js';

export interface SeriesRow { id: string; device: string; metric: string; unit: string | null; anchor: string; partition: number; number: number; codes: string[]; attributes: Record<string, number> }
export const SERIES_COLUMNS = 'id, device, metric, unit, anchor, partition, number, codes, attributes';
/** A series that shall be, or have one code more; without a metric: all of the device's shall be where their anchor is. */
export interface SeriesWish { readonly device: string; readonly metric: string | null; readonly unit: string | null; readonly anchor: string; readonly code: string | null }

/** A camera that makes up codes does not fill the register with them. */
const MOST_CODES = 500;

/** One change of the series at a time; asked for twice it changes nothing. Answers how the series that were wished for stand now. What shares an anchor is in one partition, and a number is given once. */
export async function registerSeries(tx: Tx, wishes: readonly SeriesWish[], partitions: number): Promise<SeriesRow[]> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch series'))`);
  const devices = [...new Set(wishes.map((w) => w.device))], anchors = [...new Set(wishes.map((w) => w.anchor))];
  const known = await tx.query<SeriesRow>(`select ${SERIES_COLUMNS} from series where device = any($1) or anchor = any($2)`, [devices, anchors]);
  const next = new Map((await tx.query<{ partition: number; n: number }>('select partition, max(number)::int + 1 as n from series_place group by partition')).map((r) => [r.partition, r.n]));
  const home = new Map(known.map((s) => [s.anchor, s.partition])), all = new Map(known.map((s) => [`${s.device}\n${s.metric}`, s]));
  const fresh: SeriesRow[] = [], changed = new Set<SeriesRow>(), placed = new Set<SeriesRow>();
  const give = (series: SeriesRow, anchor: string): void => {
    const partition = home.get(anchor) ?? partitionOf(anchor, partitions), number = next.get(partition) ?? 0;
    home.set(anchor, partition);
    if (series.partition === partition) { series.anchor = anchor; return; }
    next.set(partition, number + 1);
    Object.assign(series, { anchor, partition, number });
    placed.add(series);
  };
  for (const wish of wishes) {
    if (wish.metric === null) {
      for (const series of known) if (series.device === wish.device && series.anchor !== wish.anchor) { give(series, wish.anchor); changed.add(series); }
      continue;
    }
    let series = all.get(`${wish.device}\n${wish.metric}`);
    if (series === undefined) {
      series = { id: '', device: wish.device, metric: wish.metric, unit: wish.unit, anchor: wish.anchor, partition: -1, number: 0, codes: [], attributes: {} };
      give(series, wish.anchor);
      all.set(`${wish.device}\n${wish.metric}`, series);
      fresh.push(series);
    }
    if (wish.code !== null && !series.codes.includes(wish.code) && series.codes.length < MOST_CODES) { series.codes = [...series.codes, wish.code]; changed.add(series); }
  }
  if (fresh.length > 0) {
    const made = await tx.query<{ id: string; device: string; metric: string }>(
      `insert into series (device, metric, unit, anchor, partition, number, codes, created_at) select device, metric, unit, anchor, partition, number, codes, (extract(epoch from clock_timestamp()) * 1000)::bigint
       from jsonb_to_recordset($1::jsonb) as w(device text, metric text, unit text, anchor text, partition smallint, number int, codes text[]) returning id, device, metric`, [JSON.stringify(fresh)]);
    for (const { id, device, metric } of made) { const series = all.get(`${device}\n${metric}`); if (series !== undefined) series.id = id; }
  }
  const old = [...changed].filter((s) => !fresh.includes(s));
  if (old.length > 0) await tx.query(`update series s set anchor = w.anchor, partition = w.partition, number = w.number, codes = w.codes from jsonb_to_recordset($1::jsonb) as w(id bigint, anchor text, partition smallint, number int, codes text[]) where s.id = w.id`, [JSON.stringify(old)]);
  if (placed.size > 0) await tx.query(`insert into series_place (partition, number, series) select partition, number, id from jsonb_to_recordset($1::jsonb) as w(partition smallint, number int, id bigint)`, [JSON.stringify([...placed])]);
  const wished = new Set(wishes.map((w) => `${w.device}\n${w.metric}`));
  return [...all].flatMap(([key, series]) => (wished.has(key) || changed.has(series) ? [series] : []));
}
