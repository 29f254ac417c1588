const MINUTE = 60_000, HOURS = 60, DAYS = 24 * HOURS;
/** In what steps a length is said, in minutes: as a person would. Each bound is a multiple of the step after it. */
const LADDER = [{ below: 2 * HOURS, step: 1 }, { below: 12 * HOURS, step: 5 }, { below: 2 * DAYS, step: 15 }, { below: 10 * DAYS, step: HOURS }], LONG = 4 * HOURS;

/**
 * A length as the figures say it, rounded down. What is rounded after the median is the median of what is rounded before, and so lengths can be kept as counts and still come to the very digit
 * that the cases themselves come to.
 */
export function roundedLength(length: number): number {
  const minutes = Math.floor(length / MINUTE), step = LADDER.find(({ below }) => minutes < below)?.step ?? LONG;
  return (minutes - (minutes % step)) * MINUTE;
}

/** The same in SQL, of an expression in milliseconds. */
export const ROUNDED = (length: string): string => {
  const minutes = `(${length} / ${MINUTE})`;
  return `((${minutes} - ${minutes} % case ${LADDER.map(({ below, step }) => `when ${minutes} < ${below} then ${step}`).join(' ')} else ${LONG} end) * ${MINUTE})`;
};
