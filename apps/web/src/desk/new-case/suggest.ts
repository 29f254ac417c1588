/** As much of a class as its words. */
export interface Named { readonly id: string; readonly zh: string; readonly en: string; readonly conditions: readonly { readonly id: string; readonly zh: string; readonly en: string }[] }
/** A class that the text speaks of, with the words that say so; the condition where its own words are there too. */
export interface Suggested { readonly classId: string; readonly conditionId: string | null; readonly words: readonly string[]; readonly score: number }

/** Words of the catalogue that every other class has too, and joints between them: they say nothing. */
const DULL = /[、,，()（）\s/的等和与及或未]+/u;
const SHORTEST = 2;

const phrases = (zh: string): string[] => zh.split(DULL).filter((w) => w.length >= SHORTEST);
/** Every piece of two or more characters, the long ones first. */
function pieces(phrase: string): string[] {
  const found: string[] = [];
  for (let length = phrase.length; length >= SHORTEST; length--) for (let at = 0; at + length <= phrase.length; at++) found.push(phrase.slice(at, at + length));
  return found;
}
const latin = (text: string): string[] => text.toLowerCase().split(/[^a-z]+/).filter((w) => w.length > 3).map((w) => w.replace(/(ings|ing|es|s|ed)$/, ''));

interface Entry { readonly id: string; readonly length: number; readonly parts: ReadonlySet<string>; readonly conditions: readonly { readonly id: string; readonly parts: ReadonlySet<string> }[] }
/** The catalogue made ready: for each class the pieces of its name, and how many classes share each piece. */
export interface Vocabulary { readonly entries: readonly Entry[]; readonly shared: ReadonlyMap<string, number> }

export function vocabularyOf(classes: readonly Named[]): Vocabulary {
  const partsOf = ({ zh, en }: { readonly zh: string; readonly en: string }): ReadonlySet<string> => new Set([...phrases(zh).flatMap(pieces), ...latin(en)]);
  const entries = classes.map((c): Entry => ({ id: c.id, length: Math.max(1, phrases(c.zh).join('').length), parts: partsOf(c), conditions: c.conditions.map((k) => ({ id: k.id, parts: partsOf(k) })) }));
  const shared = new Map<string, number>();
  for (const e of entries) for (const p of new Set([...e.parts, ...e.conditions.flatMap((k) => [...k.parts])])) shared.set(p, (shared.get(p) ?? 0) + 1);
  return { entries, shared };
}

const FLOOR = 0.2;
/**
 * The classes whose names or conditions the text speaks of, the best first; nothing when it speaks of none. Looks for the catalogue's own words and no others:
 * a piece counts by its length, by how few classes have it, and by how much of the name it is; a condition's piece half. It guesses nothing, and whoever takes the call decides.
 */
export function classesFor(text: string, { entries, shared }: Vocabulary, most = 5): readonly Suggested[] {
  const said = text.toLowerCase(), stems = new Set(latin(text));
  const heard = (part: string): boolean => (/^[a-z]+$/.test(part) ? stems.has(part) : said.includes(part));
  const worth = (part: string): number => (/^[a-z]+$/.test(part) ? 1.2 : part.length - 1) / (1 + Math.log2(shared.get(part) ?? 1) / 2);
  const taken = (parts: ReadonlySet<string>): { words: string[]; score: number } => {
    const words: string[] = [];
    let score = 0;
    // A piece within one that was found already says nothing new.
    for (const part of parts) if (heard(part) && !words.some((w) => w.includes(part))) { words.push(part); score += worth(part); }
    return { words, score };
  };
  return entries.flatMap((e): Suggested[] => {
    const own = taken(e.parts), best = e.conditions.map((k) => ({ id: k.id, ...taken(k.parts) })).sort((a, b) => b.score - a.score)[0];
    const whole = own.words.reduce((sum, w) => sum + w.length, 0) / e.length;
    const score = own.score * (0.5 + Math.min(1, whole) / 2) + (best === undefined ? 0 : best.score / 2);
    return score < FLOOR ? [] : [{ classId: e.id, conditionId: best !== undefined && best.score > 0 ? best.id : null, words: [...new Set([...own.words, ...(best?.words ?? [])])], score }];
  }).sort((a, b) => b.score - a.score || (a.classId < b.classId ? -1 : 1)).slice(0, most);
}
