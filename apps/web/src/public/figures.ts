import type { PublicFigures, PublicMap } from '#contract';

export const MEASURES = ['open', 'closed30', 'closed90', 'days'] as const;
export type PublicMeasure = (typeof MEASURES)[number];

/** A number as it is told: `least` when something withheld comes on top; `few` when all there is is withheld. Null: nothing to say. */
export interface Told { readonly value: number; readonly kind: 'exact' | 'least' | 'few' }

/** The sum of counts of which some may be withheld. */
export function sum(counts: readonly (number | null)[]): Told {
  const known = counts.filter((n) => n !== null), value = known.reduce((a, b) => a + b, 0), hidden = known.length < counts.length;
  return { value, kind: !hidden ? 'exact' : value === 0 ? 'few' : 'least' };
}

export interface Line { readonly cell: string; readonly township: { readonly zh: string; readonly en: string } | null; readonly told: Readonly<Record<PublicMeasure, Told | null>> }

/** Each cell's figures for one group, or (null) for all of them. Days are told for one group only: medians do not add up. */
export function linesOf(map: PublicMap, group: string | null): Line[] {
  return map.cells.flatMap(({ cell, township, figures }) => {
    const mine = group === null ? figures : figures.filter((f) => f.group === group);
    if (mine.length === 0) return [];
    const of = (pick: (f: PublicFigures) => number | null): Told => sum(mine.map(pick));
    const days = mine.length === 1 ? (mine[0]?.days ?? null) : null;
    return [{ cell, township, told: { open: of((f) => f.open), closed30: of((f) => f.closed30), closed90: of((f) => f.closed90), days: days === null ? null : { value: days, kind: 'exact' as const } } }];
  });
}

/** What is withheld comes between none and the least that is told. */
export const rank = (told: Told | null): number => (told === null ? -1 : told.kind === 'few' ? 0.5 : told.kind === 'least' ? told.value + 0.5 : told.value);
