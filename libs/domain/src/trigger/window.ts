import type { TriggerCondition } from './rule.js';

type Window = Extract<TriggerCondition, { kind: 'window' }>;

/** So many samples a window at most: beyond, the oldest makes room. */
export const WINDOW_SAMPLES = 8_192;
const MINUTE = 60_000;

/** The samples of one window in the order of their event times, none older than its size before the newest. */
export class Samples {
  at = new Float64Array(8);
  value = new Float64Array(8);
  first = 0;
  count = 0;

  constructor(private readonly size: number) {}

  get newest(): number { return this.count === 0 ? -Infinity : this.at[this.first + this.count - 1] as number; }

  /** Puts a sample where it belongs. Of one that has the event time of another only the value is kept. Answers whether anything is different now. */
  put(at: number, value: number): boolean {
    let i = this.first + this.count;
    while (i > this.first && (this.at[i - 1] as number) >= at) i--;
    if (i < this.first + this.count && this.at[i] === at) {
      const differs = this.value[i] !== value;
      this.value[i] = value;
      return differs;
    }
    if (at <= this.newest - this.size) return false;
    const place = i - this.first;
    this.room();
    i = this.first + place;
    this.at.copyWithin(i + 1, i, this.first + this.count);
    this.value.copyWithin(i + 1, i, this.first + this.count);
    this.at[i] = at;
    this.value[i] = value;
    this.count++;
    const edge = this.newest - this.size;
    while ((this.at[this.first] as number) <= edge || this.count > WINDOW_SAMPLES) { this.first++; this.count--; }
    return true;
  }

  /** Begins with these, oldest first. */
  fill(at: Float64Array<ArrayBuffer>, value: Float64Array<ArrayBuffer>): void {
    this.first = 0;
    this.count = at.length;
    if (at.length > 0) [this.at, this.value] = [at, value];
  }

  /** The value of the window that ends with the newest sample; NaN when too few samples or too little of the window is covered. */
  evaluate({ fn, minSamples, minCoverage }: Window): number {
    const { at, value, first, count } = this, end = first + count;
    if (count === 0 || count < minSamples || this.newest - (at[first] as number) < minCoverage * this.size) return NaN;
    switch (fn) {
      case 'count': return count;
      case 'delta': return (value[end - 1] as number) - (value[first] as number);
      case 'p95': return Float64Array.from(value.subarray(first, end)).sort()[Math.ceil(0.95 * count) - 1] as number;
      case 'slope': return this.slope();
    }
    let sum = 0, min = Infinity, max = -Infinity;
    for (let i = first; i < end; i++) {
      const v = value[i] as number;
      sum += v;
      if (v < min) min = v;
      if (v > max) max = v;
    }
    return fn === 'sum' ? sum : fn === 'avg' ? sum / count : fn === 'min' ? min : max;
  }

  /** Least squares, per minute; NaN for fewer than two samples. */
  private slope(): number {
    const { at, value, first, count } = this, origin = at[first] as number;
    if (count < 2) return NaN;
    let sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (let i = first; i < first + count; i++) {
      const x = ((at[i] as number) - origin) / MINUTE, y = value[i] as number;
      sx += x; sy += y; sxx += x * x; sxy += x * y;
    }
    return (count * sxy - sx * sy) / (count * sxx - sx * sx);
  }

  /** Makes room for one more: moves to the front when half of the room is free there, else doubles. */
  private room(): void {
    if (this.first + this.count < this.at.length) return;
    const { at, value, first, count } = this;
    if (first > 0 && first >= at.length >> 1) {
      at.copyWithin(0, first, first + count);
      value.copyWithin(0, first, first + count);
    } else {
      this.at = new Float64Array(at.length * 2);
      this.value = new Float64Array(at.length * 2);
      this.at.set(at.subarray(first, first + count));
      this.value.set(value.subarray(first, first + count));
    }
    this.first = 0;
  }
}
