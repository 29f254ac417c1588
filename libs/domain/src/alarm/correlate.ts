import { distance } from '../distance.js';
import type { Likeness } from '../merge.js';
import type { CaseId, ClassId, Instant, Millis, Place } from '../vocabulary.js';

/** How near and how soon a report of the same class is the same thing. */
export interface Reach { readonly metres: number; readonly within: Millis }

/** The widest reach a rule may have, in metres: what is locked while a case is opened covers it. */
export const WIDEST_REACH = 300;

export interface Correlated { readonly id: CaseId; readonly metres: number }

/** The open cases that an alarm of a class at a place and time is about, the nearest first. */
export function correlated(fresh: { readonly classId: ClassId | null; readonly place: Pick<Place, 'lon' | 'lat'> | null; readonly reportedAt: Instant }, open: readonly Pick<Likeness, 'id' | 'classId' | 'place' | 'reportedAt'>[], reach: Reach): Correlated[] {
  const { classId, place, reportedAt } = fresh;
  if (classId === null || place === null) return [];
  return open.flatMap((c) => {
    if (c.classId !== classId || c.place === null || Math.abs(reportedAt - c.reportedAt) > reach.within) return [];
    const metres = distance(place, c.place);
    return metres <= reach.metres ? [{ id: c.id, metres: Math.round(metres) }] : [];
  }).sort((a, b) => a.metres - b.metres || (a.id < b.id ? -1 : 1));
}

/** Codes of the squares around a place that two openings within the widest reach of each other share one of: whoever opens a case there holds them, in this order. */
export function squaresAround(place: Pick<Place, 'lon' | 'lat'>): string[] {
  const x = Math.floor(place.lon / SQUARE.lon), y = Math.floor(place.lat / SQUARE.lat), codes: string[] = [];
  for (let dx = -1; dx <= 1; dx++) for (let dy = -1; dy <= 1; dy++) codes.push(`${x + dx}:${y + dy}`);
  return codes.sort();
}
/** Degrees; at the latitudes of China no side is shorter than the widest reach. */
const SQUARE = { lon: 0.0051, lat: 0.003 };
