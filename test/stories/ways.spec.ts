import type { NewDevice, TakenView } from '#contract';
import { HTTP, CloudEvent } from 'cloudevents';
import { connectAsync, type MqttClient } from 'mqtt';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import pg from 'pg';
import { Client, frame, freePort, Logger, mosquittoFound, startHarness, startMosquitto, until, type Harness, type Mosquitto } from '../harness/index.js';

const TOKEN = 'onenet-token';
const json = { 'content-type': 'application/json' };

describe('readings come in by many ways, and are on the disk when they are answered', () => {
  let h: Harness, operator: Client, mqttPort: number, loggerPort: number, broker: Mosquitto | null = null;
  let level: string, gateway: string, at: number;
  const tokens = new Map<string, string>();
  const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });

  const device = async (id: string, more: Partial<NewDevice> = {}): Promise<void> => {
    const added = await operator.ask('addDevice', { body: { id, name: id, kind: 'water-level', metric: 'level', unit: 'm', ...more }, headers: key() });
    if (!added.ok) throw new Error(JSON.stringify(added.problem));
  };
  const token = async (id: string): Promise<string> => {
    const { token: issued } = await operator.want('issueDeviceToken', { params: { device: id }, body: { label: 'test' } });
    tokens.set(id, issued);
    return issued;
  };
  beforeAll(async () => {
    [mqttPort, loggerPort] = [await freePort(), await freePort()];
    broker = mosquittoFound ? await startMosquitto() : null;
    h = await startHarness({ backend: 'postgres', env: { GRID_MQTT_PORT: String(mqttPort), GRID_HJ212_PORT: String(loggerPort), GRID_ONENET_TOKEN: TOKEN, ...(broker !== null && { GRID_MQTT_URL: broker.url, GRID_MQTT_ACCOUNT: 'gw-1' }) } });
    operator = await h.as('op-1');
    await device('well-1');
    level = await token('well-1');
    await device('gw-1', { kind: 'gateway', metric: null, unit: null });
    gateway = await token('gw-1');
    for (const id of ['well-2', 'well-3', '0101010101010101', '2016617']) await device(id, { account: 'gw-1' as never });
    await device('cam-08', { kind: 'camera', metric: null, unit: null, account: 'gw-1' as never });
    await device('zx00001', { kind: 'air', metric: 'pm25 pm10 noise', unit: 'ug/m3' });
    at = h.clock.now() - 10 * 86_400_000;
    // Every partition that a test writes to has its owner: what nobody owns yet goes to the inbox, and is on the disk as soon.
    for (const id of ['well-1', 'well-2', 'well-3', '0101010101010101', '2016617', 'cam-08', 'zx00001']) expect((await post('/ingest/senml', JSON.stringify([{ n: `${id}/battery`, u: '%', v: 80, t: later() / 1000 }]), json, id === 'zx00001' ? await token(id) : id === 'well-1' ? level : gateway)).status).toBe(202);
    await until(async () => (await count('(select count(*) from series s left join partition_owner o using (partition) where o.owner is null or o.until < now())')) === 0);
  });
  afterAll(async () => { await h?.stop(); await broker?.stop(); });

  const count = async (sql: string): Promise<number> => Number((await h.database.query<{ n: string | null }>(`select coalesce(${sql}, 0) as n`))[0]?.n);
  const journalled = (): Promise<number> => count('(select sum(journalled) from partition_owner)');
  const quarantined = (reason: string): Promise<number> => count(`(select sum(count) from quarantine where reason = '${reason}')`);
  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = json, as: string | null = level): Promise<Response> =>
    fetch(h.url + path, { method: 'POST', headers: { ...headers, ...(as !== null && { authorization: `Bearer ${as}` }) }, body: typeof body === 'string' ? body : new Uint8Array(body) });
  const taken = async (response: Promise<Response>): Promise<[number, TakenView]> => { const answer = await response; return [answer.status, (await answer.json()) as TakenView]; };
  /** An instant that no test had before. */
  const later = (): number => (at += 1_000);
  const senml = (more: object = {}): string => JSON.stringify([{ n: 'well-1/level', u: 'm', v: 1, t: later() / 1000, ...more }]);

  describe('over HTTP', () => {
    it('SenML, as JSON and CBOR; the same again is a duplicate, what nobody knows is in quarantine', async () => {
      const before = await journalled(), body = senml({ u: 'cm', v: 125 });
      expect(await taken(post('/ingest/senml', body, { 'content-type': 'application/senml+json' }))).toEqual([202, { accepted: 1, duplicates: 0, quarantined: 0, refused: [] }]);
      expect(await taken(post('/ingest/senml', body, { 'content-type': 'application/senml+json' }))).toEqual([202, { accepted: 0, duplicates: 1, quarantined: 0, refused: [] }]);
      expect(await journalled()).toBe(before + 1);
      expect(await taken(post('/ingest/senml', Buffer.from('81a2006c77656c6c2d312f6c6576656c02fb3ff4000000000000', 'hex'), { 'content-type': 'application/senml+cbor' }))).toMatchObject([202, { accepted: 1 }]);
      expect(await taken(post('/ingest/senml', JSON.stringify([{ n: 'nobody/level', v: 1 }, { n: 'well-1/level', u: 'furlong', v: 1 }, { n: 'well-1/level', vs: 'x' }, { n: 'well-2/level', v: 1 }])))).toMatchObject([202, { accepted: 0, quarantined: 3, refused: [{ part: '/2', reason: 'value' }] }]);
      expect([await quarantined('unknown-device'), await quarantined('unit'), await quarantined('value'), await quarantined('not-allowed')]).toEqual([1, 1, 1, 1]);
    });

    it('is refused without a token, with a person’s, in another language, beyond a megabyte, and when nothing of it can be read', async () => {
      expect((await post('/ingest/senml', senml(), json, null)).status).toBe(401);
      expect((await post('/ingest/senml', senml(), json, 'gd_wrong')).status).toBe(401);
      expect((await operator.fetch('/ingest/senml', { method: 'POST', headers: json, body: senml() })).status).toBe(403);
      expect((await post('/ingest/senml', senml(), { 'content-type': 'text/html' })).status).toBe(415);
      expect((await post('/ingest/senml', ' '.repeat(1_100_000))).status).toBe(413);
      expect(await quarantined('too-large')).toBe(1);
      const before = await quarantined('not-json');
      expect((await post('/ingest/senml', '[{"n":')).status).toBe(400);
      expect(await quarantined('not-json')).toBe(before + 1);
      expect((await post('/ingest/senml', '{}')).status).toBe(422);
    });

    it('OneNET asks first, signs what it pushes, and is answered 200 whatever could be read', async () => {
      const sign = (nonce: string, msg: string): string => createHash('md5').update(TOKEN + nonce + msg).digest('base64');
      const ask = (signature: string): Promise<Response> => fetch(`${h.url}/ingest/onenet/gw-1?${new URLSearchParams({ msg: 'hello', nonce: 'abc', signature }).toString()}`);
      const asked = await ask(sign('abc', 'hello'));
      expect([asked.status, asked.headers.get('content-type'), await asked.text()]).toEqual([200, 'text/plain; charset=utf-8', 'hello']);
      expect((await ask('wrong')).status).toBe(403);
      const msg = `{"type":1,"dev_id":2016617,"ds_id":"level","at":${later()},"value":0.42}`, push = (nonce: string, signature = sign(nonce, msg)): Promise<Response> => post('/ingest/onenet/gw-1', `{"msg":${msg},"msg_signature":"${signature}","nonce":"${nonce}"}`, json, null);
      expect(await taken(push('n1'))).toEqual([200, { accepted: 1, duplicates: 0, quarantined: 0, refused: [] }]);
      expect(await taken(push('n2'))).toMatchObject([200, { duplicates: 1 }]);
      expect(await taken(push('n2'))).toMatchObject([200, { accepted: 0, refused: [{ reason: 'replayed' }] }]);
      expect((await push('n3', 'forged')).status).toBe(403);
      expect([await quarantined('signature'), await quarantined('replayed')]).toEqual([1, 1]);
      expect((await post('/ingest/onenet/op-1', '{}', json, null)).status).toBe(404);
    });

    it('ThingsBoard devices have their token in the path, where their firmware has it', async () => {
      expect(await taken(post(`/api/v1/${level}/telemetry`, JSON.stringify({ ts: later(), values: { level: 1.5 } }), json, null))).toMatchObject([200, { accepted: 1 }]);
      expect((await post('/api/v1/gd_wrong/telemetry', '{"level":1}', json, null)).status).toBe(401);
    });

    it('SensorThings answers a line a row', async () => {
      expect(await taken(post("/ingest/v1.1/Datastreams('well-1%2Flevel')/Observations", JSON.stringify({ phenomenonTime: new Date(later()).toISOString(), result: 1 })))).toMatchObject([201, { accepted: 1 }]);
      expect(await taken(post('/ingest/v1.1/Observations', JSON.stringify({ result: 1, Datastream: { '@iot.id': 'well-1/level' } })))).toMatchObject([201, { accepted: 1 }]);
      expect((await post('/ingest/v1.1/Things(1)/Observations', '{"result":1}')).status).toBe(404);
      const rows = [[new Date(later()).toISOString(), 1], [new Date(later()).toISOString(), 'x'], 7], answer = await post('/ingest/v1.1/CreateObservations', JSON.stringify([{ Datastream: { '@iot.id': 'well-1/level' }, components: ['phenomenonTime', 'result'], dataArray: rows }, { Datastream: { '@iot.id': 'nobody/level' }, components: ['result'], dataArray: [[1]] }]));
      expect([answer.status, await answer.json()]).toEqual([201, ["Datastreams('well-1/level')/Observations", expect.stringMatching(/^error: /), expect.stringMatching(/^error: /), 'error: in quarantine']]);
    });

    it('CloudEvents shake hands, and come in the three modes as their own SDK sends them', async () => {
      const hand = await fetch(`${h.url}/ingest/cloudevents`, { method: 'OPTIONS', headers: { 'webhook-request-origin': 'events.example.org' } });
      expect([hand.status, hand.headers.get('webhook-allowed-origin'), hand.headers.get('webhook-allowed-rate')]).toEqual([200, 'events.example.org', '*']);
      const event = (): CloudEvent<unknown> => new CloudEvent({ type: 'cn.grid.reading', source: '/wells', subject: 'well-1', time: new Date(later()).toISOString(), datacontenttype: 'application/json', data: { metric: 'level', value: 1, unit: 'm' } });
      for (const message of [HTTP.binary(event()), HTTP.structured(event())]) expect(await taken(post('/ingest/cloudevents', String(message.body), Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))))).toMatchObject([202, { accepted: 1 }]);
      const batch = JSON.stringify([event(), event(), { specversion: '1.0' }]), type = { 'content-type': 'application/cloudevents-batch+json' };
      expect(await taken(post('/ingest/cloudevents', batch, type))).toMatchObject([202, { accepted: 2, refused: [{ part: '/2' }] }]);
      expect(await taken(post('/ingest/cloudevents', batch, type))).toMatchObject([202, { duplicates: 2 }]);
    });

    it('NGSI, ChirpStack, Alertmanager, cameras and GB/T 28181', async () => {
      const by = (path: string, body: unknown): Promise<[number, TakenView]> => taken(post(path, JSON.stringify(body), json, gateway)), time = (): string => new Date(later()).toISOString();
      expect(await by('/ingest/ngsi', { data: [{ id: 'well-2', type: 'Well', level: { type: 'Property', value: 1.2, observedAt: time(), unitCode: 'MTR' } }] })).toMatchObject([200, { accepted: 1 }]);
      expect(await by('/ingest/chirpstack', { deduplicationId: crypto.randomUUID(), time: time(), deviceInfo: { devEui: '0101010101010101' }, fCnt: 1, object: { level: 1 } })).toMatchObject([200, { accepted: 1 }]);
      expect(await by('/ingest/alertmanager', { version: '4', alerts: [{ status: 'firing', labels: { alertname: 'Down', device: 'gw-1' } }] })).toMatchObject([200, { accepted: 1 }]);
      expect(await by('/ingest/ai-events', { id: crypto.randomUUID(), camera: 'cam-08', event: 'street-vendor', at: time(), confidence: 0.9 })).toMatchObject([202, { accepted: 1 }]);
      const alarm = `<?xml version="1.0"?><Notify><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>cam-08</DeviceID><AlarmPriority>1</AlarmPriority><AlarmMethod>5</AlarmMethod><AlarmTime>${time()}</AlarmTime></Notify>`;
      for (const type of ['application/xml', 'Application/MANSCDP+xml']) expect(await taken(post('/ingest/gb28181', alarm, { 'content-type': type }, gateway))).toMatchObject([202, type === 'application/xml' ? { accepted: 1 } : { duplicates: 1 }]);
      expect((await (await fetch(`${h.url}/metrics`)).text())).toMatch(/grid_ingest_frames_total\{protocol="gb28181",way="http",answer="taken"\} 2/);
    });
  });

  describe('when the disk is held up', () => {
    let letGo: () => Promise<void> = () => Promise.resolve();
    afterEach(() => letGo());
    /** Keeps everything from being committed to the journal; answers how to let go. */
    const holdUp = async (): Promise<() => Promise<void>> => {
      const client = new pg.Client({ connectionString: h.databaseUrl });
      await client.connect();
      await client.query('begin');
      await client.query('lock table journal in exclusive mode');
      return (letGo = async () => { letGo = () => Promise.resolve(); await client.query('rollback'); await client.end(); });
    };
    /** Until a commit waits for that lock. */
    const waiting = (): Promise<void> => until(async () => (await count(`(select count(*) from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'journal' and not l.granted)`)) > 0);

    it('no way acknowledges, until the commit', async () => {
      const device = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { username: level, clientId: 'held' }), logger = await Logger.open(loggerPort), release = await holdUp();
      const before = await journalled(), done: string[] = [];
      const sent = [
        post('/ingest/senml', senml()).then((r) => done.push(`http ${r.status}`)),
        device.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: later(), values: { level: 2 } }), { qos: 1 }).then(() => done.push('mqtt')),
      ];
      logger.send(frame(`QN=20261124090000000;ST=22;CN=2011;PW=123456;MN=ZX00001;Flag=5;CP=&&DataTime=20261124085959;a34004-Rtd=31,a34004-Flag=N&&`));
      await waiting();
      expect([done, logger.heard]).toEqual([[], '']);
      await release();
      await Promise.all(sent);
      expect(await logger.answer()).toContain('QN=20261124090000000;ST=91;CN=9014;');
      expect([done.sort(), await journalled()]).toEqual([['http 202', 'mqtt'], before + 3]);
      await device.endAsync();
      logger.close();
    });
  });

  describe('over MQTT, served by the program', () => {
    const dial = (options: Parameters<typeof connectAsync>[1] = {}): Promise<MqttClient> => connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { reconnectPeriod: 0, ...options });

    it('devices sign in with a token, as user name or as password', async () => {
      for (const options of [{ username: level }, { username: 'well-1', password: level }, { username: '', password: level }]) await (await dial(options)).endAsync();
      for (const options of [{}, { username: 'gd_wrong' }, { username: 'gw-1', password: level }, { username: 'well-1' }]) await expect(dial(options)).rejects.toMatchObject({ code: 4 });
      // MQTT 5 is not spoken here.
      await expect(dial({ username: level, protocolVersion: 5 })).rejects.toThrow();
    });

    it('every protocol has its topic; a gateway sends for many, and nobody for another’s', async () => {
      const before = await journalled(), gw = await dial({ username: gateway });
      const say = (topic: string, body: unknown): Promise<unknown> => gw.publishAsync(topic, typeof body === 'string' ? body : JSON.stringify(body), { qos: 1 });
      await say('v1/gateway/telemetry', { 'well-2': [{ ts: later(), values: { level: 1 } }, { ts: later(), values: { level: 2 } }], 'well-3': [{ ts: later(), values: { level: 1 } }] });
      await say('application/17c82e96/device/0101010101010101/event/up', { deduplicationId: 'd-1', time: new Date(later()).toISOString(), deviceInfo: { devEui: '0101010101010101' }, fCnt: 2, object: { level: 1 } });
      await say("v1.1/Datastreams('well-3/level')/Observations", { phenomenonTime: new Date(later()).toISOString(), result: 4 });
      await say('senml', [{ n: 'well-3/level', v: 5, t: later() / 1000 }]);
      await say('ai-events', { camera: 'cam-08', event: 'smoke', confidence: 0.8, at: later() });
      expect(await journalled()).toBe(before + 7);
      const strange = await quarantined('unsupported'), others = await quarantined('not-allowed');
      await say('some/other/topic', 'hello');
      await say('v1/gateway/telemetry', { 'well-1': [{ ts: later(), values: { level: 1 } }] });
      expect([await quarantined('unsupported'), await quarantined('not-allowed'), await journalled()]).toEqual([strange + 1, others + 1, before + 7]);
      await gw.endAsync();
    });

    it('in order and at once: a hundred messages without waiting are a hundred readings', async () => {
      const before = await journalled(), device = await dial({ username: level });
      await Promise.all(Array.from({ length: 100 }, (_, i) => device.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: later(), values: { level: i } }), { qos: i % 2 === 0 ? 1 : 2 })));
      expect(await journalled()).toBe(before + 100);
      await device.endAsync();
    });

    it('nobody listens in, and a client id is one’s own', async () => {
      const spy = await dial({ username: gateway, clientId: 'same' }), device = await dial({ username: level, clientId: 'same' });
      await expect(spy.subscribeAsync('#', { qos: 1 })).rejects.toThrow();
      const heard: string[] = [];
      spy.on('message', (topic) => heard.push(topic));
      await device.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: later(), values: { level: 1 } }), { qos: 1, retain: true });
      expect([spy.connected, device.connected, heard]).toEqual([true, true, []]);
      await spy.endAsync();
      await device.endAsync();
    });

    it('a last will counts, a packet too large closes the connection and is kept account of', async () => {
      const before = await journalled(), device = await dial({ username: level, will: { topic: 'v1/devices/me/telemetry', payload: Buffer.from('{"online":false}'), qos: 1, retain: false } });
      device.stream.destroy();
      await until(async () => (await journalled()) === before + 1);
      const kept = await quarantined('too-large'), large = (await dial({ username: level })).on('error', () => undefined), closed = new Promise<void>((resolve) => { large.once('close', () => resolve()); });
      void large.publishAsync('v1/devices/me/telemetry', Buffer.alloc(300_000, 0x20), { qos: 1 }).catch(() => undefined);
      await closed;
      await until(async () => (await quarantined('too-large')) === kept + 1);
      await large.endAsync(true);
    });

    it('who loses its token is put out', async () => {
      await device('well-4');
      const mine = await token('well-4'), client = (await dial({ username: mine })).on('error', () => undefined), closed = new Promise<void>((resolve) => { client.once('close', () => resolve()); });
      const [{ id } = { id: '' }] = (await operator.want('deviceInFull', { params: { device: 'well-4' } })).tokenList;
      expect(await operator.ask('revokeToken', { params: { id } })).toMatchObject({ ok: true });
      await closed;
      await expect(dial({ username: mine })).rejects.toMatchObject({ code: 4 });
      await client.endAsync(true);
    });

    (mosquittoFound ? it : it.skip)('mosquitto’s own client is understood', async () => {
      const before = await journalled();
      const pub = spawn('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(mqttPort), '-u', level, '-q', '1', '-t', 'v1/devices/me/telemetry', '-m', JSON.stringify({ ts: later(), values: { level: 7 } })], { stdio: 'ignore' });
      expect(await new Promise((resolve) => pub.once('exit', resolve))).toBe(0);
      expect(await journalled()).toBe(before + 1);
    });
  });

  describe('from data loggers over TCP', () => {
    it('split and glued frames are answered one by one; broken ones are told why and kept', async () => {
      const logger = await Logger.open(loggerPort), before = await journalled(), crc = await quarantined('crc');
      const of = (second: number, cp = 'a34004-Rtd=31,a34004-Flag=N;LA-Rtd=55.5,LA-Flag=N'): string => frame(`QN=202611240901${String(second).padStart(2, '0')}000;ST=22;CN=2011;PW=123456;MN=ZX00001;Flag=5;CP=&&DataTime=202611240901${String(second).padStart(2, '0')};${cp}&&`);
      const stream = `${of(1)}${of(2).trim()}${of(3)}`;
      for (let i = 0; i < stream.length; i += 37) logger.send(stream.slice(i, i + 37));
      const answers = [await logger.answer(), await logger.answer(), await logger.answer()].sort();
      for (const [i, second] of ['01', '02', '03'].entries()) expect(answers[i]).toContain(`QN=202611240901${second}000;ST=91;CN=9014;PW=123456;MN=ZX00001;Flag=4;CP=&&&&`);
      expect(await journalled()).toBe(before + 6);
      logger.send(of(4).replace('=31', '=32'));
      expect(await logger.answer()).toMatch(/QN=20261124090104000;.*CN=9011;.*QnRtn=9/);
      expect(await quarantined('crc')).toBe(crc + 1);
      logger.send(of(5));
      expect(await logger.answer()).toContain('QN=20261124090105000;');
      logger.close();
    });

    it('an unknown logger is told so, and what it sent waits to be adopted', async () => {
      const logger = await Logger.open(loggerPort), before = await quarantined('unknown-device');
      logger.send(frame('QN=20261124090000000;ST=22;CN=2011;PW=123456;MN=UNKNOWN9;Flag=5;CP=&&DataTime=20261124090000;a34004-Rtd=31,a34004-Flag=N&&'));
      expect(await logger.answer()).toMatch(/CN=9011;.*MN=UNKNOWN9;.*QnRtn=4/);
      expect(await quarantined('unknown-device')).toBe(before + 1);
      // What it did not finish is kept too.
      const cut = await quarantined('length');
      logger.send('##0300QN=20261124');
      logger.close();
      await until(async () => (await quarantined('length')) === cut + 1);
    });
  });

  (mosquittoFound ? describe : describe.skip)('from the county’s own broker', () => {
    it('messages are acknowledged to it after the commit, and come again when we were away', async () => {
      if (broker === null) throw new Error('no broker');
      const before = await journalled(), theirs = await connectAsync(broker.url);
      const say = (device: string): Promise<unknown> => theirs.publishAsync('v1/gateway/telemetry', JSON.stringify({ [device]: [{ ts: later(), values: { level: 1 } }] }), { qos: 1 });
      await Promise.all(Array.from({ length: 50 }, (_, i) => say(i % 2 === 0 ? 'well-2' : 'well-3')));
      await until(async () => (await journalled()) === before + 50);
      await theirs.endAsync();
    });
  });
});
