import { isFields, member, readJson, step, type Fields } from './json.js';
import { BEIJING, epoch, isoMoment } from './moment.js';
import { nameOf, numberOf, Parts, positionOf } from './parts.js';
import type { Decoded, Sample } from './sample.js';
import { words } from './words.js';

/**
 * An event that a camera or its analysing box saw. Ours: `{id, camera, event, at, confidence, box: [left, top, width, height], picture: {url} | {base64}, position: {lon, lat, crs}, text}`,
 * box in shares of the picture; one, a list of them, or `{events: […]}`. Read beside it are the names that boxes and platforms on the market use for the same
 * (`deviceCode`/`alarm_type`/`score`/`x1…y2`, Hikvision's `OnEventNotify`): the first of the names below that is there counts.
 * Times without a zone are Beijing time. Without a confidence it is 1 and the sample is `uncertain`. The event is its code, `event` its metric.
 */
export function aiEvent(bytes: Uint8Array): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body === undefined) return parts;
  const { list, part } = listed(body);
  if (list === null) event(parts, body, '');
  else if (list.length === 0) parts.refuse('shape', part, 'holds-no-event', body);
  else list.forEach((one: unknown, i) => event(parts, one, part + step(i)));
  return parts;
}

const NAMES = {
  camera: ['camera', 'cameraId', 'camera_id', 'cameraIndexCode', 'deviceCode', 'device_code', 'deviceId', 'device_id', 'deviceIndexCode', 'srcIndex', 'camera_kks', 'channelId', 'channelID'],
  event: ['event', 'eventType', 'event_type', 'alarmType', 'alarm_type', 'alarmCode', 'algorithm', 'label', 'class', 'type', 'model'],
  confidence: ['confidence', 'conf', 'score', 'similarity'],
  at: ['at', 'time', 'timestamp', 'dateTime', 'alarmTime', 'alarm_time', 'happenTime', 'eventTime', 'sendTime', 'recvTime'],
  picture: ['picture', 'imageUrl', 'image_url', 'picUrl', 'pic_url', 'pictureUrl', 'snapshot', 'image', 'imageBase64', 'image_base64'],
  id: ['id', 'eventId', 'event_id', 'alarmId', 'alarm_id', 'request_id', 'requestId', 'uuid'],
  text: ['text', 'description', 'eventDescription', 'alarmDesc', 'message'],
} as const;

const first = (of: readonly Fields[], names: readonly string[]): unknown => names.flatMap((name) => of.map((one) => member(one, name))).find((value) => value !== undefined && value !== null && value !== '');

function listed(body: unknown): { readonly list: readonly unknown[] | null; readonly part: string } {
  if (Array.isArray(body)) return { list: body, part: '' };
  for (const [path, list] of [['/events', member(body, 'events')], ['/params/events', member(member(body, 'params'), 'events')], ['/alarms', member(body, 'alarms')]] as const) if (Array.isArray(list)) return { list, part: path };
  return { list: null, part: '' };
}

function event(parts: Parts, said: unknown, part: string): void {
  if (!isFields(said)) return parts.refuse('shape', part, 'no-event', said);
  const of = layers(said), code = nameOf(first(of, NAMES.event)), given = first(of, NAMES.confidence), id = nameOf(first(of, NAMES.id)), camera = first(of, NAMES.camera), text = first(of, NAMES.text);
  if (code === null) return parts.refuse('shape', part, 'no-event-name', said);
  const confidence = given === undefined ? 1 : numberOf(given), share = confidence === null ? null : confidence > 1 && confidence <= 100 ? confidence / 100 : confidence;
  if (share === null || share < 0 || share > 1) return parts.refuse('value', part, 'confidence', said);
  const when = first(of, NAMES.at), at = when === undefined ? undefined : momentOf(when), box = boxOf(of), picture = pictureOf(first(of, NAMES.picture)), position = placeOf(of);
  parts.take(part, {
    device: camera, metric: 'event', code, value: share, at, ...(given === undefined && { quality: 'uncertain' as const }), key: id === null ? null : `ai:${words(camera)}:${id}`,
    position, picture, ...(box && { box }), ...(typeof text === 'string' && { text }),
  }, picture !== null && 'base64' in picture ? { ...said, picture: undefined, image: undefined } : said);
}

/** The event, and what platforms put one or two levels below it. */
function layers(said: Fields): Fields[] {
  const data = said['data'], list = isFields(data) ? [data] : [];
  const kind = [said, ...list].map((of) => of['eventType']).find((type) => typeof type === 'string');
  const detail = [said, ...list].map((of) => (kind === undefined ? undefined : of[words(kind)])).find((value) => Array.isArray(value)) as unknown[] | undefined;
  const deepest = detail === undefined ? [] : detail.slice(0, 1).filter(isFields), target = deepest.map((of) => of['targetAttrs']).filter(isFields);
  return [...target, ...deepest, ...list, said];
}

/** Milliseconds, seconds of ten digits, or a text; a text without a zone is Beijing time. */
function momentOf(when: unknown): number | null {
  const number = numberOf(when);
  if (number !== null && typeof when !== 'boolean') return number >= 1e9 && number < 1e10 ? epoch(number * 1000) : number >= 1e12 ? epoch(number) : null;
  return isoMoment(when, BEIJING);
}

function boxOf(of: readonly Fields[]): Sample['box'] | null {
  const said = first(of, ['box', 'bbox', 'rect', 'region']);
  const corners = ['x1', 'y1', 'x2', 'y2'].map((name) => numberOf(first(of, [name])));
  const four = Array.isArray(said) ? said.map(numberOf) : isFields(said) ? [['x', 'X', 'left'], ['y', 'Y', 'top'], ['width', 'w'], ['height', 'h']].map((names) => numberOf(first([said], names))) : corners.every((c) => c !== null) ? [corners[0] ?? 0, corners[1] ?? 0, (corners[2] ?? 0) - (corners[0] ?? 0), (corners[3] ?? 0) - (corners[1] ?? 0)] : [];
  const [left, top, width, height] = four;
  // Pixels cannot be made shares without the size of the picture: the event counts, its frame is left out.
  return four.length === 4 && [left, top, width, height].every((n) => typeof n === 'number' && n >= 0 && n <= 1) ? [left as number, top as number, width as number, height as number] : null;
}

const BASE64 = /^(?:data:image\/[a-z+.-]+;base64,)?([A-Za-z0-9+/\s]{16,}={0,2})\s*$/;
function pictureOf(said: unknown): NonNullable<Sample['picture']> | null {
  const url = isFields(said) ? said['url'] : said, inline = isFields(said) ? said['base64'] : said;
  if (typeof url === 'string' && url.length < 2_000 && /^https?:\/\/[^\s]+$/i.test(url)) return { url };
  const found = typeof inline === 'string' ? BASE64.exec(inline) : null;
  return found === null ? null : { base64: (found[1] ?? '').replaceAll(/\s/g, '') };
}

function placeOf(of: readonly Fields[]): Sample['position'] | null {
  const said = first(of, ['position', 'location']), within = isFields(said) ? [said] : of;
  return positionOf(first(within, ['lon', 'lng', 'longitude']), first(within, ['lat', 'latitude']), first(within, ['crs']) === 'gcj02' ? 'gcj02' : 'wgs84');
}
