import { z } from 'zod';
import { commandSchema } from './commands.js';
import * as q from './requests.js';
import * as v from './views.js';
import { caseId, photoHash } from './values.js';

export type Audience = 'public' | 'signed-in' | 'operator' | 'device';

/** One route of the API. The server's checks, the OpenAPI document and the clients read this and nothing else. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the root; `{name}` for parameters. */
  readonly path: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly audience: Audience;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodType;
  readonly body?: { readonly type: 'application/json' | 'multipart/form-data'; readonly schema: z.ZodType };
  /** Needs `Idempotency-Key`. */
  readonly idempotent?: true;
  readonly answers: Readonly<Record<number, { readonly schema?: z.ZodType; readonly type?: string; readonly note: string }>>;
}

const ok = <S extends z.ZodType>(schema: S, note = 'OK') => ({ 200: { schema, note } });
const id = z.object({ id: caseId });

export const ROUTES = {
  signIn: { method: 'POST', path: '/api/session', audience: 'public', summary: { zh: '登录', en: 'Sign in; sets the session cookie' }, body: { type: 'application/json', schema: q.signInSchema }, answers: ok(v.meSchema) },
  signOut: { method: 'DELETE', path: '/api/session', audience: 'signed-in', summary: { zh: '退出登录', en: 'Sign out' }, answers: { 204: { note: 'Signed out' } } },
  me: { method: 'GET', path: '/api/session', audience: 'signed-in', summary: { zh: '当前用户', en: 'Who am I' }, answers: ok(v.meSchema) },
  createToken: { method: 'POST', path: '/api/tokens', audience: 'operator', summary: { zh: '签发机器令牌', en: 'Issue a bearer token for an account; shown once' }, body: { type: 'application/json', schema: q.tokenRequestSchema }, answers: { 201: { schema: z.object({ token: z.string(), expiresAt: z.int() }), note: 'Created' } } },
  reference: { method: 'GET', path: '/api/reference', audience: 'signed-in', summary: { zh: '基础数据', en: 'Departments, classes, calendar; 304 when unchanged' }, answers: ok(v.referenceSchema) },
  cells: { method: 'GET', path: '/api/cells', audience: 'signed-in', summary: { zh: '单元网格 (GeoJSON)', en: 'Grid cells as GeoJSON; 304 when unchanged' }, answers: ok(z.unknown()) },
  people: { method: 'GET', path: '/api/people', audience: 'signed-in', summary: { zh: '人员', en: 'People one may assign to' }, query: q.peopleQuerySchema, answers: ok(z.array(v.personSchema)) },
  upload: { method: 'POST', path: '/api/photos', audience: 'signed-in', summary: { zh: '上传照片', en: 'Upload photos (parts `photo`); the same bytes get the same hash' }, body: { type: 'multipart/form-data', schema: z.object({ photo: z.array(z.string().meta({ format: 'binary' })) }) }, answers: { 201: { schema: z.array(v.uploadSchema), note: 'Stored' } } },
  photo: { method: 'GET', path: '/api/photos/{hash}', audience: 'signed-in', summary: { zh: '查看照片', en: 'A photo without its EXIF; ranges served' }, params: z.object({ hash: photoHash }), query: q.photoQuerySchema, answers: { 200: { type: 'image/*', note: 'The picture' }, 206: { type: 'image/*', note: 'A part of it' } } },
  report: { method: 'POST', path: '/api/reports', audience: 'signed-in', idempotent: true, summary: { zh: '上报', en: 'Report an event; opens a case, or attaches to one' }, body: { type: 'multipart/form-data', schema: z.object({ report: q.reportSchema, photo: z.array(z.string().meta({ format: 'binary' })).optional() }) }, answers: { 201: { schema: v.reportReceiptSchema, note: 'Accepted' } } },
  signal: { method: 'POST', path: '/api/signals', audience: 'device', summary: { zh: '设备告警', en: 'A device alarm; read by the ingest queue' }, body: { type: 'application/json', schema: q.signalSchema }, answers: { 202: { schema: z.object({ id: z.string(), replayed: z.boolean() }), note: 'Stored; a case follows' } } },
  cases: { method: 'GET', path: '/api/cases', audience: 'signed-in', summary: { zh: '案件列表', en: 'Cases this actor may see; signed cursor' }, query: q.caseQuerySchema, answers: ok(v.pageOf(v.caseRowSchema)) },
  counts: { method: 'GET', path: '/api/cases/counts', audience: 'signed-in', summary: { zh: '案件计数', en: 'How many cases this actor may see, by stage and light' }, query: q.caseFilterSchema, answers: ok(v.countsSchema) },
  case: { method: 'GET', path: '/api/cases/{id}', audience: 'signed-in', summary: { zh: '案件详情', en: 'A case with its whole timeline; ETag is its version' }, params: id, answers: ok(v.caseViewSchema) },
  command: { method: 'POST', path: '/api/cases/{id}/commands', audience: 'signed-in', idempotent: true, summary: { zh: '案件操作', en: 'Every command of the life cycle; If-Match guards the version' }, params: id, body: { type: 'application/json', schema: commandSchema }, answers: ok(v.receiptSchema) },
  changes: { method: 'GET', path: '/api/changes', audience: 'signed-in', summary: { zh: '变更流', en: 'Every change after a position, in commit order, without gaps; without `since`: where the feed stands' }, query: q.changesQuerySchema, answers: ok(v.changesSchema) },
  notices: { method: 'GET', path: '/api/notices', audience: 'signed-in', summary: { zh: '我的通知', en: 'My notices, newest first' }, query: q.noticesQuerySchema, answers: ok(z.array(v.noticeSchema)) },
  readNotice: { method: 'POST', path: '/api/notices/{id}/read', audience: 'signed-in', summary: { zh: '标记已读', en: 'Mark a notice read' }, params: z.object({ id: z.uuid() }), answers: { 204: { note: 'Read' } } },
  figures: { method: 'GET', path: '/api/figures', audience: 'signed-in', summary: { zh: '日统计', en: 'Counts by day and department' }, query: q.figuresQuerySchema, answers: ok(z.array(q.figureSchema)) },
  parked: { method: 'GET', path: '/api/work/parked', audience: 'operator', summary: { zh: '搁置的自动任务', en: 'Work that failed too often' }, answers: ok(z.array(v.parkedSchema)) },
  retryParked: { method: 'POST', path: '/api/work/parked/{queue}/{id}/retry', audience: 'operator', summary: { zh: '重试', en: 'Try parked work again' }, params: z.object({ queue: z.enum(['ingest', 'settle', 'deliver', 'assess']), id: z.string().max(100) }), answers: { 204: { note: 'Queued' } } },
  openapi: { method: 'GET', path: '/api/openapi.json', audience: 'public', summary: { zh: '接口文档', en: 'This document' }, answers: ok(z.unknown()) },
  live: { method: 'GET', path: '/health/live', audience: 'public', summary: { zh: '存活', en: 'The process runs' }, answers: ok(z.object({ status: z.literal('ok') })) },
  ready: { method: 'GET', path: '/health/ready', audience: 'public', summary: { zh: '就绪', en: 'Database and migrations; the queue store down is degraded, still 200' }, answers: { ...ok(z.object({ status: z.enum(['ok', 'degraded']), database: z.string(), queue: z.string(), backend: z.enum(['postgres', 'redis']), version: z.string(), time: z.int() })), 503: { note: 'Not ready' } } },
  metrics: { method: 'GET', path: '/metrics', audience: 'public', summary: { zh: '指标', en: 'Prometheus metrics; from this machine only unless GRID_METRICS_TOKEN is given as bearer' }, answers: { 200: { type: 'text/plain', note: 'Metrics' } } },
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof ROUTES;
