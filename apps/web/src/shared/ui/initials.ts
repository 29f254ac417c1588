const LETTERS = [...'abcdefghjklmnopqrstwxyz'];
/** Some of the first characters of each letter in the pinyin order; which of them is the very first differs between browsers. */
const FIRST = ['阿吖啊', '八巴扒', '嚓擦', '咑耷搭', '妸婀屙', '发伐', '旮嘎', '哈铪', '几讥机', '咔喀咖', '垃拉', '妈嬷', '拏拿那', '噢喔哦', '趴啪妑', '七妻', '呥然', '仨撒', '他它她', '穵挖哇', '夕西兮', '丫压', '匝咂帀'];
interface Order { readonly compare: (a: string, b: string) => number; readonly bounds: readonly string[] }
let made: Order | null = null;
/** The pinyin order and the very first character of each letter in this browser: whatever sorts between two of these begins with the letter. Made when first asked, which takes a while. */
function order(): Order {
  if (made === null) { const { compare } = new Intl.Collator('zh-CN-u-co-pinyin'); made = { compare, bounds: FIRST.map((set) => [...set].sort(compare)[0] ?? '') }; }
  return made;
}
const known = new Map<string, string>();

function initial(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return character.toLowerCase();
  let letter = known.get(character);
  if (letter === undefined) {
    const { compare, bounds } = order();
    let at = bounds.length - 1;
    while (at > 0 && compare(character, bounds[at] ?? '') < 0) at--;
    known.set(character, letter = LETTERS[at] ?? '');
  }
  return letter;
}

/** `井盖` → `jg`: how people look things up without typing them. Rare second readings are not covered. */
export const initials = (text: string): string => [...text].map(initial).join('');

const starts = (text: string, wish: string): boolean => text.startsWith(wish);
/**
 * How well something answers a search: 0 not at all, more is better. The label counts before what else is
 * known of it; Latin letters are looked for at the beginnings of words and as pinyin initials, never inside a word.
 */
export function answers(search: string, label: string, more = ''): number {
  const wish = search.trim().toLowerCase();
  if (wish === '') return 1;
  const name = label.toLowerCase(), rest = more.toLowerCase();
  const latin = /^[a-z0-9]/.test(wish);
  if (starts(name, wish)) return 7;
  if (/^[a-z]+$/.test(wish)) {
    const first = initials(label);
    if (starts(first, wish)) return 6;
    if (first.includes(wish) && /\p{Script=Han}/u.test(label)) return 5;
  }
  const within = (text: string): boolean => (latin ? text.split(/[^\p{L}\p{N}]+/u).some((word) => starts(word, wish)) || (wish.includes(' ') && text.includes(wish)) : text.includes(wish));
  return within(name) ? 4 : within(rest) ? 2 : 0;
}
