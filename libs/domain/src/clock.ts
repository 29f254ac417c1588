import { elapsed, expiry, provisional, type Calendar, type Limit } from './calendar.js';
import type { Instant, Millis, Stage } from './vocabulary.js';

export const CLOCKS = ['triage', 'confirmation', 'dispatch', 'acceptance', 'handling', 'verification', 'closure', 'disputed', 'total'] as const;
export type ClockName = (typeof CLOCKS)[number];
/** Tasks and supervision orders of a case have clocks of their own, by the number they have in it. */
export type TaskClock = `task-${number}`;
export type OrderClock = `order-${number}`;
export type ClockKey = ClockName | TaskClock | OrderClock;
/** What an escalation rule names: one of the case's clocks, or those of all its tasks or orders. */
export const CLOCK_KINDS = [...CLOCKS, 'task', 'order'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

export const taskClock = (id: number): TaskClock => `task-${id}`;
export const orderClock = (id: number): OrderClock => `order-${id}`;
export const kindOf = (key: ClockKey): ClockKind => (key.startsWith('task-') ? 'task' : key.startsWith('order-') ? 'order' : (key as ClockName));

/**
 * A stopwatch against a limit. `since` is null while it stands still; what was used is
 * kept, never a moved deadline, so suspension, return and extension come out right.
 * `fired` names the escalation rules that have already gone off on this run.
 */
export interface Clock {
  readonly limit: Limit;
  /** How much of the limit was added by extensions; the rest is what the catalogue gave. */
  readonly extended: Millis;
  readonly used: Millis;
  readonly since: Instant | null;
  readonly dueAt: Instant | null;
  /** The deadline touches a year with no published calendar. */
  readonly provisional: boolean;
  readonly fired: readonly string[];
}
export type Clocks = Readonly<Partial<Record<ClockKey, Clock>>>;

/** Which clocks run in which stage. Entering a stage starts or resumes these and pauses all others. */
export const RUNNING: Readonly<Record<Stage, readonly ClockName[]>> = {
  triage: ['triage', 'total'],
  confirmation: ['confirmation', 'total'],
  dispatch: ['dispatch', 'total'],
  acceptance: ['acceptance', 'handling', 'total'],
  handling: ['handling', 'total'],
  verification: ['verification', 'total'],
  closure: ['closure', 'total'],
  suspended: [],
  disputed: ['disputed', 'total'],
  closed: [],
};

/** The clocks whose deadlines a case is judged by while it stands in a stage; a case that is not signed for can be late in two ways. */
export const LEADING: Readonly<Record<Stage, readonly ClockName[]>> = {
  triage: ['triage'], confirmation: ['confirmation'], dispatch: ['dispatch'], acceptance: ['acceptance', 'handling'], handling: ['handling'],
  verification: ['verification'], closure: ['closure'], suspended: [], disputed: ['disputed'], closed: [],
};

/** The leading clock that is due first; null while none of them runs. */
export function leading(stage: Stage, clocks: Clocks): ClockName | null {
  let first: ClockName | null = null;
  for (const name of LEADING[stage]) {
    const dueAt = clocks[name]?.dueAt ?? null;
    if (dueAt !== null && (first === null || dueAt < (clocks[first]?.dueAt ?? Infinity))) first = name;
  }
  return first;
}

/**
 * The clocks after entering `stage`. `limitOf` is asked only for clocks that have not run yet or are in `restart`; `also` are the clocks
 * of tasks and orders that run there.
 */
export function enter(stage: Stage, clocks: Clocks, now: Instant, cal: Calendar, limitOf: (k: ClockKey) => Limit | null, restart: readonly ClockKey[] = [], also: readonly ClockKey[] = []): Clocks {
  const next: Partial<Record<ClockKey, Clock>> = {};
  const running: readonly ClockKey[] = also.length === 0 ? RUNNING[stage] : [...RUNNING[stage], ...also];
  for (const name of Object.keys(clocks) as ClockKey[]) {
    const old = restart.includes(name) ? undefined : clocks[name];
    if (old) next[name] = running.includes(name) ? (old.since === null ? run(old, now, cal) : old) : pause(old, now, cal);
  }
  for (const name of running) {
    if (next[name]) continue;
    const limit = limitOf(name);
    if (limit) next[name] = run({ limit, extended: 0, used: 0, fired: [] }, now, cal);
  }
  return next;
}

/** The clocks with every deadline that leaned on an unpublished year worked out anew; those that do not change are the same objects. */
export function retimed(clocks: Clocks, now: Instant, cal: Calendar): Clocks {
  const next: Partial<Record<ClockKey, Clock>> = { ...clocks };
  for (const name of Object.keys(clocks) as ClockKey[]) {
    const c = clocks[name];
    if (c?.provisional && c.since !== null) next[name] = rearmed(c, run(c, c.since, cal), now);
  }
  return next;
}

/** The same run of the clock against another limit; what was used is counted in the new limit's kind of time. */
export function relimited(c: Clock, limit: Limit, now: Instant, cal: Calendar): Clock {
  if (c.limit.unit === limit.unit && c.limit.amount === limit.amount) return c;
  const used = c.since === null ? c.used : c.used + elapsed(cal, c.since, now, limit.unit);
  const other = { limit, extended: 0, used, fired: c.fired };
  return c.since === null ? { ...other, since: null, dueAt: null, provisional: false } : rearmed(c, run(other, now, cal), now);
}

/** A deadline that moves later warns anew, because 80 % of it is a new moment; one that has passed all the same does not. */
const rearmed = (before: Clock, after: Clock, now: Instant): Clock => ((after.dueAt ?? 0) > Math.max(before.dueAt ?? 0, now) ? { ...after, fired: [] } : after);

/** A longer limit; the warnings start over, because 80 % of the new limit is a new moment. A clock that stands still goes on standing. */
export function extend(c: Clock, by: Millis, now: Instant, cal: Calendar): Clock {
  const longer = { ...pause(c, now, cal), limit: { amount: c.limit.amount + by, unit: c.limit.unit }, extended: c.extended + by, fired: [] };
  return c.since === null ? longer : run(longer, now, cal);
}

/** The moment at which `spent` of the clock's time is used up; null while it stands still. */
export function moment(c: Clock, spent: Millis, cal: Calendar): Instant | null {
  return c.since === null ? null : expiry(cal, c.since, { unit: c.limit.unit, amount: Math.max(0, spent - c.used) });
}

/** The moment at which a share of the limit is used up; null while it stands still. The deadline that was promised is share 1, and an edited calendar moves nothing across it. */
export function reached(c: Clock, share: number, cal: Calendar): Instant | null {
  if (c.since === null || c.dueAt === null) return null;
  if (share === 1) return c.dueAt;
  const when = expiry(cal, c.since, { unit: c.limit.unit, amount: Math.max(0, Math.round(c.limit.amount * share) - c.used) });
  return share < 1 ? Math.min(when, c.dueAt) : Math.max(when, c.dueAt);
}

export const LIGHTS = ['green', 'yellow', 'red', 'paused'] as const;
export type Light = (typeof LIGHTS)[number];
/** Yellow from this share of the limit on (GB practice and DIGIT alike: 80 %). */
export const YELLOW = 0.8;

export interface Deadline {
  readonly clock: ClockName;
  readonly dueAt: Instant;
  readonly yellowAt: Instant;
  readonly provisional: boolean;
}

/** The deadline a case is judged by where it stands; null while nothing runs against it. */
export function deadline(stage: Stage, clocks: Clocks, cal: Calendar): Deadline | null {
  const name = leading(stage, clocks);
  const c = name === null ? undefined : clocks[name];
  if (name === null || !c || c.dueAt === null) return null;
  return { clock: name, dueAt: c.dueAt, yellowAt: reached(c, YELLOW, cal) ?? c.dueAt, provisional: c.provisional };
}

export function light(d: Pick<Deadline, 'dueAt' | 'yellowAt'> | null, now: Instant): Light {
  if (d === null) return 'paused';
  return now >= d.dueAt ? 'red' : now >= d.yellowAt ? 'yellow' : 'green';
}

function run(c: Pick<Clock, 'limit' | 'extended' | 'used' | 'fired'>, now: Instant, cal: Calendar): Clock {
  const dueAt = expiry(cal, now, { unit: c.limit.unit, amount: Math.max(0, c.limit.amount - c.used) });
  return { limit: c.limit, extended: c.extended, used: c.used, since: now, dueAt, provisional: c.limit.unit === 'working' && provisional(cal, now, dueAt), fired: c.fired };
}

const pause = (c: Clock, now: Instant, cal: Calendar): Clock =>
  c.since === null ? c : { limit: c.limit, extended: c.extended, used: c.used + elapsed(cal, c.since, now, c.limit.unit), since: null, dueAt: null, provisional: false, fired: c.fired };
