import { z } from 'zod';
import { EXPORT_FORMATS, listQuery, queueColumns } from './queue.js';
import { SORTS } from './requests.js';
import { instant } from './values.js';

/** Lists that are too long for an answer are made as files in the background. */

/** Days for which such a file is kept. */
export const EXPORT_DAYS = 7;
/** Files of one person at once, those that are being made among them. */
export const MOST_EXPORTS = 5;
/** Cases in one workbook at most: a sheet ends at 1,048,576 rows. CSV has no end. */
export const WORKBOOK_LIMIT = 1_000_000;

/** What the list shows, as its address says it, in the columns chosen. */
export const caseExportWishSchema = z.strictObject({
  query: listQuery.default(''), sort: z.enum(SORTS).default('urgent'), format: z.enum(EXPORT_FORMATS).default('csv'), lang: z.enum(['zh', 'en']).default('zh'), columns: queueColumns.nullable().default(null),
});
export type CaseExportWish = z.infer<typeof caseExportWishSchema>;
export const exportParams = z.object({ id: z.uuid() });

export const caseExportSchema = z.object({
  id: z.uuid(), wish: caseExportWishSchema, name: z.string(), askedAt: instant,
  /** Cases that the list has, and how many of them have been looked at. */
  total: z.int(), looked: z.int(),
  /** Null while it is being made. `rows`: cases in it; what the asker may see no longer when its turn comes is left out. `keptUntil`: so long there is a file. */
  made: z.object({ at: instant, rows: z.int(), bytes: z.int(), keptUntil: instant }).nullable(),
  /** Why it could not be made, until somebody sets it going again. */
  parked: z.string().nullable(),
});
export type CaseExportOrder = z.infer<typeof caseExportSchema>;
