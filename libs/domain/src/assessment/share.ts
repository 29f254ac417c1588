/** Two counts of cases, the first inside the second. What is kept of a rate: it is divided when it is shown, never before. */
export interface Ratio { readonly count: number; readonly of: number }

/** A total is the sum of the counts, never the mean of the rates (DOMAIN 4.6, 8): a place with three cases does not weigh as much as one with three thousand. */
export const pooled = (parts: readonly Ratio[]): Ratio => parts.reduce((sum, { count, of }) => ({ count: sum.count + count, of: sum.of + of }), { count: 0, of: 0 });

/** The share, 0 … 1. Null below `minimum` cases, and where there is nothing to divide by: that is no 0 % and no 100 % (DOMAIN 4.6, 6). */
export const shareOf = ({ count, of }: Ratio, minimum = 1): number | null => (of < Math.max(1, minimum) ? null : count / of);

/** In per cent with so many digits, half away from zero, by whole numbers alone: 911 of 972 is 93.72. */
export function percent({ count, of }: Ratio, digits = 2): number | null {
  if (of === 0) return null;
  const scale = 10 ** digits, twice = BigInt(count) * 200n * BigInt(scale), by = BigInt(of);
  return Number((twice / by + 1n) / 2n) / scale;
}
