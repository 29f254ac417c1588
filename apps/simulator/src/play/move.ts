import type { CaseView, SentCommandInput } from '#contract';
import type { CaseId, Instant, Millis, UserId } from '#domain';
import type { Occurrence } from './occurrence.js';

/** What the players know of one case besides what the server shows them. */
export interface Course {
  readonly occurrence: Occurrence;
  readonly reporter: UserId;
  /** A number by which one of several people is chosen. */
  readonly pick: number;
  /** The case to merge into; `waiting` while the original has not been reported yet; null: nothing to merge, or no longer. */
  readonly into: CaseId | 'waiting' | null;
  /** Later reports of the same thing are still to come. */
  readonly held: boolean;
  /** What has been done that the row does not show. */
  readonly did: ReadonlySet<string>;
}

/** `now`: at once. `automation`: only if the automation does not do it within a moment. `own-time`: so long after the report. */
export type When = { readonly kind: 'now' } | { readonly kind: 'automation' } | { readonly kind: 'own-time'; readonly after: Millis };
export interface Given { readonly photos: readonly string[]; readonly view: CaseView | null; readonly now: Instant }

export interface Act {
  readonly kind: 'act';
  readonly by: UserId;
  readonly when: When;
  readonly needs?: { readonly view?: true; readonly photos?: true };
  /** Remembered in `did` once the server has taken it. */
  readonly marks?: string;
  readonly command: (given: Given) => SentCommandInput;
}
/** `rest`: as far as it goes. `wait`: somebody or something else is next, or nobody can. */
export type Next = Act | { readonly kind: 'rest' } | { readonly kind: 'wait'; readonly for: string };
