const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
/** In what steps a length is said: as a person would. Each bound is a multiple of the step after it, so that no length overtakes another. */
const LADDER = [{ below: 2 * HOUR, step: MINUTE }, { below: 12 * HOUR, step: 5 * MINUTE }, { below: 2 * DAY, step: 15 * MINUTE }, { below: 10 * DAY, step: HOUR }], LONG = 4 * HOUR;
interface Flight { readonly from: number; readonly below: number; readonly step: number; /** The number of its first rung: they are numbered through. */ readonly base: number }
const next = (of: Flight | undefined): Pick<Flight, 'from' | 'base'> => (of === undefined ? { from: 0, base: 0 } : { from: of.below, base: of.base + (of.below - of.from) / of.step });
const FLIGHTS = LADDER.reduce<Flight[]>((lower, { below, step }) => [...lower, { ...next(lower.at(-1)), below, step }], []), TOP: Flight = { ...next(FLIGHTS.at(-1)), below: Infinity, step: LONG };
/** No length is said longer than this rung: some fourteen years. */
export const LAST_RUNG = 32_767;

/** The nearest rung to a length in milliseconds. It keeps the order: the rung of a median is the median of the rungs. */
export function rungOf(length: number): number {
  const { from, step, base } = FLIGHTS.find(({ below }) => length < below) ?? TOP;
  return Math.min(LAST_RUNG, base + Math.floor((length + step / 2) / step) - from / step);
}

/** The length that a rung says. */
export function lengthOn(rung: number): number {
  const { from, step, base } = [...FLIGHTS, TOP].findLast((f) => f.base <= rung) ?? TOP;
  return from + (rung - base) * step;
}

/**
 * A length as the figures say it. What is rounded after the median is the median of what is rounded before, and so lengths can be kept as small numbers and still come to the very digit
 * that the cases themselves come to. The columns hold rungs: whoever changes the ladder packs them anew.
 */
export const roundedLength = (length: number): number => lengthOn(rungOf(length));

/** The rung in SQL, of an expression in milliseconds; null of null. */
export const RUNG = (length: string): string =>
  `case when ${length} is not null then least(${LAST_RUNG}, case ${[...FLIGHTS, TOP].map(({ from, below, step, base }) => `${below === Infinity ? 'else' : `when ${length} < ${below} then`} (${length} + ${step / 2}) / ${step} + ${base - from / step}`).join(' ')} end) end`;
