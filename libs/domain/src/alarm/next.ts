import { HOUR } from '../calendar.js';
import type { AlarmSeverity } from '../trigger/index.js';
import type { CaseId, Instant, Millis, Outcome } from '../vocabulary.js';
import { standsAlone } from './storm.js';
import type { TriggerPolicy } from './words.js';

/** As much of an alarm, and of what surrounds it, as its next step is judged by. */
export interface AlarmStanding {
  readonly firing: boolean;
  readonly severity: AlarmSeverity;
  /** When the program came to know of its latest opening. */
  readonly openedAt: Instant;
  /** Of a version on trial: it is recorded and does nothing. */
  readonly trial: boolean;
  readonly policy: TriggerPolicy;
  readonly flapping: boolean;
  /** What its rule does with a flap; null: nothing. */
  readonly flap: { readonly action: 'hold' | 'quiet' | 'fault'; readonly window: Millis } | null;
  /** Alarms that could hold it back are waited for so long before the first step. */
  readonly settle: Millis;
  readonly inhibited: boolean;
  /** A window that holds it back; `to` null: until somebody ends it. */
  readonly heldBack: { readonly to: Instant | null } | null;
  readonly snoozedUntil: Instant | null;
  /** It is one of a storm that goes on. */
  readonly inStorm: boolean;
  /** Its case, at the end of all mergings. */
  readonly case: { readonly id: CaseId; readonly open: boolean; readonly outcome: Outcome | null; readonly closedAt: Instant | null } | null;
}

export const HELD_BACK = ['suppressed', 'inhibited', 'settling', 'snoozed', 'flapping'] as const;
export type HeldBack = (typeof HELD_BACK)[number];
export type AlarmStep =
  | { readonly do: 'nothing' }
  /** `until` null: whoever ends what holds it back says so. */
  | { readonly do: 'wait'; readonly until: Instant | null; readonly why: HeldBack }
  /** A case is found for it, or opened. */
  | { readonly do: 'case' }
  | { readonly do: 'reopen'; readonly of: CaseId };

/** What holds an alarm back may end without a word: it is asked about again so often. */
export const AGAIN: Millis = 60_000;

/** How long an alarm leaves a case alone that was closed while it fired: a person has looked, and knows. */
export const snooze = (outcome: Outcome | null): Millis => (outcome === 'recovered' ? 0 : outcome === 'refused' || outcome === 'voided' ? 24 * HOUR : 4 * HOUR);

/** What the automation does next with an alarm that fires, looking only at how things stand: asked twice or late, it changes nothing. What goes on within its case is `nextForCase`'s. */
export function nextForAlarm(a: AlarmStanding, now: Instant): AlarmStep {
  if (!a.firing || a.trial || a.policy === 'maintenance' || (a.flapping && a.flap?.action === 'fault')) return { do: 'nothing' };
  const { case: c } = a;
  if (c?.open === true) return { do: 'nothing' };
  if (a.inStorm && !standsAlone(a.severity)) return { do: 'nothing' };
  if (a.heldBack !== null) return { do: 'wait', until: a.heldBack.to, why: 'suppressed' };
  if (now < a.openedAt + a.settle) return { do: 'wait', until: a.openedAt + a.settle, why: 'settling' };
  if (a.inhibited) return { do: 'wait', until: now + AGAIN, why: 'inhibited' };
  if (a.flapping && a.flap?.action === 'quiet') return { do: 'wait', until: now + a.flap.window, why: 'flapping' };
  const closedAt = c?.closedAt ?? null;
  // What has been opened again since the closing is news; what simply went on is left alone for a while.
  const quiet = Math.max(a.snoozedUntil ?? -Infinity, c === null || closedAt === null || a.openedAt > closedAt ? -Infinity : closedAt + snooze(c.outcome));
  if (now < quiet) return { do: 'wait', until: quiet, why: 'snoozed' };
  return c === null ? { do: 'case' } : { do: 'reopen', of: c.id };
}
