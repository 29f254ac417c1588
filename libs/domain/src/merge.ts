import { DAY, HOUR } from './calendar.js';
import { distance } from './distance.js';
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
  /** 0 … 1: how likely this is the original, should the report be a duplicate at all. */
  readonly score: number;
  readonly reasons: readonly Likely[];
  /** The same asset or device: merged without asking. */
  readonly certain: boolean;
}

/** Reports further apart than this are not compared at all (98 % of the labelled pairs lie within it). */
export const REACH_METRES = 250;

/**
 * The evidence, in log-odds. The numbers were fitted to the earlier half of Boston's labelled pairs (`npm run bench -- duplicates --fit`), each
 * original against the other open cases within reach; the command scores them on the later half, which they have not seen. Boston has five
 * types where a county has a hundred, so that the same class says more here than it is given credit for.
 */
const EVIDENCE = {
  /** At the very place, just now, of unknown class, one of them with nothing said: sets the scores of all candidates to add up to one original. */
  base: 1.4,
  /** For each √metre: ten metres matter near by and hardly a hundred metres off. */
  rootMetre: -0.4,
  /** A class that is not known says nothing. Where most neighbours share the class the same one says little; another one speaks against. */
  sameClass: 0.23,
  otherClass: -1.59,
  /** For each e-fold of 1 + age in fortnights: what has been open for months is seldom what was seen today. */
  age: -1.2,
  /** The words in common, beyond the share that any two neighbours have in common. */
  words: 1.78,
  usualShare: 0.28,
} as const;
const FORTNIGHT = 14 * DAY;

/** From this score on a suggestion is shown: the highest floor that kept 92 % of the originals of the earlier half among the first three (90 % of the later half). Six reports in ten show none. */
export const SHOWN = 0.07;
/** From this score on a person looks before the automation files a report by itself: one report in twenty, with a third of the duplicates among them. */
export const DOUBTFUL = 0.8;

/** The likely originals of a new report among open cases, best first. A suggestion, never a merge, unless `certain`. */
export function suggestions(fresh: Omit<Likeness, 'id'>, open: readonly Likeness[], limit = 3): readonly Suggestion[] {
  const said = pieces(fresh.text);
  const found: Suggestion[] = [];
  for (const c of open) {
    const s = compare(fresh, c, said);
    if (s !== null && s.score >= SHOWN) found.push(s);
  }
  return found.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit);
}

/** What likeness is judged by, beside the same asset or device. Null: not known of one of the two. */
export interface Features {
  readonly metres: number;
  readonly sameClass: boolean | null;
  readonly hours: number;
  /** The share of words in common. */
  readonly share: number | null;
}

/** What speaks for and against; null when the two lie out of reach or one has no place. */
export function features(a: Omit<Likeness, 'id'>, b: Likeness): Features | null {
  const beside = besideWords(a, b);
  return beside && { ...beside, share: overlap(pieces(a.text), pieces(b.text)) };
}

/** The score of the evidence: log-odds added up, then as a chance between 0 and 1. */
export const likelihood = ({ metres, sameClass, hours, share }: Features): number => {
  const odds = EVIDENCE.base + EVIDENCE.rootMetre * Math.sqrt(metres) + (sameClass === null ? 0 : sameClass ? EVIDENCE.sameClass : EVIDENCE.otherClass) +
    EVIDENCE.age * Math.log1p((hours * HOUR) / FORTNIGHT) + (share === null ? 0 : EVIDENCE.words * (share - EVIDENCE.usualShare));
  return 1 / (1 + Math.exp(-odds));
};

function compare(fresh: Omit<Likeness, 'id'>, c: Likeness, said: ReadonlySet<number>): Suggestion | null {
  const same: Likely[] = [];
  if (fresh.asset !== null && fresh.asset === c.asset) same.push({ code: 'same-asset' });
  if (fresh.device !== null && fresh.device === c.device && fresh.classId === c.classId) same.push({ code: 'same-device' });
  if (same.length > 0) return { id: c.id, score: 1, reasons: same, certain: true };
  const beside = besideWords(fresh, c);
  // Most neighbours could not be shown even if they said the very same: their words are not read.
  if (beside === null || likelihood({ ...beside, share: 1 }) < SHOWN) return null;
  const seen: Features = { ...beside, share: overlap(said, pieces(c.text)) };
  return { id: c.id, score: likelihood(seen), reasons: reasons(seen), certain: false };
}

function besideWords(a: Omit<Likeness, 'id'>, b: Likeness): Omit<Features, 'share'> | null {
  if (a.place === null || b.place === null) return null;
  const metres = distance(a.place, b.place);
  if (metres > REACH_METRES) return null;
  return { metres, sameClass: a.classId === null || b.classId === null ? null : a.classId === b.classId, hours: Math.abs(a.reportedAt - b.reportedAt) / HOUR };
}

function reasons({ metres, sameClass, hours, share }: Features): Likely[] {
  return [
    { code: 'near', metres: Math.round(metres) },
    ...(sameClass === true ? [{ code: 'same-class' } as const] : []),
    ...(hours <= 72 ? [{ code: 'soon', hours: Math.round(hours) } as const] : []),
    ...(share !== null && share >= 0.25 ? [{ code: 'alike-text', share: Math.round(share * 100) / 100 } as const] : []),
  ];
}

/** Share of common two-character pieces (Dice): needs no word boundaries, so it serves Chinese and English alike. Null when one says nothing. */
function overlap(x: ReadonlySet<number>, y: ReadonlySet<number>): number | null {
  if (x.size === 0 || y.size === 0) return null;
  let common = 0;
  for (const p of x) if (y.has(p)) common++;
  return (2 * common) / (x.size + y.size);
}

/** The pairs of neighbouring letters, characters and digits, each as one number. */
function pieces(s: string): ReadonlySet<number> {
  const t = s.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const set = new Set<number>();
  for (let i = 0; i + 1 < t.length; i++) set.add(t.charCodeAt(i) * 65_536 + t.charCodeAt(i + 1));
  return set;
}
