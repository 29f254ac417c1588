import { z } from 'zod';
import { caseId, instant, words } from './values.js';
import { said } from './said.js';

/** The rule book on the wire. Contents are what `rulebook/*.json` holds; their schemas are the server's, and their faults are told with a pointer. Dates are local, `YYYY-MM-DD`. */

export const RULE_KINDS = ['catalogue', 'departments', 'duty', 'calendar', 'limits', 'ladder', 'roster', 'settings', 'assessment'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
export const ruleKind = z.enum(RULE_KINDS);
export const ruleKindParams = z.object({ kind: ruleKind });
/** `book`: all kinds in one file. */
export const ruleFileParams = z.object({ kind: z.enum([...RULE_KINDS, 'book']) });
export const ruleDraftParams = z.object({ id: z.uuid() });

const date = z.iso.date();
const number = (schema: z.ZodType<number>) => z.preprocess((v) => (typeof v === 'string' && v.trim() !== '' ? Number(v) : v), schema);
const person = z.object({ id: z.string(), name: z.string() });
const note = words(500);

export const ruleVersionSchema = z.object({
  kind: ruleKind, version: z.int(), effectiveFrom: date, publishedAt: instant,
  /** Null: read in from the rule book's files. */
  author: person.nullable(), publishedBy: person, note: z.string().nullable(), draft: z.string().nullable(), standing: z.enum(['in-force', 'to-come', 'past']),
});
export type RuleVersion = z.infer<typeof ruleVersionSchema>;
export const ruleOverviewSchema = z.array(z.object({ kind: ruleKind, inForce: ruleVersionSchema.nullable(), toCome: z.array(ruleVersionSchema), drafts: z.int() }));
export type RuleOverview = z.infer<typeof ruleOverviewSchema>;

export const ruleContentQuerySchema = z.strictObject({ version: number(z.int().min(1)).optional(), date: date.optional() });
export const ruleContentSchema = z.object({ kind: ruleKind, version: z.int(), effectiveFrom: date, note: z.string().nullable(), content: z.unknown() });
export type RuleContent = z.infer<typeof ruleContentSchema>;

/** One entry (of `list`), or one member beside the lists (`list` null), that two contents do not have in common. */
export const ruleDifferenceSchema = z.object({ what: z.enum(['added', 'removed', 'changed']), list: z.string().nullable(), id: z.string(), was: z.unknown().optional(), is: z.unknown().optional() });
export type RuleDifference = z.infer<typeof ruleDifferenceSchema>;
export const ruleDifferencesQuerySchema = z.strictObject({ from: number(z.int().min(1)), to: number(z.int().min(1)) });

export const ruleExportQuerySchema = z.strictObject({ format: z.enum(['yaml', 'json', 'xlsx']).default('xlsx'), version: number(z.int().min(1)).optional(), date: date.optional() });
/** `draft`: into this draft of one's own; else a new one, which needs `effectiveFrom`. */
export const ruleImportQuerySchema = z.strictObject({ effectiveFrom: date.optional(), note: note.optional(), draft: z.uuid().optional() })
  .refine((q) => q.draft !== undefined || q.effectiveFrom !== undefined, { message: said('say from when it is to hold', '请说明自何时起施行'), path: ['effectiveFrom'] });

const list = z.string().regex(/^[a-zA-Z]{1,30}$/);
/** One change of a content: an entry put into a list (in the place of the one of its name), one taken out, or a member beside the lists set. */
export const ruleChangeSchema = z.union([
  z.strictObject({ list, put: z.record(z.string(), z.unknown()), supersedes: z.literal(true).optional() }),
  z.strictObject({ list, remove: z.string().min(1).max(100) }),
  z.strictObject({ member: z.string().regex(/^[a-zA-Z]{1,30}(\/[a-zA-Z]{1,30})?$/), value: z.unknown() }),
]);
export type RuleChange = z.infer<typeof ruleChangeSchema>;
const wish = z.union([
  z.strictObject({ content: z.unknown(), /** The version it was written against; absent: the newest. */ base: z.int().min(1).optional() }).refine((w) => w.content !== undefined, { message: said('the content is missing', '缺少内容'), path: ['content'] }),
  z.strictObject({ changes: z.array(ruleChangeSchema).min(1).max(500) }),
]);
const wishes = z.partialRecord(ruleKind, wish);
/** Parts that belong together (a new class and its line of the duty list) go into one draft. */
export const ruleDraftWishSchema = z.strictObject({ effectiveFrom: date, note: note.optional(), parts: wishes.refine((parts) => Object.keys(parts).length > 0, said('at least one kind', '至少一类')) });
export type RuleDraftWish = z.infer<typeof ruleDraftWishSchema>;
export const ruleDraftEditSchema = z.strictObject({ effectiveFrom: date.optional(), note: note.optional(), parts: wishes.optional(), drop: z.array(ruleKind).max(RULE_KINDS.length).optional() });
export type RuleDraftEdit = z.infer<typeof ruleDraftEditSchema>;

export const RULE_DRAFT_STATES = ['draft', 'submitted', 'approved', 'rejected', 'withdrawn'] as const;
export const RULE_DRAFT_ACTIONS = ['submit', 'withdraw', 'approve', 'reject', 'rebase'] as const;
export type RuleDraftAction = (typeof RULE_DRAFT_ACTIONS)[number];
export const ruleDraftActionParams = ruleDraftParams.extend({ action: z.enum(RULE_DRAFT_ACTIONS) });
/** `reject` needs a note. */
export const ruleDraftActionSchema = z.strictObject({ note: note.optional() });
export const ruleDraftsQuerySchema = z.strictObject({ state: z.preprocess((v) => (typeof v === 'string' ? v.split(',').filter((s) => s !== '') : v), z.array(z.enum(RULE_DRAFT_STATES)).max(5)).optional(), limit: number(z.int().min(1).max(200)).default(50) });

export const ruleDraftSchema = z.object({
  id: z.uuid(), version: z.int(), kinds: z.array(ruleKind), effectiveFrom: date, note: z.string().nullable(),
  /** The case whose ruling it comes from. */
  origin: z.string().nullable(),
  author: person, createdAt: instant, changedAt: instant, state: z.enum(RULE_DRAFT_STATES), submittedAt: instant.nullable(), decidedBy: person.nullable(), decidedAt: instant.nullable(), decisionNote: z.string().nullable(),
  published: z.array(z.object({ kind: ruleKind, version: z.int(), effectiveFrom: date })),
  /** What this actor may do with it now. */
  allowed: z.array(z.enum([...RULE_DRAFT_ACTIONS, 'edit'])),
});
export type RuleDraft = z.infer<typeof ruleDraftSchema>;

export const ruleFaultSchema = z.object({ kind: ruleKind, pointer: z.string(), code: z.string(), zh: z.string(), en: z.string() });
/** The draft with everything it would change, and everything that is wrong with it now. */
export const ruleDraftInFullSchema = ruleDraftSchema.extend({
  /** The day asked for, or today where that has passed. */
  holdsFrom: date,
  parts: z.array(z.object({ kind: ruleKind, base: z.int(), /** Single changes, made to whatever holds at approval; null: a whole content. */ changes: z.array(ruleChangeSchema).nullable(), outdated: z.boolean(), differences: z.array(ruleDifferenceSchema), content: z.unknown() })),
  faults: z.array(ruleFaultSchema),
});
export type RuleDraftInFull = z.infer<typeof ruleDraftInFullSchema>;
/** `both`: what the draft and the newest version both changed; there the draft's word stands. */
export const ruleDraftActedSchema = ruleDraftSchema.extend({ both: z.partialRecord(ruleKind, z.array(ruleDifferenceSchema)).optional() });

export const RULE_EFFECTS = ['route-changes', 'deadline-changes', 'limit-changes', 'rung-fires', 'calendar'] as const;
/** What a draft would do to the cases that are open now; `limit-changes` counts open cases whose condition gets another limit, which holds for new filings only. */
export const rulePreviewSchema = z.object({
  draft: z.uuid(), holdsFrom: date, looked: z.int(),
  effects: z.array(z.object({ effect: z.enum(RULE_EFFECTS), count: z.int(), examples: z.array(z.object({ id: caseId, number: z.string(), was: z.unknown().optional(), is: z.unknown().optional() })).max(20) })),
});
export type RulePreview = z.infer<typeof rulePreviewSchema>;
