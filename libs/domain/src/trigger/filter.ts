import type { Filter } from './compiled.js';
import { ACCEPTED, GRADIENT, RANGE, SENTINEL } from './verdict.js';

const MINUTE = 60_000;

/** Whether a value can be true at all, whatever came before it. Answers an index of READING_VERDICTS. */
export function believable(filter: Filter | null, value: number): number {
  if (!(Math.abs(value) < Infinity)) return SENTINEL;
  if (filter === null) return ACCEPTED;
  return filter.sentinels.includes(value) ? SENTINEL : value < filter.low || value > filter.high ? RANGE : ACCEPTED;
}

/** The value without its noise. */
export const quiet = (filter: Filter | null, value: number): number => (filter !== null && Math.abs(value) <= filter.noiseFloor ? 0 : value);

/** Whether it can have changed so fast since the last reading that was believed. An index of READING_VERDICTS. */
export const reachable = (filter: Filter, value: number, before: number, milliseconds: number): number =>
  (Math.abs(value - before) * MINUTE > filter.gradient * milliseconds ? GRADIENT : ACCEPTED);
