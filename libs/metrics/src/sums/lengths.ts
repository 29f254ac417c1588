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
