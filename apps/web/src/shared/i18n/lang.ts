import { LANGUAGES, type Language } from '#contract';
import { computed, ref, watchEffect } from 'vue';

const KEPT = 'grid.lang';
const known = (value: string | null): Language | null => LANGUAGES.find((l) => l === value) ?? null;

/** Chosen by `?lang=`, by the menu, or by what was chosen last on this device; Chinese otherwise. */
const asked = known(new URLSearchParams(location.search).get('lang'));
const chosen = ref<Language | null>(asked ?? known(read()));
if (asked !== null) choose(asked);
const preferred = ref<Language>('zh');

/** The language of every word on the screen. */
export const lang = computed<Language>(() => chosen.value ?? preferred.value);
export const locale = computed(() => (lang.value === 'zh' ? 'zh-CN' : 'en-GB'));

/** The person's own choice; kept on this device. */
export function choose(language: Language): void {
  chosen.value = language;
  try { localStorage.setItem(KEPT, language); } catch { /* private window */ }
}
/** What the account says; holds only while nothing was chosen here. */
export const prefer = (language: Language): void => { preferred.value = language; };

watchEffect(() => { document.documentElement.lang = locale.value; });

function read(): string | null {
  try { return localStorage.getItem(KEPT); } catch { return null; }
}
