import { freePort } from '#platform';
import { connectAsync, type MqttClient } from 'mqtt';
import { server, type Undo } from './services.js';

const ACCOUNT = 'bench-0', CLIENTS = 16, IN_FLIGHT = 40, POSTS = 48;

/** One reading a message, as devices send it: over MQTT with QoS 1, and as an HTTP post. Each is acknowledged after its commit. Answers readings a second of each. */
export async function singly(undo: Undo, url: string, seconds: number): Promise<{ readonly mqtt: number; readonly http: number }> {
  const port = await freePort(), program = await server(undo, { DATABASE_URL: url, GRID_MQTT_PORT: String(port), GRID_DEVICE_LIMIT: '0' }), token = await tokenOf(program.url);
  let at = Date.now() - 24 * 3_600_000;
  const body = (): string => JSON.stringify({ ts: (at += 10), values: { level: (at / 10) % 20 } });
  const post = async (): Promise<void> => {
    const answer = await fetch(`${program.url}/api/v1/${token}/telemetry`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: body() });
    if (!answer.ok && answer.status !== 429) throw new Error(`a reading was answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  await many(POSTS, 2, post);
  const http = await many(POSTS, seconds, post);
  const clients: MqttClient[] = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => connectAsync(`mqtt://127.0.0.1:${port}`, { username: token, clientId: `bench-${i}`, reconnectPeriod: 0 })));
  let ended = false;
  const lost = Promise.race(clients.map((client) => new Promise<never>((_, fail) => { client.once('close', () => { if (!ended) fail(new Error('the program closed an MQTT connection')); }); })));
  lost.catch(() => undefined);
  undo.push(async () => { ended = true; for (const client of clients) await client.endAsync(true); });
  const publish = (i: number): Promise<unknown> => Promise.race([lost, (clients[i % CLIENTS] as MqttClient).publishAsync('v1/devices/me/telemetry', body(), { qos: 1 })]);
  await many(CLIENTS, 1, publish);
  return { http, mqtt: await many(CLIENTS * IN_FLIGHT, seconds, publish) };
}

/** So many at once, each begun again when it is answered, for so many seconds. Answers how many were answered a second. */
async function many(atOnce: number, seconds: number, once: (i: number) => Promise<unknown>): Promise<number> {
  let count = 0;
  const began = performance.now(), until = began + seconds * 1000;
  await Promise.all(Array.from({ length: atOnce }, async (_, i) => { for (; performance.now() < until; count++) await once(i); }));
  return count / ((performance.now() - began) / 1000);
}

/** A device with a token of its own, made as an operator makes it. */
async function tokenOf(url: string): Promise<string> {
  const signedIn = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account: 'op-1', password: 'mouding-2026' }) });
  const headers = { 'content-type': 'application/json', cookie: signedIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '', 'sec-fetch-site': 'same-origin', 'idempotency-key': `bench-${Date.now()}` };
  await fetch(`${url}/api/devices`, { method: 'POST', headers, body: JSON.stringify({ id: ACCOUNT, name: ACCOUNT, kind: 'water-level', metric: 'level', unit: 'cm' }) });
  const issued = await fetch(`${url}/api/devices/${ACCOUNT}/tokens`, { method: 'POST', headers, body: JSON.stringify({ label: 'bench', days: 1 }) });
  return ((await issued.json()) as { token: string }).token;
}
