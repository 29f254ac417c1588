import { conditionId } from '#contract';
import type { ClassId, ConditionId } from '#domain';
import { z } from 'zod';

/** How one city's categories are called in the county's catalogue. Also the shape of a file given with `--mapping`. */
export const mappingSchema = z.strictObject({
  city: z.string(),
  /** Where the city's middle lies, WGS-84; it is laid on the middle of the county town. Absent: the first record's place. */
  centre: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).optional(),
  /** Category → filing condition. Null: reported as "not sure", for a person to classify. */
  categories: z.record(z.string(), conditionId.nullable()),
});
export type Mapping = z.infer<typeof mappingSchema>;

export interface Kind { readonly classId: ClassId; readonly conditionId: ConditionId }
export const kindOf = (condition: string): Kind => ({ classId: condition.slice(0, 5) as ClassId, conditionId: condition as ConditionId });
