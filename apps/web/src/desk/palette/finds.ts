import { answers } from '../../shared/ui/initials.js';

/** Something the palette leads to. `id` is the same from one day to the next, so that what was used last comes first. */
export interface Find { readonly id: string; readonly group: 'recent' | 'commands' | 'views' | 'cases' | 'pages' | 'people' | 'keys'; readonly label: string; readonly hint?: string; readonly search?: string; readonly keys?: string; readonly run: () => void }

const GROUPS: readonly Find['group'][] = ['recent', 'commands', 'cases', 'views', 'pages', 'keys', 'people'];
/** Lines of one group at most: the palette is for choosing, not for reading. */
const MOST = 7;

/** What answers the search, best first within its group; without a search what was used last, then what is at hand. */
export function found(search: string, all: readonly Find[], recent: readonly string[]): readonly Find[] {
  const wish = search.trim();
  if (wish === '') {
    const last = recent.flatMap((id) => { const find = all.find((f) => f.id === id); return find ? [{ ...find, group: 'recent' as const }] : []; }).slice(0, MOST);
    return [...last, ...inOrder(all.filter((f) => f.group !== 'people' && !last.some((l) => l.id === f.id)), MOST)];
  }
  const scored = all.map((find, i) => ({ find, i, score: Math.max(answers(wish, find.label, find.search ?? ''), find.search?.toLowerCase().startsWith(wish.toLowerCase()) === true ? 3 : 0) + (recent.includes(find.id) ? 0.5 : 0) })).filter((s) => s.score >= 1);
  return inOrder(scored.sort((a, b) => b.score - a.score || a.i - b.i).map((s) => s.find), MOST);
}
const inOrder = (list: readonly Find[], most: number): readonly Find[] => GROUPS.flatMap((group) => list.filter((f) => f.group === group).slice(0, most));

const KEPT = 'grid.palette';
/** What was used last on this device, the newest first. Ids only: no names. */
export function recentIds(): readonly string[] { try { const list: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]'); return Array.isArray(list) ? list.filter((s): s is string => typeof s === 'string') : []; } catch { return []; } }
export function used(id: string): void { try { localStorage.setItem(KEPT, JSON.stringify([id, ...recentIds().filter((o) => o !== id)].slice(0, 12))); } catch { /* private window */ } }
