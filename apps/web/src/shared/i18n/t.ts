import { lang } from './lang.js';
import { SHARED } from './words.js';

export { SHARED };
/** A word in both languages. */
type Pair = readonly [zh: string, en: string];
type Holes<S extends string> = S extends `${string}{${infer N}}${infer Rest}` ? N | Holes<Rest> : never;
type Filling<P extends Pair> = [Holes<P[0]>] extends [never] ? [] : [Record<Holes<P[0]>, string | number>];

/** Says the words of `pairs` in the reader's language. A missing word, or a hole nobody fills, does not compile. */
export function wordsOf<W extends Readonly<Record<string, Pair>>>(pairs: W) {
  return <K extends keyof W & string>(key: K, ...[holes]: Filling<W[K]>): string => {
    const [zh, en] = pairs[key] as Pair;
    const text = lang.value === 'zh' ? zh : en;
    return holes === undefined ? text : text.replace(/\{(\w+)\}/g, (whole, name: string) => String((holes as Record<string, string | number>)[name] ?? whole));
  };
}

/** The words that every page shares. A face has a `t` of its own, in its `words.ts`, which knows these as well. */
export const t = /* @__PURE__ */ wordsOf(SHARED);
/** A shared key whose text has no holes. */
export type PlainKey = { [K in keyof typeof SHARED]: [Holes<(typeof SHARED)[K][0]>] extends [never] ? K : never }[keyof typeof SHARED];
