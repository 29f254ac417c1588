import { EN } from './en.js';
import { lang } from './lang.js';
import { ZH, type Key } from './zh.js';

const WORDS = { zh: ZH, en: EN } as const;

type Holes<S extends string> = S extends `${string}{${infer N}}${infer Rest}` ? N | Holes<Rest> : never;
type Filling<K extends Key> = [Holes<(typeof ZH)[K]>] extends [never] ? [] : [Record<Holes<(typeof ZH)[K]>, string | number>];

/** The program's own words in the reader's language. A missing word, or a hole nobody fills, does not compile. */
export function t<K extends Key>(key: K, ...[holes]: Filling<K>): string {
  const text: string = WORDS[lang.value][key];
  return holes === undefined ? text : text.replace(/\{(\w+)\}/g, (whole, name: string) => String((holes as Record<string, string | number>)[name] ?? whole));
}
/** A key whose text has no holes. */
export type PlainKey = { [K in Key]: [Holes<(typeof ZH)[K]>] extends [never] ? K : never }[Key];
