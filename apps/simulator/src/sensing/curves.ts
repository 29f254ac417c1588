import type { Random } from '../random.js';

/** Water on a road: minutes from the beginning of the story to its level in metres. */
export type Curve = (minute: number) => number;

/** The answer of a road to a shower: from `onset` on it rises to `peak` within `rise` minutes, and drains slower than it rose. */
export function flood(onset: number, rise: number, peak: number): Curve {
  return (minute) => {
    const x = (minute - onset) / rise;
    return x <= 0 ? 0 : peak * (x * Math.exp(1 - x)) ** 2;
  };
}

/** A road whose drain is blocked: once it has risen, it stays nearly so. */
export function blocked(onset: number, rise: number, peak: number): Curve {
  const free = flood(onset, rise, peak);
  return (minute) => (minute >= onset + rise ? peak * 0.9 : free(minute));
}

/** One reading out of the blue. */
export const splash = (at: number, height: number): Curve => (minute) => (minute === at ? height : 0);

/** As a pressure probe shows it: a few millimetres of noise on it, whole millimetres, never below nought. */
export const probed = (level: number, dice: Random): number => Math.max(0, Math.round((level + (dice.next() - 0.5) * 0.006) * 1000) / 1000);
