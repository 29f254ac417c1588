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
}

/** Where and when a case counts, and for which department. */
export interface Mark {
  readonly at: Instant;
  readonly department: DepartmentId | null;
  /** A length of time that goes with it. */
  readonly worth?: Millis;
}
/** Whether a case counts as something. */
export type Counts = (life: Life) => Mark | null;

export function lifeOf(id: CaseId, events: readonly CaseEvent[], calendarAt: (cell: Case['cell']) => Calendar): Life {
  let c = unborn(id), begun = 0;
  const log = events.map((event, i): Fact => {
    c = evolve(c, event);
    if (event.type === 'CaseReopened') begun = i + 1;
    return { event, department: c.department };
  });
  return { c, log, turn: log.slice(begun), calendar: calendarAt(c.cell) };
}

/** Voided cases, and those merged into another one, count as nothing here (DOMAIN 4.6, 2). */
export const counts = ({ c }: Life): boolean => c.outcome !== 'voided' && c.outcome !== 'merged';

export const first = (facts: readonly Fact[], ...types: readonly EventType[]): Fact | null => facts.find((f) => types.includes(f.event.type)) ?? null;

/** When it was filed; null when it was not, or was refused all the same. */
export const filedAt = (life: Life): Instant | null => (life.c.outcome === 'refused' ? null : first(life.log, 'CaseTriaged')?.event.at ?? null);

/** It counts at a moment of its own, for the department that has it, or had it last. */
export const whole = (at: Instant | null, { c }: Life): Mark | null => (at === null ? null : { at, department: c.department });

/** The first time it was given to a department and that was not taken back. */
export function sentOut({ turn }: Life): Fact | null {
  const ways = turn.filter(({ event: { type } }) => type === 'CaseDispatched' || type === 'OwnershipRuled' || type === 'DispatchRecalled');
  return ways.find(({ event: { type } }, i) => type !== 'DispatchRecalled' && ways[i + 1]?.event.type !== 'DispatchRecalled') ?? null;
}
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
  const { c, turn } = life;
  if (fact !== null) {
    const late = lateBy(turn, clock, fact);
    return { at: late === null ? fact.event.at : Math.min(late, fact.event.at), kept: late === null, fact };
  }
  if (c.clocks[clock] === undefined || c.stage === 'suspended') return null;
  // Stopped without the fact: late if the deadline had passed by then.
  const running = c.clocks[clock].dueAt, stop = running === null ? turn[turn.findLastIndex((f) => f.event.clocks[clock]?.dueAt != null) + 1] : undefined;
  const at = running ?? (stop === undefined ? null : lateBy(turn, clock, stop));
  return at === null ? null : { at, kept: false, fact: null };
}

/**
 * The deadline that had passed when a clock was stopped by a fact; null when there was time left. A limit in working time that ends with the working day has passed in the evening,
 * although no more of it is used up before the morning.
 */
export function lateBy(facts: readonly Fact[], clock: ClockKey, stop: Fact): Instant | null {
  const then = stop.event.clocks[clock];
  if (then === undefined || then.used < then.limit.amount) return null;
  const due = facts.slice(0, facts.indexOf(stop)).findLast(({ event }) => event.clocks[clock]?.dueAt != null)?.event.clocks[clock]?.dueAt ?? stop.event.at;
  return then.used > then.limit.amount || stop.event.at > due ? due : null;
}

/** How much working time a clock ran before a fact, whatever kind of time its limit is in. */
export function worked({ turn, calendar }: Life, clock: ClockName, upTo: Fact): Millis {
  const then = upTo.event.clocks[clock];
  if (then?.limit.unit === 'working') return then.used;
  let sum = 0;
  for (let i = 0; i < turn.length && turn[i] !== upTo; i++) {
    const here = turn[i]?.event, next = turn[i + 1]?.event;
    if (here && next && here.clocks[clock]?.since != null) sum += elapsed(calendar, here.at, next.at, 'working');
  }
  return sum;
}
