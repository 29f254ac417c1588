import type { Instant } from '#domain';

/** A token bucket: `burst` messages at once, one more each `every` milliseconds. */
export interface Limit { readonly burst: number; readonly every: number }

/** At most `most` messages in any `window` milliseconds: half of them as a burst, the other half spread over the window. */
export const atMostIn = (most: number, window: number): Limit => {
  const burst = Math.ceil(most / 2);
  return { burst, every: Math.ceil(window / (most - burst + 1)) };
};

/**
 * Takes one token of every bucket, or none. A bucket is kept as one number: the instant at which it is full again (absent: it is full).
 * Answers what to keep, or the instant from which there is a token.
 */
export function take(limits: readonly Limit[], full: readonly Instant[], now: Instant): { readonly full: readonly Instant[] } | { readonly wait: Instant } {
  const from = limits.map(({ burst, every }, i) => Math.max(full[i] ?? now, now) - (burst - 1) * every);
  const wait = Math.max(now, ...from);
  return wait > now ? { wait } : { full: limits.map(({ every }, i) => Math.max(full[i] ?? now, now) + every) };
}
