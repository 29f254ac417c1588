import { computed, ref } from 'vue';
import { at, here } from '../shared/api/base.js';

/** Three pages need no router: where the person is, by the first part of the path, and what stands behind it. */
const path = ref(here().split('?', 1)[0] ?? '/');
window.addEventListener('popstate', () => { path.value = here().split('?', 1)[0] ?? '/'; });

export type Page = 'report' | 'follow' | 'map';
export const page = computed<Page>(() => { const first = path.value.split('/')[1]; return first === 'follow' || first === 'map' ? first : 'report'; });
export const rest = computed(() => decoded(path.value.split('/').slice(2).join('/')));

/** Goes there without loading anew; the focus begins at the page's top. */
export function go(to: string): void {
  history.pushState(null, '', at(to));
  path.value = here().split('?', 1)[0] ?? '/';
  scrollTo(0, 0);
}

function decoded(text: string): string { try { return decodeURIComponent(text); } catch { return text; } }
