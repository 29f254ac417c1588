import { z } from 'zod';
import { caseRowSchema } from './views.js';
import { instant } from './values.js';

const number = (schema: z.ZodType<number>) => z.preprocess((v) => (typeof v === 'string' && v.trim() !== '' ? Number(v) : v), schema);

/** Around a WGS-84 place; as far as two reports may still be taken for the same. */
export const nearQuerySchema = z.strictObject({ lon: number(z.number().min(-180).max(180)), lat: number(z.number().min(-90).max(90)), metres: number(z.number().min(1).max(500)).default(250) });
export type NearQuery = z.infer<typeof nearQuerySchema>;

/** Open cases around a place that the reader may see, the nearest first; personal data masked as in every list. */
export const nearSchema = z.object({ items: z.array(z.object({ metres: z.number(), case: caseRowSchema })), asOf: instant });
export type Near = z.infer<typeof nearSchema>;
