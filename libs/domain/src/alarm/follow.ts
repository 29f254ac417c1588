import { SEVERITIES_OF_ALARMS, type AlarmSeverity, type Milliseconds, type TransitionKind, type TriggerRule } from '../trigger/index.js';
import type { Instant, Severity, Stage } from '../vocabulary.js';
import { gravity } from './severity.js';

/** What a case has been told of an alarm: it is told again when this and the alarm differ. */
export interface Told { readonly firing: boolean; readonly severity: AlarmSeverity; readonly stale: boolean }

/** An alarm of a case. */
export interface LinkedAlarm extends Told {
  readonly id: string;
  readonly clearedAt: Instant | null;
  readonly told: Told;
  readonly recovery: TriggerRule['action']['recovery'];
  readonly verify: TriggerRule['action']['verify'];
  /** What its series has said since the work was reported done, and in the last `verify.stableFor`; null: not asked. */
  readonly readings: { readonly lastGoodAt: Instant | null; readonly good: number } | null;
}

/** As much of a case as its alarms look at. */
export interface Watched {
  readonly stage: Stage;
  readonly severity: Severity;
  /** What the catalogue says of its condition. */
  readonly catalogue: Severity;
  /** Somebody has said so too: a report by a person, a confirmation, a case that was merged into it. What people say, sensors do not take back. */
  readonly people: boolean;
  /** It stands for a storm: its members come and go. */
  readonly storm: boolean;
  /** When the work was reported done; of a case in verification. */
  readonly doneAt: Instant | null;
}

export type CaseStep =
  | { readonly do: 'nothing' }
  | { readonly do: 'wait'; readonly until: Instant }
  | { readonly do: 'observe'; readonly alarm: string; readonly what: TransitionKind; readonly severity: Severity | null }
  /** It ends before anybody was sent. */
  | { readonly do: 'recover'; readonly alarm: string; readonly since: Instant }
  | { readonly do: 'pass'; readonly alarm: string; readonly from: Instant; readonly samples: number }
  | { readonly do: 'return'; readonly alarm: string }
  /** The sensors cannot tell: a person looks. */
  | { readonly do: 'person' };

const BEFORE_DISPATCH: readonly Stage[] = ['triage', 'confirmation', 'dispatch'];
const rank = (s: AlarmSeverity): number => SEVERITIES_OF_ALARMS.indexOf(s);
const latest = (moments: readonly Instant[]): Instant => moments.reduce((a, b) => Math.max(a, b), -Infinity);

/** Whether the series of a case's alarms must be asked before `nextForCase` can answer. */
export const asksReadings = (c: Watched, alarms: readonly LinkedAlarm[]): boolean => c.stage === 'verification' && judges(c, alarms);

/** What the automation does next in a case because of its alarms: says what is new, ends what has recovered by itself, judges what was reported done. One step at a time, until nothing is left. */
export function nextForCase(c: Watched, alarms: readonly LinkedAlarm[], now: Instant): CaseStep {
  if (c.stage === 'closed' || alarms.length === 0) return { do: 'nothing' };
  for (const a of alarms) {
    const what = news(a);
    if (what === null) continue;
    const grave = gravity(c.catalogue, a.severity);
    return { do: 'observe', alarm: a.id, what, severity: a.firing && grave < c.severity ? grave : null };
  }
  if (c.storm || c.people) return { do: 'nothing' };
  if (BEFORE_DISPATCH.includes(c.stage)) return recovery(alarms, now);
  return asksReadings(c, alarms) ? verification(c.doneAt ?? now, alarms, now) : { do: 'nothing' };
}

/** What the case has not been told yet. */
function news(a: LinkedAlarm): TransitionKind | null {
  if (a.firing !== a.told.firing) return a.firing ? 'reopened' : 'cleared';
  if (a.firing && a.stale !== a.told.stale) return a.stale ? 'stale' : 'fresh';
  if (a.firing && a.severity !== a.told.severity) return rank(a.severity) > rank(a.told.severity) ? 'worsened' : 'eased';
  return null;
}

/** One alarm that still fires, or whose readings have stopped, and the case goes on. */
function recovery(alarms: readonly LinkedAlarm[], now: Instant): CaseStep {
  if (alarms.some((a) => a.clearedAt === null || a.stale || a.recovery.beforeDispatch !== 'close')) return { do: 'nothing' };
  const until = latest(alarms.map((a) => (a.clearedAt ?? now) + a.recovery.stableFor));
  const last = alarms.reduce((x, y) => ((x.clearedAt ?? 0) >= (y.clearedAt ?? 0) ? x : y));
  return now < until ? { do: 'wait', until } : { do: 'recover', alarm: last.id, since: last.clearedAt ?? now };
}

const judges = (c: Watched, alarms: readonly LinkedAlarm[]): boolean => !c.people && !c.storm && alarms.length > 0 && alarms.every((a) => a.verify.automatic);

/** Stable with fresh good readings: it passes. Still breaching, seen after the work was done: it goes back. No reading that could say so within the time: a person looks. */
function verification(doneAt: Instant, alarms: readonly LinkedAlarm[], now: Instant): CaseStep {
  let wait: Instant | null = null;
  for (const a of alarms) if (a.clearedAt === null && !a.stale && (a.readings?.lastGoodAt ?? -Infinity) > doneAt) return { do: 'return', alarm: a.id };
  for (const a of alarms) {
    const stable = stableFrom(a, now);
    if (stable !== null) continue;
    const patience = latest([doneAt, a.clearedAt ?? doneAt]) + 2 * a.verify.stableFor;
    if (now >= patience) return { do: 'person' };
    wait = latest([wait ?? -Infinity, a.clearedAt !== null && now < a.clearedAt + a.verify.stableFor ? a.clearedAt + a.verify.stableFor : Math.min(patience, now + LOOK)]);
  }
  if (wait !== null) return { do: 'wait', until: wait };
  const slowest = alarms.reduce((x, y) => ((x.clearedAt ?? 0) >= (y.clearedAt ?? 0) ? x : y));
  return { do: 'pass', alarm: slowest.id, from: latest([slowest.clearedAt ?? now, now - slowest.verify.stableFor]), samples: slowest.readings?.good ?? 0 };
}

/** While readings are awaited they are looked for so often. */
const LOOK: Milliseconds = 60_000;

function stableFrom(a: LinkedAlarm, now: Instant): Instant | null {
  if (a.clearedAt === null || a.stale || now < a.clearedAt + a.verify.stableFor || a.readings === null) return null;
  return a.readings.good >= a.verify.samples && (a.readings.lastGoodAt ?? -Infinity) > now - a.verify.stableFor ? a.clearedAt : null;
}
