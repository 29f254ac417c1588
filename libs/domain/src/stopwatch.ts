import { elapsed, type Calendar, type Limit } from './calendar.js';
import { CLOCKS, type Clock, type ClockName, type Clocks } from './clock.js';
import type { Instant, Millis } from './vocabulary.js';

/** One run of a clock against its limit, from its start to its end or to now. A clock that was begun anew has several. */
export interface Round {
  readonly clock: ClockName;
  /** With its extensions. */
  readonly limit: Limit;
  readonly extended: Millis;
  readonly used: Millis;
  /** Null while it stands still, and once it is over. */
  readonly dueAt: Instant | null;
  /** When it ran; `to` null: it still does. */
  readonly runs: readonly { readonly from: Instant; readonly to: Instant | null }[];
}

/** As much of a recorded fact as its clocks are read from. */
export interface Stamped { readonly at: Instant; readonly clocks: Clocks }
interface Open { readonly clock: ClockName; last: Clock; over: Millis | null; readonly runs: { from: Instant; to: Instant | null }[] }

/** Every clock of a case as its log stamped it: what ran when, against which limit. Read from the stamps alone, so an edited calendar or limit tells no other story. */
export function rounds(log: readonly Stamped[], now: Instant, cal: Calendar): readonly Round[] {
  const all: Open[] = [];
  const open = new Map<ClockName, Open>();
  for (const { at, clocks } of log) for (const clock of CLOCKS) {
    const next = clocks[clock];
    let round = open.get(clock);
    if (round !== undefined && (next === undefined || anew(round, next, at))) {
      round.over = spent(round.last, at, cal);
      stop(round, at);
      open.delete(clock);
      round = undefined;
    }
    if (next === undefined) continue;
    if (round === undefined) {
      round = { clock, last: next, over: null, runs: [] };
      open.set(clock, round);
      all.push(round);
    }
    if (next.since === null) stop(round, at);
    else if (round.runs.at(-1)?.to !== null) round.runs.push({ from: next.since, to: null });
    round.last = next;
  }
  return all.sort((a, b) => CLOCKS.indexOf(a.clock) - CLOCKS.indexOf(b.clock)).map(({ clock, last, over, runs }) => ({
    clock, limit: last.limit, extended: last.extended, used: over ?? spent(last, now, cal), dueAt: over === null && last.since !== null ? last.dueAt : null, runs,
  }));
}

/** Nothing used and started this moment, after it had run: not the same run any more. The total clock never begins anew, it is only measured against another limit. */
const anew = ({ clock, last, runs }: Open, next: Clock, at: Instant): boolean =>
  clock !== 'total' && next.since === at && next.used === 0 && next.extended === 0 && runs.length > 0 && (last.since === null ? last.used > 0 : last.since < at);
const spent = (c: Clock, until: Instant, cal: Calendar): Millis => c.used + (c.since === null ? 0 : elapsed(cal, c.since, until, c.limit.unit));
function stop(round: Open, at: Instant): void {
  const run = round.runs.at(-1);
  if (run?.to === null) run.to = at;
}
