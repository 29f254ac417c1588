import { CLOCK_KINDS, CLOCKS, LEVELS, LIGHTS, OUTCOMES, PROPOSALS, REQUESTS, SUSPENSION_GROUNDS, TASK_KINDS, TASK_STATES, VERDICTS, type CaseEvent, type ClockKey, type Clocks, type Merit, type Reason } from '#domain';
import { z } from 'zod';
import { caseAlarmSchema } from './trigger.js';
import { FOLLOW_STEPS, URGENCIES } from './remarks.js';
import { caseId, cellId, channel, classId, conditionId, departmentId, instant, photoHash, reportId, role, severity, stage, userId } from './values.js';

/** What the server answers. Instants are milliseconds since 1970 UTC; the screens show Asia/Shanghai. */

export const placeSchema = z.object({ lon: z.number(), lat: z.number(), accuracy: z.number().nullable() });
const request = z.object({
  kind: z.enum(REQUESTS), by: userId, reason: z.string(), more: z.number(), until: instant.nullable(), suggest: departmentId.nullable(), ground: z.enum(SUSPENSION_GROUNDS).nullable(),
  /** The department's lead stands behind it. */
  endorsed: z.boolean(),
});
const proposal = z.object({ kind: z.enum(PROPOSALS), by: userId, reason: z.string(), document: z.string().nullable() });
const appeal = z.object({ by: userId, department: departmentId.nullable(), reason: z.string(), votes: z.array(z.object({ by: userId, agree: z.boolean() })), state: z.enum(['open', 'granted', 'declined']) });
const limitSchema = z.object({ amount: z.number(), unit: z.enum(['working', 'continuous']) });
const bilingual = z.object({ zh: z.string(), en: z.string() });
const clockKey = z.string() as unknown as z.ZodType<ClockKey>;
/** A share of the case that others answer for; `dueAt` is null while its clock stands still. */
export const taskSchema = z.object({
  id: z.int(), kind: z.enum(TASK_KINDS), department: departmentId.nullable(), text: z.string(), title: bilingual.nullable(), limit: limitSchema, at: instant, state: z.enum(TASK_STATES), assignee: userId.nullable(),
  arrivedAt: instant.nullable(), doneBy: userId.nullable(), result: z.string().nullable(), evidence: z.array(photoHash), rework: z.int(), dueAt: instant.nullable(),
});
/** A supervision order (督办) and its reply. */
export const orderSchema = z.object({
  id: z.int(), demand: z.string(), limit: limitSchema, by: userId, at: instant, rule: z.string().nullable(), reply: z.object({ by: userId, at: instant, text: z.string() }).nullable(), dueAt: instant.nullable(),
});
/** A rung of the ladder that went off and whose reason still stands. */
export const alertSchema = z.object({ rule: z.string(), clock: clockKey, level: z.int(), at: instant, by: z.array(role), acknowledged: z.object({ by: userId, at: instant }).nullable() });

/** One line of a list, and the payload of a live change: all that a queue shows and that `allowed` looks at. */
export const caseRowSchema = z.object({
  id: caseId, number: z.string(), version: z.int(), stage, outcome: z.enum(OUTCOMES).nullable(), source: channel,
  classId: classId.nullable(), conditionId: conditionId.nullable(), severity, cell: cellId.nullable(), place: placeSchema.nullable(), text: z.string(),
  department: departmentId.nullable(), coDepartments: z.array(departmentId), assignee: userId.nullable(), dispatchedBy: userId.nullable(), handledBy: userId.nullable(), request: request.nullable(),
  proposal: proposal.nullable(), appeal: appeal.nullable(), tasks: z.array(taskSchema), orders: z.array(orderSchema), alerts: z.array(alertSchema),
  onTheSpot: z.boolean(), doubtful: z.boolean(), confirmed: z.enum(VERDICTS).nullable(), arrivedAt: instant.nullable(), rating: z.int().nullable(), exempt: z.boolean(), recurrenceOf: caseId.nullable(),
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

/** What the duty list answers: which departments, by which line, how sure; `joint` get a share of their own, `fallback` makes safe while it is disputed. */
export const candidateSchema = z.object({ department: departmentId, coDepartments: z.array(departmentId), joint: z.array(departmentId), fallback: departmentId.nullable(), line: z.string(), confidence: z.number() });
/** Who of a department should have the case, the best first, and what speaks for each. */
export const assigneeSchema = z.object({ person: userId, name: z.string(), score: z.number(), merits: z.array(z.object({ code: z.string() }).loose() as unknown as z.ZodType<Merit>) });
export type Assignee = z.infer<typeof assigneeSchema>;
/** A case that a dispatcher has taken; until then nobody else of the centre acts on it. */
export const holdSchema = z.object({ case: caseId, by: userId, name: z.string(), until: instant });
export type Hold = z.infer<typeof holdSchema>;
/** What the catalogue promised when the case was filed; the case keeps it for ever. */
export const termsSchema = z.object({
  edition: z.int(), limit: limitSchema, total: limitSchema, closing: bilingual, stages: z.array(bilingual.extend({ limit: limitSchema, closing: bilingual })), recheckAfter: z.array(z.number()),
});
export const suggestionSchema = z.object({
  score: z.number(), certain: z.boolean(), reasons: z.array(z.object({ code: z.string() }).loose()), case: caseRowSchema,
});
export type SuggestionView = z.infer<typeof suggestionSchema>;

/** The case page: the row, its clocks, its reports, its whole timeline and what this actor may do. */
export const caseViewSchema = caseRowSchema.extend({
  clocks: z.unknown() as unknown as z.ZodType<Clocks>, milestones: z.record(z.string(), instant), evidence: z.array(photoHash), resumeAt: instant.nullable(), asset: z.string().nullable(), device: z.string().nullable(),
  allowed: z.array(z.string()),
  /** What this actor could do if something were not in the way, and the code of what is. */
  barred: z.array(z.object({ type: z.string(), code: z.string() })), reportList: z.array(reportViewSchema), timeline: z.array(eventViewSchema), candidates: z.array(candidateSchema), suggestions: z.array(suggestionSchema),
  closing: bilingual.nullable(), terms: termsSchema.nullable(), hold: holdSchema.nullable(),
  /** The grid member who was asked to look. */
  asked: userId.nullable(), urged: z.int(), extensions: z.int(), ruled: z.boolean(), refusals: z.array(departmentId),
  /** Cases that came back after this one was closed, and those merged into it. */
  recurrences: z.array(caseId), merged: z.array(caseId),
  /** Alarms of trigger rules that belong to it; absent where nothing is watched. */
  alarms: z.array(caseAlarmSchema).optional(),
});
export type CaseView = z.infer<typeof caseViewSchema>;

export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable(), total: z.int().optional(), asOf: instant });

/** How many cases a filter finds, by stage and light; what is zero is left out. One answer for a whole rail of views. */
export const countsSchema = z.object({ items: z.array(z.object({ stage, light: z.enum(LIGHTS), count: z.int() })), asOf: instant });
export type Counts = z.infer<typeof countsSchema>;

/** What happened to a command. The same for a resent one, with `replayed`. */
export const receiptSchema = z.object({ id: caseId, number: z.string(), version: z.int(), stage, allowed: z.array(z.string()) });
export type Receipt = z.infer<typeof receiptSchema>;

export const reportReceiptSchema = receiptSchema.extend({
  report: reportId, cell: cellId.nullable(), attachedTo: caseId.nullable(), remarks: z.array(z.string()), suggestions: z.array(suggestionSchema),
  /** For whoever reported it: with this code anybody reads how far it is, without signing in. */
  follow: z.string(),
});
export type ReportReceipt = z.infer<typeof reportReceiptSchema>;

/** One step as its reporter is told; in the order of time. */
export const followStepSchema = bilingual.extend({ step: z.enum(FOLLOW_STEPS), at: instant });
/** What the holder of a follow code reads (DOMAIN R7): no names, no inner notes. A report whose case was merged into another one follows that one. */
export const followViewSchema = z.object({
  /** As the receipt said it. */
  number: z.string(),
  /** The number of the case that its case was merged into. */
  follows: z.string().nullable(),
  /** What it is about; null while nobody has said. */
  about: bilingual.nullable(), reportedAt: instant,
  /** Where it stands now, in plain words. */
  stage: bilingual.extend({ stage }), steps: z.array(followStepSchema),
  /** Closed and not yet marked: the mark may be given now. */
  mayRate: z.boolean(), rating: z.int().nullable(),
});
export type FollowView = z.infer<typeof followViewSchema>;

/** One change of a case, in commit order. `left`: it is out of the reader's scope now, so there is no row. */
export const changeSchema = z.object({ position: z.string(), id: caseId, version: z.int(), stage, event: z.string(), /** Whose doing it was. */ by: userId.optional(), row: caseRowSchema.nullable(), left: z.boolean() });
export type Change = z.infer<typeof changeSchema>;
export const changesSchema = z.object({ items: z.array(changeSchema), position: z.string(), more: z.boolean() });

export const meSchema = z.object({ id: userId, name: z.string(), role, department: departmentId.nullable(), cells: z.array(cellId), language: z.enum(['zh', 'en']), /** Signed in with a one-time password: nothing else can be done before it is replaced. */ mustChange: z.boolean().default(false) });
export type Me = z.infer<typeof meSchema>;
export const personSchema = z.object({ id: userId, name: z.string(), role, department: departmentId.nullable(), cells: z.array(cellId), active: z.boolean() });
export type PersonView = z.infer<typeof personSchema>;

export const departmentSchema = z.object({ id: departmentId, zh: z.string(), en: z.string(), kind: z.string(), level: z.enum(LEVELS), superior: departmentId.nullable() });
export const conditionSchema = z.object({ id: conditionId, zh: z.string(), en: z.string(), severity, limit: z.object({ value: z.number(), unit: z.string() }), closing: z.object({ zh: z.string(), en: z.string() }) });
export const classSchema = z.object({ id: classId, kind: z.enum(['incident', 'asset']), major: z.object({ code: z.string(), zh: z.string(), en: z.string() }), zh: z.string(), en: z.string(), severity, department: departmentId, conditions: z.array(conditionSchema) });
/** The reference data that every screen needs, in one answer with one ETag. */
export const referenceSchema = z.object({
  version: z.int(), county: z.object({ code: z.string(), zh: z.string(), en: z.string() }), departments: z.array(departmentSchema), classes: z.array(classSchema),
  calendar: z.unknown(), townships: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })), demo: z.boolean(),
  /** The escalation ladder in force; `after` in milliseconds. With it and a case's clocks anybody can check that every due warning went off. */
  ladder: z.array(z.object({
    id: z.string(), clock: z.enum(CLOCK_KINDS), at: z.union([z.object({ share: z.number() }), z.object({ after: z.number() }), z.object({ unacknowledged: z.string(), within: z.number() })]), level: z.int(),
    severities: z.array(severity).optional(), classes: z.array(z.string()).optional(), areas: z.array(z.string()).optional(), acknowledge: z.array(role).optional(), note: z.string().optional(),
  })).optional(),
  /** Reason codes with which a report may be refused. */
  refusals: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
  /** What forms need to know: how far from the case an after-photo may be (metres), how long a taken case stays one's own, how long after closing it may be reopened or appealed. */
  settings: z.object({ photoReach: z.number(), holdMinutes: z.number(), reopenDays: z.number(), appealDays: z.number() }).optional(),
});
export type Reference = z.infer<typeof referenceSchema>;

export const uploadSchema = z.object({ hash: photoHash, type: z.string(), bytes: z.int(), width: z.int(), height: z.int(), takenAt: instant.nullable(), place: placeSchema.nullable() });
export type Upload = z.infer<typeof uploadSchema>;

/** `case`: null where it is about none, such as a report, whose file is `data.report`. */
export const noticeSchema = z.object({ id: z.string(), at: instant, case: caseId.nullable(), number: z.string(), kind: z.string(), urgency: z.enum(URGENCIES), data: z.record(z.string(), z.unknown()), readAt: instant.nullable() });
export type NoticeView = z.infer<typeof noticeSchema>;

export const parkedSchema = z.object({ queue: z.string(), id: z.string(), reason: z.string(), since: instant, attempts: z.int() });
export type ParkedView = z.infer<typeof parkedSchema>;

export const lightSchema = z.enum(LIGHTS);
