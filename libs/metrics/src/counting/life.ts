import type { Share } from '#contract';
import { elapsed, evolve, unborn, type Calendar, type Case, type CaseEvent, type CaseId, type ClockKey, type ClockName, type DepartmentId, type EventType, type Instant, type Millis } from '#domain';

/** A fact and the department that had the case after it. */
export interface Fact { readonly event: CaseEvent; readonly department: DepartmentId | null }

/** A case with its whole log: what every count looks at, and nothing else. The same log always counts the same. */
export interface Life {
  readonly c: Case;
  readonly log: readonly Fact[];
  /** Since it was last reopened: what came before belongs to an ending that was taken back. */
  readonly turn: readonly Fact[];
  /** Working time of its place. */
  readonly calendar: Calendar;
  /** The code with which reports that were not so are refused. */
  readonly unfounded: string | null;
}

/** A length of time, counted twice: as the calendar has it, and round the clock. */
export interface Length { readonly working: Millis; readonly wall: Millis }

/** Where and when a case counts, and for which department. */
export interface Mark {
  readonly at: Instant;
  readonly department: DepartmentId | null;
  /** A length of time that goes with it. */
  readonly length?: Length | null;
  /** Of what stands for a while instead of happening: when it was over, null while it goes on. */
  readonly until?: Instant | null;
}
/** Whether a case counts as something. */
export type Counts = (life: Life) => Mark | null;
/** As what it counts, and for whom, where that is not the department that has it. Once for each at most: the first one stands. */
export interface Shared extends Mark { readonly share: Share; readonly whose: string }
export type Shares = (life: Life) => readonly Shared[];

export function lifeOf(id: CaseId, events: readonly CaseEvent[], calendarAt: (cell: Case['cell']) => Calendar, unfounded: string | null): Life {
  let c = unborn(id), begun = 0;
  const log = events.map((event, i): Fact => {
    c = evolve(c, event);
    if (event.type === 'CaseReopened') begun = i + 1;
    return { event, department: c.department };
  });
  return { c, log, turn: log.slice(begun), calendar: calendarAt(c.cell), unfounded };
}

/** Voided cases, and those merged into another one, count as nothing here (DOMAIN 4.6, 2). */
export const counts = ({ c }: Life): boolean => c.outcome !== 'voided' && c.outcome !== 'merged';

export const first = (facts: readonly Fact[], ...types: readonly EventType[]): Fact | null => facts.find((f) => types.includes(f.event.type)) ?? null;

/** When it was filed; null when it was not, or was refused all the same. */
export const filedAt = (life: Life): Instant | null => (life.c.outcome === 'refused' ? null : first(life.log, 'CaseTriaged')?.event.at ?? null);

/** It counts at a moment of its own, for the department that has it, or had it last. */
export const whole = (at: Instant | null, { c }: Life): Mark | null => (at === null ? null : { at, department: c.department });

/** The first time it was given to a department and that was not taken back. */
export const sentOut = (life: Life): Fact | null => givenOut(life)[0] ?? null;
export const done = ({ turn }: Life): Fact | null => first(turn, 'CaseResolved');
/** The closing that stands. */
export const ending = ({ c, turn }: Life): Fact | null => (c.stage === 'closed' ? turn.findLast((f) => f.event.type === 'CaseClosed') ?? null : null);

/** A promise with a deadline: when it counts, and how it went. */
export interface Kept { readonly at: Instant; readonly kept: boolean; readonly fact: Fact | null }

/**
 * The due cohort (DOMAIN 4.6, 1): a promise counts when it was kept, or when its deadline passed without that, whichever came first.
 * On time by the clock as it stood then, extensions included. While the clock stands still with time left nothing is due.
 */
export function promise(life: Life, clock: ClockName, fact: Fact | null): Kept | null {
  const { c, log } = life;
  if (fact !== null) {
    const late = lateBy(life, clock, fact);
    return { at: late === null ? fact.event.at : Math.min(late, fact.event.at), kept: late === null, fact };
  }
  if (c.clocks[clock] === undefined || c.stage === 'suspended') return null;
  // Stopped without the fact: late if the deadline had passed by then.
  const running = c.clocks[clock].dueAt, stop = running === null ? log[log.findLastIndex((f) => f.event.clocks[clock]?.dueAt != null) + 1] : undefined;
  const at = running ?? (stop === undefined ? null : lateBy(life, clock, stop));
  return at === null ? null : { at, kept: false, fact: null };
}

/**
 * The deadline that had passed when a clock was stopped by a fact; null when there was time left. A limit in working time that ends with the working day has passed in the evening,
 * although no more of it is used up before the morning.
 */
export function lateBy({ log }: Life, clock: ClockKey, stop: Fact): Instant | null {
  const then = stop.event.clocks[clock];
  if (then === undefined || then.used < then.limit.amount) return null;
  const due = log.slice(0, log.indexOf(stop)).findLast(({ event }) => event.clocks[clock]?.dueAt != null)?.event.clocks[clock]?.dueAt ?? stop.event.at;
  return then.used > then.limit.amount || stop.event.at > due ? due : null;
}

/** From one moment to another. */
export const between = ({ calendar }: Life, from: Instant, to: Instant): Length => ({ working: elapsed(calendar, from, to, 'working'), wall: elapsed(calendar, from, to, 'continuous') });

/**
 * How long a clock ran up to the fact that stopped it, since it last began anew; pauses are in neither length. In the clock's own kind of time it is what the log says,
 * in the other one the stretches are added up. Null where it never ran.
 */
export function spent({ calendar, log }: Life, clock: ClockName, stop: Fact): Length | null {
  const then = stop.event.clocks[clock], end = log.indexOf(stop);
  if (then === undefined) return null;
  // The total clock never begins anew: it is only measured against another limit.
  const begun = clock === 'total' ? 0 : Math.max(0, log.slice(0, end).findLastIndex(({ event: { at, clocks: { [clock]: c } } }) => c?.since === at && c.used === 0 && c.extended === 0));
  const sum = { working: 0, wall: 0 };
  for (let i = begun; i < end; i++) {
    const here = log[i]?.event, next = log[i + 1]?.event;
    if (!here || !next || here.clocks[clock]?.since == null) continue;
    sum.working += elapsed(calendar, here.at, next.at, 'working');
    sum.wall += elapsed(calendar, here.at, next.at, 'continuous');
  }
  return then.limit.unit === 'working' ? { ...sum, working: then.used } : { ...sum, wall: then.used };
}

/** Facts of people: what the automation or a device does is nobody's merit. */
export const byPerson = ({ event: { role } }: Fact): boolean => role !== 'system' && role !== 'device' && role !== 'citizen';

/** The ways a case was given out in this turn, those that were taken back left out. Handing on within a line of departments is not giving out anew. */
export function givenOut({ turn }: Life): readonly Fact[] {
  const ways = turn.filter(({ event: { type } }) => type === 'CaseDispatched' || type === 'OwnershipRuled' || type === 'DispatchRecalled');
  return ways.filter(({ event: { type } }, i) => type !== 'DispatchRecalled' && ways[i + 1]?.event.type !== 'DispatchRecalled');
}
/** A granted appeal takes the mark off the department that appealed: off its score, never off the facts (DOMAIN 4.6, 5). */
export const excused = ({ c }: Life, department: DepartmentId | null): boolean => c.exempt && c.appeal?.department === department;
/** Closed with something done about it: put right, by whomever, or ended by force. */
export const finished = (life: Life): Fact | null => { const end = ending(life), { outcome } = life.c; return outcome === 'fixed' || outcome === 'self-handled' || outcome === 'forced' ? end : null; };
