import { z } from 'zod';
import { commandSchema } from './commands.js';
import * as n from './notices.js';
import * as q from './requests.js';
import * as r from './rulebook.js';
import * as v from './views.js';
import { caseId, photoHash } from './values.js';

/** `centre`: dispatchers, supervisors, leaders and operators. */
export type Audience = 'public' | 'signed-in' | 'operator' | 'device' | 'centre';

/** One route of the API. The server's checks, the OpenAPI document and the clients read this and nothing else. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the root; `{name}` for parameters. */
  readonly path: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly audience: Audience;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodType;
  readonly body?: { readonly type: 'application/json' | 'multipart/form-data' | 'application/octet-stream'; readonly schema: z.ZodType };
  /** Takes `If-Match`: the version the actor saw. */
  readonly ifMatch?: true;
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
  follow: { method: 'GET', path: '/api/follow/{code}', audience: 'public', summary: { zh: '上报人查询进度', en: 'How far a report is, for whoever holds its follow code' }, params: q.followParams, answers: ok(v.followViewSchema) },
  rate: { method: 'POST', path: '/api/follow/{code}/rating', audience: 'public', idempotent: true, summary: { zh: '上报人评价', en: 'The reporter’s mark, once, after closing' }, params: q.followParams, body: { type: 'application/json', schema: q.ratingSchema }, answers: ok(v.followViewSchema) },
  signal: { method: 'POST', path: '/api/signals', audience: 'device', summary: { zh: '设备告警', en: 'A device alarm; read by the ingest queue' }, body: { type: 'application/json', schema: q.signalSchema }, answers: { 202: { schema: z.object({ id: z.string(), replayed: z.boolean() }), note: 'Stored; a case follows' } } },
  cases: { method: 'GET', path: '/api/cases', audience: 'signed-in', summary: { zh: '案件列表', en: 'Cases this actor may see; signed cursor' }, query: q.caseQuerySchema, answers: ok(v.pageOf(v.caseRowSchema)) },
  counts: { method: 'GET', path: '/api/cases/counts', audience: 'signed-in', summary: { zh: '案件计数', en: 'How many cases this actor may see, by stage and light' }, query: q.caseFilterSchema, answers: ok(v.countsSchema) },
  case: { method: 'GET', path: '/api/cases/{id}', audience: 'signed-in', summary: { zh: '案件详情', en: 'A case with its whole timeline; ETag is its version' }, params: id, answers: ok(v.caseViewSchema) },
  command: { method: 'POST', path: '/api/cases/{id}/commands', audience: 'signed-in', idempotent: true, summary: { zh: '案件操作', en: 'Every command of the life cycle; If-Match guards the version' }, params: id, body: { type: 'application/json', schema: commandSchema }, answers: ok(v.receiptSchema) },
  assignees: { method: 'GET', path: '/api/cases/{id}/assignees', audience: 'signed-in', summary: { zh: '推荐处置人员', en: 'Who of the department should have it, the best first, with what speaks for each' }, params: id, answers: ok(z.array(v.assigneeSchema)) },
  takeNext: { method: 'POST', path: '/api/cases/next', audience: 'signed-in', summary: { zh: '领取下一件', en: 'Take the most urgent case that waits for the centre and nobody holds; it stays yours for some minutes' }, query: q.takeNextQuerySchema, answers: { ...ok(v.holdSchema, 'Yours now'), 204: { note: 'Nothing waits' } } },
  holds: { method: 'GET', path: '/api/holds', audience: 'signed-in', summary: { zh: '领取中的案件', en: 'Cases that somebody of the centre has taken' }, answers: ok(z.array(v.holdSchema)) },
  hold: { method: 'POST', path: '/api/cases/{id}/hold', audience: 'signed-in', summary: { zh: '领取', en: 'Take this case, or keep it longer' }, params: id, answers: ok(v.holdSchema) },
  release: { method: 'DELETE', path: '/api/cases/{id}/hold', audience: 'signed-in', summary: { zh: '放回', en: 'Put it back' }, params: id, answers: { 204: { note: 'Free again' } } },
  changes: { method: 'GET', path: '/api/changes', audience: 'signed-in', summary: { zh: '变更流', en: 'Every change after a position, in commit order, without gaps; without `since`: where the feed stands' }, query: q.changesQuerySchema, answers: ok(v.changesSchema) },
  notices: { method: 'GET', path: '/api/notices', audience: 'signed-in', summary: { zh: '我的通知', en: 'My notices, newest first' }, query: q.noticesQuerySchema, answers: ok(z.array(v.noticeSchema)) },
  readNotice: { method: 'POST', path: '/api/notices/{id}/read', audience: 'signed-in', summary: { zh: '标记已读', en: 'Mark a notice read' }, params: z.object({ id: z.uuid() }), answers: { 204: { note: 'Read' } } },
  readNotices: { method: 'POST', path: '/api/notices/read', audience: 'signed-in', summary: { zh: '全部标记已读', en: 'Mark all my notices up to an instant read' }, body: { type: 'application/json', schema: n.readAllSchema }, answers: ok(n.unreadSchema) },
  unread: { method: 'GET', path: '/api/notices/unread', audience: 'signed-in', summary: { zh: '未读通知数', en: 'How many of my notices are unread' }, answers: ok(n.unreadSchema) },
  noticePreference: { method: 'GET', path: '/api/notices/preference', audience: 'signed-in', summary: { zh: '我的通知设置', en: 'How I want to be told' }, answers: ok(n.noticePreferenceSchema) },
  setNoticePreference: { method: 'PUT', path: '/api/notices/preference', audience: 'signed-in', summary: { zh: '修改通知设置', en: 'Choose how I want to be told; the whole of it' }, body: { type: 'application/json', schema: n.noticePreferenceSchema }, answers: ok(n.noticePreferenceSchema) },
  endpoints: { method: 'GET', path: '/api/notices/endpoints', audience: 'operator', summary: { zh: '群机器人与推送地址', en: 'Robots and webhooks; never their secrets' }, answers: ok(z.array(n.endpointSchema)) },
  addEndpoint: { method: 'POST', path: '/api/notices/endpoints', audience: 'operator', summary: { zh: '新增群机器人或推送地址', en: 'Add a robot or a webhook' }, body: { type: 'application/json', schema: n.newEndpointSchema }, answers: { 201: { schema: n.endpointSchema, note: 'Added' } } },
  changeEndpoint: { method: 'PATCH', path: '/api/notices/endpoints/{id}', audience: 'operator', summary: { zh: '修改群机器人或推送地址', en: 'Change a robot or a webhook; what is left out stays' }, params: n.endpointId, body: { type: 'application/json', schema: n.changeEndpointSchema }, answers: ok(n.endpointSchema) },
  removeEndpoint: { method: 'DELETE', path: '/api/notices/endpoints/{id}', audience: 'operator', summary: { zh: '删除群机器人或推送地址', en: 'Remove a robot or a webhook; what waits for it is dropped' }, params: n.endpointId, answers: { 204: { note: 'Removed' } } },
  testEndpoint: { method: 'POST', path: '/api/notices/endpoints/{id}/test', audience: 'operator', summary: { zh: '发送测试消息', en: 'Send a test message there and say what came back' }, params: n.endpointId, answers: ok(n.endpointTestSchema) },
  caseNotices: { method: 'GET', path: '/api/cases/{id}/notices', audience: 'signed-in', summary: { zh: '本案通知回执', en: 'Who was told about the case, by which channels, and when it was read; for the centre' }, params: n.receiptsOf, answers: ok(z.array(n.noticeReceiptSchema)) },
  ruleBook: { method: 'GET', path: '/api/rulebook', audience: 'centre', summary: { zh: '规则库概览', en: 'The rule book: of each kind the version in force, those to come, and open drafts' }, answers: ok(r.ruleOverviewSchema) },
  ruleDrafts: { method: 'GET', path: '/api/rulebook/drafts', audience: 'centre', summary: { zh: '规则草案', en: 'Drafts, the newest change first' }, query: r.ruleDraftsQuerySchema, answers: ok(z.array(r.ruleDraftSchema)) },
  createRuleDraft: { method: 'POST', path: '/api/rulebook/drafts', audience: 'centre', idempotent: true, summary: { zh: '起草规则变更', en: 'Write a draft: whole contents or single changes, of one kind or several that belong together' }, body: { type: 'application/json', schema: r.ruleDraftWishSchema }, answers: { 201: { schema: r.ruleDraftSchema, note: 'Written' } } },
  ruleDraft: { method: 'GET', path: '/api/rulebook/drafts/{id}', audience: 'centre', summary: { zh: '查看草案', en: 'A draft with everything it would change and everything that is wrong with it; ETag is its version' }, params: r.ruleDraftParams, answers: ok(r.ruleDraftInFullSchema) },
  editRuleDraft: { method: 'PUT', path: '/api/rulebook/drafts/{id}', audience: 'centre', ifMatch: true, summary: { zh: '修改草案', en: 'Change a draft of one’s own that was not submitted' }, params: r.ruleDraftParams, body: { type: 'application/json', schema: r.ruleDraftEditSchema }, answers: ok(r.ruleDraftSchema) },
  ruleDraftPreview: { method: 'GET', path: '/api/rulebook/drafts/{id}/preview', audience: 'centre', summary: { zh: '预览草案影响', en: 'What the draft would do to the cases that are open now' }, params: r.ruleDraftParams, answers: ok(r.rulePreviewSchema) },
  actOnRuleDraft: { method: 'POST', path: '/api/rulebook/drafts/{id}/{action}', audience: 'centre', ifMatch: true, summary: { zh: '提交、撤回、批准、退回或更新草案', en: 'Submit, withdraw, approve, reject a draft, or put it on top of the newest version; a second person approves' }, params: r.ruleDraftActionParams, body: { type: 'application/json', schema: r.ruleDraftActionSchema }, answers: ok(r.ruleDraftActedSchema) },
  ruleContent: { method: 'GET', path: '/api/rulebook/{kind}', audience: 'centre', summary: { zh: '规则内容', en: 'The content of a kind: in force now, on a date, or of a version; 304 when unchanged' }, params: r.ruleKindParams, query: r.ruleContentQuerySchema, answers: ok(r.ruleContentSchema) },
  ruleVersions: { method: 'GET', path: '/api/rulebook/{kind}/versions', audience: 'centre', summary: { zh: '规则版本', en: 'Every version of a kind: from when, by whom, approved by whom, why' }, params: r.ruleKindParams, answers: ok(z.array(r.ruleVersionSchema)) },
  ruleDifferences: { method: 'GET', path: '/api/rulebook/{kind}/differences', audience: 'centre', summary: { zh: '版本比较', en: 'What changed from one version to another, entry by entry' }, params: r.ruleKindParams, query: r.ruleDifferencesQuerySchema, answers: ok(z.array(r.ruleDifferenceSchema)) },
  exportRules: { method: 'GET', path: '/api/rulebook/{kind}/export', audience: 'centre', summary: { zh: '导出规则', en: 'A kind, or the whole book, as XLSX, YAML or JSON' }, params: r.ruleFileParams, query: r.ruleExportQuerySchema, answers: { 200: { type: 'application/octet-stream', note: 'The file' } } },
  importRules: { method: 'POST', path: '/api/rulebook/{kind}/import', audience: 'centre', idempotent: true, summary: { zh: '导入规则', en: 'An XLSX, YAML or JSON file becomes a draft; refused whole, with every fault by row and column, when anything is wrong' }, params: r.ruleFileParams, query: r.ruleImportQuerySchema, body: { type: 'application/octet-stream', schema: z.string().meta({ format: 'binary' }) }, answers: { 201: { schema: r.ruleDraftSchema, note: 'Written' } } },
  figures: { method: 'GET', path: '/api/figures', audience: 'signed-in', summary: { zh: '日统计', en: 'Counts by day and department' }, query: q.figuresQuerySchema, answers: ok(z.array(q.figureSchema)) },
  parked: { method: 'GET', path: '/api/work/parked', audience: 'operator', summary: { zh: '搁置的自动任务', en: 'Work that failed too often' }, answers: ok(z.array(v.parkedSchema)) },
  retryParked: { method: 'POST', path: '/api/work/parked/{queue}/{id}/retry', audience: 'operator', summary: { zh: '重试', en: 'Try parked work again' }, params: z.object({ queue: z.enum(['ingest', 'settle', 'deliver', 'assess']), id: z.string().max(100) }), answers: { 204: { note: 'Queued' } } },
  openapi: { method: 'GET', path: '/api/openapi.json', audience: 'public', summary: { zh: '接口文档', en: 'This document' }, answers: ok(z.unknown()) },
  live: { method: 'GET', path: '/health/live', audience: 'public', summary: { zh: '存活', en: 'The process runs' }, answers: ok(z.object({ status: z.literal('ok') })) },
  ready: { method: 'GET', path: '/health/ready', audience: 'public', summary: { zh: '就绪', en: 'Database and migrations; the queue store down is degraded, still 200' }, answers: { ...ok(z.object({ status: z.enum(['ok', 'degraded']), database: z.string(), queue: z.string(), backend: z.enum(['postgres', 'redis']), version: z.string(), time: z.int() })), 503: { note: 'Not ready' } } },
  metrics: { method: 'GET', path: '/metrics', audience: 'public', summary: { zh: '指标', en: 'Prometheus metrics; from this machine only unless GRID_METRICS_TOKEN is given as bearer' }, answers: { 200: { type: 'text/plain', note: 'Metrics' } } },
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof ROUTES;
