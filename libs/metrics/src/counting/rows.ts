import { PARTS } from '#contract';
import { DAY, localDay, type Instant } from '#domain';
import { COUNTS } from '../indicators/index.js';
import { deedsOf } from './deeds.js';
import type { Life } from './life.js';

/** A line of `counted_case`: what a case counts as, or what somebody did in it. */
export interface CountedRow {
  readonly case_id: string; readonly part: string; readonly person: string; readonly at: Instant; readonly day: string; readonly department: string | null;
  readonly cell: string | null; readonly class_id: string | null; readonly source: string; readonly worth: number | null;
}

/** Everything a case counts as. */
export function rowsOf(life: Life): CountedRow[] {
  const { c, calendar } = life;
  const line = (part: string, person: string, at: Instant, department: string | null, worth: number | null): CountedRow =>
    ({ case_id: c.id, part, person, at, day: new Date(localDay(calendar, at) * DAY).toISOString().slice(0, 10), department, cell: c.cell, class_id: c.classId, source: c.source, worth });
  return [
    ...PARTS.flatMap((part) => { const mark = COUNTS[part](life); return mark === null ? [] : [line(part, '', mark.at, mark.department, mark.worth ?? null)]; }),
    ...deedsOf(life).map(({ deed, person, at }) => line(deed, person, at, null, null)),
  ];
}
