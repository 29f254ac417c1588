import { elapsed, expiry, light, type Calendar, type Light } from '#domain';
import type { CaseRow } from '#contract';

/** What a light and its words show of a deadline. */
export interface Countdown {
  readonly light: Light;
  /** Milliseconds of the clock's own kind of time: left before, spent beyond the deadline. */
  readonly length: number;
  readonly over: boolean;
  readonly kind: 'working' | 'continuous';
  /** Working time stands still now; it goes on at this moment. */
  readonly resumesAt: number | null;
}
type Deadlined = Pick<CaseRow, 'dueAt' | 'yellowAt' | 'clockUnit'>;

/** Null where no clock runs. Counts working time with the same pure calendar the server uses. */
export function countdown(row: Deadlined, now: number, calendar: Calendar | null): Countdown | null {
  if (row.dueAt === null) return null;
  const kind = row.clockUnit ?? 'continuous';
  const over = now >= row.dueAt;
  const length = kind === 'working' && calendar !== null
    ? over ? elapsed(calendar, row.dueAt, now, kind) : elapsed(calendar, now, row.dueAt, kind)
    : Math.abs(row.dueAt - now);
  return { light: light({ dueAt: row.dueAt, yellowAt: row.yellowAt ?? row.dueAt }, now), length, over, kind, resumesAt: kind === 'working' && calendar !== null && !over ? reopening(calendar, now) : null };
}

/** When working time goes on, or null while it is running. */
function reopening(calendar: Calendar, now: number): number | null {
  if (elapsed(calendar, now, now + 60_000, 'working') > 0) return null;
  try { return expiry(calendar, now, { amount: 1, unit: 'working' }) - 1; } catch { return null; }
}
