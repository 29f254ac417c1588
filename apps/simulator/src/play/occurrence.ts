import type { Channel, DepartmentId, Millis, Stage } from '#domain';
import type { Point } from '../county/geometry.js';
import type { Kind } from '../mapping/mapping.js';

/** How a case is made harder on its way; each happens once. */
export interface Twists {
  /** The dispatcher has a grid member look first whether it is true. */
  readonly confirmation?: true;
  /** The first department sends it back and says who should have it. */
  readonly returned?: { readonly reason: string; readonly to: DepartmentId };
  /** The first department disputes that it is responsible; a supervisor rules. */
  readonly disputed?: { readonly reason: string; readonly ruling?: { readonly department: DepartmentId; readonly ground: string } };
  /** Handling is suspended for so many days. */
  readonly suspended?: { readonly reason: string; readonly days: number };
  /** The department asks for more time; a supervisor grants it. */
  readonly extended?: { readonly reason: string; readonly more: Millis };
  /** The department asks for something and nobody has answered yet. */
  readonly asks?: { readonly kind: 'return' | 'extension'; readonly reason: string; readonly more?: Millis; readonly suggest?: DepartmentId };
  /** The first verification finds that it is not done. */
  readonly fails?: { readonly note: string };
}

/** Something that happens in the city, and what becomes of it. Replay, demo and load are all lists of these. */
export interface Occurrence {
  /** Unique in its run and the same on every run: resent reports and commands carry it. */
  readonly name: string;
  /** When it is reported, after the beginning, in the data's own time. */
  readonly after: Millis;
  /** How long handling takes from the report on, in the data's own time. */
  readonly lasts: Millis;
  readonly place: Point | null;
  readonly source: Channel;
  /** What the reporter says it is; null: not sure. */
  readonly reported: Kind | null;
  /** What it is filed under by a person, where one has to. */
  readonly filed: Kind;
  readonly text: string;
  readonly ends: { readonly stage: 'closed' } | { readonly stage: Exclude<Stage, 'closed'> } | { readonly stage: 'refused'; readonly reason: string };
  /** The occurrence that it repeats: the dispatcher merges the case into that one's. */
  readonly repeats: string | null;
  /** The occurrences that repeat this one and will be reported soon; where nothing is timed, it stays open for them. */
  readonly awaits: readonly string[];
  /** The reporter sees that it is the same as this occurrence's case and attaches the report to it. */
  readonly sameAs?: string;
  readonly twists?: Twists;
  /** What the handler says when it is done. */
  readonly done?: string;
  /** Reported by a device and not by a person. */
  readonly device?: true;
}
