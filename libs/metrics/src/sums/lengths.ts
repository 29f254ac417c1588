const MINUTE = 60_000, HOURS = 60, DAYS = 24 * HOURS;
/** In what steps a length is said, in minutes: as a person would. Each bound is a multiple of the step after it, so that no length overtakes another. */
const LADDER = [{ below: 2 * HOURS, step: 1 }, { below: 12 * HOURS, step: 5 }, { below: 2 * DAYS, step: 15 }, { below: 10 * DAYS, step: HOURS }], LONG = 4 * HOURS;

/**
 * A length as the figures say it, to the nearest step. What is rounded after the median is the median of what is rounded before, and so lengths can be kept as counts and still come to the very digit
 * that the cases themselves come to. The triggers of the sums have it too: whoever changes it draws them anew.
 */
export function roundedLength(length: number): number {
  const step = (LADDER.find(({ below }) => length < below * MINUTE)?.step ?? LONG) * MINUTE;
  return Math.floor((length + step / 2) / step) * step;
}

/** The same in SQL, of an expression in milliseconds. */
export const ROUNDED = (length: string): string => {
  const step = `case ${LADDER.map((l) => `when ${length} < ${l.below * MINUTE} then ${l.step * MINUTE}`).join(' ')} else ${LONG * MINUTE} end`;
  return `((${length} + (${step}) / 2) / (${step}) * (${step}))`;
};

/** The spans of time that lengths are kept for, and how many months each has. */
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
export type LengthSpan = keyof typeof MONTHS;
export const LENGTH_SPANS = Object.keys(MONTHS) as readonly LengthSpan[];

const monthAfter = (month: string, by: number): string => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 + by, 1)).toISOString().slice(0, 10);

/** Whole months, each by its first day, in as few spans as they make up: years, then quarters, then what is left. Every month is in one of them. */
export function spansOf(months: readonly string[]): Readonly<Record<LengthSpan, readonly string[]>> {
  const left = new Set(months), found: Record<LengthSpan, string[]> = { month: [], quarter: [], year: [] };
  for (const span of [...LENGTH_SPANS].reverse()) for (const first of months) {
    const all = Array.from({ length: MONTHS[span] }, (_, i) => monthAfter(first, i));
    if ((Number(first.slice(5, 7)) - 1) % MONTHS[span] !== 0 || !all.every((month) => left.has(month))) continue;
    found[span].push(first);
    for (const month of all) left.delete(month);
  }
  return found;
}
