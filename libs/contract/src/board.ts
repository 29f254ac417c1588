import { CHANNELS, LIGHTS, type Stage } from '#domain';
import { z } from 'zod';
import { AGES, COMPARISONS, COUNTABLE, DEEDS, ORDER_STATES, PARTS, POSTS } from './parts.js';
import { caseRowSchema } from './views.js';
import { departmentId, instant, stage, userId } from './values.js';
import { said } from './said.js';

const list = <T extends z.ZodType>(item: T) => z.preprocess((v) => (typeof v === 'string' ? v.split(',').filter((s) => s !== '') : v), z.array(item).max(50));
/** The first digits of a cell's code: the county (6), a township (9), a community (12) or the cell (15). */
export const areaSchema = z.string().regex(/^\d{6}(\d{3}){0,3}$/, said('the first 6, 9, 12 or 15 digits of a cell code', '网格代码的前 6、9、12 或 15 位'));
/** `E` or `P`, a major class such as `E01`, or a class such as `E0110`. */
export const categorySchema = z.string().regex(/^[EP](\d{2}){0,2}$/, said('E or P, a major class such as E01, or a class such as E0110', 'E 或 P、大类（如 E01）或小类（如 E0110）'));
export const partSchema = z.enum(PARTS);
/** Whatever a list of cases can be a list of. */
export const countableSchema = z.enum(COUNTABLE);
export const deedSchema = z.enum(DEEDS);

/** Which cases the board looks at. `department`: the one a figure counts for; of what is open, the one that has it. */
const look = { area: areaSchema.optional(), department: departmentId.optional(), category: categorySchema.optional(), source: list(z.enum(CHANNELS)).optional() };
/** Local days of the county, both included. */
const period = { from: z.iso.date(), to: z.iso.date() };

export const boardQuerySchema = z.strictObject({ ...period, ...look, compare: z.enum(COMPARISONS).default('previous') });
export type BoardQuery = z.infer<typeof boardQuerySchema>;
export const boardPeriodSchema = z.strictObject({ ...period, ...look });
export type BoardPeriod = z.infer<typeof boardPeriodSchema>;
export const boardStockSchema = z.strictObject(look);
export type BoardStock = z.infer<typeof boardStockSchema>;

const bilingual = z.object({ zh: z.string(), en: z.string() });
/** Two counts of cases; `of` is null where the figure is a plain number. */
const counted = z.object({ count: z.int(), of: z.int().nullable() });
/** `share`: one count over another. `time`: lengths of the counted cases. `stock`: what stands at the end of a period. */
export const INDICATOR_UNITS = ['cases', 'share', 'time', 'stock'] as const;
/** Whom an indicator speaks of. */
export const INDICATOR_GROUPS = ['area', 'department', 'joint', 'response', 'sensing', ...POSTS] as const;
/** What an indicator is: enough to show it, explain it, and find its cases. Below `minimum` cases in `of` (or in `count` where there is none) no rate is shown and nobody is ranked. */
export const indicatorSchema = z.object({
  id: z.string(), group: z.enum(INDICATOR_GROUPS), name: bilingual, formula: bilingual, cohort: bilingual, unit: z.enum(INDICATOR_UNITS), better: z.enum(['more', 'less']).nullable(),
  count: countableSchema, of: countableSchema.nullable(), minimum: z.int(),
});
export type IndicatorView = z.infer<typeof indicatorSchema>;
export const boardSchema = z.object({
  asOf: instant,
  /** Every change that was committed by now is counted; if not, ask again in a moment. */
  complete: z.boolean(),
  /** What it is compared with; null when nothing was asked for. */
  before: z.object(period).nullable(),
  tiles: z.array(z.object({
    indicator: indicatorSchema, now: counted, before: counted.nullable(),
    /** What the county wants of a year, in percent: at least or at most so much, as `better` says. As the rule book had it at the end of the period; null where it wants nothing. */
    target: z.number().nullable(),
    series: z.array(counted.extend({ day: z.iso.date() })),
  })),
  trend: z.object({ unit: z.enum(['day', 'week', 'month']), points: z.array(z.object({ ...period, counts: z.partialRecord(partSchema, z.int()) })) }),
});
export type Board = z.infer<typeof boardSchema>;

export const backlogSchema = z.object({
  asOf: instant,
  stages: z.array(z.object({ stage, light: z.enum(LIGHTS), count: z.int() })),
  /** `age`: how many of AGES it is past. */
  ages: z.array(z.object({ stage, age: z.int().min(0).max(AGES.length), count: z.int() })),
  departments: z.array(z.object({ department: departmentId.nullable(), age: z.int().min(0).max(AGES.length), count: z.int() })),
});
export type Backlog = z.infer<typeof backlogSchema>;

export const boardDepartmentsSchema = z.object({
  asOf: instant,
  items: z.array(z.object({
    department: departmentId, due: z.int(), onTime: z.int(), late: z.int(), resolved: z.int(),
    /** From being given out to being reported done, in working time, over `resolved`; null when there is none. */
    median: z.int().nullable(), p90: z.int().nullable(),
  })),
});
export type BoardDepartments = z.infer<typeof boardDepartmentsSchema>;

export const boardCellsSchema = z.object({ asOf: instant, items: z.array(z.object({ cell: z.string(), open: z.int(), overdue: z.int(), reported: z.int() })) });
export type BoardCells = z.infer<typeof boardCellsSchema>;

/** How many were reported on each day; days without any are left out. */
export const boardDaysSchema = z.object({ asOf: instant, complete: z.boolean(), items: z.array(z.object({ day: z.iso.date(), reported: z.int() })) });
export type BoardDays = z.infer<typeof boardDaysSchema>;

/** What somebody has in hand: given to them and not yet reported done. */
export const IN_HAND = ['acceptance', 'handling'] as const satisfies readonly Stage[];
export const boardHandlersSchema = z.object({ asOf: instant, items: z.array(z.object({ department: departmentId, handler: userId, open: z.int(), overdue: z.int() })) });
export type BoardHandlers = z.infer<typeof boardHandlersSchema>;

export const boardOrdersQuerySchema = z.strictObject({ state: z.enum(ORDER_STATES) });
export const boardOrdersSchema = z.object({ asOf: instant, items: z.array(caseRowSchema), total: z.int() });

export const mineQuerySchema = z.strictObject({ month: z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/, said('a month such as 2026-11', '月份，如 2026-11')) });
export const mineSchema = z.object({ month: z.string(), asOf: instant, complete: z.boolean(), figures: z.record(deedSchema, z.int()) });
export type MyFigures = z.infer<typeof mineSchema>;
