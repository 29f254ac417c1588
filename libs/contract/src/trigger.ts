import { AUTOMATIONS, HELD_BACK, POLICIES, RULE_ACTS, RULE_STATES, SEVERITIES_OF_ALARMS, SUPPRESSIONS, TRANSITIONS } from '#domain';
import { z } from 'zod';
import { triggerRuleId, triggerRuleWishSchema } from './trigger-rule.js';
import { caseId, cellId, classId, instant, photoHash, stage, words } from './values.js';
import { said } from './said.js';

/** Trigger rules, alarms, storms and windows on the wire. Instants are milliseconds since 1970 UTC. */

const number = (schema: z.ZodType<number>) => z.preprocess((v) => (typeof v === 'string' && v.trim() !== '' ? Number(v) : v), schema);
const person = z.object({ id: z.string(), name: z.string() });
const bilingual = z.object({ zh: z.string(), en: z.string() });
const note = words(500);
const severity = z.enum(SEVERITIES_OF_ALARMS);
const version = z.int().min(1);
const code = z.string().trim().min(1).max(64);

/** How alarms of a version were judged, and how far its cases go by themselves for it; shares are 0 … 1. */
export const creditSchema = z.object({
  judged: z.int(), truths: z.int(), /** What is surely reached (Wilson, one-sided 95 %). */ sure: z.number(), needed: z.object({ precision: z.number(), judged: z.int() }),
  automation: z.enum(AUTOMATIONS).nullable(), why: z.enum(['policy', 'earned', 'too-few-judged', 'not-precise']),
});
export type CreditView = z.infer<typeof creditSchema>;

/** What a rule would have done over stored history. */
export const trialFiguresSchema = z.object({
  readings: z.int(), series: z.int(), alarms: z.int(), /** After what is near is taken together. */ cases: z.int(), flaps: z.int(),
  /** Against people's verdicts on alarms of the rule in that time; null: there were none. */
  hits: z.int().nullable(), missed: z.int().nullable(), falseAlarms: z.int().nullable(),
});
/** An alarm that a version would have raised. */
const triedAlarmSchema = z.object({ device: z.string(), metric: z.string(), raisedAt: instant, clearedAt: instant.nullable(), worst: severity, value: z.number().nullable() });
export const trialSchema = z.object({
  id: z.uuid(), rule: triggerRuleId, version, from: instant, to: instant, at: instant, by: person, figures: trialFiguresSchema,
  /** The version in force over the same history; null: there is none. */
  against: z.object({ version, figures: trialFiguresSchema, examples: z.array(triedAlarmSchema).max(200) }).nullable(),
  /** The first alarms that it would have raised; beside them those of the version in force. */
  examples: z.array(triedAlarmSchema).max(200),
});
export type TrialView = z.infer<typeof trialSchema>;

export const RULE_ACTIONS = ['shadow', 'live', 'off'] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];
export const triggerVersionSchema = z.object({
  version, state: z.enum(RULE_STATES), rule: triggerRuleWishSchema, /** Grows with every change of a draft; its ETag. */ revision: z.int(), note: z.string().nullable(), author: person.nullable(), changedAt: instant, credit: creditSchema,
  /** Its last trial on stored history. */
  trial: trialSchema.nullable(),
  /** What this actor may do with it now. */
  allowed: z.array(z.enum([...RULE_ACTIONS, 'edit', 'try'])),
});
export type TriggerVersionView = z.infer<typeof triggerVersionSchema>;
export const triggerRuleRowSchema = z.object({
  id: triggerRuleId, name: bilingual, live: version.nullable(), shadow: version.nullable(), draft: version.nullable(), policy: z.enum(POLICIES), classId, metric: z.string(), unit: z.string(), /** Of the version in force, or the newest. */ credit: creditSchema, firing: z.int(), raised7d: z.int(),
});
export type TriggerRuleRow = z.infer<typeof triggerRuleRowSchema>;
export const triggerRuleInFullSchema = z.object({ id: triggerRuleId, versions: z.array(triggerVersionSchema), log: z.array(z.object({ at: instant, by: person.nullable(), act: z.enum(RULE_ACTS), version, note: z.string().nullable() })) });
export type TriggerRuleInFull = z.infer<typeof triggerRuleInFullSchema>;

export const triggerRuleParams = z.object({ rule: triggerRuleId });
export const triggerActionParams = triggerRuleParams.extend({ action: z.enum(RULE_ACTIONS) });
export const draftTriggerRuleSchema = z.strictObject({ rule: triggerRuleWishSchema, note: note.optional() });
export const tryTriggerRuleSchema = z.strictObject({ version, from: instant, to: instant }).refine((t) => t.from < t.to && t.to - t.from <= 400 * 86_400_000, { message: said('ends after it begins, and at most 400 days later', '结束须晚于开始，且不超过 400 天'), path: ['to'] });
export const actOnTriggerRuleSchema = z.strictObject({ version, note: note.optional() });

/** `held`: fires, and something keeps it from becoming a case. */
export const ALARM_STATES = ['firing', 'cleared', 'held', 'trial'] as const;
/** An alarm as lists show it. `series`: device and metric, whose curve is the evidence. */
export const alarmSchema = z.object({
  id: z.uuid(), rule: z.object({ id: triggerRuleId, version, zh: z.string(), en: z.string() }), policy: z.enum(POLICIES), trial: z.boolean(), device: z.string(), deviceName: z.string().nullable(), metric: z.string(), unit: z.string(), asset: z.string().nullable(), cell: cellId.nullable(), classId,
  lon: z.number().nullable(), lat: z.number().nullable(), severity, worst: severity, value: z.number().nullable(), since: instant, raisedAt: instant, clearedAt: instant.nullable(), openings: z.int(), stale: z.boolean(), flapping: z.boolean(),
  /** Why it is no case yet, and until when; null until: somebody ends it. */
  held: z.object({ why: z.enum(HELD_BACK), until: instant.nullable(), window: z.uuid().nullable() }).nullable(), storm: z.uuid().nullable(), case: z.object({ id: caseId, number: z.string() }).nullable(), verdict: z.boolean().nullable(),
});
export type AlarmView = z.infer<typeof alarmSchema>;
const yes = z.enum(['true', 'false']);
export const alarmsQuerySchema = z.strictObject({
  state: z.enum(ALARM_STATES).optional(), rule: triggerRuleId.optional(), device: code.optional(), case: caseId.optional(), storm: z.uuid().optional(), classId: classId.optional(), cell: z.string().regex(/^\d{6,15}$/, said('first digits of a cell code', '网格代码的前几位')).optional(), severity: severity.optional(),
  /** Whether somebody has said if it was so. */
  judged: yes.optional(), /** Raised before (the last one of a page). */ before: number(instant).optional(), limit: number(z.int().min(1).max(500)).default(100),
});
export type AlarmsQuery = z.infer<typeof alarmsQuerySchema>;
export const alarmsSchema = z.object({ items: z.array(alarmSchema), next: instant.nullable(), firing: z.int() });
export type Alarms = z.infer<typeof alarmsSchema>;
export const alarmParams = z.object({ id: z.uuid() });
export const alarmInFullSchema = alarmSchema.extend({
  events: z.array(z.object({ kind: z.enum(TRANSITIONS), severity, at: instant, receivedAt: instant, value: z.number().nullable() })),
  /** Which curve shows it, and from when to when. */
  evidence: z.object({ /** Of the curve; null: nothing of it was kept. */ series: z.string().nullable(), device: z.string(), metric: z.string(), from: instant, to: instant }),
  levels: z.array(z.object({ severity, raise: z.number().nullable(), clear: z.number().nullable() })),
  /** Why its case went just so far by itself. */
  credit: creditSchema.nullable(),
  /** What a camera showed. `addresses`: pictures that lie elsewhere; nothing is fetched from there. `refused`: what was sent as a picture and is none. */
  pictures: z.object({ photos: z.array(photoHash), addresses: z.array(z.string()), refused: z.int() }),
  verdicts: z.array(z.object({ so: z.boolean(), by: person.nullable(), at: instant, derived: z.boolean(), note: z.string().nullable() })),
});
export type AlarmInFull = z.infer<typeof alarmInFullSchema>;
export const judgeAlarmSchema = z.strictObject({ /** It was so. */ so: z.boolean(), note: note.optional() });
export const snoozeAlarmSchema = z.strictObject({ until: instant, note });

/** An alarm as its case shows it. */
export const caseAlarmSchema = alarmSchema.omit({ case: true });
export type CaseAlarm = z.infer<typeof caseAlarmSchema>;

export const stormSchema = z.object({ id: z.uuid(), classId, township: z.string(), case: z.object({ id: caseId, number: z.string() }), startedAt: instant, releasedAt: instant.nullable(), members: z.int(), firing: z.int(), ownCases: z.int() });
export type StormView = z.infer<typeof stormSchema>;
export const stormsQuerySchema = z.strictObject({ active: yes.optional(), limit: number(z.int().min(1).max(200)).default(50) });
export const stormInFullSchema = stormSchema.extend({ alarms: z.array(alarmSchema) });
export type StormInFull = z.infer<typeof stormInFullSchema>;
/** Cases of their own in a storm: of its class, township and time, because what they are about was critical or stood there already. `after`: the cursor that a page ended with. */
export const stormCasesQuerySchema = z.strictObject({ after: z.string().regex(/^\d{1,15}\.[0-9a-f-]{36}$/, said('the cursor of a page', '翻页游标')).optional(), limit: number(z.int().min(1).max(200)).default(50) });
export type StormCasesQuery = z.infer<typeof stormCasesQuerySchema>;
export const stormCasesSchema = z.object({
  items: z.array(z.object({ id: caseId, number: z.string(), stage, worst: severity, alarms: z.int(), firing: z.int(), /** The first few, by name. */ devices: z.array(z.string()), openedAt: instant })), next: z.string().nullable(), total: z.int(),
});
export type StormCases = z.infer<typeof stormCasesSchema>;

const codes = z.array(code).min(1).max(500).optional();
const coversSchema = z.strictObject({ rules: z.array(triggerRuleId).min(1).max(100).optional(), classes: z.array(classId).min(1).max(100).optional(), devices: codes, gateways: codes, cells: z.array(z.string().regex(/^\d{6,15}$/, said('first digits of a cell code', '网格代码的前几位'))).min(1).max(500).optional(), around: z.strictObject({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90), metres: z.number().min(1).max(20_000) }).optional() })
  .refine((c) => Object.keys(c).length > 0, said('says what it covers', '请说明适用范围'));
const window = { kind: z.enum(SUPPRESSIONS), from: instant, to: instant.nullable(), lifeSafety: z.boolean().default(false), covers: coversSchema, reason: words(500) };
const ordered = <T extends { readonly from: number; readonly to: number | null; readonly kind: string }>(w: T): boolean => (w.to === null ? w.kind === 'exemption' : w.from < w.to);
/** A maintenance window ends; an exempted zone may last until somebody ends it. */
export const suppressionWishSchema = z.strictObject(window).refine(ordered, { message: said('ends after it begins; only an exemption has no end', '结束须晚于开始；只有豁免可以没有结束'), path: ['to'] });
export type SuppressionWish = z.infer<typeof suppressionWishSchema>;
export const suppressionSchema = z.object({ ...window, id: z.uuid(), version: z.int(), by: person, createdAt: instant, endedAt: instant.nullable(), endedBy: person.nullable(), /** Alarms that it holds back now. */ holds: z.int() });
export type SuppressionView = z.infer<typeof suppressionSchema>;
export const suppressionsQuerySchema = z.strictObject({ active: yes.optional(), limit: number(z.int().min(1).max(500)).default(100) });
export const suppressionParams = z.object({ id: z.uuid() });

