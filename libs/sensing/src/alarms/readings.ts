/** What the stored history says of a series: what a verification leans on. */
export interface SeriesReadings {
  /** Good readings between two moments (event time, the last one included), and when the last good one up to then was; null: there was none. */
  good(device: string, metric: string, from: number, to: number): Promise<{ readonly good: number; readonly lastGoodAt: number | null }>;
}
/** Bound by the history of readings; where nobody binds it, a person verifies. */
export const SERIES_READINGS = Symbol('SeriesReadings');
