import type { Compiled } from './compiled.js';
import type { CompiledRule } from './compiled-rule.js';
import type { Memory } from './memory.js';
import { AT, HELD_AT, HELD_VALUE, META, SERIES, TRACTS, trusted, VALUE } from './records.js';

/** What conditions that look at more than one reading make of one. NaN: nothing can be said, which is no sample. */
export class Conditions {
  constructor(private readonly compiled: Compiled, private readonly memory: Memory) {}

  /** The window that ends with this sample; NaN: not yet. */
  window(slot: number, rule: CompiledRule, at: number, value: number): number {
    const samples = this.memory.samples.get(slot);
    if (samples === undefined || rule.window === null) return NaN;
    samples.put(at, value);
    return samples.evaluate(rule.window);
  }

  /** This minus the other, where the other's newest is near enough. */
  difference(slot: number, rule: CompiledRule, at: number, value: number): number {
    const { memory, compiled } = this, other = compiled.others.get(slot) ?? -1, s = other * SERIES, tract = memory.seriesWords[s * 2 + TRACTS] as number;
    const watched = tract < (memory.seriesWords[(s + SERIES) * 2 + TRACTS] as number);
    if (!watched && !trusted(memory.seriesWords[s * 2 + META] as number)) return NaN;
    const record = watched ? memory.tracts : memory.series, from = watched ? tract : s;
    return Math.abs(at - (record[from + AT] as number)) <= rule.span ? value - (record[from + VALUE] as number) : NaN;
  }

  /** 1 when the value has not moved for as long as the rule says. */
  unchanged(slot: number, rule: CompiledRule, at: number, value: number, gap: number): 0 | 1 {
    const { slots } = this.memory, s = slot;
    if (!(Math.abs(value - (slots[s + HELD_VALUE] as number)) <= rule.tolerance) || (rule.gapResets && gap > rule.gapMax)) {
      slots[s + HELD_VALUE] = value;
      slots[s + HELD_AT] = at;
    }
    return at - (slots[s + HELD_AT] as number) >= rule.span ? 1 : 0;
  }
}
