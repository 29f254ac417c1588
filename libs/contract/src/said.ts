/** A rule in both languages, as the message of a schema: one line each, which whoever shows it takes apart again. */
export const said = (en: string, zh: string): string => `${en}\n${zh}`;
/** What such a message says in each language. */
export function heard(message: string): { readonly en: string; readonly zh: string } {
  const [en = '', zh = en] = message.split('\n');
  return { en, zh };
}
