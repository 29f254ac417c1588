import type { CaseRow } from '#contract';
import { light } from '#domain';
import type { CasePoint } from '../../shared/map/sheet.js';
import { now } from '../../shared/time/now.js';

/** Cases as dots on the map, each with its light. */
export const pointsOf = (rows: readonly CaseRow[]): readonly CasePoint[] => rows.flatMap((row) => (row.place === null ? [] : [{ id: row.id, lon: row.place.lon, lat: row.place.lat, light: row.dueAt === null ? 'paused' as const : light({ dueAt: row.dueAt, yellowAt: row.yellowAt ?? row.dueAt }, now.value) }]));
