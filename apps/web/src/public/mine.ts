import { shallowRef } from 'vue';

/** Numbers and codes of what was reported from this device, so that nobody has to copy them. They are nowhere else but on the receipt. */
export interface Mine { readonly number: string; readonly follow: string; readonly at: number }
const KEPT = 'grid.public.mine', MOST = 20;
export const mine = shallowRef<readonly Mine[]>(read());

export function remember(one: Mine): void { write([one, ...mine.value.filter((m) => m.follow !== one.follow)].slice(0, MOST)); }
export function forget(follow: string): void { write(mine.value.filter((m) => m.follow !== follow)); }

function write(list: readonly Mine[]): void {
  mine.value = list;
  try { localStorage.setItem(KEPT, JSON.stringify(list)); } catch { /* private window */ }
}
function read(): readonly Mine[] {
  try { const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]'); return Array.isArray(kept) ? (kept as Mine[]) : []; } catch { return []; }
}
