import type { Assessed } from './scheme.js';

export interface Placed { readonly unit: string; readonly score: number | null; readonly enough: boolean; readonly rank: number | null }

/**
 * Ranks within one group of comparable units, the best first. The same score is the same rank, and the next one counts on: 1, 2, 2, 4. Who has no score, or too few cases for one,
 * is not ranked and stands last; alone in a group there is nobody to be compared with.
 */
export function ranked<U extends { readonly unit: string } & Pick<Assessed, 'score' | 'enough'>>(units: readonly U[]): (U & Placed)[] {
  const fit = units.filter((u) => u.enough && u.score !== null), rankOf = (u: U): number | null => (u.enough && u.score !== null && fit.length > 1 ? 1 + fit.filter((o) => (o.score ?? 0) > (u.score ?? 0)).length : null);
  return units.map((u) => ({ ...u, rank: rankOf(u) })).sort((a, b) => Number(b.enough) - Number(a.enough) || (b.score ?? -1) - (a.score ?? -1) || (a.unit < b.unit ? -1 : 1));
}

/** Units by the group they are compared in, in the order of the groups; what no group names is in the last one, without a name. */
export function grouped<U extends { readonly unit: string }>(units: readonly U[], groups: readonly { readonly id: string; readonly units: readonly string[] }[]): { readonly group: string | null; readonly units: readonly U[] }[] {
  const of = new Map(groups.flatMap((g) => g.units.map((unit) => [unit, g.id] as const)));
  const all = [...groups.map((g) => ({ group: g.id as string | null, units: units.filter((u) => of.get(u.unit) === g.id) })), { group: null, units: units.filter((u) => !of.has(u.unit)) }];
  return all.filter((g) => g.units.length > 0);
}
