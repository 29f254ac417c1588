/** How often a message is tried. */
export const TRIES = 10;
const FIRST = 26_000;

/** How long to wait after the given number of failures, in milliseconds; null: no more tries. 26 s, then three times as long each time: ten tries in three days. */
export const backOff = (failures: number): number | null => (failures >= TRIES ? null : FIRST * 3 ** (failures - 1));
