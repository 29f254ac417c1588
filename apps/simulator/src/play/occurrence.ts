import type { Channel, DepartmentId, Millis, ProposalKind, Stage, SuspensionGround } from '#domain';
import type { Point } from '../county/geometry.js';
import type { Kind } from '../mapping/mapping.js';

/** How a case is made harder on its way; each happens once. */
export interface Twists {
  /** A grid member looks first whether it is true, also where the automation would not ask. */
  readonly confirmation?: true;
  /** The first department sends it back and says who should have it. */
  readonly returned?: { readonly reason: string; readonly to: DepartmentId };
  /** The first department disputes that it is responsible; a supervisor rules. */
  readonly disputed?: { readonly reason: string; readonly ruling?: { readonly department: DepartmentId; readonly ground: string } };
  /** Handling is suspended for so many days. */
  readonly suspended?: { readonly reason: string; readonly days: number; readonly ground?: SuspensionGround };
  /** The department asks for more time; its lead stands behind it and a supervisor grants it. */
  readonly extended?: { readonly reason: string; readonly more: Millis };
  /** The department asks for something and nobody has answered yet. */
  readonly asks?: { readonly kind: 'return' | 'extension'; readonly reason: string; readonly more?: Millis; readonly suggest?: DepartmentId };
  /** The first verification finds that it is not done. */
  readonly fails?: { readonly note: string };
  /** The handler says when they are there. */
  readonly arrives?: true;
  /** A supervisor orders an account (督办); without a reply it stays owed. */
  readonly ordered?: { readonly demand: string; readonly within: Millis; readonly reply?: string };
  /** The township in charge calls departments to the spot (吹哨). */
  readonly whistled?: { readonly departments: readonly DepartmentId[]; readonly reason: string };
  /** While it is handled the centre proposes another ending; a second person approves, unless it waits. */
  readonly ending?: { readonly kind: ProposalKind; readonly reason: string; readonly document?: string; readonly waits?: true };
  /** So many of its tasks are finished, where the case does not go on to its verification: none, if it does not say. */
  readonly steps?: number;
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
  readonly ends: { readonly stage: 'closed' } | { readonly stage: Exclude<Stage, 'closed'> } | { readonly stage: 'refused'; /** A reason code of the rule book. */ readonly code: string; readonly note: string };
  /** The occurrence that it repeats: the dispatcher merges the case into that one's. */
  readonly repeats: string | null;
  /** The occurrences that repeat this one and will be reported soon; where nothing is timed, it stays open for them. */
  readonly awaits: readonly string[];
  /** The reporter sees that it is the same as this occurrence's case and attaches the report to it. */
  readonly sameAs?: string;
  readonly twists?: Twists;
  /** What the handler says when it is done. */
  readonly done?: string;
  /** The grid member has put it right on the spot and says how. */
  readonly handled?: string;
  /** Reported by a device and not by a person. */
  readonly device?: true;
}
