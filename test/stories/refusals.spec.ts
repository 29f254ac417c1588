import type { NewDevice } from '#contract';
import { startServer, type RunningServer } from '#server';
import { readBooks, unaccounted } from '#sensing';
import { connectAsync, type MqttClient } from 'mqtt';
import { createHash } from 'node:crypto';
import { Client, frame, freePort, Logger, signedHead, startHarness, until, type Harness } from '../harness/index.js';

/** What was answered, in the protocol's own words. */
type Said = string;
/** A way that something is wrong, of a protocol: what is sent, what is answered, and the row that it leaves in quarantine. */
type Case = readonly [protocol: string, reason: string, code: string, send: () => Promise<Said>, answer: string | RegExp];

describe('whatever is wrong is answered in its protocol’s own way, counted, and kept with its reason', () => {
  let h: Harness, operator: Client, token: string, gateway: string, secret: string, mqttPort: number, loggerPort: number, at: number, mqtt: MqttClient, logger: Logger, watched: Promise<number>;
  const watching = new AbortController();
  const TOKEN = 'onenet-token', ODD = Buffer.from('ff00', 'hex');
  beforeAll(async () => {
    [mqttPort, loggerPort] = [await freePort(), await freePort()];
    h = await startHarness({ backend: 'postgres', env: { GRID_MQTT_PORT: String(mqttPort), GRID_HJ212_PORT: String(loggerPort), GRID_HJ212_PASSWORD: '123456', GRID_ONENET_TOKEN: TOKEN } });
    operator = await h.as('op-1');
    await device('gw-1', { kind: 'gateway', metric: null, unit: null });
    gateway = (await operator.want('issueDeviceToken', { params: { device: 'gw-1' }, body: { label: 'test' } })).token;
    await device('well-1');
    token = (await operator.want('issueDeviceToken', { params: { device: 'well-1' }, body: { label: 'test' } })).token;
    secret = (await operator.want('issueCredential', { params: { device: 'well-1' }, body: { kind: 'secret', label: 'test' } })).secret ?? '';
    await device('zx00001', { kind: 'air', metric: 'pm25', unit: 'ug/m3' });
    await device('zx00002', { kind: 'air', metric: 'temperature', unit: 'mg/L' });
    at = h.clock.now() - 86_400_000;
    [mqtt, logger] = [await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { username: gateway, reconnectPeriod: 0 }), await Logger.open(loggerPort)];
    // All the while, and at any moment, what was accepted is found again.
    watched = (async () => {
      let looks = 0;
      for (; !watching.signal.aborted; looks++, await new Promise((resolve) => { setTimeout(resolve, 25); })) if (unaccounted(await readBooks(h.database)) !== 0) throw new Error(`the books differ after ${looks} looks: ${JSON.stringify(await readBooks(h.database))}`);
      return looks;
    })();
    watched.catch(() => undefined);
  });
  afterAll(async () => { watching.abort(); await mqtt?.endAsync(true); logger?.close(); await h?.stop(); });

  const device = async (id: string, more: Partial<NewDevice> = {}): Promise<void> => {
    const added = await operator.ask('addDevice', { body: { id, name: id, kind: 'water-level', metric: 'level', unit: 'm', ...more }, headers: { 'idempotency-key': crypto.randomUUID() } });
    if (!added.ok) throw new Error(JSON.stringify(added.problem));
  };
  const later = (): number => (at += 1_000);
  const time = (): string => new Date(later()).toISOString();
  /** Status, and the code of the problem document or what became of the parts. */
  const post = async (path: string, body: unknown, type = 'application/json', head: Record<string, string> = { authorization: `Bearer ${token}` }): Promise<Said> => {
    const bytes = typeof body === 'string' ? body : body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body), answer = await fetch(h.url + path, { method: 'POST', body: bytes, headers: { 'content-type': type, ...head } });
    const text = await answer.text(), said = JSON.parse(text) as { code?: string; accepted?: number; quarantined?: number; refused?: { code: string }[] };
    if (answer.status >= 400) expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return answer.status >= 400 ? `${answer.status} ${said.code ?? ''}` : Array.isArray(said) ? `${answer.status} ${text}` : `${answer.status} ${said.accepted}/${said.quarantined}/${said.refused?.map((r) => r.code).join() ?? ''}`;
  };
  const gw = (path: string, body: unknown, type?: string): Promise<Said> => post(path, body, type, { authorization: `Bearer ${gateway}` });
  const signed = (more: Partial<Parameters<typeof signedHead>[2]>): Promise<Said> => { const body = JSON.stringify([{ n: 'well-1/level', v: 1, t: later() / 1000 }]); return post('/ingest/senml', body, 'application/json', signedHead('/ingest/senml', body, { account: 'well-1', secret, ...more })); };
  const onenet = (msg: string, nonce: string = crypto.randomUUID(), by = TOKEN): Promise<Said> => post('/ingest/onenet/gw-1', `{"msg":${msg},"msg_signature":"${createHash('md5').update(by + nonce + msg).digest('base64')}","nonce":"${nonce}"}`, 'application/json', {});
  const publish = async (topic: string, body: unknown): Promise<Said> => { await mqtt.publishAsync(topic, body instanceof Uint8Array ? Buffer.from(body) : typeof body === 'string' ? body : JSON.stringify(body), { qos: 1 }); return 'PUBACK'; };
  const stamp = (): string => new Date(later() + 8 * 3_600_000).toISOString().replaceAll(/[-T:]/g, '').slice(0, 14);
  const segment = ({ mn = 'ZX00001', cn = '2011', pw = '123456', when = stamp(), data = 'a34004-Rtd=31' } = {}): string => `QN=20261124090000000;ST=22;CN=${cn};PW=${pw};MN=${mn};Flag=5;CP=&&DataTime=${when};${data}&&`;
  const wire = async (text: string): Promise<Said> => { logger.send(text); return logger.answer(); };
  /** What gets no answer is followed by what gets one. */
  const mute = async (text: string): Promise<Said> => { logger.send(text); return wire(frame(segment())); };
  const twice = async (send: (nonce: string) => Promise<Said>): Promise<Said> => { const nonce: string = crypto.randomUUID(); await send(nonce); return send(nonce); };
  const large = ' '.repeat(1_100_000);

  const CASES: readonly Case[] = [
    ['senml', 'not-json', 'not-json', () => post('/ingest/senml', '[{'), '400 malformed-json'],
    ['senml', 'not-cbor', 'not-cbor', () => post('/ingest/senml', ODD, 'application/senml+cbor'), '400 malformed-json'],
    ['senml', 'encoding', 'not-utf8', () => post('/ingest/senml', ODD), '400 malformed-json'],
    ['senml', 'shape', 'no-records', () => post('/ingest/senml', {}), '422 invalid-input'],
    ['senml', 'unit', 'unit-differs', () => post('/ingest/senml', [{ n: 'well-1/level', u: 'furlong', v: 1 }]), '202 0/1/'],
    ['senml', 'time', 'no-time', () => post('/ingest/senml', [{ n: 'well-1/level', v: 1, t: 1e18 }]), '422 invalid-input'],
    ['senml', 'value', 'text-value', () => post('/ingest/senml', [{ n: 'well-1/level', vs: 'x' }]), '422 invalid-input'],
    ['senml', 'unknown-device', 'unregistered-device', () => post('/ingest/senml', [{ n: 'nobody/level', v: 1 }]), '202 0/1/'],
    ['senml', 'unknown-metric', 'unregistered-metric', () => post('/ingest/senml', [{ n: 'well-1/colour', v: 1 }]), '202 0/1/'],
    ['senml', 'not-allowed', 'foreign-device', () => post('/ingest/senml', [{ n: 'zx00001/pm25', v: 1 }]), '202 0/1/'],
    ['senml', 'too-large', 'large-body', () => post('/ingest/senml', large), '413 too-large'],
    ['senml', 'signature', 'signed-wrong', () => signed({ secret: 'gs_forged' }), '401 wrong-signature'],
    ['senml', 'stale', 'signed-stale', () => signed({ timestamp: 1_700_000_000 }), '401 stale-timestamp'],
    ['senml', 'replayed', 'nonce-used', () => twice((nonce) => signed({ nonce })), '401 replayed-nonce'],
    ['sensorthings', 'not-json', 'not-json', () => post('/ingest/v1.1/Observations', '{'), '400 malformed-json'],
    ['sensorthings', 'shape', 'no-datastream', () => post('/ingest/v1.1/Observations', { result: 1 }), '422 invalid-input'],
    ['sensorthings', 'time', 'no-time', () => post('/ingest/v1.1/Observations', { phenomenonTime: '2026-02-30T00:00:00Z', result: 1, Datastream: { '@iot.id': 'well-1/level' } }), '422 invalid-input'],
    ['sensorthings', 'unknown-device', 'unregistered-device', () => post('/ingest/v1.1/Observations', { result: 1, Datastream: { '@iot.id': 'nobody/level' } }), '201 0/1/'],
    ['sensorthings-array', 'length', 'rows-differ', () => post('/ingest/v1.1/CreateObservations', [{ Datastream: { '@iot.id': 'well-1/level' }, components: ['phenomenonTime', 'result'], 'dataArray@iot.count': 2, dataArray: [[time(), 1]] }]), /^201 \["Datastreams/],
    ['sensorthings-array', 'shape', 'no-row', () => post('/ingest/v1.1/CreateObservations', [{ Datastream: { '@iot.id': 'well-1/level' }, components: ['result'], dataArray: [7] }]), '201 ["error: is no row"]'],
    ['ngsi', 'shape', 'no-notification', () => gw('/ingest/ngsi', {}), '422 invalid-input'],
    ['ngsi', 'time', 'no-time', () => post('/ingest/ngsi', { data: [{ id: 'well-1', level: { value: 1, observedAt: 'yesterday' } }] }), '422 invalid-input'],
    ['ngsi', 'unit', 'unit-differs', () => post('/ingest/ngsi', { data: [{ id: 'well-1', level: { value: 1, observedAt: time(), unitCode: 'XYZ' } }] }), '200 0/1/'],
    ['cloudevents', 'unsupported', 'specversion', () => post('/ingest/cloudevents', { specversion: '0.3', id: '1', source: '/', type: 't' }, 'application/cloudevents+json'), '422 invalid-input'],
    ['cloudevents', 'time', 'no-rfc3339', () => post('/ingest/cloudevents', { specversion: '1.0', id: '1', source: '/', type: 't', time: 'noon', data: {} }, 'application/cloudevents+json'), '422 invalid-input'],
    ['cloudevents', 'unknown-device', 'unregistered-device', () => post('/ingest/cloudevents', { specversion: '1.0', id: '1', source: '/', type: 'level', subject: 'nobody', data: { value: 1 } }, 'application/cloudevents+json'), '202 0/1/'],
    ['chirpstack', 'shape', 'no-deveui', () => gw('/ingest/chirpstack', {}), '422 invalid-input'],
    ['chirpstack', 'unsupported', 'no-codec', () => gw('/ingest/chirpstack', { deviceInfo: { devEui: '01' }, fCnt: 1 }), '422 invalid-input'],
    ['chirpstack', 'unknown-device', 'unregistered-device', () => gw('/ingest/chirpstack', { deduplicationId: crypto.randomUUID(), deviceInfo: { devEui: '0a' }, fCnt: 1, object: { level: 1 } }), '200 0/1/'],
    ['alertmanager', 'shape', 'no-alerts', () => gw('/ingest/alertmanager', {}), '422 invalid-input'],
    ['alertmanager', 'time', 'no-time', () => gw('/ingest/alertmanager', { alerts: [{ status: 'resolved', labels: { alertname: 'Down', device: 'gw-1' }, endsAt: 'never' }] }), '422 invalid-input'],
    ['ai-event', 'value', 'confidence', () => gw('/ingest/ai-events', { camera: 'gw-1', event: 'smoke', confidence: 700 }), '422 invalid-input'],
    ['ai-event', 'time', 'no-time', () => gw('/ingest/ai-events', { camera: 'gw-1', event: 'smoke', at: 'then' }), '422 invalid-input'],
    ['gb28181', 'not-xml', 'not-xml', () => gw('/ingest/gb28181', '<Notify>', 'application/xml'), '400 malformed-json'],
    ['gb28181', 'value', 'no-priority', () => gw('/ingest/gb28181', '<Notify><CmdType>Alarm</CmdType><AlarmPriority>9</AlarmPriority></Notify>', 'application/xml'), '422 invalid-input'],
    ['thingsboard', 'not-json', 'not-json', () => post(`/api/v1/${token}/telemetry`, '{', undefined, {}), '400 malformed-json'],
    ['thingsboard', 'time', 'no-time', () => post(`/api/v1/${token}/telemetry`, { ts: -1, values: { level: 1 } }, undefined, {}), '422 invalid-input'],
    ['thingsboard', 'too-large', 'large-body', () => post(`/api/v1/${token}/telemetry`, large, undefined, {}), '413 too-large'],
    ['onenet', 'signature', 'signature-differs', () => onenet('{"type":1}', undefined, 'another token'), '403 no-right'],
    ['onenet', 'signature', 'unsigned', () => post('/ingest/onenet/gw-1', {}, undefined, {}), '403 no-right'],
    ['onenet', 'replayed', 'taken-already', () => twice((nonce) => onenet('{"type":2,"dev_id":"gw-1","status":1,"at":1700000000000}', nonce)), '200 0/0/taken-already'],
    ['onenet', 'unsupported', 'message-type', () => onenet('{"type":9}'), '200 0/0/message-type'],
    ['onenet', 'time', 'no-time', () => onenet('{"type":1,"dev_id":"gw-1","ds_id":"online","at":-5,"value":1}'), '200 0/0/no-time'],
    ['onenet', 'unknown-device', 'unregistered-device', () => onenet(`{"type":1,"dev_id":4711,"ds_id":"level","at":${1_700_000_000_000},"value":1}`), '200 0/1/'],
    // MQTT 3.1.1 has no word for a refusal after the sign-in: a PUBACK says that it is kept, and where the rest of a packet is not read the connection ends.
    ['thingsboard', 'not-json', 'not-json', () => publish('v1/devices/me/telemetry', '{"level":'), 'PUBACK'],
    ['thingsboard', 'encoding', 'not-utf8', () => publish('v1/devices/me/telemetry', ODD), 'PUBACK'],
    ['thingsboard-gateway', 'unknown-device', 'unregistered-device', () => publish('v1/gateway/telemetry', { nobody: [{ ts: later(), values: { level: 1 } }] }), 'PUBACK'],
    ['thingsboard-gateway', 'not-allowed', 'foreign-device', () => publish('v1/gateway/telemetry', { 'well-1': [{ ts: later(), values: { level: 1 } }] }), 'PUBACK'],
    ['thingsboard-gateway', 'time', 'no-time', () => publish('v1/gateway/telemetry', { 'gw-1': [{ ts: 1e18, values: { online: 1 } }] }), 'PUBACK'],
    ['thingsboard-gateway', 'value', 'no-number', () => publish('v1/gateway/telemetry', { 'gw-1': [{ ts: later(), values: { online: 'perhaps' } }] }), 'PUBACK'],
    ['senml', 'not-cbor', 'not-cbor', () => publish('senml', Buffer.from('9fff00', 'hex')), 'PUBACK'],
    ['thingsboard', 'unsupported', 'no-topic', () => publish('some/where', 'hello'), 'PUBACK'],
    ['thingsboard', 'too-large', 'large-packet', async () => { const big = (await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { username: token, reconnectPeriod: 0 })).on('error', () => undefined); void big.publishAsync('v1/devices/me/telemetry', Buffer.alloc(300_000, 0x20), { qos: 1 }).catch(() => undefined); await until(() => !big.connected, 20_000); return 'closed'; }, 'closed'],
    ['hj212', 'crc', 'crc-differs', () => wire(frame(segment()).replace('=31', '=32')), /CN=9011;.*QnRtn=9&&/],
    ['hj212', 'length', 'length-differs', () => wire(frame(segment()).replace(/^##(\d{4})/, '##0999')), /CN=9011;.*QnRtn=100&&/],
    ['hj212', 'shape', 'no-frame', () => mute('rubbish\r\n'), /CN=9014;/],
    ['hj212', 'too-large', 'endless', async () => { const before = await kept('hj212', 'too-large', 'endless'); logger.send(`##9999${'x'.repeat(10_300)}`); await until(async () => (await kept('hj212', 'too-large', 'endless')) > before, 20_000); return wire(frame(segment())); }, /CN=9014;/],
    ['hj212', 'time', 'no-time', () => wire(frame(segment({ when: '20261399000000' }))), /CN=9011;.*QnRtn=100&&/],
    ['hj212', 'value', 'no-number', () => wire(frame(segment({ data: 'a34004-Rtd=many' }))), /CN=9011;.*QnRtn=100&&/],
    ['hj212', 'unit', 'unit-differs', () => wire(frame(segment({ mn: 'ZX00002', data: 'a01001-Rtd=13.5' }))), /CN=9014;/],
    ['hj212', 'unknown-device', 'unregistered-device', () => wire(frame(segment({ mn: 'UNKNOWN9' }))), /CN=9011;.*QnRtn=4&&/],
    ['hj212', 'unknown-metric', 'unregistered-metric', () => wire(frame(segment({ data: 'w01018-Rtd=1' }))), /CN=9014;/],
    ['hj212', 'not-allowed', 'password', () => wire(frame(segment({ pw: '000000' }))), /CN=9011;.*QnRtn=3&&/],
    ['hj212', 'unsupported', 'command-unread', () => wire(frame(segment({ cn: '1062' }))), /CN=9011;.*QnRtn=8&&/],
  ];

  const kept = async (protocol: string, reason: string, code: string): Promise<number> => Number((await h.database.query<{ n: string }>('select coalesce(sum(count), 0) as n from quarantine where protocol = $1 and reason = $2 and code = $3', [protocol, reason, code]))[0]?.n);
  const metric = async (name: string, url = h.url): Promise<number> => Number((await (await fetch(`${url}/metrics`)).text()).split('\n').find((line) => line.startsWith(`${name} `))?.split(' ')[1] ?? 0);

  it.each(CASES)('%s: %s (%s)', async (protocol, reason, code, send, answer) => {
    const counted = `grid_readings_quarantined_total{reason="${reason}"}`, before = [await kept(protocol, reason, code), await metric(counted)] as const, said = await send();
    if (typeof answer === 'string') expect(said).toBe(answer); else expect(said).toMatch(answer);
    await until(async () => (await kept(protocol, reason, code)) === before[0] + 1);
    expect(await metric(counted)).toBe(before[1] + 1);
    const { rows, reasons } = await operator.want('quarantine', { query: { reason, protocol, limit: 500 } });
    expect([rows.some((row) => row.said?.code === code), reasons.some((r) => r.reason === reason)]).toEqual([true, true]);
  });

  it('nothing of it was a word that could be left untranslated: every row has a code', async () => {
    expect(await h.database.query(`select protocol, detail from quarantine where code is null or detail = ''`)).toEqual([]);
  });

  it('nobody can fill the quarantine without a signature: of one address so much a minute is kept, of all together so much; beyond it is counted, and said', async () => {
    const before = await kept('hj212', 'shape', 'no-frame'), many = 'grid_ingest_strangers_dropped_total{protocol="hj212",reason="shape"}', dropped = await metric(many);
    const crowd = await Promise.all(Array.from({ length: 8 }, (_, i) => Logger.open(loggerPort, undefined, `127.0.0.${i + 20}`)));
    for (const [i, one] of crowd.entries()) for (let n = 0; n < (i === 0 ? 200 : 100); n++) one.send(`rubbish ${n}\r\n`);
    await until(async () => (await kept('hj212', 'shape', 'no-frame')) + (await kept('hj212', 'shape', 'crowded')) + (await metric(many)) === before + dropped + 900);
    for (const one of crowd) one.close();
    expect((await metric(many)) - dropped).toBeGreaterThan(50);
    const { reasons } = await operator.want('quarantine', { query: { protocol: 'hj212', reason: 'shape' } }), shape = reasons.find((r) => r.reason === 'shape');
    expect(shape?.dropped).toBeGreaterThanOrEqual(200);
    expect(shape?.rows).toBeLessThan(510);
    expect(await metric('grid_quarantine_dropped_total{reason="shape"}')).toBe(shape?.dropped);
  });

  it('accepted = journalled + quarantined + duplicates at every moment, in the metrics and the tables, and after a restart', async () => {
    // Duplicates, and what is read again, are in the books too.
    const body = [{ n: 'well-1/level', v: 2, t: later() / 1000 }];
    expect([await post('/ingest/senml', body), await post('/ingest/senml', body)]).toEqual(['202 1/0/', '202 0/0/']);
    const { rows } = await operator.want('quarantine', { query: { reason: 'unknown-metric', limit: 50 } });
    expect(await operator.want('replayQuarantine', { body: { ids: rows.map((r) => r.id) } })).toMatchObject({ replayed: rows.length, again: rows.length });
    const entries = ['accepted', 'journalled', 'duplicates', 'quarantined', 'waiting', 'unaccounted'] as const, read = async (url = h.url): Promise<number[]> => Promise.all(entries.map((entry) => metric(`grid_readings_books{entry="${entry}"}`, url)));
    await until(async () => (await read())[4] === 0, 20_000);
    const [accepted = 0, journalled = 0, duplicates = 0, quarantined = 0, waiting, difference] = await read();
    expect([accepted - journalled - duplicates - quarantined, waiting, difference]).toEqual([0, 0, 0]);
    expect(Math.min(journalled, duplicates, quarantined)).toBeGreaterThan(0);
    const [table] = await h.database.query<{ quarantined: string; journalled: string; n: string }>(`select (select sum(count) from quarantine) as quarantined, (select sum(journalled) from partition_owner) as journalled, (select sum(n) from journal where kind = 0) as n`);
    expect([Number(table?.quarantined), Number(table?.journalled), Number(table?.n)]).toEqual([quarantined, journalled, journalled]);
    // Of this process alone, at rest.
    const [received, drained, own, twiceSeen, handed] = await Promise.all(['received', 'drained', 'journalled', 'duplicates', 'handed_over'].map((name) => metric(`grid_readings_${name}_total`))) as [number, number, number, number, number];
    const kept_ = (await (await fetch(`${h.url}/metrics`)).text()).split('\n').filter((line) => line.startsWith('grid_readings_quarantined_total{')).reduce((sum, line) => sum + Number(line.split(' ')[1]), 0);
    expect(received + drained).toBe(own + twiceSeen + kept_ + handed);
    watching.abort();
    expect(await watched).toBeGreaterThan(20);
    await mqtt.endAsync(true);
    await h.server.stop();
    const next: RunningServer = await startServer({ env: { ...h.env, GRID_MQTT_PORT: '0', GRID_HJ212_PORT: '0' }, clock: h.clock, quiet: true });
    try {
      expect(await read(next.url)).toEqual([accepted, journalled, duplicates, quarantined, 0, 0]);
    } finally {
      await next.stop();
    }
  });
});
