import { ROLES } from '#domain';
import { z } from 'zod';
import { commandSchema, type SentCommandType } from './commands.js';
import { PROBLEM_CODES } from './problem.js';
import { caseFilterSchema, SORTS } from './requests.js';
import { caseId, departmentId, instant, stage, userId, words } from './values.js';
import { said } from './said.js';

/** The dispatcher's tools around the queue: one command for many cases, looks that are kept, what one prefers, the list as a file. */

/** What makes sense for many cases at once: a decision that is the same for each. What names a photo, a task or another case is said case by case. */
export const BULK_COMMANDS = [
  'triage', 'dispatch', 'recall', 'grant', 'endorse', 'approve', 'close', 'resume', 'accept', 'assign', 'askConfirmation', 'decline', 'reject', 'rework', 'dispute', 'reopen', 'handDown', 'handUp', 'whistle', 'addTask', 'order', 'urge', 'note', 'refuse', 'propose',
] as const satisfies readonly SentCommandType[];
export type BulkCommandType = (typeof BULK_COMMANDS)[number];
export const isBulk = (type: string): type is BulkCommandType => (BULK_COMMANDS as readonly string[]).includes(type);
/** Cases in one run at most. */
export const BULK_LIMIT = 500;

/** `version`: what the person saw of a case; if it has moved on since, it is left alone and said so. */
export const bulkWishSchema = z.strictObject({
  cases: z.array(z.strictObject({ id: caseId, version: z.int().min(1).optional() })).min(1).max(BULK_LIMIT),
  command: commandSchema.refine((c) => isBulk(c.type), { path: ['type'], message: said('is a command that is given case by case', '此操作只能逐件进行') }),
});
export type BulkWish = z.infer<typeof bulkWishSchema>;

export const BULK_OUTCOMES = ['done', 'refused', 'changed', 'stopped'] as const;
export const bulkItemSchema = z.object({
  case: caseId, number: z.string(), stage: stage.nullable(),
  /** Null: its turn has not come. `changed`: it had moved on since it was chosen. */
  outcome: z.enum(BULK_OUTCOMES).nullable(),
  /** Why it was refused. */
  code: z.enum(PROBLEM_CODES).nullable(),
});
/** One command for many cases, as far as it has come. */
export const bulkRunSchema = z.object({
  id: z.uuid(), command: z.enum(BULK_COMMANDS), at: instant, state: z.enum(['running', 'done', 'stopped']), total: z.int(), left: z.int(), done: z.int(), refused: z.int(), changed: z.int(), stopped: z.int(),
  items: z.array(bulkItemSchema),
});
export type BulkRun = z.infer<typeof bulkRunSchema>;
export type BulkItem = z.infer<typeof bulkItemSchema>;
export const bulkParams = z.object({ id: z.uuid() });

/** Every case the filter finds, by id and version, as many as one run takes: what "select all" selects. */
export const bulkPickSchema = z.object({ cases: z.array(z.object({ id: caseId, version: z.int(), allowed: z.array(z.string()) })), total: z.int() });
export type BulkPick = z.infer<typeof bulkPickSchema>;

/** The whole order of a list by ids alone: what a screen needs to stand anywhere in ten thousand rows. */
export const ORDER_LIMIT = 20_000;
export const caseOrderQuerySchema = caseFilterSchema.extend({ sort: z.enum(SORTS).default('urgent') });
export type CaseOrderQuery = z.infer<typeof caseOrderQuerySchema>;
export const caseOrderSchema = z.object({ ids: z.array(caseId), total: z.int(), asOf: instant });
export type CaseOrder = z.infer<typeof caseOrderSchema>;

/** The columns a list can have; `mark` and `light` always stand. */
export const QUEUE_COLUMNS = ['number', 'what', 'text', 'where', 'department', 'assignee', 'stage', 'source', 'severity', 'due', 'reported', 'age', 'flags'] as const;
export type QueueColumn = (typeof QUEUE_COLUMNS)[number];
export const queueColumns = z.array(z.enum(QUEUE_COLUMNS)).min(1).max(QUEUE_COLUMNS.length).refine((list) => new Set(list).size === list.length, said('names each column once', '每列只能出现一次'));

/** Whom a view is shown to: a role, a department, both, or everybody. */
const share = z.strictObject({ role: z.enum(ROLES).nullable(), department: departmentId.nullable() });
/** A filter as the address says it, without what is not a filter. */
export const listQuery = z.string().max(2000).refine((s) => caseFilterSchema.safeParse(Object.fromEntries(new URLSearchParams(s))).success, said('must be a filter of the queue, as the address has it', '须为地址栏中的队列筛选条件'));
const viewWish = { name: words(40), query: listQuery, sort: z.enum(SORTS), columns: queueColumns.nullable(), share: share.nullable() };
export const newViewSchema = z.strictObject({ ...viewWish, sort: viewWish.sort.default('urgent'), columns: viewWish.columns.default(null), share: viewWish.share.default(null) });
export type NewView = z.infer<typeof newViewSchema>;
/** What is left out stays. */
export const changeViewSchema = z.strictObject(viewWish).partial();
export type ChangeView = z.infer<typeof changeViewSchema>;
export const viewParams = z.object({ id: z.uuid() });
export const viewOrderSchema = z.strictObject({ ids: z.array(z.uuid()).max(100) });
/** A kept look at the queue. `mine`: I made it and may change it. */
export const savedViewSchema = z.object({
  id: z.uuid(), name: z.string(), query: z.string(), sort: z.enum(SORTS), columns: z.array(z.enum(QUEUE_COLUMNS)).nullable(), share: z.object({ role: z.enum(ROLES).nullable(), department: departmentId.nullable() }).nullable(),
  owner: userId, mine: z.boolean(), position: z.int(),
});
export type SavedView = z.infer<typeof savedViewSchema>;
/** Views a person may keep. */
export const MOST_VIEWS = 50;

/** What a person chose for their desk, wherever they sign in. Null: as it comes. */
export const deskPreferenceSchema = z.strictObject({ columns: queueColumns.nullable() });
export type DeskPreference = z.infer<typeof deskPreferenceSchema>;

/** The list as a file: the same filter and order, the chosen columns, within what the reader may see. */
export const EXPORT_FORMATS = ['xlsx', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** Rows in one answer at most; longer lists are made in the background. */
export const EXPORT_LIMIT = 50_000;
export const caseExportQuerySchema = caseFilterSchema.extend({
  sort: z.enum(SORTS).default('urgent'), format: z.enum(EXPORT_FORMATS).default('xlsx'), lang: z.enum(['zh', 'en']).default('zh'),
  columns: z.preprocess((v) => (typeof v === 'string' ? v.split(',').filter((s) => s !== '') : v), queueColumns).optional(),
});
export type CaseExportQuery = z.infer<typeof caseExportQuerySchema>;
