import { LIGHTS, OUTCOMES, type ClassId, type ConditionId } from '#domain';
import { z } from 'zod';
import { areaSchema, categorySchema, countableSchema, deedSchema } from './board.js';
import { callerSchema } from './callers.js';
import { caseId, cellId, channel, classId, conditionId, departmentId, instant, photoHash, severity, stage, words } from './values.js';
import { said } from './said.js';

/** What clients may ask. Query strings arrive as text: numbers and lists are read from it here. */

const number = (schema: z.ZodType<number>) => z.preprocess((v) => (typeof v === 'string' && v.trim() !== '' ? Number(v) : v), schema);
/** As many as one chooses by hand: an address with them stays below what servers and proxies read. */
const MOST_IDS = 200;
const list = <T extends z.ZodType>(item: T, most = 50) => z.preprocess((v) => (typeof v === 'string' ? v.split(',').filter((s) => s !== '') : v), z.array(item).max(most));

export const signInSchema = z.strictObject({ account: z.string().trim().min(1).max(64), password: z.string().min(1).max(200), /** Stay signed in on this device for a week without use, instead of twelve hours. */ remember: z.boolean().default(false) });
export const tokenRequestSchema = z.strictObject({ account: z.string().trim().min(1).max(64), label: words(100), days: z.int().min(1).max(730).default(90) });

/** WGS-84 degrees. 0/0 is a phone without a fix, not a place. */
const lon = number(z.number().min(-180).max(180));
const lat = number(z.number().min(-90).max(90));
export const positionSchema = z.strictObject({ lon, lat, accuracy: number(z.number().min(0).max(100_000)).optional(), crs: z.enum(['wgs84', 'gcj02']).default('wgs84') })
  .refine((p) => Math.abs(p.lon) > 0.001 || Math.abs(p.lat) > 0.001, { message: said('position 0/0 is no position; leave it out when there is no fix', '经纬度 0/0 不是有效位置；没有定位时请不要填写'), path: ['lon'] });

/** A grid member's report. As `application/json`, or as the part `report` of a multipart body whose `photo` parts are the pictures. */
export const reportSchema = z.strictObject({
  /** Null: not sure which class. */
  classId: (classId as z.ZodType<ClassId>).nullable().default(null),
  /** Null: not sure which condition. */
  conditionId: (conditionId as z.ZodType<ConditionId>).nullable().default(null),
  text: words(4000).optional(),
  /** Absent: no fix; the centre places it later. */
  position: positionSchema.optional(),
  capturedAt: instant.optional(),
  /** Photos uploaded before, by hash; photos in the same multipart body are added to them. */
  photos: z.array(photoHash).max(12).default([]),
  asset: z.string().trim().min(1).max(40).optional(),
  /** "This is the same": attach to this open case instead of opening a new one. */
  sameAs: caseId.optional(),
  source: channel.default('grid-member'),
  /** Who told the centre, for what came by hotline, by a citizen or by the press. Kept apart from the case and never shown to a department. */
  caller: callerSchema.optional(),
  /** Put right on the spot by the grid member: photos before and after, sent before or in the same multipart body, by hash. Opens a case of its own that the centre reviews. */
  handled: z.strictObject({ note: words(2000), before: z.array(photoHash).max(12).default([]), after: z.array(photoHash).max(12).default([]) }).optional(),
});
export type ReportBody = z.infer<typeof reportSchema>;

/** Any text: what is no follow code is answered like a wrong one. Dashes, blanks and small letters are forgiven. */
export const followParams = z.object({ code: z.string() });
/** The mark that whoever reported it gives once it is closed: 1 bad … 5 good. */
export const ratingSchema = z.strictObject({ score: z.int().min(1).max(5), text: words(500).optional() });
export type RatingBody = z.infer<typeof ratingSchema>;

/** An alarm from a device that has already decided (a camera's event, an edge rule). `messageId` makes a resent one harmless. */
export const signalSchema = z.strictObject({
  messageId: z.string().min(1).max(100), classId: classId as z.ZodType<ClassId>, conditionId: (conditionId as z.ZodType<ConditionId>).nullable().default(null),
  text: words(1000).optional(), position: positionSchema.optional(), observedAt: instant, confidence: z.number().min(0).max(1).optional(), asset: z.string().trim().min(1).max(40).optional(),
  /** Which of the devices that this account sends for, by its id in the register; not needed where it is the only one. */
  device: z.string().trim().min(1).max(64).optional(),
});
export type SignalBody = z.infer<typeof signalSchema>;

export const SORTS = ['urgent', 'severity', 'deadline', 'age', 'newest'] as const;
export type Sort = (typeof SORTS)[number];
/** Filters of the queue; several values of one member are "or", different members are "and". */
export const caseFilterSchema = z.strictObject({
  stage: list(stage).optional(), outcome: list(z.enum(OUTCOMES)).optional(), light: list(z.enum(LIGHTS)).optional(), severity: list(number(severity)).optional(), classId: list(classId).optional(),
  department: list(departmentId).optional(), cell: list(cellId).optional(), source: list(channel).optional(), assignee: z.string().max(64).optional(), open: z.enum(['true', 'false']).optional(),
  /** `supervised`: an order waits for its reply, or an alert for somebody to take it. `rework`: it came back at least once. `taskOf`: this department has a task in hand. */
  supervised: z.enum(['true', 'false']).optional(), rework: z.enum(['true', 'false']).optional(), taskOf: departmentId.optional(), dueBefore: number(instant).optional(),
  request: z.enum(['true', 'false']).optional(), parked: z.enum(['true', 'false']).optional(), q: z.string().trim().max(100).optional(), since: number(instant).optional(), until: number(instant).optional(), ids: list(caseId, MOST_IDS).optional(),
  /** The first digits of a cell code; the first characters of a class. */
  area: areaSchema.optional(), category: categorySchema.optional(),
  /** Exactly the cases that a figure of the board counts, on the county's days `from` to `to`. */
  counted: countableSchema.optional(), from: z.iso.date().optional(), to: z.iso.date().optional(),
  /** With `counted`, of a figure of persons, trigger rules or co-departments: whose it is. */
  whose: z.string().max(64).optional(),
  /** With `counted`: what no department, cell or class is known of. */
  lacking: z.enum(['department', 'cell', 'class']).optional(),
  /** Those in which the asker did this, on the same days: what his own figures count, as far as he may still see it. */
  did: deedSchema.optional(),
  /** The department that it counts for; without `counted` the one that has the case, not those that help. */
  for: departmentId.optional(),
  /** None has it yet, or one has. */
  unassigned: z.enum(['true', 'false']).optional(),
});
export type CaseFilter = z.infer<typeof caseFilterSchema>;
export const caseQuerySchema = caseFilterSchema.extend({
  sort: z.enum(SORTS).default('urgent'), limit: number(z.int().min(1).max(200)).default(50), cursor: z.string().max(2000).optional(), count: z.enum(['exact', 'none']).default('none'),
});
export type CaseQuery = z.infer<typeof caseQuerySchema>;

/** Which of the centre's columns to take from; absent: all that wait for the centre. */
export const takeNextQuerySchema = z.strictObject({ stage: list(stage).optional() });
export const changesQuerySchema = z.strictObject({ since: z.string().max(100).optional(), limit: number(z.int().min(1).max(1000)).default(200) });
export const photoQuerySchema = z.strictObject({ size: z.enum(['thumb', 'screen', 'full']).default('full') });
export const peopleQuerySchema = z.strictObject({ department: departmentId.optional(), role: z.string().max(30).optional() });
/** `before`: the last notice of the page before. */
export const noticesQuerySchema = z.strictObject({ unread: z.enum(['true', 'false']).optional(), before: z.uuid().optional(), limit: number(z.int().min(1).max(200)).default(50) });
export const figuresQuerySchema = z.strictObject({ from: z.iso.date(), to: z.iso.date(), department: departmentId.optional() });
/** Counts, not rates: the reader divides, and totals are sums. `day` is the county's local date. */
export const figureSchema = z.object({ day: z.iso.date(), department: departmentId.nullable(), measure: z.enum(['reported', 'filed', 'dispatched', 'resolved', 'resolved-on-time', 'closed', 'forced', 'voided', 'refused', 'rework', 'recurred', 'returned', 'escalated']), count: z.int() });
export type Figure = z.infer<typeof figureSchema>;
