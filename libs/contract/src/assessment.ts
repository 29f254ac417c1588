import { CHANNELS } from '#domain';
import { z } from 'zod';
import { areaSchema, categorySchema, countableSchema, indicatorSchema } from './board.js';
import { departmentId, instant } from './values.js';

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
});
export type AssessmentQuery = z.infer<typeof assessmentQuerySchema>;

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
