import { readingDetailText } from '#contract';
import { encode } from 'cborg';
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { FRAMES, WRONG } from '../testing/hj212-frames.js';
import { decode } from './decode.js';
import { PROTOCOLS, type Envelope, type Protocol } from './protocol.js';
import { REASONS, type Decoded } from './sample.js';

const envelope: Envelope = { receivedAt: Date.UTC(2026, 10, 24), contentType: 'application/cloudevents+json' };
const DATA = process.env['GRID_TEST_DATA'] ?? join(import.meta.dirname, '../../../../../shared/data');
const corpus = join(DATA, 'hostile-input');
/** A frame of each protocol, two parts each or more. */
const GOOD: Readonly<Record<Protocol, string>> = {
  onenet: '{"msg":[{"type":1,"dev_id":1,"ds_id":"a","at":1466133706841,"value":42},{"type":1,"dev_id":1,"ds_id":"b","at":1466133706841,"value":43}],"nonce":"n","msg_signature":"s"}',
  thingsboard: '[{"ts":1451649600512,"values":{"a":1,"b":2}},{"c":3}]', 'thingsboard-gateway': '{"A":[{"ts":1483228800000,"values":{"t":42}}],"B":[{"ts":1483228800000,"values":{"t":42}}]}',
  hj212: `${FRAMES.dust}\r\n${WRONG.crc}\r\n${FRAMES.noFlags}`, senml: '[{"bn":"a:","n":"x","v":1},{"n":"y","v":2}]', sensorthings: '{"phenomenonTime":"2015-03-01T02:40:00Z","result":8,"Datastream":{"@iot.id":1}}',
  'sensorthings-array': '[{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray":[["2010-12-23T10:20:00Z",65],["2010-12-23T10:21:00Z",60]]}]',
  ngsi: '{"data":[{"id":"R","type":"Room","a":{"value":1,"type":"Number"},"b":2}]}', cloudevents: '{"specversion":"1.0","type":"t","source":"/s","id":"1","data":{"a":1,"b":2}}',
  chirpstack: '{"deduplicationId":"d","time":"2022-07-18T09:34:15Z","deviceInfo":{"devEui":"01"},"fCnt":1,"object":{"a":1,"b":2}}',
  alertmanager: '{"version":"4","alerts":[{"status":"firing","labels":{"alertname":"A","instance":"i"}},{"status":"resolved","labels":{"alertname":"A","instance":"i"},"endsAt":"2026-11-24T00:30:00Z"}]}',
  'ai-event': '[{"camera":"c","event":"smoke","confidence":0.9,"at":"2026-11-24T00:30:00Z"},{"camera":"c","event":"fire","confidence":0.9}]',
  gb28181: '<Notify><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>6</DeviceID><AlarmPriority>1</AlarmPriority><AlarmMethod>5</AlarmMethod><AlarmTime>2009-12-04T16:23:32</AlarmTime></Notify>',
};

/** Whatever came: each sample is one that the engine may take, each refusal says why and keeps what it was. */
function sound({ samples, refused }: Decoded): number {
  for (const { device, metric, value, at, quality } of samples) {
    if (device === '' || metric === '' || !Number.isFinite(value) || (at !== null && !(Number.isInteger(at) && at >= 0 && at <= 4_102_444_800_000)) || quality === undefined) throw new Error(`no sample: ${device} ${metric} ${value} ${at}`);
  }
  for (const { reason, detail, raw } of refused) if (!REASONS.includes(reason) || readingDetailText(detail, 'en') === '' || raw.length > 65_536) throw new Error(`no refusal: ${reason}`);
  return samples.length + refused.length;
}
/** What legitimately says nothing at all. */
const NOTHING = new Set(['[]', '{}']);

describe.each(PROTOCOLS)('%s: whatever comes', (protocol) => {
  const read = (bytes: Uint8Array, more: Partial<Envelope> = {}): number => sound(decode(protocol, bytes, { ...envelope, ...more }));

  it('is read where it is right', () => {
    const { samples } = decode(protocol, Buffer.from(GOOD[protocol]), envelope);
    expect(samples.length).toBeGreaterThanOrEqual(['sensorthings', 'gb28181'].includes(protocol) ? 1 : 2);
  });

  it('is bytes of any kind', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom('application/cloudevents+json', 'application/cloudevents-batch+json', 'application/senml+cbor', 'application/json', ''), (bytes, contentType) => {
      const parts = read(bytes, { contentType });
      // Nothing but ends of line is nothing to a stream; nothing at all is nothing to say anything of.
      if (bytes.some((byte) => byte !== 13 && byte !== 10) && protocol !== 'senml') expect(parts).toBeGreaterThan(0);
    }), { numRuns: 300 });
  });

  it('is JSON of any shape', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value), parts = read(Buffer.from(text));
      if (!NOTHING.has(text)) expect(parts).toBeGreaterThanOrEqual(protocol === 'ngsi' || protocol === 'alertmanager' || protocol === 'thingsboard-gateway' ? 0 : 1);
    }), { numRuns: 300 });
  });

  it('is a right frame with bytes changed, cut out, or put in', () => {
    const good = Buffer.from(GOOD[protocol]);
    fc.assert(fc.property(fc.nat(good.length - 1), fc.nat(8), fc.uint8Array({ maxLength: 8 }), (at, cut, put) => void read(Buffer.concat([good.subarray(0, at), put, good.subarray(at + cut)]))), { numRuns: 500 });
  });

  it('is a right frame with a member replaced by anything: the other parts are still there', () => {
    if (protocol === 'hj212' || protocol === 'gb28181') return;
    fc.assert(fc.property(fc.nat(1000), fc.jsonValue({ maxDepth: 2 }), (which, value) => {
      const places: [holder: Record<string, unknown>, key: string][] = [], body = JSON.parse(GOOD[protocol]) as unknown;
      const walk = (of: unknown): void => { if (typeof of === 'object' && of !== null) for (const [key, inner] of Object.entries(of)) { places.push([of as Record<string, unknown>, key]); walk(inner); } };
      walk(body);
      const place = places[which % places.length];
      if (place !== undefined) place[0][place[1]] = value;
      read(Buffer.from(JSON.stringify(body)));
    }), { numRuns: 500 });
  });

  it('is a bomb, or CBOR that says more than it has', () => {
    for (const text of ['['.repeat(100_000), '{"a":'.repeat(100_000), `${'['.repeat(100_000)}${']'.repeat(100_000)}`, '<a>'.repeat(50_000), `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(1000)}">]><x>${'&a;'.repeat(1000)}</x>`, '9'.repeat(100_000), '##9999'.repeat(5_000)]) expect(read(Buffer.from(text))).toBeGreaterThan(0);
    for (const hex of ['9bffffffffffffffff', 'bbffffffffffffffff', '5bffffffffffffffff', '9f'.repeat(5_000), '81'.repeat(100_000), 'd9d9f7', 'c1fb7ff8000000000000', 'a1'.repeat(2_000)]) read(Buffer.from(hex, 'hex'), { contentType: 'application/senml+cbor' });
  });
});

it('a list with one bad part of many gives all the others', () => {
  fc.assert(fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), (good) => {
    const count = good.filter(Boolean).length, check = (protocol: Protocol, body: unknown, contentType = envelope.contentType): void => {
      const { samples, refused } = decode(protocol, Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)), { ...envelope, ...(contentType !== undefined && { contentType }) });
      expect([protocol, samples.length, refused.length]).toEqual([protocol, count, good.length - count]);
    };
    check('senml', good.map((ok, i) => ({ n: `d/m${i}`, v: ok ? i : 'x' })));
    check('senml', Buffer.from(encode(good.map((ok, i) => new Map<number, unknown>([[0, `d/m${i}`], [2, ok ? i : 'x']])))), 'application/senml+cbor');
    check('thingsboard', good.map((ok, i) => ({ [`m${i}`]: ok ? i : 'x' })));
    check('thingsboard-gateway', { d: good.map((ok, i) => ({ ts: ok ? 1e12 : 'x', values: { [`m${i}`]: 1 } })) });
    check('onenet', { msg: good.map((ok) => ({ type: ok ? 1 : 9, dev_id: 1, ds_id: 'a', value: 1 })) });
    check('sensorthings-array', [{ Datastream: { '@iot.id': 1 }, components: ['result'], dataArray: good.map((ok) => (ok ? [1] : 1)) }]);
    check('ngsi', { data: good.map((ok) => ({ id: 'e', a: ok ? 1 : 'x' })) });
    check('cloudevents', good.map((ok, i) => ({ specversion: '1.0', type: 't', source: 's', id: ok ? `${i}` : '', data: { a: 1 } })), 'application/cloudevents-batch+json');
    check('alertmanager', { alerts: good.map((ok) => ({ status: ok ? 'firing' : 'x', labels: { alertname: 'A', job: 'j' } })) });
    check('ai-event', good.map((ok) => ({ camera: 'c', event: ok ? 'e' : '', confidence: 1 })));
    check('hj212', Buffer.from(good.map((ok) => (ok ? '##0056ST=22;CN=2011;MN=M;CP=&&DataTime=20160801085857;x-Rtd=1&&' : 'rubbish')).join('\r\n').replaceAll(/##0056(.*&&)/g, (_, segment: string) => `##${String(segment.length).padStart(4, '0')}${segment}${crcOf(segment)}`)));
  }), { numRuns: 100 });
});

const crcOf = (segment: string): string => {
  let crc = 0xffff;
  for (const byte of Buffer.from(segment)) { crc = (crc >> 8) ^ byte; for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1; }
  return crc.toString(16).padStart(4, '0');
};

(existsSync(corpus) ? describe : describe.skip)('the corpora of hostile input', () => {
  it('JSONTestSuite crashes no decoder', async () => {
    const files: Buffer[] = [], unpack = extract();
    const done = new Promise<void>((resolve, reject) => {
      unpack.on('entry', (header, stream, next) => { const chunks: Buffer[] = []; stream.on('data', (chunk) => { chunks.push(chunk as Buffer); }); stream.on('end', () => { if (header.name.endsWith('.json')) files.push(Buffer.concat(chunks)); next(); }); });
      unpack.on('finish', () => resolve()).on('error', reject);
    });
    unpack.end(gunzipSync(readFileSync(join(corpus, 'JSONTestSuite.tar.gz'))));
    await done;
    expect(files.length).toBeGreaterThan(300);
    for (const file of files) for (const protocol of PROTOCOLS) sound(decode(protocol, file, envelope));
  });

  it('naughty strings as names, values, times and units crash no decoder, and none becomes a number', () => {
    const strings = JSON.parse(readFileSync(join(corpus, 'blns/blns.json'), 'utf8')) as string[];
    for (const text of strings) for (const protocol of PROTOCOLS) {
      sound(decode(protocol, Buffer.from(text), envelope));
      for (const spot of ['"a"', '42', '"n"', '"t"']) sound(decode(protocol, Buffer.from(GOOD[protocol].replace(spot, JSON.stringify(text))), envelope));
    }
  });

  it('the bomb of 100,000 levels is told from its beginning', () => {
    const bomb = gunzipSync(readFileSync(join(corpus, 'self-made-bombs/json_nested_100000.json.gz')));
    for (const protocol of PROTOCOLS) expect(sound(decode(protocol, bomb, envelope))).toBeGreaterThan(0);
  });
});
