import { z } from 'zod';
import { callerSchema } from './callers.js';
import { positionSchema } from './requests.js';
import { instant, words } from './values.js';
import { said } from './said.js';

/** What residents send and see without signing in. No answer names a person, a case's place, or what anybody wrote. */

const named = z.strictObject({ zh: z.string(), en: z.string() });

export const publicPageSchema = z.strictObject({
  county: named,
  /** Whom to call, where the county says so. */
  contact: z.string().nullable(),
  /** False: residents report by telephone only. */
  reporting: z.boolean(),
  /** Everyday words for what one sees, the commonest first. */
  kinds: z.array(z.strictObject({ id: z.string(), zh: z.string(), en: z.string() })),
  serverTime: instant,
});
export type PublicPage = z.infer<typeof publicPageSchema>;

/** A small puzzle that a telephone solves in a second, and that makes a flood of reports dear. Good once, for ten minutes. */
export const challengeSchema = z.strictObject({ challenge: z.string(), bits: z.int(), expiresAt: instant });
export type Challenge = z.infer<typeof challengeSchema>;

/** A resident's report: the part `report` of a multipart body whose parts `photo` are the pictures. */
export const publicReportSchema = z.strictObject({
  /** One of the page's kinds; null: something else. */
  kind: z.string().max(30).nullable().default(null),
  text: words(1000).optional(),
  position: positionSchema.optional(),
  /** The place in words. */
  where: words(200).optional(),
  /** Whom to ask back, if they say so: kept apart from the case, sealed, shown masked, erased after the county's time. */
  contact: callerSchema.pick({ name: true, phone: true }).optional(),
  /** They have read what becomes of it. */
  consent: z.literal(true, said('consent is needed', '请先同意')),
  /** A field that people do not see; only programs fill it. */
  website: z.string().max(0, said('leave this empty', '此项请留空')).optional(),
});
export type PublicReport = z.infer<typeof publicReportSchema>;

export const publicReceiptSchema = z.strictObject({ number: z.string(), follow: z.string() });
export type PublicReceipt = z.infer<typeof publicReceiptSchema>;

/** With the number of the case, a code is found only together with it. */
export const followQuerySchema = z.strictObject({ number: z.string().trim().max(40).optional() });

/** A count; null: fewer than `fewerThan`, and more than none. */
const count = z.int().nullable();
export const publicFiguresSchema = z.strictObject({
  group: z.string(), open: count, closed30: count, closed90: count,
  /** Median days from report to closing in the last 90 days; null where too few were closed. */
  days: z.number().nullable(),
});
/** The public ecological map: counts by cell and group as the day began, small ones withheld. Totals are sums of what is shown, so that nothing withheld can be worked out. */
export const publicMapSchema = z.strictObject({
  day: z.iso.date(), fewerThan: z.int(),
  groups: z.array(z.strictObject({ id: z.string(), kind: z.enum(['incident', 'asset']).nullable(), zh: z.string(), en: z.string() })),
  cells: z.array(z.strictObject({ cell: z.string(), township: named.nullable(), figures: z.array(publicFiguresSchema) })),
});
export type PublicMap = z.infer<typeof publicMapSchema>;
export type PublicFigures = z.infer<typeof publicFiguresSchema>;

export const publicCellsSchema = z.strictObject({
  type: z.literal('FeatureCollection'),
  features: z.array(z.strictObject({ type: z.literal('Feature'), id: z.string(), properties: z.strictObject({ code: z.string(), zh: z.string(), en: z.string() }), geometry: z.strictObject({ type: z.literal('Polygon'), coordinates: z.unknown() }) })),
});
