import { z } from 'zod';
import { caseId, cellId, classId, instant, stage, words } from './values.js';

/** Places on the wire: cells, who answers for them, changes of them, and the map. Positions are WGS-84 degrees, longitude first; areas are square metres. */

const number = (schema: z.ZodType<number>) => z.preprocess((v) => (typeof v === 'string' && v.trim() !== '' ? Number(v) : v), schema);
const date = z.iso.date();
const note = words(500);
const person = z.object({ id: z.string(), name: z.string() });
const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const ring = z.array(lonLat).min(4).max(5_000);
export const polygonSchema = z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(ring).min(1).max(50) });
export type CellPolygon = z.infer<typeof polygonSchema>;

/** What lies under the map. `tiles`: templates drawn one over the other, with {x} {y} {z}; `crs`: `gcj02` where the tiles are shifted as Chinese map services do. */
export const mapSettingsSchema = z.object({
  tiles: z.object({ urls: z.array(z.string()).min(1), attribution: z.string(), crs: z.enum(['wgs84', 'gcj02']), maxZoom: z.int() }).nullable(),
  /** The coordinate system in which everything is stored. */
  stored: z.literal('wgs84'),
});
export type MapSettings = z.infer<typeof mapSettingsSchema>;

/** Cases as points, one column an array: the i-th of each belongs together. At most 20,000, the most urgent first; `more` when there are others. `due` null: no clock runs. */
export const casePointsSchema = z.object({
  id: z.array(caseId), number: z.array(z.string()), version: z.array(z.int()), lon: z.array(z.number()), lat: z.array(z.number()), due: z.array(instant.nullable()), yellow: z.array(instant.nullable()),
  classId: z.array(classId.nullable()), stage: z.array(stage), cell: z.array(cellId.nullable()), more: z.boolean(),
  /** Cases that the filter finds and that have no position. */
  unplaced: z.int(),
});
export type CasePoints = z.infer<typeof casePointsSchema>;

/** Who answers for a cell. */
export const responsibleSchema = z.object({ cell: cellId, main: person.nullable(), backups: z.array(person) });
export type CellResponsible = z.infer<typeof responsibleSchema>;
/** The whole of it: whoever is left out answers for the cell no longer. */
export const setResponsibleSchema = z.strictObject({ main: z.string().min(1).max(64).nullable(), backups: z.array(z.string().min(1).max(64)).max(20).default([]) });
export const cellParams = z.object({ code: cellId });

/** Coordinate systems a file may be in. The projected ones are CGCS2000 3-degree Gauss-Krüger, with (4513–4533) or without (4534–4554) the zone's number before the easting. */
export const CELL_CRS = ['wgs84', 'gcj02', ...Array.from({ length: 42 }, (_, i) => `epsg:${4513 + i}` as const)] as const;
export type CellCrs = (typeof CELL_CRS)[number];
const crs = z.enum(CELL_CRS as unknown as [CellCrs, ...CellCrs[]]);

/** A cell put in the place of the one of its code, or one given up. */
export const cellChangeSchema = z.union([
  z.strictObject({ put: z.strictObject({ code: cellId, zh: words(100), en: words(100), geometry: polygonSchema }) }),
  z.strictObject({ remove: cellId }),
]);
export type CellChange = z.infer<typeof cellChangeSchema>;

export const CELL_FAULTS = [
  'no-collection', 'no-feature', 'no-polygon', 'several-parts', 'no-position', 'swapped-axes', 'not-degrees', 'other-crs', 'too-many', 'open-ring', 'few-points',
  'bad-code', 'missing-name', 'twice', 'unknown-township', 'other-county', 'new-community', 'used-before', 'unknown-cell',
  'self-intersection', 'tiny', 'hole', 'same-outline', 'overlap', 'gap', 'sliver-overlap', 'sliver-gap', 'outside', 'uncovered', 'nobody-responsible', 'changes-nothing',
] as const;
export type CellFaultCode = (typeof CELL_FAULTS)[number];
/** Something wrong with cells. `error` keeps a draft from being submitted, unless it is `old`: there without the draft as well. */
export const cellFaultSchema = z.object({
  code: z.enum(CELL_FAULTS), level: z.enum(['error', 'warning']), old: z.boolean(), cells: z.array(z.string()), zh: z.string(), en: z.string(),
  /** Square metres, and the mean width in metres of what overlaps or gapes. */
  area: z.number().optional(), width: z.number().optional(),
  /** Where to look, and the outline of what overlaps or gapes. */
  at: lonLat.nullable(), outline: z.array(lonLat).optional(),
  /** Where it stands in an uploaded file: the feature's place, from 0. */
  feature: z.int().optional(),
});
export type CellFault = z.infer<typeof cellFaultSchema>;

export const CELL_DRAFT_STATES = ['draft', 'submitted', 'approved', 'rejected', 'withdrawn'] as const;
export const CELL_DRAFT_ACTIONS = ['submit', 'withdraw', 'approve', 'reject'] as const;
export type CellDraftAction = (typeof CELL_DRAFT_ACTIONS)[number];
export const cellDraftParams = z.object({ id: z.uuid() });
export const cellDraftActionParams = cellDraftParams.extend({ action: z.enum(CELL_DRAFT_ACTIONS) });
/** `reject` needs a note. */
export const cellDraftActionSchema = z.strictObject({ note: note.optional() });
export const cellDraftsQuerySchema = z.strictObject({ state: z.preprocess((v) => (typeof v === 'string' ? v.split(',').filter((s) => s !== '') : v), z.array(z.enum(CELL_DRAFT_STATES)).max(5)).optional(), limit: number(z.int().min(1).max(200)).default(50) });
/** A draft of single changes, drawn by hand. */
export const cellDraftWishSchema = z.strictObject({ effectiveFrom: date, note: note.optional(), changes: z.array(cellChangeSchema).max(5_000) });
/** `changes` come to those that are there, in the place of the one of the same cell; `drop`: cells that the draft changes no longer. */
export const cellDraftEditSchema = z.strictObject({ effectiveFrom: date.optional(), note: note.optional(), changes: z.array(cellChangeSchema).max(5_000).optional(), drop: z.array(cellId).max(5_000).optional() });
/** `replace`: the file holds every cell, others are given up; `merge`: it holds those that change. */
export const cellImportQuerySchema = z.strictObject({ effectiveFrom: date, note: note.optional(), crs: crs.default('wgs84'), mode: z.enum(['replace', 'merge']).default('merge') });
export const cellExportQuerySchema = z.strictObject({ crs: crs.default('wgs84'), date: date.optional() });

export const cellDraftSchema = z.object({
  id: z.uuid(), version: z.int(), effectiveFrom: date, note: z.string().nullable(), author: person, createdAt: instant, changedAt: instant, state: z.enum(CELL_DRAFT_STATES), submittedAt: instant.nullable(),
  decidedBy: person.nullable(), decidedAt: instant.nullable(), decisionNote: z.string().nullable(), added: z.int(), changed: z.int(), removed: z.int(),
  /** What this actor may do with it now. */
  allowed: z.array(z.enum([...CELL_DRAFT_ACTIONS, 'edit'])),
});
export type CellDraft = z.infer<typeof cellDraftSchema>;
/** The draft with its changes and everything that would be wrong with the cells on its day. */
export const cellDraftInFullSchema = cellDraftSchema.extend({
  holdsFrom: date,
  changes: z.array(z.object({ what: z.enum(['added', 'changed', 'removed', 'same']), code: cellId, zh: z.string(), en: z.string(), area: z.number(), was: z.number().nullable(), geometry: polygonSchema.nullable() })),
  faults: z.array(cellFaultSchema), total: z.int(),
});
export type CellDraftInFull = z.infer<typeof cellDraftInFullSchema>;

/** What a draft would mean for the cases that are open now. They keep the cell they were filed under; `moves` are those whose position would lie in another one (`to` null: in none). */
export const cellPreviewSchema = z.object({
  draft: z.uuid(), holdsFrom: date, looked: z.int(), affected: z.int(),
  moves: z.array(z.object({ from: cellId.nullable(), to: cellId.nullable(), count: z.int(), examples: z.array(z.object({ id: caseId, number: z.string() })).max(5) })),
});
export type CellPreview = z.infer<typeof cellPreviewSchema>;

/** A cell with who answers for it, and how it was drawn over time, the newest first. */
export const cellInFullSchema = responsibleSchema.extend({
  zh: z.string(), en: z.string(), area: z.number(), township: z.object({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
  versions: z.array(z.object({ effectiveFrom: date.nullable(), zh: z.string().nullable(), area: z.number().nullable(), by: person.nullable(), approvedBy: person.nullable(), note: z.string().nullable(), standing: z.enum(['in-force', 'to-come', 'past']) })),
});
export type CellInFull = z.infer<typeof cellInFullSchema>;
