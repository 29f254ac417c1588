import type { PublicPage } from '#contract';
import { computed, shallowRef } from 'vue';
import { call } from '../shared/api/call.js';
import { lang } from '../shared/i18n/lang.js';

const KEPT = 'grid.public.page';
/** What the pages know of the county; as it was last time while nobody can be asked. */
export const info = shallowRef<PublicPage | null>(kept());
export const county = computed(() => info.value?.county[lang.value] ?? '');

export async function loadInfo(): Promise<void> {
  try {
    info.value = await call('GET /api/public/page', { quiet: true });
    localStorage.setItem(KEPT, JSON.stringify(info.value));
  } catch { /* what is kept goes on to hold */ }
}

function kept(): PublicPage | null {
  try { return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as PublicPage | null; } catch { return null; }
}
