import { z } from 'zod';
import { accountName, logLineSchema, TABLE_FORMATS, tokenViewSchema } from './people.js';
import { cellId, departmentId, instant, userId, words } from './values.js';
import { said } from './said.js';

/** The registry of devices: what stands where, what it measures, whose it is. The trigger rules and the map build on it. */

/** A code of the county's own; those that are common have a name in both languages. */
export const DEVICE_KINDS = ['camera', 'water-level', 'manhole-tilt', 'smoke', 'gas', 'noise', 'air', 'bin-fill', 'lamp', 'parking', 'gateway', 'other'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];
export const DEVICE_CRS = ['wgs84', 'gcj02'] as const;
export type DeviceCrs = (typeof DEVICE_CRS)[number];

const kind = z.string().trim().max(40).regex(/^[a-z][a-z0-9-]*$/, said('a code of small letters, digits and dashes, such as water-level', '由小写字母、数字和短横线组成的代码，如 water-level'));
const lon = z.number().min(-180).max(180), lat = z.number().min(-90).max(90);
/** As it was said; what is kept is WGS-84. */
const place = z.strictObject({ lon, lat, crs: z.enum(DEVICE_CRS).default('wgs84') }).refine((p) => Math.abs(p.lon) > 0.001 || Math.abs(p.lat) > 0.001, { message: said('position 0/0 is no position', '经纬度 0/0 不是有效位置'), path: ['lon'] });
const date = z.iso.date();
const code = z.string().trim().min(1).max(60).regex(/^[\x21-\x7e]+$/, said('visible ASCII characters without blanks', '不含空格的可见 ASCII 字符'));
const fields = {
  name: words(80), kind, label: words(40).nullable(), metric: words(40).nullable(), unit: words(20).nullable(), place: place.nullable(), asset: code.nullable(), gateway: code.nullable(), department: departmentId.nullable(), note: words(500).nullable(),
  commissioned: date.nullable(), calibrated: date.nullable(),
};

/** `crs`: how the place was given; it is kept and answered as WGS-84. `cell`: where that lies now. `account`: whose signals are this device's. */
export const deviceSchema = z.object({
  id: z.string(), name: z.string(), kind: z.string(), label: z.string().nullable(), metric: z.string().nullable(), unit: z.string().nullable(),
  lon: z.number().nullable(), lat: z.number().nullable(), crs: z.enum(DEVICE_CRS).nullable(), cell: cellId.nullable(), asset: z.string().nullable(), gateway: z.string().nullable(), department: departmentId.nullable(), note: z.string().nullable(),
  commissioned: z.string().nullable(), calibrated: z.string().nullable(), active: z.boolean(), account: userId.nullable(), version: z.int(), createdAt: instant, changedAt: instant,
  /** When the program last heard of it: a request with its token, or a signal. */
  seenAt: instant.nullable(), tokens: z.int(),
});
export type DeviceView = z.infer<typeof deviceSchema>;
/** How a sender proves who it is, beside tokens: a shared secret it signs HTTP requests with, or a client certificate of MQTT and HJ 212 over TLS. */
export const CREDENTIAL_KINDS = ['secret', 'certificate'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];
const person = z.object({ id: z.string(), name: z.string() });
/** `fingerprint`: of a certificate, SHA-256 as 64 hexadecimal digits. */
export const credentialSchema = z.object({ id: z.uuid(), account: userId, kind: z.enum(CREDENTIAL_KINDS), label: z.string(), fingerprint: z.string().nullable(), by: person, since: instant, seenAt: instant.nullable(), revokedAt: instant.nullable() });
export type CredentialView = z.infer<typeof credentialSchema>;
/** `limit`: readings a minute that its account may send, all devices of the account together; null: as many as the configuration says. */
export const deviceInFullSchema = deviceSchema.extend({ tokenList: z.array(tokenViewSchema), credentials: z.array(credentialSchema), limit: z.int().nullable(), history: z.array(logLineSchema), remarks: z.array(z.enum(['gcj02-converted', 'outside-cells', 'maybe-gcj02'])) });
export type DeviceInFull = z.infer<typeof deviceInFullSchema>;

const flag = z.enum(['true', 'false']);
export const DEVICE_HEARD = ['day', 'silent', 'never'] as const;
/** `heard`: within the last day, longer ago, or never. */
export const deviceFilterSchema = z.strictObject({ q: z.string().trim().max(100).optional(), kind: kind.optional(), department: departmentId.optional(), cell: cellId.optional(), gateway: z.string().max(60).optional(), active: flag.optional(), heard: z.enum(DEVICE_HEARD).optional() });
export type DeviceFilter = z.infer<typeof deviceFilterSchema>;
export const deviceExportSchema = deviceFilterSchema.extend({ format: z.enum(TABLE_FORMATS).default('xlsx'), example: flag.optional() });

export const newDeviceSchema = z.strictObject({
  ...fields, label: fields.label.default(null), metric: fields.metric.default(null), unit: fields.unit.default(null), place: fields.place.default(null), asset: fields.asset.default(null), gateway: fields.gateway.default(null), department: fields.department.default(null), note: fields.note.default(null),
  commissioned: fields.commissioned.default(null), calibrated: fields.calibrated.default(null), id: accountName,
  /** An account of the role device that sends for it, such as a gateway's; left out: one of its own, made with its first token. */
  account: accountName.nullable().default(null),
});
export type NewDevice = z.infer<typeof newDeviceSchema>;
/** What is left out stays. */
export const changeDeviceSchema = z.strictObject({ ...fields, account: accountName.nullable() }).partial().refine((c) => Object.keys(c).length > 0, said('changes nothing', '没有任何改动'));
export type ChangeDevice = z.infer<typeof changeDeviceSchema>;

export const deviceParams = z.object({ device: z.string().max(64) });
export const DEVICE_ACTIONS = ['deactivate', 'activate'] as const;
export type DeviceAction = (typeof DEVICE_ACTIONS)[number];
export const deviceActionParams = deviceParams.extend({ action: z.enum(DEVICE_ACTIONS) });
export const deviceTokenSchema = z.strictObject({ label: words(100), days: z.int().min(1).max(3650).default(730) });
export const issuedTokenSchema = z.object({ token: z.string(), expiresAt: instant, account: userId });

/** `certificate`: its PEM text, or its SHA-256 fingerprint with or without colons. */
export const newCredentialSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('secret'), label: words(100) }),
  z.strictObject({ kind: z.literal('certificate'), label: words(100), certificate: z.string().trim().min(1).max(20_000) }),
]);
export type NewCredential = z.infer<typeof newCredentialSchema>;
/** `secret`: said this once. */
export const issuedCredentialSchema = z.object({ credential: credentialSchema, secret: z.string().nullable() });
export type IssuedCredential = z.infer<typeof issuedCredentialSchema>;
export const credentialParams = z.object({ id: z.uuid() });
/** Readings a minute; null: as the configuration says; 0: without a limit. */
export const deviceLimitSchema = z.strictObject({ limit: z.int().min(0).max(100_000_000).nullable() });
