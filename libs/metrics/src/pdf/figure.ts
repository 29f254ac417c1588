import { number, share, tenths, type Countable, type IndicatorView, type Lengths } from '#contract';
import { HOUR, shareOf } from '#domain';
import type { Cell } from './table.js';

export const NONE = '—';
export interface Counted { readonly counts: Readonly<Partial<Record<Countable, number>>>; readonly lengths: Readonly<Partial<Record<Countable, Lengths>>> }
export type Timing = 'working' | 'wall';

export const hours = (ms: number): string => tenths(ms / HOUR);
/** 0 … 1; null below the minimum. */
export const rateOf = (i: IndicatorView, { counts }: Counted): number | null => (i.of === null ? null : shareOf({ count: counts[i.count] ?? 0, of: counts[i.of] ?? 0 }, i.minimum));

/** One indicator as the screen shows it. How old a stock is has no working time. */
export function figureCell(i: IndicatorView, line: Counted, timing: Timing): Cell {
  const count = line.counts[i.count] ?? 0, of = i.of === null ? null : (line.counts[i.of] ?? 0);
  const spread = line.lengths[i.count]?.[i.unit === 'stock' ? 'wall' : timing] ?? null, ages = spread === null ? NONE : `${hours(spread.median)} / ${hours(spread.p90)}`;
  switch (i.unit) {
    case 'cases': return { face: number(count) };
    case 'share': return { face: of === null || rateOf(i, line) === null ? NONE : share(count, of), under: `${number(count)}/${number(of ?? 0)}` };
    case 'stock': return { face: number(count), under: ages };
    case 'time': return { face: ages, under: number(count) };
  }
}
