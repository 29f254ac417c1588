import type { ReportRhythm } from '#contract';
import type { Days } from '#directory';
import { DAY, dayOf, HOUR, type Instant } from '#domain';
import { shift } from '../board/days.js';
import { beginOf, endOf } from '../assessment/periods.js';

/** When a report is made: its period, and the hour of the day after it. */
export interface Turn { readonly period: Days; readonly at: Instant }
const turn = (from: string, every: ReportRhythm, hour: number, offset: number): Turn => { const to = endOf(from, every); return { period: { from, to }, at: (dayOf(to) + 1) * DAY - offset + hour * HOUR }; };

/** The first report that comes after a moment: of the period that runs then, or of the one before it while its hour is still to come. @param offset local time minus UTC, milliseconds */
export function firstTurn(now: Instant, every: ReportRhythm, hour: number, offset: number): Turn {
  const today = beginOf(new Date(now + offset).toISOString().slice(0, 10), every), before = turn(beginOf(shift(today, -1), every), every, hour, offset);
  return before.at > now ? before : turn(today, every, hour, offset);
}
/** The report after that of a period. */
export const turnAfter = ({ to }: Days, every: ReportRhythm, hour: number, offset: number): Turn => turn(shift(to, 1), every, hour, offset);
export const turnOf = turn;
