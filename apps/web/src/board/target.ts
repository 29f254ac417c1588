import type { IndicatorView } from '#contract';
import { rated, type Counted } from './numbers.js';

/** Whether a share is what the county wants of it; null where there is no rate. */
export function met(indicator: Pick<IndicatorView, 'unit' | 'minimum' | 'better'>, now: Counted, target: number): boolean | null {
  if (!rated(indicator, now) || now.of === null) return null;
  const reached = now.count * 100, wanted = now.of * target;
  return indicator.better === 'less' ? reached <= wanted : reached >= wanted;
}
