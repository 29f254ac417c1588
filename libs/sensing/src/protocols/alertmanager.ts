import { readingDetail } from '#contract';
import { isFields, member, readJson, step } from './json.js';
import { isoMoment } from './moment.js';
import { nameOf, Parts } from './parts.js';
import type { Decoded } from './sample.js';
import { words } from './words.js';

/** Labels that name what an alert is about, the closest first. */
const DEVICE_LABELS = ['device', 'instance', 'node', 'host', 'job'] as const;

/**
 * A webhook of Prometheus Alertmanager (version 4): each alert is an event of the metric `alert` whose code is its name, a resolved one `<name>/resolved`.
 * A firing alert comes again every repeat_interval without saying when, so its time is that of the receiving; a resolved one says `endsAt`.
 */
export function alertmanager(bytes: Uint8Array): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body === undefined) return parts;
  const alerts = member(body, 'alerts'), version = member(body, 'version');
  if (!Array.isArray(alerts)) parts.refuse('shape', '', 'no-alerts', body);
  else if (version !== undefined && version !== '4') parts.refuse('unsupported', '/version', readingDetail('alerts-version', { said: JSON.stringify(version).slice(0, 40) }), body);
  else alerts.forEach((one: unknown, i) => alert(parts, one, `/alerts${step(i)}`));
  return parts;
}

function alert(parts: Parts, said: unknown, part: string): void {
  const labels = member(said, 'labels'), status = member(said, 'status'), name = nameOf(member(labels, 'alertname'));
  if (!isFields(said) || name === null) return parts.refuse('shape', part, 'no-alertname', said);
  if (status !== 'firing' && status !== 'resolved') return parts.refuse('shape', part, 'no-alert-state', said);
  const device = DEVICE_LABELS.map((label) => member(labels, label)).find((label) => label !== undefined && label !== ''), firing = status === 'firing';
  const summary = member(said['annotations'], 'summary') ?? member(said['annotations'], 'description');
  parts.take(part, {
    device, metric: 'alert', code: firing ? name : `${name}/resolved`, value: 1, at: firing ? undefined : isoMoment(said['endsAt']), quality: 'good',
    key: firing ? null : `alertmanager:${words(said['fingerprint'] ?? `${words(device)}:${name}`)}:${words(said['endsAt'])}`, ...(typeof summary === 'string' && { text: summary }),
  }, said);
}
