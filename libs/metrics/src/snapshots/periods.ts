import { SNAPSHOT_KINDS, type SnapshotKind } from '#contract';
import type { Days } from '#directory';
import { DAY, dayOf, type Instant } from '#domain';
import { beginOf, endOf } from '../assessment/periods.js';
import { shift } from '../board/days.js';

/** A period that is closed once, by a name that says which. */
export interface Closing { readonly id: string; readonly kind: SnapshotKind; readonly period: Days }

/** `month-2026-10`, `quarter-2026-4`, `year-2026`. */
function idOf(kind: SnapshotKind, begin: string): string {
  const [year = '', month = ''] = begin.split('-');
  switch (kind) { case 'month': return `month-${year}-${month}`; case 'quarter': return `quarter-${year}-${Math.ceil(Number(month) / 3)}`; case 'year': return `year-${year}`; }
}

/** The period of a name that `idOf` gave. */
export function closingOf(id: string): Closing {
  const [kind, year = '', n = '1'] = id.split('-') as [SnapshotKind, string, string?];
  const from = kind === 'month' ? `${year}-${n}-01` : kind === 'quarter' ? `${year}-${String(Number(n) * 3 - 2).padStart(2, '0')}-01` : `${year}-01-01`;
  return { id, kind, period: { from, to: endOf(from, kind) } };
}

/** When a period is closed: so many days after its last one, in the county's time. */
export const cutOff = ({ to }: Days, days: number, offset: number): Instant => (dayOf(to) + 1 + days) * DAY - offset;

/** Every period from the one of a first day on whose cut-off has come, those that ended first first; a month before its quarter before its year. */
export function closable(first: string, now: Instant, days: number, offset: number): Closing[] {
  const found: Closing[] = [];
  for (const kind of SNAPSHOT_KINDS) for (let begin = beginOf(first, kind); ; ) {
    const period = { from: begin, to: endOf(begin, kind) };
    if (cutOff(period, days, offset) > now) break;
    found.push({ id: idOf(kind, begin), kind, period });
    begin = shift(period.to, 1);
  }
  return found.sort((a, b) => (a.period.to < b.period.to ? -1 : a.period.to > b.period.to ? 1 : SNAPSHOT_KINDS.indexOf(a.kind) - SNAPSHOT_KINDS.indexOf(b.kind)));
}
