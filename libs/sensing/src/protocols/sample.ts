import { READING_REASONS, type ReadingDetail, type ReadingReason } from '#contract';
import type { Quality } from '#domain';

/**
 * What a sender said, before anybody knows who it is: the sender's own name of the device and the metric, its own unit.
 * `at`: event time, epoch milliseconds, null where the sender gave none. `key`: what makes a resent one recognisable (OneNET dev+ds+at, CloudEvents source+id …), null where only (series, at, value) can.
 */
export interface Sample {
  readonly device: string;
  readonly metric: string;
  readonly at: number | null;
  readonly value: number;
  readonly unit: string | null;
  readonly quality: Quality;
  readonly key: string | null;
  /** An event, not a level: its code; `value` is then the confidence, 0 … 1. */
  readonly code?: string;
  readonly position?: { readonly lon: number; readonly lat: number; readonly crs: 'wgs84' | 'gcj02' };
  /** Where in the picture, as shares of its width and height: left, top, width, height. */
  readonly box?: readonly [number, number, number, number];
  /** Where a picture of it is, or the picture. */
  readonly picture?: { readonly url: string } | { readonly base64: string };
  readonly text?: string;
}

/** As a sample's device: the one that the sending account sends for, where the protocol names none (`v1/devices/me`). */
export const ME = 'me';

/** Why a frame, or a part of one, could not be read. */
export const REASONS = READING_REASONS;
export type Reason = ReadingReason;

/** A part that could not be read: `part` says which (a JSON pointer, or the place in the frame), `raw` is kept for replaying it after a fix. */
export interface Refused { readonly reason: Reason; readonly part: string; readonly detail: ReadingDetail; readonly raw: Uint8Array | string }

/** What a frame holds. What could be read is read, whatever the rest of it looks like: per part, never all or nothing. */
export interface Decoded { readonly samples: readonly Sample[]; readonly refused: readonly Refused[] }
