import { ROUTES } from '#contract';
import { createHash } from 'node:crypto';
import type { Http } from '../../client/http.js';
import { seedOf } from '../../random.js';
import type { Fate, Reading } from '../ledger.js';
import type { Line } from './line.js';
import { post } from './post.js';

const NOTHING: Fate = { accepted: 0, duplicates: 0, quarantined: 0, acknowledged: 0 };
const sum = (a: Fate, b: Fate): Fate => ({ accepted: a.accepted + b.accepted, duplicates: a.duplicates + b.duplicates, quarantined: a.quarantined + b.quarantined, acknowledged: a.acknowledged + b.acknowledged });
async function oneByOne(readings: readonly Reading[], send: (reading: Reading) => Promise<Fate>): Promise<Fate> {
  let fate = NOTHING;
  for (const reading of readings) fate = sum(fate, await send(reading));
  return fate;
}

/** The HTTP push of China Mobile's OneNET, in the name of a device account: Base64 of the MD5 of token, nonce and message. Each push has a nonce of its own. */
export function onenet(http: Http, account: string, token: string): Line {
  let pushes = 0;
  return {
    protocol: 'OneNET push',
    send: (readings) => oneByOne(readings, ({ device, metric, at, value }) => {
      const msg = JSON.stringify({ type: 1, dev_id: device, ds_id: metric, at, value }), nonce = createHash('md5').update(`${Date.now()}/${++pushes}/${msg}`).digest('hex').slice(0, 16);
      const signature = createHash('md5').update(token + nonce + msg).digest('base64');
      return post(http, ROUTES.oneNet.path.replace('{account}', account), `{"msg":${msg},"msg_signature":"${signature}","nonce":"${nonce}"}`, { 'content-type': 'application/json' });
    }),
    close: () => Promise.resolve(),
  };
}

/** A DevEUI for a device, the same for the same one. */
export const devEui = (device: string): string => `a84041${seedOf(device).toString(16).padStart(10, '0')}`;

/** ChirpStack v4 uplinks as its HTTP integration posts them: the device is its DevEUI, an uplink its deduplicationId. */
export function chirpstack(http: Http, token: string): Line {
  const counters = new Map<string, number>();
  return {
    protocol: 'ChirpStack uplink',
    send: (readings) => oneByOne(readings, ({ device, metric, at, value }) => {
      const counter = (counters.get(device) ?? 0) + 1, hash = createHash('md5').update(`${device}/${metric}/${at}`).digest('hex');
      counters.set(device, counter);
      return post(http, ROUTES.chirpStack.path, JSON.stringify({
        deduplicationId: hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), time: new Date(at).toISOString(), deviceInfo: { tenantName: 'mouding', applicationName: 'covers', deviceName: device, devEui: devEui(device) },
        devAddr: '01a2b3c4', fCnt: counter, fPort: 2, data: Buffer.from(String(value)).toString('base64'), object: { [metric]: value }, rxInfo: [{ gatewayId: '24e124fffef0a1b2', rssi: -97, snr: 6.5 }],
      }), { 'content-type': 'application/json', authorization: `Bearer ${token}` });
    }),
    close: () => Promise.resolve(),
  };
}
