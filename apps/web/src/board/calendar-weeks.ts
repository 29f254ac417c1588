const DAY = 86_400_000;
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The days of a period by weeks that begin on Monday; null: a day of the week that is not in the period. */
export function weeksOf({ from, to }: { readonly from: string; readonly to: string }): readonly (readonly (string | null)[])[] {
  const first = at(from) - ((new Date(at(from)).getUTCDay() + 6) % 7) * DAY, weeks: (string | null)[][] = [];
  for (let monday = first; monday <= at(to); monday += 7 * DAY) weeks.push(Array.from({ length: 7 }, (_, i) => { const day = dateOf(monday + i * DAY); return day < from || day > to ? null : day; }));
  return weeks;
}
