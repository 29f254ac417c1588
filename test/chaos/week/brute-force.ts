import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What must happen in the week, worked out from the rule book's files alone, minute by minute: none of the program's own code is asked. */

const MINUTE = 60_000, DAY = 1440;
const written = <T>(name: string): T => (JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'rulebook', `${name}.json`), 'utf8')) as { content: T }).content;
interface Limit { readonly value: number; readonly unit: string }
interface Rung {
  readonly id: string; readonly clock: string; readonly level: number; readonly severities?: readonly number[];
  readonly at: { readonly share?: number; readonly after?: Limit; readonly unacknowledged?: string; readonly within?: Limit };
  readonly order?: { readonly reply: Limit };
}
const LADDER = written<{ rules: readonly Rung[] }>('ladder').rules;
const CALENDAR = written<{ utcOffsetMinutes: number; seasons: readonly { windows: readonly (readonly [string, string])[] }[]; days: readonly { date: string; kind: 'off' | 'work' }[] }>('calendar');

/** The clocks run between these; far more than the week, so that late rungs are seen to lie outside it. */
const FROM = Date.parse('2026-11-01T00:00:00+08:00') / MINUTE, DAYS = 58;
/** WORKED[m]: working minutes in the m minutes since FROM. ENDS[w]: the minute at whose end w of them are over. */
const WORKED = new Int32Array(DAYS * DAY + 1), ENDS: number[] = [0];
{
  const exceptions = new Map(CALENDAR.days.map((d) => [d.date, d.kind]));
  const windows = (CALENDAR.seasons.at(-1)?.windows ?? []).map((w) => w.map((t) => Number(t.slice(0, 2)) * 60 + Number(t.slice(3))));
  for (let m = 0; m < DAYS * DAY; m++) {
    const local = new Date((FROM + m + CALENDAR.utcOffsetMinutes) * MINUTE), minute = local.getUTCHours() * 60 + local.getUTCMinutes();
    const works = (exceptions.get(local.toISOString().slice(0, 10)) ?? (local.getUTCDay() % 6 === 0 ? 'off' : 'work')) === 'work' && windows.some(([open = 0, close = 0]) => minute >= open && minute < close);
    WORKED[m + 1] = (WORKED[m] ?? 0) + (works ? 1 : 0);
    if (works) ENDS.push(m + 1);
  }
}
const PER: Readonly<Record<string, readonly [minutes: number, working: boolean]>> = {
  urgent_minute: [1, false], urgent_hour: [60, false], urgent_day: [DAY, false], natural_day: [DAY, false], work_hour: [60, true], work_day: [480, true],
};
const minutes = ({ value, unit }: Limit): number => value * (PER[unit]?.[0] ?? NaN);
const working = ({ unit }: Limit): boolean => PER[unit]?.[1] ?? false;

/** A clock as the history left it: began, with nothing used; `stopped`: it stands still since then. */
export interface Run { readonly clock: string; readonly began: number; readonly limit: Limit; readonly stopped?: number }
/** As much of a case as the ladder looks at. `resumes`: it is suspended until then. */
export interface Standing { readonly severity: number; readonly runs: readonly Run[]; readonly resumes?: number }

interface Running { readonly clock: string; readonly limit: Limit; readonly used: number; since: number | null }

const between = (from: number, to: number, limit: Limit): number => (working(limit) ? (WORKED[to / MINUTE - FROM] ?? NaN) - (WORKED[from / MINUTE - FROM] ?? NaN) : (to - from) / MINUTE);
/** When so many minutes of a clock are used up. */
function after({ since, limit, used }: Running, spent: number): number | null {
  if (since === null) return null;
  const left = Math.max(0, spent - used);
  if (!working(limit)) return since + left * MINUTE;
  if (left === 0) return since;
  const end = ENDS[(WORKED[since / MINUTE - FROM] ?? NaN) + left];
  return end === undefined ? null : (FROM + end) * MINUTE;
}

/**
 * Everything that happens to a case that nobody touches while somebody looks at these moments only (whole minutes, ascending), in its order,
 * as `moment type rule clock`.
 */
export function expected({ severity, runs, resumes }: Standing, looks: readonly number[]): string[] {
  const clocks: Running[] = runs.map(({ clock, began, limit, stopped }) => ({ clock, limit, used: stopped === undefined ? 0 : between(began, stopped, limit), since: stopped === undefined ? began : null }));
  const done: string[] = [], fired = new Set<string>(), alerts: { rung: Rung; clock: string; at: number }[] = [], ordered = new Set<string>();
  let suspended = resumes ?? null, orders = runs.filter(({ clock }) => clock.startsWith('order-')).length;
  const rungs = LADDER.filter((r) => r.severities === undefined || r.severities.includes(severity));
  const moment = (rung: Rung, c: Running): number | null => {
    if (c.since === null || fired.has(`${rung.id} ${c.clock}`)) return null;
    const { share, after: time, unacknowledged, within } = rung.at;
    if (unacknowledged !== undefined && within) {
      const alert = alerts.find((a) => a.rung.id === unacknowledged && a.clock === c.clock);
      return alert ? alert.at + minutes(within) * MINUTE : null;
    }
    return after(c, share !== undefined ? minutes(c.limit) * share : time ? minutes(time) : NaN);
  };
  const next = (): { rung: Rung; clock: string; when: number } | null => {
    let best: { rung: Rung; clock: string; when: number } | null = null;
    for (const rung of rungs) for (const c of clocks) {
      if (c.clock !== rung.clock && c.clock.replace(/-\d+$/, '') !== rung.clock) continue;
      const when = moment(rung, c);
      if (when !== null && (best === null || when < best.when || (when === best.when && rung.level < best.rung.level))) best = { rung, clock: c.clock, when };
    }
    return best;
  };
  let rung = next();
  for (const now of looks) {
    if (Math.min(suspended ?? Infinity, rung?.when ?? Infinity) > now) continue;
    if (suspended !== null && suspended <= now) {
      done.push(`${now} CaseResumed`);
      for (const c of clocks) c.since ??= now;
      suspended = null;
      rung = next();
    }
    for (; rung !== null && rung.when <= now; rung = next()) {
      done.push(`${now} CaseEscalated ${rung.rung.id} ${rung.clock}`);
      fired.add(`${rung.rung.id} ${rung.clock}`);
      alerts.push({ rung: rung.rung, clock: rung.clock, at: now });
      if (rung.rung.order && !ordered.has(rung.rung.id)) {
        ordered.add(rung.rung.id);
        clocks.push({ clock: `order-${++orders}`, limit: rung.rung.order.reply, used: 0, since: now });
        done.push(`${now} SupervisionOrdered ${rung.rung.id}`);
      }
    }
  }
  return done;
}
