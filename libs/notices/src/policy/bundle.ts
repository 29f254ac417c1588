import type { Urgency } from '#contract';
import type { Instant } from '#domain';

/** A notice that may go out now. `held`: it was held back before because there were many. */
export interface Fresh { readonly urgency: Urgency; readonly held: boolean }
/** A message that went out, and how many notices were in it. */
export interface Gone { readonly at: Instant; readonly notices: number }

/** What to make of those that may go out now: one message of some of them, or nothing before `until`. */
export type Bundle<T> = { readonly message: readonly T[] } | { readonly until: Instant };

export const STORM_MS = 60_000;

/**
 * More than `most` at once become one message. More than that within a minute are held until it is over, and then go as one; after a bundle the next message comes a minute later.
 * A call is never held. So in any minute at most `most` messages and one bundle disturb a person, beside calls.
 * @param fresh not empty, in the order in which they shall go out
 * @param gone what went out on the line; only the last minute is looked at
 */
export function bundle<T extends Fresh>(fresh: readonly T[], gone: readonly Gone[], now: Instant, most: number): Bundle<T> {
  const calls = fresh.filter((f) => f.urgency === 'call');
  if (calls.length > 0) return { message: calls.length > most ? calls : calls.slice(0, 1) };
  const recent = gone.filter((g) => g.at > now - STORM_MS), bundled = recent.filter((g) => g.notices > 1);
  if (bundled.length > 0) return { until: Math.max(...bundled.map((g) => g.at)) + STORM_MS };
  if (fresh.length > most) return { message: fresh };
  if (recent.length + fresh.length > most) return { until: Math.min(...recent.map((g) => g.at)) + STORM_MS };
  return { message: fresh.some((f) => f.held) ? fresh : fresh.slice(0, 1) };
}
