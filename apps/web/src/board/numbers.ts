import { number, share, type IndicatorView } from '#contract';

export { number, share };

export interface Counted { readonly count: number; readonly of: number | null }

/** A rate of too few cases is none. */
export const rated = ({ unit, minimum }: Pick<IndicatorView, 'unit' | 'minimum'>, { of }: Counted): boolean => unit === 'cases' || (of !== null && of >= Math.max(1, minimum));
export const figure = (indicator: Pick<IndicatorView, 'unit' | 'minimum'>, now: Counted): string => (!rated(indicator, now) ? '—' : indicator.unit === 'cases' ? number(now.count) : share(now.count, now.of ?? 1));

/** How it has changed: cases, or points of a percentage; null where there is nothing to compare. */
export interface Change { readonly by: number; readonly points: boolean; readonly good: boolean | null }
export function changed(indicator: Pick<IndicatorView, 'unit' | 'minimum' | 'better'>, now: Counted, before: Counted | null): Change | null {
  if (before === null || !rated(indicator, now) || !rated(indicator, before)) return null;
  const points = indicator.unit === 'share';
  const by = points ? Math.round(((now.count / (now.of ?? 1)) - (before.count / (before.of ?? 1))) * 1000) / 10 : now.count - before.count;
  return { by, points, good: by === 0 || indicator.better === null ? null : (by > 0) === (indicator.better === 'more') };
}
