import { intervals, provisional, type Calendar, type Limit } from './calendar.js';
import { enter, extend, type Clock, type Clocks } from './clock.js';
import type { Instant, Millis } from './vocabulary.js';

/** A limit and what happened while it ran, for whoever asks when it ends. */
export interface Course {
  readonly start: Instant;
  readonly limit: Limit;
  /** When it stood still, half-open, in any order; those that overlap are one. `to` null: it still stands. */
  readonly pauses: readonly { readonly from: Instant; readonly to: Instant | null }[];
  /** Milliseconds of the limit's kind of time that were added, and when. */
  readonly extensions: readonly { readonly at: Instant; readonly by: Millis }[];
}

/** The answer, with its working. */
export interface Reckoning {
  /** Null while it stands still with time left. */
  readonly dueAt: Instant | null;
  /** With its extensions. */
  readonly limit: Limit;
  /** What of it was used: all, once there is a deadline. */
  readonly used: Millis;
  /** The stretches that were counted; their lengths add up to `used`. */
  readonly intervals: readonly (readonly [Instant, Instant])[];
  /** A year without a published calendar was leaned on. */
  readonly provisional: boolean;
  /** Positions of the extensions that came when the deadline had passed: they count for nothing. */
  readonly late: readonly number[];
}

type Turn = { readonly at: Instant; readonly to: 'handling' | 'suspended' } | { readonly at: Instant; readonly by: Millis; readonly nth: number };

/** When a limit ends, by the very clock that a case has: started, paused, resumed and extended as told. What happens after the deadline moves nothing. */
export function reckon({ start, limit, pauses, extensions }: Course, cal: Calendar): Reckoning {
  const turns: Turn[] = [
    ...extensions.map(({ at, by }, nth): Turn => ({ at, by, nth })),
    ...merged(pauses, start).flatMap(({ from, to }): Turn[] => [{ at: from, to: 'suspended' }, ...(to === null ? [] : [{ at: to, to: 'handling' } as const])]),
  ];
  let clocks: Clocks = enter('handling', {}, start, cal, (k) => (k === 'handling' ? limit : null));
  const now = (): Clock => clocks.handling as Clock;
  const ran: [Instant, Instant][] = [], late: number[] = [];
  // An extension of the very moment at which a pause begins comes first: it may be the moment of the deadline.
  for (const turn of turns.sort((a, b) => a.at - b.at || Number('to' in a) - Number('to' in b))) {
    const { dueAt, since } = now();
    if ('by' in turn) {
      if (dueAt !== null && turn.at > dueAt) late.push(turn.nth);
      else clocks = { handling: extend(now(), turn.by, turn.at, cal) };
      if (since !== null && now().since !== since) ran.push([since, turn.at]);
    } else if (turn.to === 'suspended' ? dueAt !== null && turn.at < dueAt : since === null) {
      if (since !== null) ran.push([since, turn.at]);
      clocks = enter(turn.to, clocks, turn.at, cal, () => null);
    }
  }
  const { dueAt, since, limit: whole } = now();
  if (since !== null && dueAt !== null) ran.push([since, dueAt]);
  const counted = joined(ran.flatMap(([from, to]) => intervals(cal, from, to, whole.unit)));
  return {
    dueAt, limit: whole, used: counted.reduce((sum, [from, to]) => sum + to - from, 0), intervals: counted, late,
    provisional: whole.unit === 'working' && ran.some(([from, to]) => provisional(cal, from, to)),
  };
}

/** Pauses from the start on, in order, none touching the next. */
function merged(pauses: Course['pauses'], start: Instant): readonly { readonly from: Instant; readonly to: Instant | null }[] {
  const found: { from: Instant; to: Instant | null }[] = [];
  for (const p of pauses.map(({ from, to }) => ({ from: Math.max(from, start), to })).filter(({ from, to }) => to === null || to > from).sort((a, b) => a.from - b.from)) {
    const before = found.at(-1);
    if (before && (before.to === null || p.from <= before.to)) before.to = before.to === null || p.to === null ? null : Math.max(before.to, p.to);
    else found.push(p);
  }
  return found;
}

/** Stretches that touch are one: an extension cuts nothing. */
function joined(stretches: readonly (readonly [Instant, Instant])[]): readonly (readonly [Instant, Instant])[] {
  const found: [Instant, Instant][] = [];
  for (const [from, to] of stretches) {
    const before = found.at(-1);
    if (before?.[1] === from) before[1] = to;
    else found.push([from, to]);
  }
  return found;
}
