import { readingDetail } from '#contract';
import { isFields, member, readJson, step } from './json.js';
import { isoMoment } from './moment.js';
import { nameOf, Parts } from './parts.js';
import type { Decoded, Refused } from './sample.js';

/**
 * An observation of OGC SensorThings 1.1 (POST `Observations`, or `Datastreams(id)/Observations` and MQTT the same: then the path names the datastream).
 * A datastream is a device and a metric: `water-001/level`, or a device whose metric is `result`. Without a phenomenonTime the server's time counts.
 */
export function sensorthings(bytes: Uint8Array, datastream?: string): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body !== undefined) observation(parts, body, datastream, '');
  return parts;
}

function observation(parts: Parts, said: unknown, path: string | undefined, part: string): void {
  if (!isFields(said)) return parts.refuse('shape', part, 'no-observation', said);
  const named = path ?? nameOf(member(member(said, 'Datastream'), '@iot.id'));
  if (named === null || named === undefined) return parts.refuse('shape', part, 'no-datastream', said);
  take(parts, part, named, { time: said['phenomenonTime'], result: said['result'], quality: said['resultQuality'], id: said['@iot.id'] }, said);
}

/** A row of a data array: the place of its sample, or why it could not be read. */
export type Line = { readonly sample: number } | { readonly refused: Refused };

/** Observations in arrays (SensorThings 1.1, CreateObservations): per datastream the names of the columns and the rows. `lines`: one a row in their order, as the answer has them. */
export function sensorthingsArray(bytes: Uint8Array): Decoded & { readonly lines: readonly Line[] } {
  const parts = new Parts(), lines: Line[] = [], body = readJson(bytes, parts);
  if (body !== undefined && !Array.isArray(body)) parts.refuse('shape', '', 'no-arrays', body);
  if (Array.isArray(body)) body.forEach((one: unknown, i) => group(parts, lines, one, step(i)));
  return { samples: parts.samples, refused: parts.refused, lines };
}

function group(parts: Parts, lines: Line[], said: unknown, part: string): void {
  const named = nameOf(member(member(said, 'Datastream'), '@iot.id')), components = member(said, 'components'), rows = member(said, 'dataArray');
  const wrong = named === null ? 'no-datastream' : !Array.isArray(components) || !components.includes('result') ? 'no-result' : !Array.isArray(rows) ? 'no-data-array' : null;
  if (wrong !== null || named === null || !Array.isArray(components) || !Array.isArray(rows)) {
    parts.refuse('shape', part, wrong ?? 'no-data-array', said);
    const refused = parts.refused.at(-1);
    if (refused !== undefined) lines.push(...(Array.isArray(rows) ? rows : [said]).map(() => ({ refused })));
    return;
  }
  const count = member(said, 'dataArray@iot.count');
  // The rows are taken as they are; what is missing of them is said.
  if (typeof count === 'number' && count !== rows.length) parts.refuse('length', `${part}/dataArray@iot.count`, readingDetail('rows-differ', { said: count, has: rows.length }), { ...(said as object), dataArray: [] });
  const [time, result, quality] = ['phenomenonTime', 'result', 'resultQuality'].map((name) => components.indexOf(name)) as [number, number, number];
  rows.forEach((row: unknown, i) => {
    const at = `${part}/dataArray${step(i)}`, before = parts.samples.length;
    if (!Array.isArray(row)) parts.refuse('shape', at, 'no-row', row);
    else take(parts, at, named, { time: time < 0 ? undefined : row[time], result: row[result], quality: quality < 0 ? undefined : row[quality], id: undefined }, { Datastream: { '@iot.id': named }, components, dataArray: [row] });
    const refused = parts.refused.at(-1);
    lines.push(parts.samples.length > before || refused === undefined ? { sample: before } : { refused });
  });
}

interface Said { readonly time: unknown; readonly result: unknown; readonly quality: unknown; readonly id: unknown }

function take(parts: Parts, part: string, datastream: string, { time, result, quality, id }: Said, raw: unknown): void {
  const slash = datastream.lastIndexOf('/'), [device, metric] = slash > 0 ? [datastream.slice(0, slash), datastream.slice(slash + 1)] : [datastream, 'result'];
  const name = id === undefined ? null : nameOf(id), bad = typeof quality === 'string' && /^(bad|fault|invalid|error)/i.test(quality);
  parts.take(part, { device, metric, value: result, at: time === undefined || time === null ? undefined : isoMoment(time), ...(bad && { quality: 'fault' as const }), key: name === null ? null : `sta:${datastream}:${name}` }, raw);
}
