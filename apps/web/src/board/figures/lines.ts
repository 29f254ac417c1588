import type { AssessmentFigures, Countable, IndicatorView, Lengths } from '#contract';
import { number, rated, share } from '../numbers.js';
import type { Days, Whose } from '../counted-list.js';
import type { Timing } from './ask.js';

/** Counts and lengths, wherever they are from: an answer, a total, a closed month. */
export interface Counted { readonly counts: Readonly<Partial<Record<Countable, number>>>; readonly lengths: Readonly<Partial<Record<Countable, Lengths>>>; readonly handlers?: number | undefined }
export interface Line extends Counted { readonly key: string; readonly name: string; readonly days: Days; readonly whose: Whose }

/** How one indicator stands on one line; `value` is null where there is no rate: nothing to divide by, or fewer cases than make one. */
export interface Figure { readonly face: string; readonly value: number | null; readonly count: number; readonly of: number | null; readonly spread: { readonly median: number; readonly p90: number } | null }
export const NONE = '—';

export function figureOf(i: Pick<IndicatorView, 'unit' | 'minimum' | 'count' | 'of'>, { counts, lengths }: Counted, timing: Timing): Figure {
  const count = counts[i.count] ?? 0, of = i.of === null ? null : counts[i.of] ?? 0;
  switch (i.unit) {
    case 'cases': return { face: number(count), value: count, count, of, spread: null };
    case 'share': { const fit = of !== null && rated(i, { count, of }); return { face: fit ? share(count, of) : NONE, value: fit ? count / of : null, count, of, spread: null }; }
    // How old a stock is has no working time.
    case 'stock': return { face: number(count), value: count, count, of, spread: lengths[i.count]?.wall ?? null };
    case 'time': { const spread = lengths[i.count]?.[timing] ?? null; return { face: NONE, value: spread?.median ?? null, count, of, spread }; }
  }
}

/** One line a unit, and where the period is divided, one a unit and step. */
export function linesOf({ units, rows, periods }: Pick<AssessmentFigures, 'units' | 'rows' | 'periods'>, name: (unit: AssessmentFigures['units'][number]) => string): Line[] {
  const known = new Map(units.map((u) => [u.unit, { ...u, name: name(u) }]));
  return rows.map(({ unit, period, ...counted }) => {
    const of = known.get(unit);
    return { ...counted, key: `${unit ?? ''} ${period}`, name: of?.name ?? unit ?? '', days: periods[period] ?? { from: '', to: '' }, whose: { unit, cells: of?.cells } };
  });
}

/** In the order of a column, what has no value last either way; equal ones stay as they were. */
export function sorted(lines: readonly Line[], by: IndicatorView | 'name' | null, down: boolean, timing: Timing, locale: string): Line[] {
  if (by === null) return [...lines];
  const way = down ? -1 : 1;
  if (by === 'name') return [...lines].sort((a, b) => -way * a.name.localeCompare(b.name, locale));
  const value = new Map(lines.map((l) => [l, figureOf(by, l, timing).value]));
  return [...lines].sort((a, b) => {
    const x = value.get(a) ?? null, y = value.get(b) ?? null;
    return x === null || y === null ? Number(x === null) - Number(y === null) : way * (x - y);
  });
}
