import type { CaseRow, CaseView, Me, Problem, Receipt, Reference, ReportReceipt, SentCommandInput } from '#contract';
import type { CaseId } from '#domain';

/** SHA-256 of a picture's bytes, lower-case hex: its name on the phone and on the server alike. */
export type PhotoHash = string;

/** A picture that lies on this phone, ready to be sent. */
export interface KeptPhoto {
  readonly hash: PhotoHash;
  readonly type: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** Device time, milliseconds. */
  readonly at: number;
}

/** Where a report says it is. `hand`: put there on the map, so the fix's accuracy says nothing about it. */
export interface DraftPlace { readonly lon: number; readonly lat: number; readonly accuracy: number | null; readonly by: 'fix' | 'hand' }

/** A report being written. Any number may lie about; each survives the death of tab and phone from the moment it is saved. */
export interface Draft {
  readonly id: string;
  /** Device time when it was begun and last changed. */
  readonly at: number;
  readonly changedAt: number;
  /** Device time of the first picture; the report's time of capture, corrected by the server's clock. Null: none yet, then when it was queued. */
  readonly capturedAt: number | null;
  readonly classId: string | null;
  readonly conditionId: string | null;
  readonly text: string;
  /** Pictures, or those before when it was put right on the spot. */
  readonly photos: readonly PhotoHash[];
  readonly handled: boolean;
  readonly after: readonly PhotoHash[];
  readonly place: DraftPlace | null;
  /** "This is the same": attaches to this open case instead of opening one. */
  readonly sameAs: CaseId | null;
  readonly source: 'grid-member' | 'patrol';
  /** What the server refused when it was an outbox item before; null otherwise. */
  readonly refusal: Problem | null;
}
/** How the phone's clock stood to the server's when something was noted. Null: the server had not been heard. */
export type ClockOffset = number | null;

/**
 * Where an item of the outbox stands.
 * `held`     just queued; its pictures travel already, it may still be taken back
 * `waiting`  waits for a link, its turn or a back-off
 * `sending`  in flight: neither edited nor deleted now
 * `refused`  the server said no; kept until the person edits, retries or deletes it
 */
export type ItemState = 'held' | 'waiting' | 'sending' | 'refused';

interface Item {
  /** Also its Idempotency-Key: made with the item and never again. */
  readonly id: string;
  readonly user: string;
  /** Device time when it was queued, and what was to be added to it then. */
  readonly at: number;
  readonly offset: ClockOffset;
  readonly state: ItemState;
  /** Device time until which it may be taken back unsent; null when that is over. */
  readonly heldUntil: number | null;
  readonly photos: readonly PhotoHash[];
  /** Pictures of it that the server has. */
  readonly arrived: readonly PhotoHash[];
  /** Times it was tried without an answer that settled it. */
  readonly tries: number;
  /** Device time before which it is not tried again. */
  readonly notBefore: number;
  /** Why it is refused; null otherwise. */
  readonly refusal: Problem | null;
  /** It was handed in at least once and no answer came: the server may have it. It is then neither edited nor taken back, only sent again or deleted. */
  readonly doubtful: boolean;
  /** What exactly is sent, sealed before the first flight: a resend is the same to the byte. Null: not yet handed in. */
  readonly sealed: unknown;
  /** The person wanted it sent at once: its photos wait for no Wi-Fi. */
  readonly insisted?: true;
}
export interface ReportItem extends Item { readonly kind: 'report'; readonly draft: Draft }
export interface CommandItem extends Item {
  readonly kind: 'command';
  readonly case: { readonly id: CaseId; readonly number: string };
  /** What the outbox calls it, in the words of whoever queued it. */
  readonly label: string;
  readonly body: SentCommandInput;
  readonly version: number | null;
}
export type OutboxItem = ReportItem | CommandItem;

/** How far an item in flight is; held in memory only. */
export interface Progress { readonly photosDone: number; readonly photosOf: number; readonly bytesDone: number; readonly bytesOf: number; readonly submitting: boolean }

export interface CommandWish {
  readonly case: { readonly id: CaseId; readonly number: string };
  readonly label: string;
  readonly body: SentCommandInput;
  /** Every picture the body refers to: they travel before it. */
  readonly photos: readonly PhotoHash[];
  /** Only when an outdated view must stop it (412); a command queued offline usually goes without. */
  readonly version?: number;
}

/** What the server answered to something sent from here; the last hundred are kept. */
export interface KeptReceipt {
  readonly id: string;
  readonly kind: 'report' | 'command';
  /** Device time of the answer. */
  readonly at: number;
  readonly queuedAt: number;
  readonly label: string;
  readonly classId: string | null;
  /** First picture, while it still lies on the phone. */
  readonly photo: PhotoHash | null;
  readonly answer: ReportReceipt | Receipt;
}

/** Something fetched before, and when (server time): shown offline with its age. */
export interface Kept<T> { readonly at: number; readonly value: T }

/** A case that waits for this person, downloaded whole so that it can be done without a network. `view` is null until its details arrived. */
export interface KeptTask { readonly row: CaseRow; readonly view: CaseView | null }

export type CellFeature = { readonly type: 'Feature'; readonly properties: Readonly<Record<string, unknown>>; readonly geometry: { readonly type: string; readonly coordinates: unknown } };
export interface CellCollection { readonly type: 'FeatureCollection'; readonly features: readonly CellFeature[] }

/** `offline`: nothing answers. `online`: the last request was answered. */
export type Link = 'online' | 'offline';

export interface StorageState {
  /** The browser has promised not to clear it by itself. Null: it cannot say. */
  readonly persisted: boolean | null;
  readonly usage: number | null;
  readonly quota: number | null;
  /** Less than 50 MB are left. */
  readonly tight: boolean;
}

export type { CaseRow, CaseView, Me, Problem, Reference };
