import type { CaseRow, CaseView } from '#contract';
import { moment, YELLOW, type ClockKey } from '#domain';
import { book } from '../book/book.js';

/** What a light shows of one clock of a case: of the case itself, of a task, of a supervision order. */
export type Lit = Pick<CaseRow, 'dueAt' | 'yellowAt' | 'clockUnit' | 'stage' | 'closedAt' | 'provisional' | 'cell'> & { readonly clock: ClockKey };

export function lightOf(view: Pick<CaseView, 'clocks' | 'stage' | 'closedAt' | 'cell'>, key: ClockKey): Lit {
  const clock = view.clocks[key];
  const dueAt = clock && clock.since !== null ? clock.dueAt : null;
  const yellowAt = clock && book.value && dueAt !== null ? moment(clock, Math.round(clock.limit.amount * YELLOW), book.value.calendarAt(view.cell)) : null;
  return { clock: key, clockUnit: clock?.limit.unit ?? null, dueAt, yellowAt, stage: view.stage, closedAt: view.closedAt, provisional: clock?.provisional ?? false, cell: view.cell };
}
