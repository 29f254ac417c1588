import { HOUR } from './calendar.js';
import type { CaseId, ClassId, ConditionId, Instant, Place } from './vocabulary.js';

/** As much of a report or an open case as likeness is judged by. */
export interface Likeness {
  readonly id: CaseId;
  readonly classId: ClassId | null;
  readonly conditionId: ConditionId | null;
  readonly place: Place | null;
  readonly reportedAt: Instant;
  readonly text: string;
  readonly asset: string | null;
  readonly device: string | null;
}

/** What speaks for a duplicate, for the person who judges it. */
export type Likely =
  | { readonly code: 'same-asset' }
  | { readonly code: 'same-device' }
  | { readonly code: 'same-class' }
  | { readonly code: 'near'; readonly metres: number }
  | { readonly code: 'soon'; readonly hours: number }
  | { readonly code: 'alike-text'; readonly share: number };

export interface Suggestion {
  readonly id: CaseId;
  /** 0 … 1: how likely it is the same problem. */
  readonly score: number;
  readonly reasons: readonly Likely[];
  /** The same asset or device: merged without asking. */
  readonly certain: boolean;
}

/** Reports further apart than this are not compared at all (95 % of labelled pairs lie within 100 m). */
export const REACH_METRES = 250;

/** The likely originals of a new report among open cases, best first. A suggestion, never a merge, unless `certain`. */
export function suggestions(fresh: Omit<Likeness, 'id'>, open: readonly Likeness[], limit = 3): readonly Suggestion[] {
  return open.map((c) => compare(fresh, c)).filter((s): s is Suggestion => s !== null).sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit);
}

function compare(a: Omit<Likeness, 'id'>, b: Likeness): Suggestion | null {
  const reasons: Likely[] = [];
  const asset = a.asset !== null && a.asset === b.asset;
  const device = a.device !== null && a.device === b.device && a.classId === b.classId;
  if (asset) reasons.push({ code: 'same-asset' });
  if (device) reasons.push({ code: 'same-device' });
  if (asset || device) return { id: b.id, score: 1, reasons, certain: true };
  if (a.place === null || b.place === null) return null;
  const metres = distance(a.place, b.place);
  if (metres > REACH_METRES) return null;
  const hours = Math.abs(a.reportedAt - b.reportedAt) / HOUR;
  const share = overlap(a.text, b.text);
  const sameClass = a.classId !== null && a.classId === b.classId;
  reasons.push({ code: 'near', metres: Math.round(metres) });
  if (sameClass) reasons.push({ code: 'same-class' });
  if (hours <= 72) reasons.push({ code: 'soon', hours: Math.round(hours) });
  if (share >= 0.25) reasons.push({ code: 'alike-text', share: Math.round(share * 100) / 100 });
  const score = (1 / (1 + (metres / 30) ** 2)) * (sameClass ? 1 : a.classId === null || b.classId === null ? 0.5 : 0.15) * (0.4 + 0.3 / (1 + hours / 48) + 0.3 * share);
  return { id: b.id, score, reasons, certain: false };
}

const RADIUS = 6_371_008.8;
/** Metres between two places on the sphere (equirectangular: exact to a centimetre at these distances). */
export function distance(a: Pick<Place, 'lon' | 'lat'>, b: Pick<Place, 'lon' | 'lat'>): number {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return RADIUS * Math.hypot(x, (b.lat - a.lat) * rad);
}

/** Share of common two-character pieces (Dice): needs no word boundaries, so it serves Chinese and English alike. */
function overlap(a: string, b: string): number {
  const x = pieces(a), y = pieces(b);
  if (x.size === 0 || y.size === 0) return 0;
  let common = 0;
  for (const p of x) if (y.has(p)) common++;
  return (2 * common) / (x.size + y.size);
}
function pieces(s: string): Set<string> {
  const t = s.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const set = new Set<string>();
  for (let i = 0; i + 1 < t.length; i++) set.add(t.slice(i, i + 2));
  return set;
}
