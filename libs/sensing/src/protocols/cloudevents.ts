import { readingDetail, type ReadingDetail } from '#contract';
import { isFields, leaves, member, readJson, step, type Fields } from './json.js';
import { isoMoment } from './moment.js';
import { nameOf, Parts } from './parts.js';
import type { Envelope } from './protocol.js';
import type { Decoded } from './sample.js';
import { words } from './words.js';

/** An event of CloudEvents 1.0, its attributes checked. */
export interface CloudEvent { readonly id: string; readonly source: string; readonly type: string; readonly subject?: string; readonly time?: string; readonly data: unknown }

/**
 * CloudEvents 1.0 over HTTP: binary (`ce-` headers), structured, or a batch. The device is `data.device`, else `subject`, else `source`.
 * `data` is one reading (`{metric, value, unit}`), `{readings: […]}`, an event of a camera or a flag (`{code, confidence}`), or an object of numbers, a metric each. Source and id make a resent one recognisable.
 */
export function cloudevents(bytes: Uint8Array, { contentType = '', headers = {} }: Pick<Envelope, 'contentType' | 'headers'>): Decoded {
  const parts = new Parts();
  for (const [event, part] of eventsOf(bytes, contentType, headers, parts)) readings(parts, event, part);
  return parts;
}

/** The events that an HTTP message holds; what is none is refused. */
export function eventsOf(bytes: Uint8Array, contentType: string, headers: Readonly<Record<string, string>>, parts: Parts): (readonly [event: CloudEvent, part: string])[] {
  const media = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (media === 'application/cloudevents-batch+json') {
    const body = readJson(bytes, parts);
    if (body === undefined) return [];
    if (!Array.isArray(body)) { parts.refuse('shape', '', 'no-events', body); return []; }
    return body.flatMap((one: unknown, i) => structured(one, step(i), parts));
  }
  if (media.startsWith('application/cloudevents')) {
    if (media !== 'application/cloudevents+json') { parts.refuse('unsupported', '', readingDetail('event-format', { media }), bytes); return []; }
    const body = readJson(bytes, parts);
    return body === undefined ? [] : structured(body, '', parts);
  }
  const attributes = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('ce-')).map(([name, value]) => [name.slice(3), unescaped(value)]));
  if (Object.keys(attributes).length === 0) { parts.refuse('shape', '', 'no-attributes', bytes); return []; }
  const wrong = fault(attributes);
  if (wrong !== null) { parts.refuse(wrong[0], '', wrong[1], bytes); return []; }
  const data = bytes.length === 0 ? undefined : readJson(bytes, parts);
  return data === undefined && bytes.length > 0 ? [] : [[eventOf(attributes, data), '']];
}

function structured(said: unknown, part: string, parts: Parts): (readonly [CloudEvent, string])[] {
  const wrong = isFields(said) ? fault(said) : (['shape', readingDetail('no-event')] as const);
  if (wrong !== null || !isFields(said)) { parts.refuse(wrong?.[0] ?? 'shape', part, wrong?.[1] ?? 'no-event', said); return []; }
  const packed = said['data_base64'];
  if (packed === undefined) return [[eventOf(said, said['data']), part]];
  if (said['data'] !== undefined || typeof packed !== 'string') { parts.refuse('shape', part, 'two-data', said); return []; }
  const data = readJson(Buffer.from(packed, 'base64'), parts);
  return data === undefined ? [] : [[eventOf(said, data), part]];
}

const REQUIRED = ['id', 'source', 'type'] as const;
/** CloudEvents 1.0, 3.1: what is missing, empty or of another version. */
function fault(of: Fields): readonly ['shape' | 'unsupported' | 'time', ReadingDetail] | null {
  if (of['specversion'] !== '1.0') return of['specversion'] === undefined ? ['shape', readingDetail('no-specversion')] : ['unsupported', readingDetail('specversion', { said: words(of['specversion'], 40) })];
  const missing = REQUIRED.find((name) => typeof of[name] !== 'string' || of[name] === '');
  if (missing !== undefined) return ['shape', readingDetail('no-attribute-of', { name: missing })];
  if (of['time'] !== undefined && of['time'] !== null && (isoMoment(of['time']) === null || !/[Tt]/.test(words(of['time'])))) return ['time', readingDetail('no-rfc3339')];
  return null;
}

const eventOf = (of: Fields, data: unknown): CloudEvent => ({ id: of['id'] as string, source: of['source'] as string, type: of['type'] as string, ...(typeof of['subject'] === 'string' && of['subject'] !== '' && { subject: of['subject'] }), ...(typeof of['time'] === 'string' && { time: of['time'] }), data });

/** HTTP protocol binding 3.1.3.2: header values are percent-encoded. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function readings(parts: Parts, event: CloudEvent, part: string): void {
  const { data, time, source, id } = event, at = time === undefined ? undefined : isoMoment(time), device = nameOf(member(data, 'device')) ?? event.subject ?? source;
  const keyed = (metric: unknown): string => `ce:${source}:${id}:${words(metric)}`;
  const single = (said: Fields, below: string): void => {
    const own = said['at'] ?? said['time'], metric = said['metric'] ?? event.type, code = said['code'];
    parts.take(below, {
      device, metric: code === undefined ? metric : said['metric'] ?? 'event', at: own === undefined ? at : typeof own === 'number' ? own : isoMoment(own),
      ...(code === undefined ? { value: said['value'], ...(said['unit'] !== undefined && { unit: said['unit'] }) } : { code: words(code), value: said['confidence'] ?? 1 }), key: keyed(`${words(code ?? metric)}${below.slice(part.length)}`),
    }, { ...event, data: said });
  };
  if (!isFields(data)) return parts.refuse('shape', part, 'no-data', event);
  const list = data['readings'];
  if (Array.isArray(list)) {
    if (list.length === 0) parts.refuse('shape', `${part}/data/readings`, 'no-reading', event);
    return list.forEach((one: unknown, i) => (isFields(one) ? single(one, `${part}/data/readings${step(i)}`) : parts.refuse('shape', `${part}/data/readings${step(i)}`, 'not-a-reading', one)));
  }
  if (data['value'] !== undefined || data['code'] !== undefined) return single(data, `${part}/data`);
  const found = leaves(Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'device')));
  if (found.length === 0) return parts.refuse('shape', part, 'no-data', event);
  for (const [metric, value] of found) parts.take(`${part}/data${step(metric)}`, { device, metric, value, at, key: keyed(metric) }, { ...event, data: { [metric]: value } });
}
