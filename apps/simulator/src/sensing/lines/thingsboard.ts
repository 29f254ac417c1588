import { ROUTES } from '#contract';
import { connectAsync } from 'mqtt';
import type { Http } from '../../client/http.js';
import { acknowledged, type Reading } from '../ledger.js';
import type { Line } from './line.js';
import { post } from './post.js';

/** `{ts, values}` of one device, as its own firmware sends it. */
const telemetry = (readings: readonly Reading[]): string => JSON.stringify(readings.map(({ at, metric, value }) => ({ ts: at, values: { [metric]: value } })));

/** A device that has its token in the path. */
export const thingsboard = (http: Http, token: string): Line => ({
  protocol: 'ThingsBoard over HTTP',
  send: (readings) => post(http, ROUTES.thingsBoard.path.replace('{token}', token), telemetry(readings), { 'content-type': 'application/json' }),
  close: () => Promise.resolve(),
});

/** `{device: [{ts, values}, …], …}`: a gateway's batch. */
export function gatewayBatch(readings: readonly Reading[]): string {
  const batch: Record<string, { ts: number; values: Record<string, number> }[]> = {};
  for (const { device, metric, at, value } of readings) (batch[device] ??= []).push({ ts: at, values: { [metric]: value } });
  return JSON.stringify(batch);
}

/** A gateway over MQTT 3.1.1: a message is done when its PUBACK is there, which comes after the commit. */
export async function thingsboardGateway(url: string, token: string): Promise<Line> {
  const client = await connectAsync(url, { username: token, clientId: `simulator-${process.pid}`, protocolVersion: 4, reconnectPeriod: 1_000 }, false);
  return {
    protocol: 'ThingsBoard gateway over MQTT',
    async send(readings) {
      await client.publishAsync('v1/gateway/telemetry', gatewayBatch(readings), { qos: 1 });
      return acknowledged(readings.length);
    },
    async close() { await client.endAsync(); },
  };
}
