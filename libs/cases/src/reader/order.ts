import type { Sort } from '#contract';
import type { Instant } from '#domain';
import type { Bound } from './bound.js';
import { LIGHT, OPEN } from './filter.js';

/** A stretch of an order that one index can walk: its rows, and the columns that order them, never null in it. */
export interface Stretch {
  readonly rows: (b: Bound, asOf: Instant) => string;
  readonly by: readonly ('due_at' | 'reported_at' | 'severity' | 'id')[];
  readonly descending?: true;
}

const DUE = ['due_at', 'id'] as const, AGE = ['reported_at', 'id'] as const;
const lit = (light: 'red' | 'yellow' | 'green'): Stretch => ({ rows: (b, asOf) => `${OPEN} and ${LIGHT[light](`${b.bind(asOf)}::bigint`)}`, by: DUE });
const rest = (rows: string): Stretch => ({ rows: () => rows, by: AGE, descending: true });

/**
 * The orders of the queue as stretches that follow one another. Lights are those of the moment at which the first page was asked
 * for: while somebody pages on, rows do not jump from yellow to red and get shown twice.
 */
export const ORDERS: Readonly<Record<Sort, readonly Stretch[]>> = {
  urgent: [lit('red'), lit('yellow'), lit('green'), rest('due_at is null')],
  deadline: [{ rows: () => `${OPEN} and due_at is not null`, by: DUE }, rest('due_at is null')],
  severity: [{ rows: () => OPEN, by: ['severity', 'reported_at', 'id'] }, rest(`stage = 'closed'`)],
  age: [{ rows: () => 'true', by: AGE }],
  newest: [rest('true')],
};

const TYPE = { due_at: 'bigint', reported_at: 'bigint', severity: 'smallint', id: 'uuid' } as const;

export const orderBy = (s: Stretch): string => s.by.map((column) => `${column}${s.descending ? ' desc' : ''}`).join(', ');
/** Everything behind the row with these values. */
export const behind = (s: Stretch, values: readonly unknown[], b: Bound): string =>
  `(${s.by.join(', ')}) ${s.descending ? '<' : '>'} (${s.by.map((column, i) => `${b.bind(values[i])}::${TYPE[column]}`).join(', ')})`;
