import type { IndicatorView, Part } from '#contract';
import type { Counts, Shares } from './life.js';

/**
 * A figure of the board: two counts of cases, or one. `counts` holds the parts that this file brings; an indicator may be made of parts that another file
 * brings. Everything a reader needs to check it is said here, in both languages.
 */
export interface Indicator extends IndicatorView {
  readonly counts: Readonly<Partial<Record<Part, Counts>>>;
  /** What it counts for others than the department that has the case. */
  readonly shares?: Shares;
}
export const indicator = <C extends Readonly<Partial<Record<Part, Counts>>>>(of: IndicatorView & { readonly counts: C; readonly shares?: Shares }): IndicatorView & { readonly counts: C; readonly shares?: Shares } => of;

/** Fewer cases than this make no percentage: one case more or less would move it by more than twenty points. */
export const FEWEST = 5;
