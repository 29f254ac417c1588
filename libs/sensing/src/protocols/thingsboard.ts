import { isFields, leaves, member, readJson, step } from './json.js';
import { epoch } from './moment.js';
import { Parts } from './parts.js';
import type { Decoded } from './sample.js';
import { ME } from './sample.js';

/**
 * ThingsBoard device telemetry (`v1/devices/me/telemetry`, `POST /api/v1/{token}/telemetry`): `{key: value}`, `{ts, values}`, or a list of them. `ts` in milliseconds; without it the server's time counts.
 * A value that is an object gives a metric a leaf, `wind.speed`.
 */
export function thingsboard(bytes: Uint8Array): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body !== undefined) telemetry(parts, ME, body, '');
  return parts;
}

/** ThingsBoard gateway telemetry (`v1/gateway/telemetry`): `{device: [{ts, values}, …], …}`. */
export function thingsboardGateway(bytes: Uint8Array): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body === undefined) return parts;
  if (!isFields(body)) parts.refuse('shape', '', 'no-devices-object', body);
  else for (const [device, said] of Object.entries(body)) telemetry(parts, device, said, step(device));
  return parts;
}

function telemetry(parts: Parts, device: string, said: unknown, part: string): void {
  if (Array.isArray(said)) return said.forEach((one: unknown, i) => record(parts, device, one, part + step(i)));
  record(parts, device, said, part);
}

function record(parts: Parts, device: string, said: unknown, part: string): void {
  if (!isFields(said)) return parts.refuse('shape', part, 'no-readings-object', said);
  const dated = isFields(member(said, 'values')), at = dated && said['ts'] !== undefined ? epoch(said['ts']) : undefined;
  const values = dated ? member(said, 'values') : said, below = dated ? `${part}/values` : part;
  if (Object.keys(values as object).length === 0) return parts.refuse('shape', below, 'no-reading', said);
  for (const [metric, value] of leaves(values)) parts.take(below + step(metric), { device, metric, value, at }, at === undefined ? { [metric]: value } : { ts: said['ts'], values: { [metric]: value } });
}
