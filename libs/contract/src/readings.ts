import { HEALTHS, QUALITIES } from '#domain';
import { z } from 'zod';
import { newDeviceSchema } from './devices.js';
import { cellId, departmentId, instant, words } from './values.js';
import { said } from './said.js';

/** What devices measure, how they are, and what of it could not be taken. */

const seriesId = z.string().regex(/^[1-9]\d{0,17}$/, said('the number of a series', '序列编号'));
export const seriesParams = z.object({ series: seriesId });
export const deviceSeriesParams = z.object({ device: z.string().max(64) });
/** A series with its newest reading. `urgent`: a rule for life safety watches it. `attributes`: numbers that thresholds may name, and `dead-band`, within which values are thinned. */
export const seriesSchema = z.object({
  id: seriesId, device: z.string(), metric: z.string(), unit: z.string().nullable(), codes: z.array(z.string()), attributes: z.record(z.string(), z.number()), urgent: z.boolean(),
  last: z.object({ at: instant, receivedAt: instant, value: z.number(), quality: z.enum(QUALITIES), code: z.string().nullable() }).nullable(),
});
export type SeriesView = z.infer<typeof seriesSchema>;
/** The name of a number of a series, as thresholds say it. */
export const seriesAttributeName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, said('small letters, digits and dashes', '小写字母、数字和短横线'));
/** Within which values are thinned; the one name that the program itself knows. */
export const DEAD_BAND = 'dead-band';
/** All of its numbers: what is left out is gone. */
export const seriesAttributesSchema = z.strictObject({ attributes: z.record(seriesAttributeName, z.number()).superRefine((given, context) => { if ((given[DEAD_BAND] ?? 0) < 0) context.addIssue({ code: 'too_small', origin: 'number', minimum: 0, inclusive: true, input: given, path: [DEAD_BAND] }); }) });

const moment = z.coerce.number().int().min(0).max(8.64e15);
export const curveQuerySchema = z.strictObject({ from: moment, to: moment }).refine((q) => q.from < q.to, { message: said('to must be after from', '结束须晚于开始'), path: ['to'] });
/** `values`: single readings as they were kept. `stretches` and `counts`: mean, least and most of `step` milliseconds each. A point without a value is a hole: nothing came. */
export const CURVE_KINDS = ['values', 'stretches', 'counts'] as const;
export const curveSchema = z.object({
  series: seriesId, device: z.string(), metric: z.string(), unit: z.string().nullable(), from: z.int(), to: z.int(), kind: z.enum(CURVE_KINDS), step: z.int(),
  points: z.array(z.object({ at: z.int(), value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), n: z.int(), quality: z.enum(QUALITIES).nullable() })).max(1_000),
});
export type Curve = z.infer<typeof curveSchema>;

/** Why something was not taken. */
export const READING_REASONS = ['not-json', 'not-cbor', 'not-xml', 'shape', 'length', 'crc', 'encoding', 'time', 'unit', 'value', 'signature', 'stale', 'replayed', 'unknown-device', 'unknown-metric', 'too-large', 'unsupported', 'not-allowed'] as const;
export type ReadingReason = (typeof READING_REASONS)[number];
const reason = z.enum(READING_REASONS);
export const QUARANTINE_STATES = ['kept', 'replayed', 'dismissed'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];
export const QUARANTINE_FORMS = ['frame', 'part', 'sample'] as const;
export const quarantineFilterSchema = z.strictObject({
  reason: reason.optional(), protocol: z.string().max(40).optional(), account: z.string().max(64).optional(), device: z.string().max(200).optional(), state: z.enum(QUARANTINE_STATES).default('kept'), before: moment.optional(), limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type QuarantineFilter = z.infer<typeof quarantineFilterSchema>;
/** `raw`: its beginning as text, or as hexadecimal digits where it is none; null where there was too much of it. `count`: how often it came. `said`: `detail`, which is English, as a code with its parameters (`readingDetailText`); null in rows of an earlier version. */
export const quarantinedSchema = z.object({
  id: z.uuid(), reason, part: z.string(), detail: z.string(), said: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(), protocol: z.string(), account: z.string().nullable(), device: z.string().nullable(), metric: z.string().nullable(), form: z.enum(QUARANTINE_FORMS), raw: z.string().nullable(), bytes: z.int(), count: z.int(),
  firstAt: instant, lastAt: instant, state: z.enum(QUARANTINE_STATES), settledAt: instant.nullable(), settledBy: z.string().nullable(),
});
export type QuarantinedView = z.infer<typeof quarantinedSchema>;
/** What is kept by the filter, the newest first, and how much there is of each reason; `dropped`: of `count`, what was only counted, because there was too much of it. */
export const quarantineSchema = z.object({ rows: z.array(quarantinedSchema), reasons: z.array(z.object({ reason, rows: z.int(), count: z.int(), dropped: z.int() })) });
export type QuarantineView = z.infer<typeof quarantineSchema>;
const chosen = z.strictObject({ ids: z.array(z.uuid()).min(1).max(500) });
export const settleQuarantineSchema = chosen;
/** `readings`: how many of them are in the journal now; `again`: what is still refused, with today's reason. */
export const replayedSchema = z.object({ replayed: z.int(), readings: z.int(), duplicates: z.int(), again: z.int() });
export type Replayed = z.infer<typeof replayedSchema>;
export const dismissedSchema = z.object({ dismissed: z.int() });

/** Devices that send and that the register does not know, each with the account that sent for it. */
export const unknownDeviceSchema = z.object({
  account: z.string().nullable(), device: z.string(), protocols: z.array(z.string()), metrics: z.array(z.string()), count: z.int(), firstAt: instant, lastAt: instant,
  /** A data logger of HJ 212 that nobody vouches for: with how many passwords it spoke, and which device its number was adopted as with another one. */
  logger: z.object({ passwords: z.int(), adoptedAs: z.string().nullable() }).nullable(),
});
export type UnknownDevice = z.infer<typeof unknownDeviceSchema>;
/** A device that is known already under another name, or a new one; either way what is kept of it is replayed. `account`: who sends for it; null for a data logger that nobody vouches for. Then `password` says which it is: the PW in its papers, which it must have spoken with; from now on it is known by its number and that. */
export const adoptSchema = z.strictObject({ account: z.string().min(1).max(64).nullable(), password: z.string().max(64).optional(), device: z.string().min(1).max(200), as: z.union([z.strictObject({ known: z.string().min(1).max(64) }), z.strictObject({ fresh: newDeviceSchema })]) })
  .refine((a) => (a.account === null) === (a.password !== undefined), { message: said('a logger without an account needs its password, and nothing else does', '没有账号的采集器才需要口令，且必须有'), path: ['password'] });
export type Adopt = z.infer<typeof adoptSchema>;
/** What a device calls one of its metrics; what is kept of it is replayed. */
export const nameMetricSchema = z.strictObject({ account: z.string().min(1).max(64), device: z.string().min(1).max(200), metric: z.string().min(1).max(200), as: words(40) });
export type NameMetric = z.infer<typeof nameMetricSchema>;

export const deviceHealthFilterSchema = z.strictObject({ health: z.enum(HEALTHS).optional(), department: departmentId.optional(), gateway: z.string().max(60).optional(), faulty: z.enum(['true', 'false']).optional() });
export type DeviceHealthFilter = z.infer<typeof deviceHealthFilterSchema>;
/** How a device is since when, when it was last heard, and its open fault. `inhibitedBy`: the gateway whose fault this is. */
export const deviceHealthSchema = z.object({
  device: z.string(), name: z.string(), kind: z.string(), label: z.string().nullable(), cell: cellId.nullable(), asset: z.string().nullable(), department: departmentId.nullable(), gateway: z.string().nullable(), health: z.enum(HEALTHS), since: instant, heardAt: instant.nullable(), battery: z.number().nullable(), inhibitedBy: z.string().nullable(),
  fault: z.object({ id: z.uuid(), beganAt: instant, gateway: z.boolean(), /** Its owner says it is mended; the device has not shown it yet. */ handled: z.boolean() }).nullable(),
});
export type DeviceHealthView = z.infer<typeof deviceHealthSchema>;
export const deviceHealthsSchema = z.object({ counts: z.record(z.string(), z.int()), rows: z.array(deviceHealthSchema) });
export type DeviceHealths = z.infer<typeof deviceHealthsSchema>;

/** `open`: waits for its owner. `handled`: its owner says it is mended. `ended`: the device is heard to be well. */
export const FAULT_STATES = ['open', 'handled', 'ended'] as const;
export const deviceFaultFilterSchema = z.strictObject({ /** Left out: those that are not over. */ state: z.enum(FAULT_STATES).optional(), limit: z.coerce.number().int().min(1).max(500).default(200) });
export type DeviceFaultFilter = z.infer<typeof deviceFaultFilterSchema>;
/** A fault of a device for its owner; never a case. `returned`: how often it came back after it was said to be mended. `behind`: devices that are silent because of this gateway. */
export const deviceFaultSchema = z.object({
  id: z.uuid(), device: z.string(), name: z.string(), kind: z.string(), department: departmentId.nullable(), health: z.enum(HEALTHS), gateway: z.boolean(), beganAt: instant, endedAt: instant.nullable(), returned: z.int(), behind: z.int(),
  handled: z.object({ at: instant, by: z.object({ id: z.string(), name: z.string() }), note: z.string() }).nullable(),
});
export type DeviceFaultView = z.infer<typeof deviceFaultSchema>;
export const deviceFaultParams = z.object({ id: z.uuid() });
export const handledFaultSchema = z.strictObject({ /** What was done. */ note: words(500) });
/** How a device has been, the newest first: `until` null is now. */
export const deviceCourseSchema = z.object({ changes: z.array(z.object({ at: instant, until: instant.nullable(), health: z.enum(HEALTHS) })), faults: z.array(deviceFaultSchema) });
export type DeviceCourse = z.infer<typeof deviceCourseSchema>;
