import { ROUTES } from '#contract';
import { z } from 'zod';
import type { Http } from '../../client/http.js';
import type { Line } from './line.js';
import { posted } from './post.js';

/** OGC SensorThings 1.1, CreateObservations: a data array a series; the answer has a line a row, and `error: …` where one is in quarantine. */
export const sensorthings = (http: Http, token: string): Line => ({
  protocol: 'SensorThings over HTTP',
  async send(readings) {
    const body = readings.map(({ device, metric, at, value, good }) => ({
      Datastream: { '@iot.id': `${device}/${metric}` }, components: ['phenomenonTime', 'result', 'resultQuality'], 'dataArray@iot.count': 1, dataArray: [[new Date(at).toISOString(), value, good === false ? 'bad: calibration' : 'good']],
    }));
    const lines = await posted(http, ROUTES.observations.path, JSON.stringify(body), { 'content-type': 'application/json', authorization: `Bearer ${token}` }, z.array(z.string()));
    const quarantined = lines.filter((line) => line.startsWith('error')).length;
    return { accepted: 0, duplicates: 0, quarantined, acknowledged: lines.length - quarantined };
  },
  close: () => Promise.resolve(),
});
