import { CLOCKS, LIGHTS, OUTCOMES, REQUESTS, type CaseEvent, type Clocks, type Reason } from '#domain';
import { z } from 'zod';
import { caseId, cellId, channel, classId, conditionId, departmentId, instant, photoHash, reportId, role, severity, stage, userId } from './values.js';

/** What the server answers. Instants are milliseconds since 1970 UTC; the screens show Asia/Shanghai. */

export const placeSchema = z.object({ lon: z.number(), lat: z.number(), accuracy: z.number().nullable() });
const request = z.object({ kind: z.enum(REQUESTS), by: userId, reason: z.string(), more: z.number(), until: instant.nullable(), suggest: departmentId.nullable() });

/** One line of a list, and the payload of a live change: all that a queue shows and that `allowed` looks at. */
export const caseRowSchema = z.object({
  id: caseId, number: z.string(), version: z.int(), stage, outcome: z.enum(OUTCOMES).nullable(), source: channel,
  classId: classId.nullable(), conditionId: conditionId.nullable(), severity, cell: cellId.nullable(), place: placeSchema.nullable(), text: z.string(),
  department: departmentId.nullable(), coDepartments: z.array(departmentId), assignee: userId.nullable(), dispatchedBy: userId.nullable(), request: request.nullable(),
  reports: z.int(), photos: z.array(photoHash), level: z.int(), returns: z.int(), rework: z.int(),
  reportedAt: instant, closedAt: instant.nullable(), clock: z.enum(CLOCKS).nullable(),
  /** The leading clock's kind of time: a countdown in the browser needs it besides `dueAt`. */
  clockUnit: z.enum(['working', 'continuous']).nullable(), dueAt: instant.nullable(), yellowAt: instant.nullable(), provisional: z.boolean(), totalDueAt: instant.nullable(),
  mergedInto: caseId.nullable(), parked: z.string().nullable(),
});
export type CaseRow = z.infer<typeof caseRowSchema>;

/** A report as those see it who work the case; the reporter's name is masked unless it is a colleague's. */
export const reportViewSchema = z.object({
  id: reportId, source: channel, reporter: z.object({ id: userId, name: z.string() }).nullable(), classId: classId.nullable(), conditionId: conditionId.nullable(), text: z.string(),
  place: placeSchema.nullable(), capturedAt: instant.nullable(), receivedAt: instant, photos: z.array(photoHash),
  /** What the server noticed: outside every cell, GCJ-02 turned back, camera position far off, clock off … */
  remarks: z.array(z.string()),
});
export type ReportView = z.infer<typeof reportViewSchema>;

export const eventViewSchema = z.object({
  seq: z.int(), type: z.string() as unknown as z.ZodType<CaseEvent['type']>, at: instant, by: z.object({ id: userId, name: z.string(), role }), why: z.unknown() as unknown as z.ZodType<Reason | null>,
  stage, data: z.record(z.string(), z.unknown()), position: z.string(),
});
export type EventView = z.infer<typeof eventViewSchema>;

export const candidateSchema = z.object({ department: departmentId, coDepartments: z.array(departmentId), line: z.string(), confidence: z.number() });
export const suggestionSchema = z.object({
  score: z.number(), certain: z.boolean(), reasons: z.array(z.object({ code: z.string() }).loose()), case: caseRowSchema,
});
export type SuggestionView = z.infer<typeof suggestionSchema>;

/** The case page: the row, its clocks, its reports, its whole timeline and what this actor may do. */
export const caseViewSchema = caseRowSchema.extend({
  clocks: z.unknown() as unknown as z.ZodType<Clocks>, milestones: z.record(z.string(), instant), evidence: z.array(photoHash), resumeAt: instant.nullable(), asset: z.string().nullable(), device: z.string().nullable(),
  allowed: z.array(z.string()), reportList: z.array(reportViewSchema), timeline: z.array(eventViewSchema), candidates: z.array(candidateSchema), suggestions: z.array(suggestionSchema),
  closing: z.object({ zh: z.string(), en: z.string() }).nullable(),
});
export type CaseView = z.infer<typeof caseViewSchema>;

export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable(), total: z.int().optional(), asOf: instant });

/** How many cases a filter finds, by stage and light; what is zero is left out. One answer for a whole rail of views. */
export const countsSchema = z.object({ items: z.array(z.object({ stage, light: z.enum(LIGHTS), count: z.int() })), asOf: instant });
export type Counts = z.infer<typeof countsSchema>;

/** What happened to a command. The same for a resent one, with `replayed`. */
export const receiptSchema = z.object({ id: caseId, number: z.string(), version: z.int(), stage, allowed: z.array(z.string()) });
export type Receipt = z.infer<typeof receiptSchema>;

export const reportReceiptSchema = receiptSchema.extend({ report: reportId, cell: cellId.nullable(), attachedTo: caseId.nullable(), remarks: z.array(z.string()), suggestions: z.array(suggestionSchema) });
export type ReportReceipt = z.infer<typeof reportReceiptSchema>;

/** One change of a case, in commit order. `left`: it is out of the reader's scope now, so there is no row. */
export const changeSchema = z.object({ position: z.string(), id: caseId, version: z.int(), stage, event: z.string(), row: caseRowSchema.nullable(), left: z.boolean() });
export type Change = z.infer<typeof changeSchema>;
export const changesSchema = z.object({ items: z.array(changeSchema), position: z.string(), more: z.boolean() });

export const meSchema = z.object({ id: userId, name: z.string(), role, department: departmentId.nullable(), cells: z.array(cellId), language: z.enum(['zh', 'en']) });
export type Me = z.infer<typeof meSchema>;
export const personSchema = z.object({ id: userId, name: z.string(), role, department: departmentId.nullable(), cells: z.array(cellId), active: z.boolean() });
export type PersonView = z.infer<typeof personSchema>;

export const departmentSchema = z.object({ id: departmentId, zh: z.string(), en: z.string(), kind: z.string() });
export const conditionSchema = z.object({ id: conditionId, zh: z.string(), en: z.string(), severity, limit: z.object({ value: z.number(), unit: z.string() }), closing: z.object({ zh: z.string(), en: z.string() }) });
export const classSchema = z.object({ id: classId, kind: z.enum(['incident', 'asset']), major: z.object({ code: z.string(), zh: z.string(), en: z.string() }), zh: z.string(), en: z.string(), severity, department: departmentId, conditions: z.array(conditionSchema) });
/** The reference data that every screen needs, in one answer with one ETag. */
export const referenceSchema = z.object({
  version: z.int(), county: z.object({ code: z.string(), zh: z.string(), en: z.string() }), departments: z.array(departmentSchema), classes: z.array(classSchema),
  calendar: z.unknown(), townships: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })), demo: z.boolean(),
  /** The escalation ladder in force; `after` in milliseconds. With it and a case's clocks anybody can check that every due warning went off. */
  ladder: z.array(z.object({ id: z.string(), clock: z.enum(CLOCKS), at: z.union([z.object({ share: z.number() }), z.object({ after: z.number() })]), level: z.int(), severities: z.array(severity).optional() })).optional(),
});
export type Reference = z.infer<typeof referenceSchema>;

export const uploadSchema = z.object({ hash: photoHash, type: z.string(), bytes: z.int(), width: z.int(), height: z.int(), takenAt: instant.nullable(), place: placeSchema.nullable() });
export type Upload = z.infer<typeof uploadSchema>;

export const noticeSchema = z.object({ id: z.string(), at: instant, case: caseId, number: z.string(), kind: z.string(), data: z.record(z.string(), z.unknown()), readAt: instant.nullable() });
export type NoticeView = z.infer<typeof noticeSchema>;

export const parkedSchema = z.object({ queue: z.string(), id: z.string(), reason: z.string(), since: instant, attempts: z.int() });
export type ParkedView = z.infer<typeof parkedSchema>;

export const lightSchema = z.enum(LIGHTS);
