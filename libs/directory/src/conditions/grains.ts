import { COUNTABLE, isShare, type Countable, type Unit } from '#contract';
import type { Counting, Dimensions } from './counted.js';

/** What a row of `counted_sum` can be told apart by, in the order of its key. */
export const SUM_DIMENSIONS = ['township', 'cell', 'department', 'class_id', 'source', 'whose'] as const;
export type SumDimension = (typeof SUM_DIMENSIONS)[number];

/**
 * The grains in which counts are kept added up, the smallest first: each tells apart so much, and no more. Whoever asks takes the first that tells apart what is asked for.
 * The last of parts tells apart all there is of them: seven times as short as what it adds up, where the others are a hundred times.
 */
export const GRAINS = {
  county: [],
  department: ['department'],
  cell: ['township', 'cell'],
  kind: ['department', 'class_id', 'source'],
  township: ['township', 'department', 'class_id', 'source'],
  place: ['township', 'cell', 'department', 'class_id', 'source'],
  shares: ['department'],
  whose: ['department', 'whose'],
} as const satisfies Record<string, readonly SumDimension[]>;
export type Grain = keyof typeof GRAINS;
export const GRAIN_NAMES = Object.keys(GRAINS) as readonly Grain[];
/** Shares are kept in grains of their own: they are never added up together with parts. */
export const OF_SHARES: readonly Grain[] = ['shares', 'whose'];

/** What no longer stands, on the day it ceased to: with `standing` it makes the stock. Nobody asks for it alone. */
export const LEFT = 'left';
/** Every count has a column of its own, named like it. */
export const SUM_COLUMNS: readonly (Countable | typeof LEFT)[] = [...COUNTABLE, LEFT];

/** How a row of `counted_sum` says its unit, and what it must tell apart for that. `day` is a grouping of its own: the board draws days. */
export const SUM_UNITS: Readonly<Record<Unit | 'day', { readonly of: string; readonly needs: readonly SumDimension[] }>> = {
  county: { of: `'all'`, needs: [] }, day: { of: 'day::text', needs: [] },
  department: { of: `nullif(department, '')`, needs: ['department'] }, class: { of: `nullif(class_id, '')`, needs: ['class_id'] }, source: { of: 'source', needs: ['source'] },
  township: { of: `nullif(township, '')`, needs: ['township'] }, community: { of: `nullif(left(cell, 12), '')`, needs: ['cell'] }, cell: { of: `nullif(cell, '')`, needs: ['cell'] },
  rule: { of: 'whose', needs: ['whose'] }, person: { of: 'whose', needs: ['whose'] },
};

const TOWNSHIP = 9;
type Asked = Pick<Counting, 'department' | 'whose'> & Dimensions & { readonly by: Unit | 'day' };

/** The smallest grain that can answer; null when there is none: then the rows themselves are counted. */
export function grainFor({ parts, ...asked }: Asked & Pick<Counting, 'parts'>): Grain | null {
  return parts.length === 0 || parts.includes('standing') ? null : smallest(asked, parts.some(isShare));
}
/** The same for the stock. */
export const stockGrainFor = (asked: Asked): Grain | null => smallest(asked, false);
/** The same for whose shares in something there are, one by one. */
export const whoseGrainFor = (asked: Asked, part: Countable): Grain | null => smallest(asked, isShare(part), ['whose']);

function smallest({ by, area, department, category, source, whose }: Asked, shared: boolean, more: readonly SumDimension[] = []): Grain | null {
  const needs: SumDimension[] = [
    ...more,
    ...SUM_UNITS[by].needs, ...(area === undefined ? [] : [area.length > TOWNSHIP ? 'cell' as const : 'township' as const]), ...(department === undefined ? [] : ['department' as const]),
    ...(category === undefined ? [] : ['class_id' as const]), ...(source === undefined || source.length === 0 ? [] : ['source' as const]), ...(whose === undefined ? [] : ['whose' as const]),
  ];
  return GRAIN_NAMES.find((grain) => OF_SHARES.includes(grain) === shared && needs.every((d) => (GRAINS[grain] as readonly SumDimension[]).includes(d))) ?? null;
}
