import { z } from 'zod';
import { assessmentQuerySchema, daysSchema } from './assessment.js';
import { instant } from './values.js';

export const REPORT_RHYTHMS = ['day', 'week', 'month'] as const;
export type ReportRhythm = (typeof REPORT_RHYTHMS)[number];
/** Days for which the file of a report is kept. */
export const REPORT_DAYS = 7;
/** Orders of one person that may run at once. */
export const MOST_REPORTS = 20;

const { by, area, department, category, source } = assessmentQuerySchema.shape;
/** What somebody wants to have sent, period after period: figures by units, and where a scheme is named its table. */
export const reportWishSchema = z.strictObject({
  every: z.enum(REPORT_RHYTHMS), by, area, department, category, source, scheme: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/).nullable().default(null),
  /** The local hour of the day after the period ended. */
  hour: z.int().min(0).max(23).default(8), lang: z.enum(['zh', 'en']).default('zh'), /** A workbook, or paper with charts. */ format: z.enum(['xlsx', 'pdf']).default('xlsx'),
  /** One of the robots or webhooks at which the person is told; null: in the app alone. */
  endpoint: z.uuid().nullable().default(null),
});
export type ReportWish = z.infer<typeof reportWishSchema>;
export const reportParams = z.object({ id: z.uuid() });

export const reportOrderSchema = z.object({
  id: z.uuid(), wish: reportWishSchema, createdAt: instant,
  /** Null: it has ended, and why: `ended` by the person, `orderer` when they may order none any more. */
  nextAt: instant.nullable(), ended: z.enum(['ended', 'orderer']).nullable(),
  /** Why it could not be made, until somebody sets it going again. */
  parked: z.string().nullable(),
  /** The newest first; `keptUntil`: so long there is a file. */
  sent: z.array(z.object({ id: z.uuid(), period: daysSchema, madeAt: instant, keptUntil: instant })),
});
export type ReportOrder = z.infer<typeof reportOrderSchema>;
export const reportsSchema = z.object({ orders: z.array(reportOrderSchema), /** Where they may be sent. */ endpoints: z.array(z.object({ id: z.uuid(), name: z.string() })) });
export type Reports = z.infer<typeof reportsSchema>;
