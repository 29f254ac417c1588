import { z } from 'zod';
import type { Change, NoticeView } from './views.js';

/**
 * The live channel. A client says where it stands and gets every later change it may see,
 * in commit order and without gaps, or `position-gone` when it was away too long: then it says `follow` from null
 * and reads its lists anew. Changes are coalesced: at most one entry a case in a batch, carrying its latest row.
 */
export interface ServerToClient {
  /** `position` is what to say on the next `follow`; the batch is complete up to it. */
  changes: (batch: { items: Change[]; position: string }) => void;
  notice: (notice: NoticeView) => void;
  /** The server was started anew or the rule book changed: reload reference data. */
  reference: (version: number) => void;
  /** What this person may see has changed (another department, other cells): read the lists anew. Later changes follow by themselves. */
  refetch: () => void;
  /** Who looks at the case that this client looks at, itself included; empty people when the last has gone. */
  looking: (at: { case: string; people: { id: string; name: string }[] }) => void;
  /** Who has which case open, for those who attend: first all of it (`whole`), then what has changed, gathered; nobody left is an empty list. */
  lookers: (at: { whole: boolean; items: { case: string; people: { id: string; name: string }[] }[] }) => void;
}
export interface ClientToServer {
  /** `since: null` = from now on. */
  follow: (from: { since: string | null }, ack: (answer: FollowAnswer) => void) => void;
  /** Who is looking at a case is shown to others who look. */
  look: (at: { case: string | null }) => void;
  /** A list is on the screen: the centre is told who has which case open, from now on or no longer. */
  attend: (on: boolean) => void;
}
export type FollowAnswer = { ok: true; position: string; serverTime: number } | { ok: false; code: 'position-gone' | 'invalid-input' };

export const followSchema = z.strictObject({ since: z.string().max(100).nullable() });
export const lookSchema = z.strictObject({ case: z.uuid().nullable() });
