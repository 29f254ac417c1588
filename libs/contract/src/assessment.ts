import { CHANNELS, SCHEME_UNITS } from '#domain';
import { z } from 'zod';
import { areaSchema, categorySchema, countableSchema, INDICATOR_GROUPS, indicatorSchema } from './board.js';
import { EXPORT_FORMATS } from './queue.js';
import { departmentId, instant } from './values.js';
import { said } from './said.js';

const list = <T extends z.ZodType>(item: T) => z.preprocess((v) => (typeof v === 'string' ? v.split(',').filter((s) => s !== '') : v), z.array(item).max(50));
const bilingual = z.object({ zh: z.string(), en: z.string() });
export const daysSchema = z.object({ from: z.iso.date(), to: z.iso.date() });

/** What figures are grouped by. `person`: at their posts. `rule`: trigger rules. */
export const UNITS = ['county', 'department', 'township', 'community', 'cell', 'class', 'source', 'rule', 'person'] as const;
export type Unit = (typeof UNITS)[number];
/** How a period is divided; weeks begin on Monday. */
export const STEPS = ['whole', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Step = (typeof STEPS)[number];

export const assessmentQuerySchema = z.strictObject({
  from: z.iso.date(), to: z.iso.date(), by: z.enum(UNITS).default('department'), per: z.enum(STEPS).default('whole'),
  area: areaSchema.optional(), department: departmentId.optional(), category: categorySchema.optional(), source: list(z.enum(CHANNELS)).optional(),
  /** One person or one trigger rule. */
  whose: z.string().max(64).optional(),
  /** `counts`: no lengths of time but those of the backlog, and no handlers. A group: what its indicators are made of, and no handlers. What shows no more need not wait for more. */
  only: z.enum(['counts', ...INDICATOR_GROUPS]).optional(),
  /** Nothing but what these indicators are made of, by their ids; and no handlers. */
  indicator: list(z.string().max(48)).optional(),
});
export type AssessmentQuery = z.infer<typeof assessmentQuerySchema>;

/** As tables, or on paper with charts. */
export const REPORT_FORMATS = [...EXPORT_FORMATS, 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
const language = z.enum(['zh', 'en']).default('zh'), file = { format: z.enum(REPORT_FORMATS).default('xlsx'), lang: language };
/** The figures as a file: the same question, the same rows. On paper one group of indicators where it is named, and lengths in one time. */
export const assessmentFileQuerySchema = assessmentQuerySchema.extend({ ...file, group: z.enum(INDICATOR_GROUPS).optional(), time: z.enum(['working', 'wall']).default('working') });
export type AssessmentFileQuery = z.infer<typeof assessmentFileQuerySchema>;

/** How the program counts, indicator by indicator. */
export const definitionsSchema = z.object({ indicators: z.array(indicatorSchema), parts: z.array(z.object({ part: countableSchema, name: bilingual })) });
export type Definitions = z.infer<typeof definitionsSchema>;

const spread = z.object({ median: z.int(), p90: z.int() });
/** Lengths of the counted cases, in milliseconds; null below the minimum, or where there is none of the kind. */
export const lengthsSchema = z.object({ n: z.int(), working: spread.nullable(), wall: spread.nullable() });
export type Lengths = z.infer<typeof lengthsSchema>;
const figures = { period: z.int(), counts: z.partialRecord(countableSchema, z.int()), lengths: z.partialRecord(countableSchema, lengthsSchema) };
export const assessmentFiguresSchema = z.object({
  asOf: instant,
  /** Every change that was committed by now is counted; if not, ask again in a moment. */
  complete: z.boolean(),
  by: z.enum(UNITS), per: z.enum(STEPS), periods: z.array(daysSchema),
  /** Which indicators these counts are for. */
  indicators: z.array(z.string()),
  /** The member of a list's filter that takes the unit: with `counted`, `from` and `to` it finds the very cases of a count. Where the unit is null, `lacking` takes the second. */
  filter: z.enum(['for', 'area', 'category', 'source', 'whose']).nullable(), lacking: z.enum(['department', 'cell', 'class']).nullable(),
  /** `cells`: what a grid member answers for; the lists of `complaint` and `filed` of a member take these in `cell`. */
  units: z.array(z.object({ unit: z.string().nullable(), name: bilingual, cells: z.array(z.string()).optional() })),
  /** By unit and period; what is zero is left out. `handlers`: persons who handled any. */
  rows: z.array(z.object({ unit: z.string().nullable(), ...figures, handlers: z.int().optional() })),
  /** Sums over the units, and the lengths of all together. */
  totals: z.array(z.object({ ...figures, handlers: z.int().optional() })),
});
export type AssessmentFigures = z.infer<typeof assessmentFiguresSchema>;

/** Which cells an area scheme is asked for. */
export const AREA_UNITS = ['township', 'community', 'cell'] as const;
const scheme = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
export const leagueQuerySchema = z.strictObject({ scheme, from: z.iso.date(), to: z.iso.date(), by: z.enum(AREA_UNITS).default('township') });
export type LeagueQuery = z.infer<typeof leagueQuerySchema>;
export const leagueFileQuerySchema = leagueQuerySchema.extend(file);
export type LeagueFileQuery = z.infer<typeof leagueFileQuerySchema>;
/** Other weights than those in force, by part; a part that is not named keeps its own. Nothing is stored. */
export const whatIfSchema = z.strictObject({ ...leagueQuerySchema.shape, weights: z.record(z.string().max(40), z.number().min(0).max(1000)).refine((w) => Object.keys(w).length <= 20, said('at most 20 parts', '至多 20 项指标')) });
export type WhatIf = z.infer<typeof whatIfSchema>;

const gradeView = z.object({ grade: z.string(), ...bilingual.shape, from: z.number(), colour: z.string() });
const partView = z.object({ id: z.string(), ...bilingual.shape, weight: z.number(), count: countableSchema, of: countableSchema.nullable(), better: z.enum(['more', 'less']), band: z.string().optional(), per: z.enum(['cell', 'unit']).optional() });
/** A scheme as it was in force at the end of the period. `edition`: the rule book's. */
export const schemeViewSchema = z.object({ id: z.string(), ...bilingual.shape, unit: z.enum(SCHEME_UNITS), sample: countableSchema, minimum: z.int(), parts: z.array(partView), edition: z.int() });
export type SchemeView = z.infer<typeof schemeViewSchema>;
export const assessmentSchemesSchema = z.object({ /** Days from the end of a period to its closing. */ cutOffDays: z.int(), schemes: z.array(schemeViewSchema), grades: z.array(gradeView), bands: z.array(z.object({ id: z.string(), ...bilingual.shape, steps: z.array(z.object({ from: z.number(), score: z.number() })) })), groups: z.array(z.object({ id: z.string(), ...bilingual.shape, schemes: z.array(z.string()), units: z.array(z.string()) })) });
export type AssessmentSchemes = z.infer<typeof assessmentSchemesSchema>;

/** `value`: the rate, or the volume by month. `share`: what it weighs here, 0 … 1, where parts that say nothing are left out. */
const scoredPart = z.object({ id: z.string(), count: z.int(), of: z.int().nullable(), value: z.number().nullable(), score: z.number().nullable(), weight: z.number(), share: z.number() });
const standing = z.object({ score: z.number().nullable(), rank: z.int().nullable() });
export const leagueRowSchema = z.object({
  unit: z.string(), name: bilingual, n: z.int(), enough: z.boolean(), score: z.number().nullable(), grade: z.string().nullable(), rank: z.int().nullable(), parts: z.array(scoredPart),
  /** In the period before; null where it was not there. */
  before: standing.nullable(),
});
export type LeagueRow = z.infer<typeof leagueRowSchema>;
export const leagueTableSchema = z.array(z.object({ group: z.string().nullable(), name: bilingual, rows: z.array(leagueRowSchema) }));
export type LeagueTable = z.infer<typeof leagueTableSchema>;
export const leagueSchema = z.object({
  asOf: instant, complete: z.boolean(), scheme: schemeViewSchema, by: z.enum(UNITS), filter: z.enum(['for', 'area', 'whose']), period: daysSchema, before: daysSchema,
  /** False: the reader sees their own line alone, and no ranks. */
  ranked: z.boolean(), groups: leagueTableSchema,
});
export type League = z.infer<typeof leagueSchema>;
/** The same period by the weights in force and by the others. */
export const whatIfAnswerSchema = z.object({ asOf: instant, scheme: schemeViewSchema, weights: z.record(z.string(), z.number()), period: daysSchema, inForce: leagueTableSchema, instead: leagueTableSchema });
export type WhatIfAnswer = z.infer<typeof whatIfAnswerSchema>;

export const SNAPSHOT_KINDS = ['month', 'quarter', 'year'] as const;
export type SnapshotKind = (typeof SNAPSHOT_KINDS)[number];
export const snapshotId = z.string().regex(/^(month-20\d{2}-(0[1-9]|1[0-2])|quarter-20\d{2}-[1-4]|year-20\d{2})$/, said('such as month-2026-10, quarter-2026-4 or year-2026', '形如 month-2026-10、quarter-2026-4 或 year-2026'));
export const snapshotParams = z.object({ id: snapshotId });
export const snapshotReportQuerySchema = z.strictObject({ lang: language });
/** What units a snapshot holds the figures of. */
export const SNAPSHOT_UNITS = ['county', 'department', 'township', 'community', 'source', 'person'] as const satisfies readonly Unit[];

export const snapshotHeadSchema = z.object({
  id: snapshotId, kind: z.enum(SNAPSHOT_KINDS), period: daysSchema,
  /** Counted is what was to be counted by `asOf`, the cut-off, and known at `closedAt`. */
  asOf: instant, closedAt: instant,
  /** The rule book's when the period ended; its scheme is in the content. */
  edition: z.int(),
  /** Number in the chain, from 1; SHA-256 over the content and the hash before it, in hexadecimal. */
  seq: z.int(), hash: z.string(), previous: z.string().nullable(),
});
export type SnapshotHead = z.infer<typeof snapshotHeadSchema>;
const snapshotRow = z.object({ unit: z.string().nullable(), counts: z.partialRecord(countableSchema, z.int()), lengths: z.partialRecord(countableSchema, lengthsSchema), handlers: z.int().optional() });
export const snapshotContentSchema = z.object({
  id: snapshotId, kind: z.enum(SNAPSHOT_KINDS), period: daysSchema, asOf: instant, closedAt: instant, edition: z.int(),
  /** The weights, bands, grades and groups by which it was scored. */
  rules: z.unknown(),
  figures: z.array(z.object({ by: z.enum(UNITS), rows: z.array(snapshotRow) })),
  leagues: z.array(z.object({ scheme: z.string(), by: z.enum(UNITS), groups: leagueTableSchema })),
});
export type SnapshotContent = z.infer<typeof snapshotContentSchema>;
export const snapshotsSchema = z.array(snapshotHeadSchema);
/** What a count is now beside what was frozen: facts that came, or were taken back, after the closing. */
export const correctionSchema = z.object({ by: z.enum(UNITS), unit: z.string().nullable(), name: bilingual, part: countableSchema, was: z.int(), is: z.int() });
export type Correction = z.infer<typeof correctionSchema>;
export const snapshotSchema = z.object({ ...snapshotHeadSchema.shape, content: snapshotContentSchema, corrections: z.array(correctionSchema), complete: z.boolean() });
export type Snapshot = z.infer<typeof snapshotSchema>;
/** All that is needed to check it elsewhere. */
export const snapshotFileSchema = z.object({ seq: z.int(), previous: z.string().nullable(), hash: z.string(), content: snapshotContentSchema });
export type SnapshotFile = z.infer<typeof snapshotFileSchema>;
