import { z } from 'zod';
import { TABLE_FORMATS } from './people.js';
import { caseId, instant } from './values.js';

/** How the program itself is doing, for those who run it. */

export const OPS_QUEUES = ['ingest', 'trigger', 'settle', 'apply', 'deliver', 'assess'] as const;
const queue = z.enum(OPS_QUEUES);
const bilingual = z.object({ zh: z.string(), en: z.string() });

/** Work that was given up. `case`: the case it is about, where it is about one. */
export const parkedWorkSchema = z.object({ queue, id: z.string(), reason: z.string(), since: instant, attempts: z.int(), case: caseId.nullable(), number: z.string().nullable(), what: z.string().nullable() });
export type ParkedWork = z.infer<typeof parkedWorkSchema>;
export const parkedFilterSchema = z.strictObject({ queue: queue.optional(), q: z.string().trim().max(100).optional() });
export const parkedExportSchema = parkedFilterSchema.extend({ format: z.enum(TABLE_FORMATS).default('xlsx') });
/** Single ones, or whatever the filter finds. */
export const retryParkedSchema = z.union([z.strictObject({ items: z.array(z.strictObject({ queue, id: z.string().min(1).max(100) })).min(1).max(1000) }), z.strictObject({ filter: parkedFilterSchema })]);
export const retriedSchema = z.object({ retried: z.int() });

export const HEALTH_STATES = ['ok', 'attention', 'broken'] as const;
export type HealthState = (typeof HEALTH_STATES)[number];
/** The parts that are looked at. Each says its state and what it saw, as codes and figures for the screen to word. */
export const HEALTH_PARTS = ['database', 'migrations', 'queue', 'automation', 'live', 'feed', 'backup', 'disk', 'clock', 'doctor'] as const;
export type HealthPart = (typeof HEALTH_PARTS)[number];
export const opsHealthSchema = z.object({
  state: z.enum(HEALTH_STATES), at: instant, version: z.string(), roles: z.array(z.string()), startedAt: instant, node: z.string(),
  parts: z.array(z.object({ part: z.enum(HEALTH_PARTS), state: z.enum(HEALTH_STATES), code: z.string(), figures: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])) })),
  queues: z.array(z.object({ queue, due: z.int(), waiting: z.int(), active: z.int(), retrying: z.int(), parked: z.int(), handled: z.int(), failed: z.int() })),
});
export type OpsHealth = z.infer<typeof opsHealthSchema>;

const finding = z.object({ level: z.enum(['fault', 'warning']), say: bilingual, id: z.string().optional() });
/** The doctor's examination: under way with what it is at, or its result. Null: it never was here. */
export const doctorRunSchema = z.object({
  id: z.string(), state: z.enum(['running', 'done', 'failed']), startedAt: instant, endedAt: instant.nullable(), by: z.object({ id: z.string(), name: z.string() }),
  /** How many checks are done, and the one under way. */
  done: z.int(), of: z.int(), at: bilingual.nullable(),
  checks: z.array(z.object({ name: z.string(), title: bilingual, seen: bilingual, findings: z.array(finding), more: z.int() })), faults: z.int(), warnings: z.int(),
});
export type DoctorRun = z.infer<typeof doctorRunSchema>;
