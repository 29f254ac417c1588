import { ROLES, type Role } from '#domain';
import { cellId, departmentId, said } from '#contract';
import { z } from 'zod';
import { KINDS, kinds, type Kind } from '../book/content.js';

/** The files of a rule book folder, each with its schema. */

const text = z.string().trim().min(1).max(200);

/** One part of the rule book and the local day from whose morning it holds. `note` is for the reader of the file. */
const part = <T extends z.ZodType>(content: T) => z.strictObject({ effectiveFrom: z.iso.date(), note: z.string().max(2000).optional(), content });

export const PARTS = Object.fromEntries(kinds.map((kind) => [kind, part<z.ZodType>(KINDS[kind])])) as unknown as Readonly<Record<Kind, z.ZodType<{ effectiveFrom: string; content: unknown }>>>;

const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const ring = z.array(lonLat).min(4).refine((r) => { const [a, z_] = [r[0], r.at(-1)]; return a !== undefined && z_ !== undefined && a[0] === z_[0] && a[1] === z_[1]; }, said('a ring must end where it begins', '边界须首尾相接'));
const cellFeature = z.strictObject({
  type: z.literal('Feature'), id: cellId, properties: z.strictObject({ code: cellId, zh: text, en: text }), geometry: z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1) }),
});
/** WGS-84, as GeoJSON. */
export const cellsFile = z.strictObject({ type: z.literal('FeatureCollection'), features: z.array(cellFeature).min(1) });
export type CellsFile = z.infer<typeof cellsFile>;

/** A community (12 digits) or a single cell (15). */
const area = z.string().regex(/^(\d{12}|\d{15})$/, said('a community of 12 digits or a cell of 15', '12 位社区或 15 位网格代码'));
const personEntry = z.strictObject({
  id: z.string().regex(/^[a-z0-9._-]{1,64}$/, said('lower-case letters, digits, dot, dash and underscore', '小写字母、数字、点、短横线和下划线')), name: text, role: z.enum(ROLES).exclude(['system', 'citizen']) as z.ZodType<Role>,
  department: departmentId.optional(), language: z.enum(['zh', 'en']).default('zh'),
  /** Grid members: what they answer for, and where they stand in. */
  main: z.array(area).default([]), backup: z.array(area).default([]),
});
export const peopleFile = z.strictObject({ note: z.string().max(2000).optional(), people: z.array(personEntry) });
export type PersonEntry = z.infer<typeof personEntry>;

const code = z.string().regex(/^[a-z0-9._-]{1,60}$/, said('lower-case letters, digits, dot, dash and underscore', '小写字母、数字、点、短横线和下划线'));
const deviceEntry = z.strictObject({
  id: code, name: text, kind: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, said('a code such as water-level', '代码，如 water-level')), metric: text.optional(), unit: text.optional(), lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90), asset: text.optional(), gateway: code.optional(),
  department: departmentId.optional(), account: code.optional(), commissioned: z.iso.date().optional(), calibrated: z.iso.date().optional(), note: text.optional(),
});
export const devicesFile = z.strictObject({ note: z.string().max(2000).optional(), devices: z.array(deviceEntry) });
export type DeviceEntry = z.infer<typeof deviceEntry>;
