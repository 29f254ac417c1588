import { CLOCKS, LIMIT_UNITS, ROLES, type ClockName, type DepartmentId, type Role } from '#domain';
import { channel, classId, conditionId, departmentId, severity } from '#contract';
import { z } from 'zod';

/** What the county may edit, one schema a kind. The files of `rulebook/` and the rows of `rule_book` hold exactly these. */

const text = z.string().trim().min(1).max(500);
const named = { zh: text, en: text };
const date = z.iso.date();
const limit = z.strictObject({ value: z.number().positive().max(10_000), unit: z.enum(LIMIT_UNITS) });
const clock = z.enum(CLOCKS) as z.ZodType<ClockName>;
const roles = z.array(z.enum(ROLES) as z.ZodType<Role>).min(1);

export const conditionContent = z.strictObject({ id: conditionId, ...named, severity, limit, closing: z.strictObject(named) });
export type CatalogueCondition = z.infer<typeof conditionContent>;

export const classContent = z.strictObject({
  id: classId, kind: z.enum(['incident', 'asset']), major: z.strictObject({ code: z.string().regex(/^\d{2}$/), ...named }), ...named,
  severity, department: departmentId, coDepartments: z.array(departmentId),
  /** How sure the code is: A seen in a published standard, M from memory, X our local extension. */
  basis: z.enum(['A', 'M', 'X']),
  detectableBy: z.array(z.string().max(40)),
  conditions: z.array(conditionContent).min(1),
});
export type CatalogueClass = z.infer<typeof classContent>;
export const catalogueContent = z.strictObject({ classes: z.array(classContent).min(1) });

export const departmentContent = z.strictObject({
  id: departmentId, ...named,
  /** `symbol`: stands for a department that the place or the asset decides; nobody works there. */
  kind: z.enum(['line', 'utility', 'territorial', 'centre', 'symbol']),
  /** Territorial: the township (9 digits) it governs. */
  township: z.string().regex(/^\d{9}$/).optional(),
});
export type Department = z.infer<typeof departmentContent>;
export const departmentsContent = z.strictObject({
  county: z.strictObject({ code: z.string().regex(/^\d{6}$/), ...named }),
  townships: z.array(z.strictObject({ code: z.string().regex(/^\d{9}$/), ...named })).min(1),
  departments: z.array(departmentContent).min(1),
});

export const dutyLineContent = z.strictObject({
  id: z.string().regex(/^D-[A-Za-z0-9.-]{1,40}$/), classId: z.union([classId, z.literal('*')]), conditionId: conditionId.optional(),
  area: z.union([z.string().regex(/^(\d{6}|\d{9}|\d{12}|\d{15})$/), z.literal('*')]), owner: z.string().min(1).max(40),
  main: departmentId, co: z.array(departmentId),
  /** Local dates; the line holds from the morning of `from` to the morning of `to`. */
  from: date, to: date.nullable(),
  note: text.optional(),
});
export const dutyContent = z.strictObject({ lines: z.array(dutyLineContent).min(1) });

const hhmm = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
export const calendarContent = z.strictObject({
  utcOffsetMinutes: z.int().min(-720).max(840), publishedYears: z.array(z.int().min(2000).max(2200)),
  seasons: z.array(z.strictObject({ from: date, windows: z.array(z.tuple([hhmm, hhmm])).min(1) })).min(1),
  days: z.array(z.strictObject({ date, kind: z.enum(['off', 'work']), name: text, source: text })),
});

const perSeverity = z.strictObject({ 1: limit.optional(), 2: limit.optional(), 3: limit.optional(), 4: limit.optional() });
const stageLimit = z.strictObject({ default: limit, severities: perSeverity.default({}) });
export const limitsContent = z.strictObject({
  /** Clocks of one stage. `handling` is the fallback for a case whose condition is not known; else the condition's own limit holds. */
  clocks: z.strictObject({ triage: stageLimit, confirmation: stageLimit, dispatch: stageLimit, acceptance: stageLimit, handling: stageLimit, verification: stageLimit, closure: stageLimit }),
  /** The total clock: the handling limit and what the centre needs around it, in the same kind of time; `unclassified` while no condition is known. */
  total: z.strictObject({ working: limit, continuous: limit, unclassified: limit }),
});
export type LimitsContent = z.infer<typeof limitsContent>;

const rung = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/), clock,
  /** A share of the limit used, or a time on the clock. */
  at: z.union([z.strictObject({ share: z.number().positive().max(10) }), z.strictObject({ after: limit })]),
  level: z.int().min(1).max(9), severities: z.array(severity).min(1).optional(), tell: roles, note: text.optional(),
});
export const ladderContent = z.strictObject({ rules: z.array(rung).min(1) });

export const settingsContent = z.strictObject({
  /** How long after closing a case may be reopened. */
  reopenWindow: z.strictObject({ value: z.number().positive(), unit: z.literal('natural_day') }),
  /** What is filed without a person looking: a known condition, inside a cell, from a trusted channel. */
  triage: z.strictObject({ channels: z.array(channel), severities: z.array(severity) }),
  /** What is closed without a person looking once it was verified. */
  closing: z.strictObject({ severities: z.array(severity), rework: z.boolean().describe('also cases that once failed verification'), escalatedTo: z.int().min(0).describe('highest level of the ladder that still closes by itself') }),
  numberPrefix: z.string().regex(/^[A-Z]{1,4}$/),
});
export type Settings = z.infer<typeof settingsContent>;

/** Every kind of content and its schema. A new kind is one line here and one file in `rulebook/`. */
export const KINDS = {
  catalogue: catalogueContent, departments: departmentsContent, duty: dutyContent, calendar: calendarContent, limits: limitsContent, ladder: ladderContent, settings: settingsContent,
} as const;
export type Kind = keyof typeof KINDS;
export type Contents = { readonly [K in Kind]: z.infer<(typeof KINDS)[K]> };

export const kinds = Object.keys(KINDS) as readonly Kind[];

/** The symbols a book can resolve: the township of the cell, the owner of the asset. */
export const TOWNSHIP = 'TWN' as DepartmentId;
export const OWNER = 'OWN' as DepartmentId;
