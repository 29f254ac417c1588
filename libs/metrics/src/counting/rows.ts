import { PARTS } from '#contract';
import { DAY, localDay, type Instant } from '#domain';
import { COUNTS, SHARED } from '../indicators/index.js';
import { deedsOf } from './deeds.js';
import type { Life, Mark } from './life.js';

/** A line of `counted_case`: what a case counts as, for itself, for somebody else, or what somebody did in it. `worth`, `worth_wall`: a length in working time and round the clock. */
export interface CountedRow {
  readonly case_id: string; readonly part: string; readonly person: string; readonly at: Instant; readonly day: string; readonly department: string | null;
  readonly cell: string | null; readonly class_id: string | null; readonly source: string; readonly worth: number | null; readonly worth_wall: number | null; readonly until_day: string | null;
}

/** Everything a case counts as. */
export function rowsOf(life: Life): CountedRow[] {
  const { c, calendar } = life, dateOf = (at: Instant): string => new Date(localDay(calendar, at) * DAY).toISOString().slice(0, 10);
  const line = (part: string, person: string, { at, department, length, until }: Mark): CountedRow => ({
    case_id: c.id, part, person, at, day: dateOf(at), department, cell: c.cell, class_id: c.classId, source: c.source, worth: length?.working ?? null, worth_wall: length?.wall ?? null, until_day: until == null ? null : dateOf(until),
  });
  const shares = new Map<string, CountedRow>();
  for (const { share, whose, ...mark } of SHARED.flatMap((of) => of(life))) if (!shares.has(`${share} ${whose}`)) shares.set(`${share} ${whose}`, line(share, whose, mark));
  return [
    ...PARTS.flatMap((part) => { const mark = COUNTS[part](life); return mark === null ? [] : [line(part, '', mark)]; }),
    ...shares.values(),
    ...deedsOf(life).map(({ deed, person, at }) => line(deed, person, { at, department: null })),
  ];
}
