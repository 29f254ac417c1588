import { distance } from '../distance.js';
import type { Instant } from '../vocabulary.js';
import type { SuppressionKind } from './words.js';

/** What a window covers; a member that is absent leaves nothing out, and all that are there must fit. At least one is there. */
export interface Covered {
  readonly rules?: readonly string[];
  readonly classes?: readonly string[];
  readonly devices?: readonly string[];
  readonly gateways?: readonly string[];
  /** Codes of cells or their first digits: a community, a township. */
  readonly cells?: readonly string[];
  /** Metres around a place. */
  readonly around?: { readonly lon: number; readonly lat: number; readonly metres: number };
}

export interface Suppression {
  readonly id: string;
  readonly kind: SuppressionKind;
  readonly from: Instant;
  /** Null: until somebody ends it. */
  readonly to: Instant | null;
  /** Also what is dangerous to life; otherwise such rules pass through. */
  readonly lifeSafety: boolean;
  readonly covers: Covered;
}

/** As much of an alarm as a window looks at. */
export interface Suppressible {
  readonly rule: string;
  readonly classId: string;
  readonly lifeSafety: boolean;
  readonly device: string;
  readonly gateway: string | null;
  readonly cell: string | null;
  readonly place: { readonly lon: number; readonly lat: number } | null;
}

/** The window that holds an alarm back at a moment: of several the one that ends last. Null: none does. */
export function heldBackBy(alarm: Suppressible, now: Instant, windows: readonly Suppression[]): Suppression | null {
  let last: Suppression | null = null;
  for (const w of windows) if (w.from <= now && (w.to === null || now < w.to) && (w.lifeSafety || !alarm.lifeSafety) && covers(w.covers, alarm) && (last === null || (w.to ?? Infinity) > (last.to ?? Infinity))) last = w;
  return last;
}

function covers(c: Covered, a: Suppressible): boolean {
  const among = (list: readonly string[] | undefined, value: string | null): boolean => list === undefined || (value !== null && list.includes(value));
  return among(c.rules, a.rule) && among(c.classes, a.classId) && among(c.devices, a.device) && among(c.gateways, a.gateway)
    && (c.cells === undefined || (a.cell !== null && c.cells.some((code) => a.cell?.startsWith(code))))
    && (c.around === undefined || (a.place !== null && distance(a.place, c.around) <= c.around.metres));
}
