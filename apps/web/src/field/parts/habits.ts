/** One report of this person, as much of it as the next one may be guessed from. `hour` is that of the county's day. */
export interface Habit { readonly classId: string; readonly hour: number; readonly cell: string | null; readonly at: number }

const DAY = 86_400_000;
const TILES = 8;
/** What a county's grid members report most, before this person has reported anything. */
export const USUAL = ['E0110', 'E0406', 'E0410', 'E0201', 'E0136', 'E0112', 'P0103', 'E0192', 'E0405', 'E0113', 'P0137', 'E0108'] as const;

const apart = (a: number, b: number): number => { const d = Math.abs(a - b) % 24; return Math.min(d, 24 - d); };

/**
 * The classes that the next report is most likely of, best first: what this person reported before, more so lately, at this hour and in this
 * cell; then what lies open around; then what everybody reports. Ties keep the order of `USUAL`, so that tiles stay where the thumb knows them.
 */
export function likely(history: readonly Habit[], now: { readonly at: number; readonly hour: number; readonly cell: string | null }, near: readonly (string | null)[], known: (classId: string) => boolean, most = TILES): readonly string[] {
  const score = new Map<string, number>(USUAL.map((id, i) => [id, 0.3 - i * 0.02]));
  const add = (id: string, by: number): void => { score.set(id, (score.get(id) ?? 0) + by); };
  for (const h of history) add(h.classId, Math.exp(-(now.at - h.at) / (30 * DAY)) * (1 + (apart(h.hour, now.hour) <= 2 ? 1 : 0) + (h.cell !== null && h.cell === now.cell ? 1.5 : 0)));
  for (const id of near) if (id !== null) add(id, 0.15);
  return [...score].filter(([id]) => known(id)).sort((a, b) => b[1] - a[1]).slice(0, most).map(([id]) => id);
}

const KEPT = 'grid.field.habits';
const MOST = 200;
/** What this person reported from this phone; kept by account, so that a shared phone does not mix two people. */
export function habitsOf(account: string): readonly Habit[] {
  try { return (JSON.parse(localStorage.getItem(`${KEPT}.${account}`) ?? '[]') as Habit[]).filter((h) => typeof h.classId === 'string'); } catch { return []; }
}
export function remember(account: string, habit: Habit): void {
  try { localStorage.setItem(`${KEPT}.${account}`, JSON.stringify([...habitsOf(account), habit].slice(-MOST))); } catch { /* full, or a private window: only the guess gets worse */ }
}
export const hourOf = (at: number): number => new Date(at + 8 * 3_600_000).getUTCHours();
