import type { NoticeKind, Urgency, Wants } from '#contract';
import { DAY, type Instant } from '#domain';

/** What a person or a group lets through on one channel. `quiet`: minutes of the local day, half-open; one that ends before it begins goes over midnight. */
export interface Rule {
  readonly wants: Wants;
  readonly muted: readonly NoticeKind[];
  readonly quiet: { readonly from: number; readonly to: number } | null;
}

export interface Told { readonly urgency: Urgency; readonly kind: string }

/** When a notice goes out on a channel, and why not now. */
export type Decision =
  | { readonly when: 'now' }
  | { readonly when: 'later'; readonly at: Instant; readonly reason: 'quiet-hours' | 'off-duty' }
  | { readonly when: 'never'; readonly reason: 'not-wanted' | 'muted' | 'no-shift' };

const MINUTE = 60_000;
const NOW: Decision = { when: 'now' };

/**
 * The one place that says whom a message may reach when. A call goes out at once whatever was chosen: it is for whoever is called out, and the only thing that may wake anybody.
 * Everything else waits until the reader is on duty; what is not urgent waits for the end of the quiet hours too.
 * @param readyFrom the first moment from `at` on at which the reader is on duty: `at` itself when they are; null when nobody knows one
 * @param offset local time minus UTC, milliseconds
 */
export function decide({ urgency, kind }: Told, { wants, muted, quiet }: Rule, now: Instant, offset: number, readyFrom: (at: Instant) => Instant | null): Decision {
  if (urgency === 'call') return NOW;
  if (wants === 'none' || (wants === 'urgent' && urgency === 'normal')) return { when: 'never', reason: 'not-wanted' };
  if ((muted as readonly string[]).includes(kind)) return { when: 'never', reason: 'muted' };
  const loud = urgency === 'high' ? null : quiet;
  const why = loud !== null && quietUntil(loud, now, offset) > now ? 'quiet-hours' : 'off-duty';
  let at = now;
  // Each turn moves to the end of a stretch; quiet hours and shifts that never meet give up after some weeks of them.
  for (let i = 0; i < 60; i++) {
    const loudFrom = loud === null ? at : quietUntil(loud, at, offset);
    const ready = readyFrom(loudFrom);
    if (ready === null) break;
    if (ready === at) return at === now ? NOW : { when: 'later', at, reason: why };
    at = ready;
  }
  return { when: 'never', reason: 'no-shift' };
}

/** The end of the quiet hours that run at a moment; the moment itself when none do. */
export function quietUntil({ from, to }: NonNullable<Rule['quiet']>, at: Instant, offset: number): Instant {
  const midnight = Math.floor((at + offset) / DAY) * DAY - offset, minute = (at - midnight) / MINUTE;
  if (from < to) return minute >= from && minute < to ? midnight + to * MINUTE : at;
  return minute >= from ? midnight + DAY + to * MINUTE : minute < to ? midnight + to * MINUTE : at;
}
