import type { Language } from '#contract';

/** The language of the person at the terminal: Chinese or English by LC_ALL, LC_MESSAGES or LANG; English where they say nothing, as a plain terminal may not show Chinese. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  return /^zh/i.test(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '') ? 'zh' : 'en';
}

/** One sentence in both languages; `said` picks. */
export interface Sentence { readonly zh: string; readonly en: string }
export const sentence = (zh: string, en: string): Sentence => ({ zh, en });
