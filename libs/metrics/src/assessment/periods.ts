import type { Step } from '#contract';
import type { Days } from '#directory';
import { shift } from '../board/days.js';

/** The first day of the step that a day lies in, as `date_trunc` says it: weeks from Monday. */
export function beginOf(day: string, per: Exclude<Step, 'whole'>): string {
  const [year = '', month = ''] = day.split('-');
  switch (per) {
    case 'day': return day;
    case 'week': return shift(day, -((new Date(day).getUTCDay() + 6) % 7));
    case 'month': return `${year}-${month}-01`;
    case 'quarter': return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`;
    case 'year': return `${year}-01-01`;
  }
}

/** The last day of the step that begins on a day. */
export function endOf(begin: string, per: Exclude<Step, 'whole'>): string {
  const within = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }[per], next = beginOf(shift(begin, within), per);
  return per === 'day' ? begin : shift(next === begin ? beginOf(shift(begin, within + 1), per) : next, -1);
}

/** A period in its steps, in order, without gaps; the first and the last may be cut by the period. */
export function divided({ from, to }: Days, per: Step): Days[] {
  if (per === 'whole') return [{ from, to }];
  const found: Days[] = [];
  for (let day = from; day <= to;) {
    const end = endOf(beginOf(day, per), per), last = end < to ? end : to;
    found.push({ from: day, to: last });
    day = shift(last, 1);
  }
  return found;
}
