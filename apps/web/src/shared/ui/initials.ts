/** First characters of each block of the pinyin order: whatever sorts between two of them begins with the letter. */
const BOUNDS = [...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'];
const LETTERS = [...'abcdefghjklmnopqrstwxyz'];
const order = new Intl.Collator('zh-CN-u-co-pinyin');
const known = new Map<string, string>();

function initial(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return character.toLowerCase();
  let letter = known.get(character);
  if (letter === undefined) {
    let at = BOUNDS.length - 1;
    while (at > 0 && order.compare(character, BOUNDS[at] ?? '') < 0) at--;
    known.set(character, letter = LETTERS[at] ?? '');
  }
  return letter;
}

/** `井盖` → `jg`: how people look things up without typing them. Rare second readings are not covered. */
export const initials = (text: string): string => [...text].map(initial).join('');

/** How well a text answers a search: 0 not at all, more is better. Looks at words, codes and pinyin initials. */
export function answers(search: string, text: string): number {
  const wish = search.trim().toLowerCase();
  if (wish === '') return 1;
  const whole = text.toLowerCase();
  const at = whole.indexOf(wish);
  if (at >= 0) return at === 0 ? 4 : 3;
  return /^[a-z]+$/.test(wish) && initials(text).includes(wish) ? 2 : 0;
}
