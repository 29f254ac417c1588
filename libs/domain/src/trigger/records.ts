/** Doubles of a series' record: its newest event time and value, when it was last heard, and two 32-bit words. */
export const SERIES = 4, AT = 0, VALUE = 1, HEARD = 2;
/** The words: code of the newest reading, whether it was not to be trusted, and health; where its tracts begin (they end where the next series' do). */
export const META = 6, TRACTS = 7;
/** Doubles of a tract's record: event time and value of the newest reading that was believed, and two words. */
export const TRACT = 3;
/** The words: where its slots begin; number of its filter and, in the upper half, of its heartbeat. */
export const SLOTS = 4, FILTER = 5;
/** Doubles of a slot's record before its repeat ring: since when each level is breached, since when the value is normal, since when it is milder, when the newest evidence came, and four words. */
export const SLOT = 8, SINCE = 0, NORMAL = 3, MILDER = 4, EVIDENCE = 5;
/** The words: level, stale, rule in the upper half; readings since NORMAL; set of thresholds; alarm; then the ring. */
export const LEVEL = 12, COUNT = 13, SET_OF = 14, KEY = 15, RING = 16;
export const STALE = 256;
/** What a slot with one level keeps in the places of the other two: a value that may be stuck and since when; the newest event or look. */
export const HELD_VALUE = 1, HELD_AT = 2, NEWEST = 1;
/** Since never. */
export const NEVER = Infinity;

export const codeOf = (meta: number): number => (meta << 16) >> 16;
export const trusted = (meta: number): boolean => (meta & 0x10000) === 0;
export const healthOf = (meta: number): number => meta >>> 17;
export const metaOf = (code: number, trusted: boolean, health: number): number => (code & 0xffff) | (trusted ? 0 : 0x10000) | (health << 17);
export const levelOf = (word: number): number => word & 255;
export const ruleOf = (word: number): number => word >>> 16;

/** The memory of all series, tracts and slots; a series, a tract and a slot are known by where their doubles begin. Each list ends with a record that only says where the last one's parts end. */
export interface Records { readonly series: Float64Array; readonly tracts: Float64Array; readonly slots: Float64Array; readonly slotsOfTracts: number }
export interface LaidTract { readonly slots: number; readonly filter: number; readonly beat: number }
export interface LaidSlot { readonly at: number; readonly rule: number; readonly set: number; readonly key: number; /** Keeps NEWEST in the place of a second level. */ readonly newest: boolean }

/** Lays out records that remember nothing yet. `end`s in doubles: of the slots of tracts, of all slots. */
export function records(firstTract: readonly number[], tracts: readonly LaidTract[], slots: readonly LaidSlot[], slotsOfTracts: number, end: number): Records {
  const made = { series: new Float64Array((firstTract.length + 1) * SERIES), tracts: new Float64Array((tracts.length + 1) * TRACT), slots: new Float64Array(end), slotsOfTracts };
  const words = { series: new Int32Array(made.series.buffer), tracts: new Int32Array(made.tracts.buffer), slots: new Int32Array(made.slots.buffer) };
  for (let i = 0; i <= firstTract.length; i++) {
    made.series[i * SERIES + AT] = made.series[i * SERIES + HEARD] = -Infinity;
    words.series[i * SERIES * 2 + META] = metaOf(-1, true, 0);
    words.series[i * SERIES * 2 + TRACTS] = (firstTract[i] ?? tracts.length) * TRACT;
  }
  for (let i = 0; i <= tracts.length; i++) {
    made.tracts[i * TRACT + AT] = -Infinity;
    words.tracts[i * TRACT * 2 + SLOTS] = tracts[i]?.slots ?? slotsOfTracts;
    words.tracts[i * TRACT * 2 + FILTER] = (tracts[i]?.filter ?? 0) | ((tracts[i]?.beat ?? 0) << 16);
  }
  for (const { at, rule, set, key, newest } of slots) {
    made.slots.fill(NEVER, at + SINCE, at + EVIDENCE);
    made.slots[at + EVIDENCE] = -Infinity;
    if (newest) made.slots[at + NEWEST] = -Infinity;
    words.slots[at * 2 + LEVEL] = rule << 16;
    words.slots[at * 2 + SET_OF] = set;
    words.slots[at * 2 + KEY] = key;
  }
  return made;
}

/** Number of the series that a slot of a tract watches: found by halving, for what happens seldom. */
export function seriesOfSlot({ series, tracts }: Records, slot: number): number {
  const tract = last(new Int32Array(tracts.buffer), TRACT * 2, SLOTS, slot) * TRACT;
  return last(new Int32Array(series.buffer), SERIES * 2, TRACTS, tract);
}

/** The last record whose word is not above `n`; the one that only ends the list left out. */
function last(words: Int32Array, stride: number, word: number, n: number): number {
  let low = 0, high = words.length / stride - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((words[middle * stride + word] as number) <= n) low = middle;
    else high = middle;
  }
  return low;
}
