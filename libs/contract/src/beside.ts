import { CLOCKS } from '#domain';
import { z } from 'zod';
import { caseId, departmentId, instant, userId } from './values.js';
import { caseRowSchema } from './views.js';

/** What stands beside a case and is asked for only when somebody looks: its stopwatch, what happened at the same place, who is on duty. */
const limit = z.object({ amount: z.number(), unit: z.enum(['working', 'continuous']) });

/** One run of a clock against its limit; a clock that was begun anew has several. `to` is null while it runs; `by` and `seq` name the fact that started it. */
export const roundSchema = z.object({
  clock: z.enum(CLOCKS), limit, extended: z.number(), used: z.number(), dueAt: instant.nullable(),
  runs: z.array(z.object({ from: instant, to: instant.nullable() })),
});
export type RoundView = z.infer<typeof roundSchema>;
export const stopwatchSchema = z.object({ rounds: z.array(roundSchema), asOf: instant });
export type StopwatchView = z.infer<typeof stopwatchSchema>;

/** Cases within `metres` that were reported in the last `days`, closed ones too, the nearest first. */
export const samePlaceSchema = z.object({ metres: z.number(), days: z.number(), items: z.array(z.object({ metres: z.number(), case: caseRowSchema })) });
export type SamePlace = z.infer<typeof samePlaceSchema>;

export const dutyQuerySchema = z.strictObject({ departments: z.preprocess((v) => (typeof v === 'string' ? v.split(',').filter((s) => s !== '') : v), z.array(departmentId).min(1).max(20)) });
/** `next`: when a shift of the department begins next, within a fortnight; null: none is planned. `planned` is false for a department without any shift, of which nothing can be said. */
export const dutySchema = z.object({ department: departmentId, people: z.array(z.object({ id: userId, name: z.string() })), planned: z.boolean(), next: instant.nullable() });
export type Duty = z.infer<typeof dutySchema>;
export const besideParams = z.object({ id: caseId });
