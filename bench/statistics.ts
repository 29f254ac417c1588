import { quantile } from '#simulator';

export { quantile };

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const number = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1));

/** "median (lowest … highest)": one figure alone hides the noise of the machine. */
export const summary = (values: readonly number[], unit: string): string =>
  `${number(median(values)).padStart(10)} ${unit} (${number(Math.min(...values))} … ${number(Math.max(...values))})`;

/** Runs `once` over all items a few times and answers items per second of each round but the first. */
export function rate<T>(items: readonly T[], once: (item: T) => void, rounds = 7): number[] {
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const start = process.hrtime.bigint();
    for (const item of items) once(item);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (round > 0) rates.push(items.length / seconds);
  }
  return rates;
}
