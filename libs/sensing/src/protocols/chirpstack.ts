import { isFields, leaves, member, readJson, step } from './json.js';
import { isoMoment } from './moment.js';
import { nameOf, Parts } from './parts.js';
import type { Decoded } from './sample.js';

/** Names under which payload codecs put what the frame itself says. */
const BATTERY = 'battery';

/**
 * A ChirpStack v4 event (HTTP integration or MQTT `application/{id}/device/{devEui}/event/up`): the codec's `object` holds the readings, a metric a number.
 * The device is its DevEUI. The same uplink heard by several gateways has one deduplicationId, which is the key.
 * `status` events give `battery` in per cent; join, ack, log and the like are no readings.
 */
export function chirpstack(bytes: Uint8Array): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body === undefined) return parts;
  const device = nameOf(member(member(body, 'deviceInfo'), 'devEui'))?.toLowerCase() ?? null;
  if (!isFields(body) || device === null) parts.refuse('shape', '', 'no-deveui', body);
  else {
    const at = body['time'] === undefined || body['time'] === null ? undefined : isoMoment(body['time']), id = nameOf(body['deduplicationId']);
    const take = (part: string, metric: string, value: unknown): void => parts.take(part, { device, metric, value, at, unit: metric === BATTERY ? '%' : undefined, key: id === null ? null : `chirpstack:${id}:${metric}` }, { ...body, object: { [metric]: value } });
    if ('batteryLevel' in body) { if (body['batteryLevelUnavailable'] !== true && body['externalPowerSource'] !== true) take('/batteryLevel', BATTERY, body['batteryLevel']); else parts.refuse('unsupported', '/batteryLevel', 'no-battery', body); }
    else if (isFields(body['object']) && Object.keys(body['object']).length > 0) for (const [metric, value] of leaves(body['object'])) take(`/object${step(metric)}`, metric, value);
    else parts.refuse('unsupported', '', body['fCnt'] === undefined ? 'no-uplink' : 'no-codec', body);
  }
  return parts;
}

/** The device and the counter of an uplink's frame; null for other events. */
export function frameOf(bytes: Uint8Array): { readonly device: string; readonly counter: number } | null {
  const body = readJson(bytes, new Parts()), device = nameOf(member(member(body, 'deviceInfo'), 'devEui')), counter = member(body, 'fCnt');
  return device === null || typeof counter !== 'number' || !Number.isSafeInteger(counter) || counter < 0 ? null : { device: device.toLowerCase(), counter };
}

/** Uplinks that nobody heard, told by holes in the frame counter. Known of the newest devices only, and anew after a start or a join. */
export class FrameCounters {
  private readonly last = new Map<string, number>();
  constructor(private readonly most = 100_000) {}

  /** How many were lost before this one; 0 for the first, a repeated one, and one after the counter began anew. */
  lost(device: string, counter: number): number {
    const before = this.last.get(device);
    this.last.delete(device);
    this.last.set(device, before === undefined ? counter : counter < before / 2 ? counter : Math.max(before, counter));
    if (this.last.size > this.most) for (const oldest of this.last.keys()) { this.last.delete(oldest); break; }
    return before === undefined || counter <= before ? 0 : counter - before - 1;
  }
}
