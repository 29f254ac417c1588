import type { NewDevice } from '#contract';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { createHash, X509Certificate } from 'node:crypto';
import { request, type RequestOptions } from 'node:https';
import { Client, frame, freePort, Logger, makeAuthority, opensslFound, signedHead, startHarness, until, type Authority, type Harness, type KeyPair, type Signing } from '../harness/index.js';

const json = { 'content-type': 'application/json' };
if (!opensslFound) process.stderr.write('openssl is not on this machine: client certificates are not tried\n');

describe('who sends is proven by a signature or a certificate', () => {
  let h: Harness, operator: Client, authority: Authority | null = null, server: KeyPair | null = null, ports: { mqtts: number; tls: number; https: number }, secret: string, at: number;
  beforeAll(async () => {
    ports = { mqtts: await freePort(), tls: await freePort(), https: await freePort() };
    authority = opensslFound ? makeAuthority('county devices') : null;
    server = authority?.issue('server') ?? null;
    h = await startHarness({ backend: 'postgres', env: { ...(authority !== null && server !== null && { GRID_MQTTS_PORT: String(ports.mqtts), GRID_HJ212_TLS_PORT: String(ports.tls), GRID_INGEST_HTTPS_PORT: String(ports.https), GRID_TRUST_PROXY: 'true', GRID_TLS_CERT: server.cert, GRID_TLS_KEY: server.key, GRID_TLS_CA: authority.ca }) } });
    operator = await h.as('op-1');
    for (const id of ['well-1', 'zx00001', 'zx00002']) await device(id, id === 'well-1' ? {} : { kind: 'air', metric: 'pm25', unit: 'ug/m3' });
    secret = await issueSecret('well-1');
    at = h.clock.now() - 86_400_000;
  });
  afterAll(async () => { await h?.stop(); authority?.remove(); });

  const device = async (id: string, more: Partial<NewDevice> = {}): Promise<void> => {
    const added = await operator.ask('addDevice', { body: { id, name: id, kind: 'water-level', metric: 'level', unit: 'm', ...more }, headers: { 'idempotency-key': crypto.randomUUID() } });
    if (!added.ok) throw new Error(JSON.stringify(added.problem));
  };
  const issueSecret = async (id: string): Promise<string> => (await operator.want('issueCredential', { params: { device: id }, body: { kind: 'secret', label: 'test' } })).secret ?? '';
  const count = async (sql: string): Promise<number> => Number((await h.database.query<{ n: string | null }>(`select coalesce(${sql}, 0) as n`))[0]?.n);
  const journalled = (): Promise<number> => count('(select sum(journalled) from partition_owner)');
  const listed = async (reason: string): Promise<string[]> => (await operator.want('quarantine', { query: { reason } })).rows.map((r) => `${r.protocol} ${r.account ?? '–'} ${r.said?.code ?? ''} ×${r.count}`).sort();
  const later = (): number => (at += 1_000);
  const metric = async (line: RegExp): Promise<number> => Number(line.exec(await (await fetch(`${h.url}/metrics`)).text())?.[1] ?? 0);
  const post = (path: string, body: string, by: Partial<Signing> = {}, headers: Record<string, string> = json): Promise<Response> => fetch(h.url + path, { method: 'POST', body, headers: { ...headers, ...signedHead(path, body, { account: 'well-1', secret, ...by }) } });
  const problem = async (answer: Promise<Response>): Promise<[number, string | null, unknown]> => { const a = await answer; return [a.status, a.headers.get('content-type'), ((await a.json()) as { code: string }).code]; };
  const refusal = (code: string): [number, string, string] => [401, 'application/problem+json; charset=utf-8', code];

  describe('signed HTTP', () => {
    const reading = (): string => JSON.stringify([{ n: 'well-1/level', v: 1, t: later() / 1000 }]);

    it.each<{ readonly path: string; readonly body: () => string; readonly type?: string }>([
      { path: '/ingest/senml', body: reading}, { path: '/ingest/v1.1/Observations', body: () => JSON.stringify({ phenomenonTime: new Date(later()).toISOString(), result: 1, Datastream: { '@iot.id': 'well-1/level' } }) },
      { path: "/ingest/v1.1/Datastreams('well-1%2Flevel')/Observations", body: () => JSON.stringify({ phenomenonTime: new Date(later()).toISOString(), result: 1 }) },
      { path: '/ingest/v1.1/CreateObservations', body: () => JSON.stringify([{ Datastream: { '@iot.id': 'well-1/level' }, components: ['phenomenonTime', 'result'], dataArray: [[new Date(later()).toISOString(), 1]] }]) },
      { path: '/ingest/ngsi', body: () => JSON.stringify({ data: [{ id: 'well-1', type: 'Well', level: { type: 'Property', value: 1, observedAt: new Date(later()).toISOString() } }] }) },
      { path: '/ingest/cloudevents', body: () => JSON.stringify({ specversion: '1.0', id: crypto.randomUUID(), source: '/wells', type: 'level', subject: 'well-1', time: new Date(later()).toISOString(), data: { value: 1 } }), type: 'application/cloudevents+json' },
      { path: '/ingest/chirpstack', body: () => JSON.stringify({ deduplicationId: crypto.randomUUID(), time: new Date(later()).toISOString(), deviceInfo: { devEui: 'well-1' }, fCnt: 1, object: { level: 1 } }) },
      { path: '/ingest/alertmanager', body: () => JSON.stringify({ version: '4', alerts: [{ status: 'firing', labels: { alertname: 'Down', device: 'well-1' } }] }) },
      { path: '/ingest/ai-events', body: () => JSON.stringify({ id: crypto.randomUUID(), camera: 'well-1', event: 'smoke', at: later(), confidence: 0.9 }) },
      { path: '/ingest/gb28181', body: () => `<?xml version="1.0"?><Notify><CmdType>Alarm</CmdType><SN>${later()}</SN><DeviceID>well-1</DeviceID><AlarmPriority>1</AlarmPriority><AlarmMethod>5</AlarmMethod><AlarmTime>${new Date(at).toISOString()}</AlarmTime></Notify>`, type: 'application/xml' },
      { path: '/ingest/onenet/well-1', body: () => JSON.stringify({ msg: { type: 1, dev_id: 'well-1', ds_id: 'level', at: later(), value: 1 } }) },
      { path: '/api/v1/me/telemetry', body: () => JSON.stringify({ ts: later(), values: { level: 1 } }) },
])('is believed on $path', async ({ path, body, type = 'application/json' }) => {
      const before = await journalled(), answer = await post(path, body(), {}, { 'content-type': type });
      expect([path, Math.floor(answer.status / 100), await answer.text()]).toEqual([path, 2, expect.not.stringContaining('"accepted":0')]);
      await until(async () => (await journalled()) === before + 1, 20_000);
    });

    it('is believed for signals too, whose body the server reads as JSON', async () => {
      const body = JSON.stringify({ id: crypto.randomUUID(), code: 'tilt', at: Date.now() }), answer = await post('/api/signals', body);
      expect([401, 403]).not.toContain(answer.status);
    });

    it('is refused with a problem document, counted and kept: a wrong signature of nobody, a stale timestamp and a nonce that was used of whoever has the secret', async () => {
      const body = reading(), nonce = 'nonce-of-this-test', before = await journalled();
      const refused = (fault: string): Promise<number> => metric(new RegExp(`^grid_ingest_signatures_total\\{fault="${fault}"\\} (\\d+)`, 'm')), counted = await Promise.all(['signature', 'stale', 'replayed'].map(refused));
      expect((await post('/ingest/senml', body, { nonce })).status).toBe(202);
      expect(await problem(post('/ingest/senml', body, { nonce }))).toEqual(refusal('replayed-nonce'));
      expect(await problem(post('/ingest/senml', reading(), { timestamp: Math.floor(Date.now() / 1000) - 3600 }))).toEqual(refusal('stale-timestamp'));
      expect(await problem(post('/ingest/senml', reading(), { secret: 'gs_forged' }))).toEqual(refusal('wrong-signature'));
      expect(await problem(post('/ingest/senml', reading(), { account: 'op-1' }))).toEqual(refusal('wrong-signature'));
      const changed = signedHead('/ingest/senml', body, { account: 'well-1', secret });
      expect(await problem(fetch(`${h.url}/ingest/senml`, { method: 'POST', body: reading(), headers: { ...json, ...changed } }))).toEqual(refusal('wrong-signature'));
      expect(await problem(fetch(`${h.url}/ingest/ngsi`, { method: 'POST', body, headers: { ...json, ...changed } }))).toEqual(refusal('wrong-signature'));
      expect(await Promise.all(['signature', 'stale', 'replayed'].map(refused))).toEqual([counted[0] ?? 0, counted[1] ?? 0, counted[2] ?? 0].map((n, i) => n + ([4, 1, 1][i] ?? 0)));
      expect(await listed('replayed')).toEqual(['senml well-1 nonce-used ×1']);
      expect(await listed('stale')).toEqual(['senml well-1 signed-stale ×1']);
      expect(await listed('signature')).toEqual(['ngsi – signed-wrong ×1', ...Array.from({ length: 3 }, () => 'senml – signed-wrong ×1')]);
      expect(await journalled()).toBe(before + 1);
    });

    it('a stale one can be read again once its sender’s clock is right; nobody can fill the quarantine with forged ones', async () => {
      const { rows: [stale] } = await operator.want('quarantine', { query: { reason: 'stale' } });
      expect(await operator.want('replayQuarantine', { body: { ids: [stale?.id] } })).toMatchObject({ replayed: 1, readings: 1 });
      const before = (await operator.want('quarantine', { query: { reason: 'signature' } })).reasons[0]?.count ?? 0;
      for (let i = 0; i < 150; i++) expect((await post('/ingest/senml', reading(), { secret: `gs_${i}` })).status).toBe(401);
      const { reasons: [after] } = await operator.want('quarantine', { query: { reason: 'signature' } }), dropped = await metric(/^grid_ingest_strangers_dropped_total\{protocol="senml",reason="signature"\} (\d+)/m);
      expect((after?.count ?? 0) - before + dropped).toBe(150);
      expect(dropped).toBeGreaterThan(0);
    });

    it('ends with its secret, of which the log of the device tells', async () => {
      const { credentials: [credential], history } = await operator.want('deviceInFull', { params: { device: 'well-1' } });
      expect([credential?.kind, history.some((line) => line.act === 'credential-issued'), JSON.stringify(history).includes(secret)]).toEqual(['secret', true, false]);
      expect(await (await h.as('disp-1')).want('deviceInFull', { params: { device: 'well-1' } })).toMatchObject({ credentials: [] });
      expect(await operator.ask('revokeCredential', { params: { id: credential?.id ?? '' } })).toMatchObject({ ok: true, status: 204 });
      expect(await problem(post('/ingest/senml', reading()))).toEqual(refusal('wrong-signature'));
    });
  });

  (opensslFound ? describe : describe.skip)('TLS', () => {
    const fingerprint = (cert: string): string => createHash('sha256').update(new X509Certificate(cert).raw).digest('hex');
    const named = async (id: string, name: string): Promise<{ readonly pair: KeyPair; readonly credential: string }> => {
      const pair = (authority as Authority).issue(name), { credential } = await operator.want('issueCredential', { params: { device: id }, body: { kind: 'certificate', label: name, certificate: pair.cert } });
      expect([credential.fingerprint, credential.account]).toEqual([fingerprint(pair.cert), id]);
      return { pair, credential: credential.id };
    };
    const dial = (options: IClientOptions): Promise<MqttClient> => connectAsync(`mqtts://127.0.0.1:${ports.mqtts}`, { ca: authority?.ca ?? '', reconnectPeriod: 0, ...options }, false);
    const dust = (mn: string): string => frame(`QN=20261124090000000;ST=22;CN=2011;PW=123456;MN=${mn};Flag=5;CP=&&DataTime=${new Date(later() + 8 * 3_600_000).toISOString().replaceAll(/[-T:]/g, '').slice(0, 14)};a34004-Rtd=31,a34004-Flag=N&&`);

    it('MQTT: a certificate names the account, with or without a user name; one of another authority, or an unknown one, does not', async () => {
      const { pair, credential } = await named('well-1', 'well-one'), before = await journalled();
      const { token } = await operator.want('issueDeviceToken', { params: { device: 'well-1' }, body: { label: 'test' } });
      for (const options of [pair, { ...pair, username: 'well-1' }, { ...pair, username: token }, { username: token }]) {
        const client = await dial(options);
        await client.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ts: later(), values: { level: 1 } }), { qos: 1 });
        await client.endAsync();
      }
      expect(await journalled()).toBe(before + 4);
      await device('well-9');
      const { token: other } = await operator.want('issueDeviceToken', { params: { device: 'well-9' }, body: { label: 'test' } });
      const foreign = makeAuthority('somebody else'), forged = foreign.issue('well-one');
      for (const options of [{ ...pair, username: 'well-9' }, { ...pair, username: other }, (authority as Authority).issue('stranger'), {}]) await expect(dial(options)).rejects.toMatchObject({ code: 4 });
      await expect(dial({ ...forged, username: token })).rejects.toThrow();
      foreign.remove();
      // Revoked while it is connected.
      const client = (await dial(pair)).on('error', () => undefined), closed = new Promise<void>((resolve) => { client.once('close', () => resolve()); });
      expect(await operator.ask('revokeCredential', { params: { id: credential } })).toMatchObject({ ok: true });
      await closed;
      await expect(dial(pair)).rejects.toMatchObject({ code: 4 });
      await client.endAsync(true);
    });

    it('HTTP: a certificate names the account, which no header can change; the port has what devices need and nothing else', async () => {
      const { pair, credential } = await named('well-1', 'well-over-https'), before = await journalled(), { token } = await operator.want('issueDeviceToken', { params: { device: 'well-1' }, body: { label: 'https' } });
      const { token: other } = await operator.want('issueDeviceToken', { params: { device: 'well-9' }, body: { label: 'https' } });
      const say = (path: string, options: RequestOptions, body = JSON.stringify({ ts: later(), values: { level: 1 } })): Promise<[number, string]> => new Promise((resolve, reject) => {
        request({ host: '127.0.0.1', port: ports.https, ca: authority?.ca ?? '', agent: false, method: 'POST', path, ...options, headers: { ...json, ...options.headers } }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => resolve([answer.statusCode ?? 0, text]));
        }).on('error', reject).end(body);
      });
      const me = '/api/v1/me/telemetry', bearer = (held: string): RequestOptions => ({ headers: { authorization: `Bearer ${held}` } }), senml = (): string => JSON.stringify([{ n: 'well-1/level', v: 1, t: later() / 1000 }]);
      for (const [path, options, body] of [[me, pair, undefined], ['/ingest/senml', pair, senml()], ['/ingest/senml', { ...pair, ...bearer(token) }, senml()], ['/ingest/senml', bearer(token), senml()]] as const) expect([path, Math.floor((await say(path, options, body))[0] / 100)]).toEqual([path, 2]);
      await until(async () => (await journalled()) === before + 4, 20_000);
      const large = await say('/ingest/senml', pair, ' '.repeat(1_100_000)).catch(() => [413, '']);
      expect([large[0], await listed('too-large')]).toEqual([413, ['senml well-1 large-body ×1']]);

      const stranger = (authority as Authority).issue('stranger-https'), foreign = makeAuthority('nobody of ours'), forged = foreign.issue('well-over-https');
      for (const options of [{}, stranger, { ...pair, ...bearer(other) }, { ...pair, ...bearer('gd_forged') }]) expect((await say('/ingest/senml', options, senml()))[0]).toBe(401);
      await expect(say('/ingest/senml', { ...forged, ...bearer(token) }, senml())).rejects.toThrow();
      foreign.remove();
      for (const path of ['/api/session', '/api/devices', '/desk', '/metrics', '/api/docs']) expect([path, (await say(path, pair, '{}'))[0]]).toEqual([path, 404]);

      // Nobody invents an address here: what comes of one is bounded, whatever it says to be forwarded for.
      const dropped = (): Promise<number> => metric(/^grid_ingest_strangers_dropped_total\{protocol="ngsi",reason="signature"\} (\d+)/m), was = await dropped();
      await Promise.all(Array.from({ length: 300 }, (_, i) => say('/ingest/ngsi', { headers: { ...signedHead('/ingest/ngsi', '{}', { account: 'well-1', secret: `gs_${i}` }), 'x-forwarded-for': `10.0.${i}.1` } }, '{}')));
      expect(await dropped()).toBeGreaterThan(was);

      expect(await operator.ask('revokeCredential', { params: { id: credential } })).toMatchObject({ ok: true });
      await until(async () => (await say(me, pair))[0] === 401, 20_000);
    });

    it('HJ 212: a logger speaks for the devices of its certificate’s account only, and for nobody without one', async () => {
      const { pair, credential } = await named('zx00001', 'logger-one'), options = { ca: authority?.ca ?? '', ...pair }, logger = await Logger.open(ports.tls, options), before = await journalled();
      logger.send(dust('ZX00001'));
      expect(await logger.answer()).toMatch(/CN=9014;.*MN=ZX00001;/);
      await until(async () => (await journalled()) === before + 1, 20_000);
      logger.send(dust('ZX00002'));
      expect(await logger.answer()).toMatch(/CN=9011;.*MN=ZX00002;.*QnRtn=4/);
      logger.send(dust('ZX77777'));
      expect(await logger.answer()).toMatch(/CN=9011;.*MN=ZX77777;.*QnRtn=4/);
      expect([await listed('not-allowed'), await listed('unknown-device')]).toEqual([['hj212 zx00001 foreign-device ×1'], ['hj212 zx00001 unregistered-device ×1']]);
      for (const strange of [{ ca: options.ca }, { ca: options.ca, ...(authority as Authority).issue('stranger-two') }]) {
        const nobody = await Logger.open(ports.tls, strange);
        nobody.send(dust('ZX00001'));
        await until(() => nobody.closed, 20_000);
        expect(nobody.heard).toBe('');
      }
      expect(await listed('not-allowed')).toEqual(['hj212 zx00001 foreign-device ×1', 'hj212 – unknown-certificate ×1']);
      expect(await journalled()).toBe(before + 1);
      expect(await operator.ask('revokeCredential', { params: { id: credential } })).toMatchObject({ ok: true });
      await until(() => logger.closed, 20_000);
    });
  });
});
