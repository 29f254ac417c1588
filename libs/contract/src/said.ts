/** A rule in both languages, as the message of a schema: one line each, which a problem document takes apart again. */
export const said = (en: string, zh: string): string => `${en}\n${zh}`;
