/** So many of a partition's newest readings are remembered at least, twice as many at most. */
export const REMEMBERED = 65_536;
const FIRST = 1_024;

/**
 * The newest readings of a partition, exactly: a reading that is sent again after a lost answer is found here. Only a reading that is not newer than its series' newest has to be looked for.
 * Two generations, the older of which is forgotten when the younger is full; 20 bytes a slot, as many slots as were needed.
 */
export class Recent {
  private young = new Generation(FIRST);
  private old = new Generation(FIRST);

  has(series: number, at: number, value: number): boolean { return this.young.has(series, at, value) || this.old.has(series, at, value); }

  add(series: number, at: number, value: number): void {
    if (this.young.size >= REMEMBERED) { this.old = this.young; this.young = new Generation(FIRST); }
    this.young.add(series, at, value);
  }
}

class Generation {
  size = 0;
  private series: Int32Array;
  private at: Float64Array;
  private value: Float64Array;

  constructor(private slots: number) {
    this.series = new Int32Array(slots).fill(-1);
    this.at = new Float64Array(slots);
    this.value = new Float64Array(slots);
  }

  has(series: number, at: number, value: number): boolean {
    for (let i = slotOf(series, at, value, this.slots); ; i = (i + 1) & (this.slots - 1)) {
      const kept = this.series[i] as number;
      if (kept === -1) return false;
      if (kept === series && this.at[i] === at && this.value[i] === value) return true;
    }
  }

  add(series: number, at: number, value: number): void {
    if (this.size * 2 >= this.slots) this.grow();
    let i = slotOf(series, at, value, this.slots);
    while (this.series[i] !== -1) i = (i + 1) & (this.slots - 1);
    this.series[i] = series;
    this.at[i] = at;
    this.value[i] = value;
    this.size++;
  }

  private grow(): void {
    const { series, at, value, slots } = this;
    this.slots = slots * 2;
    this.series = new Int32Array(this.slots).fill(-1);
    this.at = new Float64Array(this.slots);
    this.value = new Float64Array(this.slots);
    this.size = 0;
    for (let i = 0; i < slots; i++) if (series[i] !== -1) this.add(series[i] as number, at[i] as number, value[i] as number);
  }
}

const word = new Float64Array(2), words = new Int32Array(word.buffer);
function slotOf(series: number, at: number, value: number, slots: number): number {
  word[0] = at;
  word[1] = value;
  let h = Math.imul(series, 0x9e3779b1);
  for (let i = 0; i < 4; i++) { h = Math.imul(h ^ (words[i] as number), 0x85ebca6b); h ^= h >>> 15; }
  return h & (slots - 1);
}
