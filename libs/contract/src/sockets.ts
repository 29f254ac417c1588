import { z } from 'zod';
import { HEALTHS, SEVERITIES_OF_ALARMS } from '#domain';
import { caseId } from './values.js';
import type { Change, NoticeView } from './views.js';

/**
 * The live channel. A client says where it stands and gets every later change it may see,
 * in commit order and without gaps, or `position-gone` when it was away too long: then it says `follow` from null
 * and reads its lists anew. Changes are coalesced: at most one entry a case in a batch, carrying its latest row.
 */
export interface ServerToClient {
  /** `position` is what to say on the next `follow`; the batch is complete up to it. */
  changes: (batch: { items: Change[]; position: string }) => void;
  /** Of alarms and devices, to those who `sense`; `position` is what to say the next time. */
  sensing: (batch: { items: SensingNews[]; position: string }) => void;
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
  /** A page of sensing is on the screen: from now on (`since: null`), or what was missed and then on; null: no longer. A department hears of its own devices. */
  sense: (from: { since: string | null } | null, ack: (answer: SenseAnswer) => void) => void;
  /** Who is looking at a case is shown to others who look. */
  look: (at: { case: string | null }) => void;
  /** A list is on the screen: the centre is told who has which case open, from now on or no longer. */
  attend: (on: boolean) => void;
}
export type FollowAnswer = { ok: true; position: string; serverTime: number } | { ok: false; code: 'position-gone' | 'invalid-input' };

export type SenseAnswer = { ok: true; position: string } | { ok: false; code: 'position-gone' | 'invalid-input' | 'no-right' };

export const senseSchema = z.strictObject({ since: z.string().max(100).nullable() }).nullable();
export const followSchema = z.strictObject({ since: z.string().max(100).nullable() });
export const lookSchema = z.strictObject({ case: z.uuid().nullable() });
/** What has changed of an alarm, or of how a device is: as it is now, for whoever shows one to ask for it anew. */
export const sensingNewsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alarm'), id: z.uuid(), device: z.string(), rule: z.string(), severity: z.enum(SEVERITIES_OF_ALARMS), firing: z.boolean(), trial: z.boolean(), case: caseId.nullable() }),
  z.object({ kind: z.literal('device'), device: z.string(), health: z.enum(HEALTHS), fault: z.boolean() }),
]);
export type SensingNews = z.infer<typeof sensingNewsSchema>;
