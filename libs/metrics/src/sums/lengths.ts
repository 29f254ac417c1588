const MINUTE = 60_000;
/** Up to here a length is said to the minute; above, in steps of at most a sixty-fourth of itself. */
const EXACT = 128, OCTAVES = Array.from({ length: 20 }, (_, i) => ({ below: EXACT * 2 ** i, step: 2 ** i }));
const LONGEST = 2 ** OCTAVES.length;

/**
 * A length as the figures say it, rounded down. What is rounded after the median is the median of what is rounded before, and so lengths can be kept as counts and still come to the very digit
 * that the cases themselves come to.
 */
export function roundedLength(length: number): number {
  const minutes = Math.floor(length / MINUTE), step = OCTAVES.find(({ below }) => minutes < below)?.step ?? LONGEST;
  return (minutes - (minutes % step)) * MINUTE;
}

/** The same in SQL, of an expression in milliseconds. */
export const ROUNDED = (length: string): string => {
  const minutes = `(${length} / ${MINUTE})`;
  return `((${minutes} - ${minutes} % case ${OCTAVES.map(({ below, step }) => `when ${minutes} < ${below} then ${step}`).join(' ')} else ${LONGEST} end) * ${MINUTE})`;
};
