import { z } from 'zod';

/** Ways in for readings over HTTP: each in the words of its protocol, so bodies are read by that protocol's decoder and not by a schema here. */

/** What became of a frame: samples by their fate, and the parts that could not be read. All of it is durable when it is answered. `code`: `detail`, which is English, as a word that never changes. */
export const takenSchema = z.object({ accepted: z.int(), duplicates: z.int(), quarantined: z.int(), refused: z.array(z.object({ part: z.string(), reason: z.string(), detail: z.string(), code: z.string() })) });
export type TakenView = z.infer<typeof takenSchema>;

export const ingestToken = z.object({ token: z.string().max(100) });
export const ingestAccount = z.object({ account: z.string().max(64) });
export const ingestCollection = z.object({ collection: z.string().max(200) });
export const oneNetQuerySchema = z.object({ msg: z.string().max(1000), nonce: z.string().max(200), signature: z.string().max(200) });

/** Bodies of these paths reach their controllers as bytes, up to this many. */
export const INGEST_PATH = /^\/(?:ingest|api\/v1)\//;
export const INGEST_BYTES = 1024 * 1024;

const json = { type: 'application/json', schema: z.unknown() } as const;
const taken = (status: 200 | 201 | 202) => ({ [status]: { schema: takenSchema, note: 'All of it is kept' } });

export const INGEST_ROUTES = {
  verifyOneNet: { method: 'GET', path: '/ingest/onenet/{account}', audience: 'public', params: ingestAccount, query: oneNetQuerySchema, summary: { zh: 'OneNET 推送地址验证', en: 'OneNET asks whether this address is ours: answers its msg when the signature is right' }, answers: { 200: { type: 'text/plain', note: 'The msg' } } },
  oneNet: { method: 'POST', path: '/ingest/onenet/{account}', audience: 'public', params: ingestAccount, body: json, summary: { zh: '接收 OneNET 推送', en: 'A push of OneNET, signed with GRID_ONENET_TOKEN, in the name of a device account; 200 when it is kept, whatever of it could be read' }, answers: taken(200) },
  thingsBoard: { method: 'POST', path: '/api/v1/{token}/telemetry', audience: 'public', params: ingestToken, body: json, summary: { zh: '接收 ThingsBoard 遥测', en: 'ThingsBoard telemetry of the device whose token stands in the path' }, answers: taken(200) },
  senml: { method: 'POST', path: '/ingest/senml', audience: 'device', body: json, summary: { zh: '接收 SenML', en: 'SenML (RFC 8428) as JSON or CBOR' }, answers: taken(202) },
  observation: { method: 'POST', path: '/ingest/v1.1/Observations', audience: 'device', body: json, summary: { zh: '接收 SensorThings 观测', en: 'An observation of OGC SensorThings 1.1 that names its Datastream' }, answers: taken(201) },
  observationOf: { method: 'POST', path: '/ingest/v1.1/{collection}/Observations', audience: 'device', params: ingestCollection, body: json, summary: { zh: '接收某数据流的观测', en: 'An observation of the Datastream in the path: Datastreams(7)' }, answers: taken(201) },
  observations: { method: 'POST', path: '/ingest/v1.1/CreateObservations', audience: 'device', body: json, summary: { zh: '批量接收观测', en: 'Observations in data arrays; answers one line a row, "error: …" where one could not be taken' }, answers: { 201: { schema: z.array(z.string()), note: 'A line a row' } } },
  ngsi: { method: 'POST', path: '/ingest/ngsi', audience: 'device', body: json, summary: { zh: '接收 NGSI 通知', en: 'A notification of NGSI-LD or NGSIv2' }, answers: taken(200) },
  cloudEvents: { method: 'POST', path: '/ingest/cloudevents', audience: 'device', body: json, summary: { zh: '接收 CloudEvents', en: 'CloudEvents 1.0: binary, structured or a batch' }, answers: taken(202) },
  chirpStack: { method: 'POST', path: '/ingest/chirpstack', audience: 'device', body: json, summary: { zh: '接收 ChirpStack 上行', en: 'Events of ChirpStack’s HTTP integration' }, answers: taken(200) },
  alertmanager: { method: 'POST', path: '/ingest/alertmanager', audience: 'device', body: json, summary: { zh: '接收 Alertmanager 告警', en: 'The webhook of Prometheus Alertmanager' }, answers: taken(200) },
  aiEvents: { method: 'POST', path: '/ingest/ai-events', audience: 'device', body: json, summary: { zh: '接收 AI 视频事件', en: 'Events that cameras or their analysing boxes saw' }, answers: taken(202) },
  gb28181: { method: 'POST', path: '/ingest/gb28181', audience: 'device', body: { type: 'application/xml', schema: z.string() }, summary: { zh: '接收 GB/T 28181 报警', en: 'The body of a GB/T 28181 alarm, passed on over HTTP' }, answers: taken(202) },
} as const;
