import type { Look } from './look.js';

/** Fewer months are no course, more do not fit on a screen. */
const FEWEST = 6, MOST = 12;

/** The months that are shown one beside the other: those of the look, up to its last day, with what went before where it is short. */
export function monthsOf({ from, to }: Pick<Look, 'from' | 'to'>): { readonly from: string; readonly to: string } {
  const n = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1, last = n(to);
  const first = last + 1 - Math.min(MOST, Math.max(FEWEST, last - n(from) + 1));
  return { from: `${Math.floor(first / 12)}-${String((first % 12) + 1).padStart(2, '0')}-01`, to };
}
