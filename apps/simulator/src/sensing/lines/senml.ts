import { ROUTES } from '#contract';
import type { Http } from '../../client/http.js';
import type { Reading } from '../ledger.js';
import { UNITS, type Line } from './line.js';
import { post } from './post.js';

/** SenML (RFC 8428) as a gateway posts it: a pack for all its devices. */
export const senmlPack = (readings: readonly Reading[]): string =>
  JSON.stringify(readings.map(({ device, metric, at, value }) => ({ n: `${device}/${metric}`, ...(UNITS[metric] !== undefined && { u: UNITS[metric] }), t: at / 1000, v: value })));

export const senml = (http: Http, token: string): Line => ({
  protocol: 'SenML over HTTP',
  send: (readings) => post(http, ROUTES.senml.path, senmlPack(readings), { 'content-type': 'application/senml+json', authorization: `Bearer ${token}` }),
  close: () => Promise.resolve(),
});
