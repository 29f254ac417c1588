import { z } from 'zod';
import { NOTICE_KINDS, URGENCIES } from './remarks.js';
import { caseId, departmentId, instant, role, userId, words } from './values.js';
import { said } from './said.js';

/** Ways out of the app. What is told inside the app is always there at once. */
export const NOTICE_CHANNELS = ['mail', 'webhook'] as const;
export type NoticeChannelName = (typeof NOTICE_CHANNELS)[number];

/** How much a person or a group wants by a channel. A call comes whatever was chosen. */
export const WANTS = ['all', 'urgent', 'none'] as const;
export type Wants = (typeof WANTS)[number];

export const ENDPOINT_FORMATS = ['wecom', 'dingtalk', 'feishu', 'plain'] as const;
export type EndpointFormat = (typeof ENDPOINT_FORMATS)[number];

/** What became of a notice on a channel: `waiting` for its time or its next try, `sent`, `parked` after too many tries, `dropped` as nobody can be reached there any more. */
export const SENT_STATES = ['waiting', 'sent', 'parked', 'dropped'] as const;
export type SentState = (typeof SENT_STATES)[number];

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, said('a time of day such as 22:00', '时刻，如 22:00'));
const wants = z.enum(WANTS);

/** What a person chose: where mail goes, how much comes by which channel, which kinds stay in the app, and when it has to be quiet (local times; overnight possible). */
export const noticePreferenceSchema = z.strictObject({
  email: z.email().max(200).nullable(),
  channels: z.strictObject({ mail: wants, webhook: wants }),
  muted: z.array(z.enum(NOTICE_KINDS)).max(NOTICE_KINDS.length),
  quiet: z.strictObject({ from: time, to: time }).refine((q) => q.from !== q.to, { message: said('must differ from the beginning', '不能与开始时刻相同'), path: ['to'] }).nullable(),
});
export type NoticePreference = z.infer<typeof noticePreferenceSchema>;

export const unreadSchema = z.object({ unread: z.int() });
/** `until`: the newest notice the reader has seen; what came later stays unread. */
export const readAllSchema = z.strictObject({ until: instant });

/** Whose an endpoint is: what is told to this person, to people of this department, or to people of this role goes there too. */
const owner = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), id: userId }), z.strictObject({ kind: z.literal('department'), id: departmentId }), z.strictObject({ kind: z.literal('role'), id: role }),
]);
export type EndpointOwner = z.infer<typeof owner>;

const url = z.string().max(2000).refine((text) => {
  const parsed = URL.canParse(text) ? new URL(text) : null;
  return parsed !== null && ['http:', 'https:'].includes(parsed.protocol) && parsed.username === '' && parsed.password === '';
}, said('must be an http or https URL without a user', '须为 http 或 https 网址，且不含用户名'));
const secret = z.string().trim().min(1).max(200).regex(/^[\x21-\x7e]+$/, said('visible ASCII characters only', '只能用可见 ASCII 字符'));
const fields = { name: words(60), format: z.enum(ENDPOINT_FORMATS), owner, url, secret: secret.nullable(), wants };

/** What Standard Webhooks asks of a secret: `whsec_` and 24 to 64 bytes in base64. */
const SECRET_RULE = { en: 'must be whsec_ and the base64 of 24 to 64 bytes', zh: '须为 whsec_ 加 24 至 64 字节的 base64' };
/** Why a format cannot work with a secret; null when it can. */
export function secretFault(format: EndpointFormat, given: string | null): { readonly en: string; readonly zh: string } | null {
  if (format === 'wecom') return given === null ? null : { en: 'WeCom robots are not signed: the key is in the address', zh: '企业微信机器人不签名，密钥已在网址中' };
  if (format !== 'plain') return null;
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(given ?? '')?.[1];
  const bytes = base64 === undefined || base64.length % 4 !== 0 ? 0 : Math.floor((base64.replaceAll('=', '').length * 3) / 4);
  return bytes >= 24 && bytes <= 64 ? null : SECRET_RULE;
}

/** A robot of a group chat, or a program that wants to be told. */
export const newEndpointSchema = z.strictObject({ ...fields, secret: fields.secret.default(null), wants: wants.default('all') }).superRefine((e, ctx) => {
  const fault = secretFault(e.format, e.secret);
  if (fault !== null) ctx.addIssue({ code: 'custom', message: said(fault.en, fault.zh), path: ['secret'] });
});
export type NewEndpoint = z.infer<typeof newEndpointSchema>;
/** Absent: stays as it is. `active: true` also sets a disabled one going again. */
export const changeEndpointSchema = z.strictObject({ name: fields.name, owner, url, secret: fields.secret, wants, active: z.boolean() }).partial();
export type ChangeEndpoint = z.infer<typeof changeEndpointSchema>;

/** An endpoint as operators see it. The address is shortened and the secret left out: both let anybody speak in the group. */
export const endpointSchema = z.object({
  id: z.uuid(), name: z.string(), format: z.enum(ENDPOINT_FORMATS), owner, address: z.string(), hasSecret: z.boolean(), wants, active: z.boolean(),
  disabledReason: z.string().nullable(), createdAt: instant, createdBy: userId, changedAt: instant,
  /** Since it last worked, and what is waiting or parked there now. */
  failures: z.int(), lastSentAt: instant.nullable(), waiting: z.int(), parked: z.int(),
});
export type EndpointView = z.infer<typeof endpointSchema>;
/** What came back: `status` is null where nobody answered. */
export const endpointTestSchema = z.object({ ok: z.boolean(), status: z.int().nullable(), answer: z.string(), reason: z.string().nullable(), milliseconds: z.int() });
export type EndpointTest = z.infer<typeof endpointTestSchema>;

/** Who was told about a case, how, and when they read it. */
export const noticeReceiptSchema = z.object({
  id: z.string(), at: instant, kind: z.string(), urgency: z.enum(URGENCIES), recipient: z.object({ id: userId, name: z.string() }), deliveredAt: instant.nullable(), readAt: instant.nullable(),
  sent: z.array(z.object({
    channel: z.string(), endpoint: z.string().nullable(), state: z.enum(SENT_STATES), attempts: z.int(), sentAt: instant.nullable(), nextAt: instant.nullable(), reason: z.string().nullable(),
  })),
});
export type NoticeReceipt = z.infer<typeof noticeReceiptSchema>;

export const endpointId = z.object({ id: z.uuid() });
export const receiptsOf = z.object({ id: caseId });
