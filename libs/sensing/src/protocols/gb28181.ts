import { readingDetail } from '#contract';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isFields, member } from './json.js';
import { BEIJING, isoMoment } from './moment.js';
import { numberOf, Parts, positionOf } from './parts.js';
import type { Decoded } from './sample.js';
import { words } from './words.js';

/** Entities are not expanded beyond XML's own five, and a document type is not read at all. */
const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: true, processEntities: { enabled: true, maxTotalExpansions: 100, maxEntityCount: 0 }, maxNestedTags: 16 });
/** AlarmMethod, GB/T 28181-2016 A.2.5: 1 telephone, 2 device, 3 SMS, 4 GPS, 5 video, 6 fault of the device, 7 other. */
const FAULT = '6';

/**
 * The body of a GB/T 28181 alarm (MANSCDP+xml), as a video platform passes it on over HTTP: `<Notify><CmdType>Alarm</CmdType>…`. An event of the metric `alarm` whose code is method and type, `5/2`; without a type `5`.
 * Priority 1 is the highest: 1, 2, 3, 4 become the confidence 1, 0.75, 0.5, 0.25, so that a rule may ask for the urgent ones. Times without a zone are Beijing time. The encoding is the one that the declaration names, GB18030 where it names none and the bytes are no UTF-8.
 */
export function gb28181(bytes: Uint8Array): Decoded {
  const parts = new Parts(), text = textOf(bytes);
  if (text === null) { parts.refuse('encoding', '', 'not-gb18030', bytes); return parts; }
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) { parts.refuse('unsupported', '', 'document-type', bytes); return parts; }
  const valid = XMLValidator.validate(text);
  if (valid !== true) { parts.refuse('not-xml', '', readingDetail('not-xml', { why: valid.err.msg }), bytes); return parts; }
  let body: unknown;
  try {
    body = parser.parse(text);
  } catch (error) {
    parts.refuse('not-xml', '', readingDetail('not-xml', { why: error instanceof Error ? error.message : '' }), bytes);
    return parts;
  }
  const said = member(body, 'Notify');
  if (!isFields(said)) parts.refuse('shape', '', 'no-notify', bytes);
  else if (said['CmdType'] !== 'Alarm') parts.refuse('unsupported', '/Notify/CmdType', 'no-alarm', bytes);
  else alarm(parts, said, bytes);
  return parts;
}

function alarm(parts: Parts, said: Readonly<Record<string, unknown>>, bytes: Uint8Array): void {
  const priority = numberOf(said['AlarmPriority']), method = said['AlarmMethod'], info = said['Info'], type = said['AlarmType'] ?? member(info, 'AlarmType');
  if (priority === null || ![1, 2, 3, 4].includes(priority)) return parts.refuse('value', '/Notify/AlarmPriority', 'no-priority', bytes);
  if (typeof method !== 'string' || method === '') return parts.refuse('shape', '/Notify/AlarmMethod', 'missing', bytes);
  const time = said['AlarmTime'], description = said['AlarmDescription'];
  parts.take('/Notify', {
    device: said['DeviceID'], metric: 'alarm', code: typeof type === 'string' && type !== '' ? `${method}/${type}` : method, value: (5 - priority) / 4, at: time === undefined || time === '' ? undefined : isoMoment(time, BEIJING),
    ...(method === FAULT && { quality: 'fault' as const }), key: `gb28181:${words(said['DeviceID'])}:${words(said['SN'])}:${words(time)}`, position: positionOf(said['Longitude'], said['Latitude']), ...(typeof description === 'string' && { text: description }),
  }, bytes);
}

function textOf(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1'), named = /<\?xml[^>]*encoding\s*=\s*["']([\w-]+)["']/i.exec(head)?.[1]?.toLowerCase();
  const names = named === undefined ? ['utf-8', 'gb18030'] : /^gb(2312|k|18030)$/.test(named) ? ['gb18030'] : [named];
  for (const name of names) {
    try {
      return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      // Not this one.
    }
  }
  return null;
}
