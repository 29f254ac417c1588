import { CLOCK_KINDS, LEVELS, LIMIT_UNITS, ROLES, SCHEME_UNITS, SUSPENSION_GROUNDS, type ClockKind, type DepartmentId, type Role } from '#domain';
import { channel, classId, conditionId, countableSchema, departmentId, severity, TARGETS, userId, words, said } from '#contract';
import { z } from 'zod';

/** What the county may edit, one schema a kind. The files of `rulebook/` and the rows of `rule_book` hold exactly these. */

const text = words(500);
const named = { zh: text, en: text };
const date = z.iso.date();
export const areaCode = z.string().regex(/^(\d{6}|\d{9}|\d{12}|\d{15})$/, said('a code of 6, 9, 12 or 15 digits', '6、9、12 或 15 位代码'));
const limit = z.strictObject({ value: z.number().positive().max(10_000), unit: z.enum(LIMIT_UNITS) });
const clock = z.enum(CLOCK_KINDS) as z.ZodType<ClockKind>;
const roles = z.array(z.enum(ROLES) as z.ZodType<Role>).min(1);

/** A step of a sudden incident with a limit of its own: fence, repair, make good. */
export const stageContent = z.strictObject({ ...named, limit, closing: z.strictObject(named) });
export const conditionContent = z.strictObject({
  id: conditionId, ...named, severity, limit, closing: z.strictObject(named),
  stages: z.array(stageContent).max(9).optional(),
  /** Days after closing on which somebody looks again. */
  recheckDays: z.array(z.int().min(1).max(3650)).max(9).optional(),
});
export type CatalogueCondition = z.infer<typeof conditionContent>;

export const classContent = z.strictObject({
  id: classId, kind: z.enum(['incident', 'asset']), major: z.strictObject({ code: z.string().regex(/^\d{2}$/), ...named }), ...named,
  severity, department: departmentId, coDepartments: z.array(departmentId),
  /** How sure the code is: A seen in a published standard, M from memory, X our local extension. */
  basis: z.enum(['A', 'M', 'X']),
  detectableBy: z.array(words(40)),
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
  /** County unless said otherwise; a territorial department of a township or of a village or community under one. */
  level: z.enum(LEVELS).optional(),
  /** The department above: hands cases down to this one, and gets them back. */
  superior: departmentId.optional(),
  /** Work is given out by duty roster, skill, load and distance instead of by the lead. */
  assigns: z.literal('automatic').optional(),
});
export type Department = z.infer<typeof departmentContent>;
export const departmentsContent = z.strictObject({
  county: z.strictObject({ code: z.string().regex(/^\d{6}$/), ...named }),
  townships: z.array(z.strictObject({ code: z.string().regex(/^\d{9}$/), ...named })).min(1),
  departments: z.array(departmentContent).min(1),
});

export const dutyLineContent = z.strictObject({
  id: z.string().regex(/^D-[A-Za-z0-9.-]{1,40}$/), classId: z.union([classId, z.literal('*')]), conditionId: conditionId.optional(),
  area: z.union([areaCode, z.literal('*')]), owner: words(40),
  main: departmentId, co: z.array(departmentId),
  /** The co-departments each get a share of their own. */
  joint: z.literal(true).optional(),
  /** Makes safe while ownership is disputed. */
  fallback: departmentId.optional(),
  /** Local dates; the line holds from the morning of `from` to the morning of `to`. */
  from: date, to: date.nullable(),
  note: text.optional(),
});
export const dutyContent = z.strictObject({ lines: z.array(dutyLineContent).min(1) });

const hhmm = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);
/** A date, or `MM-DD` for every year. */
const seasons = z.array(z.strictObject({ from: z.union([date, z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)]), windows: z.array(z.tuple([hhmm, hhmm])).min(1) }));
const days = z.array(z.strictObject({ date, kind: z.enum(['off', 'work']), name: text, source: text }));
export const calendarContent = z.strictObject({
  utcOffsetMinutes: z.int().min(-720).max(840), publishedYears: z.array(z.int().min(2000).max(2200)),
  seasons: seasons.min(1), days,
  /** What differs in a part of the county: local days, other windows. */
  areas: z.array(z.strictObject({ area: areaCode, seasons: seasons.optional(), days: days.optional() })).optional(),
});

const perSeverity = z.strictObject({ 1: limit.optional(), 2: limit.optional(), 3: limit.optional(), 4: limit.optional() });
const stageLimit = z.strictObject({ default: limit, severities: perSeverity.default({}) });
export const limitsContent = z.strictObject({
  /** Clocks of one stage. `handling` is the fallback for a case whose condition is not known; else the condition's own limit holds. */
  clocks: z.strictObject({ triage: stageLimit, confirmation: stageLimit, dispatch: stageLimit, acceptance: stageLimit, handling: stageLimit, verification: stageLimit, closure: stageLimit, disputed: stageLimit }),
  /** The total clock: the handling limit and what the centre needs around it, in the same kind of time; `unclassified` while no condition is known. */
  total: z.strictObject({ working: limit, continuous: limit, unclassified: limit }),
  /** Doing it once more after a failed check: this share of the condition's limit. */
  reworkShare: z.number().positive().max(1),
  /** Shares of a case that others answer for. `arrival`: a department called to the spot. */
  tasks: z.strictObject({ joint: stageLimit, makeSafe: stageLimit, arrival: limit, recheck: limit }),
});
export type LimitsContent = z.infer<typeof limitsContent>;

const TELL = [...ROLES, 'on-call'] as const;
const rung = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/), clock,
  /** A share of the limit used, a time on the clock, or when nobody acknowledged another rung within a time. */
  at: z.union([z.strictObject({ share: z.number().positive().max(10) }), z.strictObject({ after: limit }), z.strictObject({ unacknowledged: z.string().max(40), within: limit })]),
  level: z.int().min(1).max(9), severities: z.array(severity).min(1).optional(),
  /** Classes, or their first digits; area codes. */
  classes: z.array(z.string().regex(/^[EP]\d{0,4}$/)).min(1).optional(), areas: z.array(areaCode).min(1).optional(),
  tell: z.array(z.enum(TELL)).min(1), urgency: z.enum(['normal', 'high', 'call']).optional(), acknowledge: roles.optional(),
  /** A supervision order (督办) goes out with it. */
  order: z.strictObject({ reply: limit, demand: text }).optional(),
  note: text.optional(),
});
export const ladderContent = z.strictObject({ rules: z.array(rung).min(1) });

export const shiftContent = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9-]{1,40}$/), department: departmentId, people: z.array(userId).min(1),
  /** 1 Monday … 7 Sunday. */
  days: z.union([z.enum(['all', 'work', 'off']), z.array(z.int().min(1).max(7)).min(1)]),
  /** Local times; one that ends at or before its start ends on the next day. */
  from: hhmm, to: hhmm,
  since: date, until: date.nullable(),
  callOut: z.literal(true).optional(), note: text.optional(),
});
/** The duty roster (值班表). People without any shift of their own count as on duty in working time. */
export const rosterContent = z.strictObject({
  shifts: z.array(shiftContent),
  /** What people are trained for: classes, or their first digits. Whoever is not named does everything alike. */
  skills: z.array(z.strictObject({ person: userId, classes: z.array(z.string().regex(/^[EP]\d{0,4}$/)).min(1) })).optional(),
});

export const settingsContent = z.strictObject({
  /** How long after closing a case may be reopened. */
  reopenWindow: z.strictObject({ value: z.number().positive(), unit: z.literal('natural_day') }),
  /** What is filed without a person looking: a known condition, inside a cell, from a trusted channel. */
  triage: z.strictObject({ channels: z.array(channel), severities: z.array(severity) }),
  /** What is closed without a person looking once it was verified. */
  closing: z.strictObject({ severities: z.array(severity), rework: z.boolean().describe('also cases that once failed verification'), escalatedTo: z.int().min(0).describe('highest level of the ladder that still closes by itself') }),
  /** From these channels somebody looks on the spot before a case is filed; `member` unless the reporter is one. */
  confirmation: z.strictObject({ channels: z.array(channel), severities: z.array(severity) }),
  /** Why a report may be refused, and what the reporter is told. */
  refusals: z.array(z.strictObject({ code: z.string().regex(/^[a-z][a-z-]{1,30}$/), ...named, answer: z.strictObject(named) })).min(1),
  /** The code with which a report found untrue on the spot is refused by itself; null: a person refuses. */
  unfounded: z.string().nullable(),
  /** What a grid member may put right alone. */
  selfHandling: z.strictObject({ severities: z.array(severity) }),
  /** Returns after which the centre rules. */
  returnsToDispute: z.int().min(1).max(9),
  /** Dangerous enough to be made safe first. */
  makeSafe: z.strictObject({ severities: z.array(severity) }),
  /** A new case of the same class at the same place so soon after closing is a recurrence. */
  recurrence: z.strictObject({ days: z.int().min(1).max(366), metres: z.int().min(1).max(1000) }),
  /** How far from the case an after-photo may have been taken. */
  photoReach: z.int().min(10).max(5000).describe('metres'),
  /** How long after closing a department may appeal. */
  appealWindow: z.strictObject({ value: z.number().positive(), unit: z.literal('natural_day') }),
  /** Grounds on which a suspension is asked for with its papers. */
  suspension: z.strictObject({ papers: z.array(z.enum(SUSPENSION_GROUNDS)) }),
  /** How long a case that a dispatcher took stays theirs. */
  holdMinutes: z.int().min(1).max(120),
  numberPrefix: z.string().regex(/^[A-Z]{1,4}$/),
});
export type Settings = z.infer<typeof settingsContent>;

const schemeId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const points = z.number().min(0).max(100);
/** How departments, areas and posts are scored: weights, bands of volume, grades, and who is compared with whom. */
export const assessmentContent = z.strictObject({
  /** So many days after a month, a quarter or a year its figures are closed. */
  cutOffDays: z.int().min(0).max(60),
  /** From `from` up to the next one. */
  grades: z.array(z.strictObject({ grade: z.string().regex(/^[A-Z]$/), ...named, from: points, colour: z.enum(['green', 'blue', 'yellow', 'red', 'black']) })).min(1),
  /** What a volume by month is worth, from `from` up to the next step. */
  bands: z.array(z.strictObject({ id: schemeId, ...named, steps: z.array(z.strictObject({ from: z.number().min(0), score: points })).min(1).max(20) })),
  schemes: z.array(z.strictObject({
    id: schemeId, ...named, unit: z.enum(SCHEME_UNITS),
    /** Below `minimum` of what `sample` counts a unit is not ranked. */
    sample: countableSchema, minimum: z.int().min(1).max(100_000),
    parts: z.array(z.strictObject({
      id: schemeId, ...named, weight: z.number().positive().max(100), count: countableSchema, of: countableSchema.nullable(), better: z.enum(['more', 'less']), band: schemeId.optional(), per: z.enum(['cell', 'unit']).optional(),
    })).min(1).max(20),
  })).min(1),
  /** Units that are compared with one another; whoever is in none is compared with the rest. */
  groups: z.array(z.strictObject({ id: schemeId, ...named, schemes: z.array(schemeId).min(1), units: z.array(z.string().min(1).max(64)).min(1) })),
  /** What the county wants of a year, in percent of an indicator of the board: at least so much, or at most where less is better. */
  targets: z.array(z.strictObject({ indicator: z.enum(TARGETS), percent: points })).default([]),
});
export type AssessmentRules = z.infer<typeof assessmentContent>;

/** Every kind of content and its schema. A new kind is one line here and one file in `rulebook/`. */
export const KINDS = {
  catalogue: catalogueContent, departments: departmentsContent, duty: dutyContent, calendar: calendarContent, limits: limitsContent, ladder: ladderContent, roster: rosterContent, settings: settingsContent,
  assessment: assessmentContent,
} as const;
export type Kind = keyof typeof KINDS;
export type Contents = { readonly [K in Kind]: z.infer<(typeof KINDS)[K]> };

export const kinds = Object.keys(KINDS) as readonly Kind[];

/** The symbols a book can resolve: the township of the cell, the owner of the asset. */
export const TOWNSHIP = 'TWN' as DepartmentId;
export const OWNER = 'OWN' as DepartmentId;
