import type { Quality } from '#domain';

/** A device's clock may run ahead by so much. */
export const SKEW_MS = 120_000;
/** A device that says an earlier time than this has no clock. */
const NO_CLOCK_BEFORE = Date.UTC(2000, 0, 1);

/** When a reading was measured, in whole milliseconds, and how far that is to be trusted: without a clock it is the receiving, uncertain; ahead of it by more than the skew it is the receiving, clamped. What is worse than that is said stays said. */
export function momentOf(at: number | null, receivedAt: number, quality: Quality): { readonly at: number; readonly quality: Quality } {
  const received = Math.round(receivedAt);
  if (at === null || !Number.isFinite(at) || at < NO_CLOCK_BEFORE) return { at: received, quality: quality === 'good' ? 'uncertain' : quality };
  if (at > received + SKEW_MS) return { at: received, quality: quality === 'good' || quality === 'uncertain' ? 'clamped' : quality };
  return { at: Math.round(at), quality };
}
