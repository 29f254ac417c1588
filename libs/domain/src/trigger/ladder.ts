import type { Alarms } from './alarms.js';
import type { Compiled } from './compiled.js';
import { EVENT, OUTSIDE, type CompiledRule } from './compiled-rule.js';
import { dayOfYear, minuteOfWeek } from './hours.js';
import type { Memory } from './memory.js';
import { COUNT, EVIDENCE, LEVEL, levelOf, MILDER, NEVER, NORMAL, RING, SET_OF, SINCE, STALE } from './records.js';
import { HIGH, LEVELS, LOW, SET } from './thresholds.js';

/** What a slot is shown: when, how long after the sample before it, the reading behind it. `again`: the same instant once more, `over`: old, and something newer has come. */
export interface Shown { at: number; before: number; value: number; heard: number; again: boolean; over: boolean }

/**
 * One step of a slot's state machine: NORMAL → PENDING → FIRING at a level ⇄ another level → CLEARING → NORMAL. Every step is a sample: time that passes without one changes nothing.
 * Levels are tried from the worst down, so one sample may go straight to the worst; a level that is held stays until the value is beyond its own `clear`.
 */
export class Ladder {
  private readonly sets: Float64Array;
  private readonly slots: Float64Array;
  private readonly words: Int32Array;

  constructor(compiled: Compiled, private readonly memory: Memory, private readonly alarms: Alarms) {
    this.sets = compiled.sets;
    this.slots = memory.slots;
    this.words = memory.slotWords;
  }

  /** Where the slot's thresholds of that local day begin. */
  set(slot: number, rule: CompiledRule, at: number): number {
    const first = this.words[slot * 2 + SET_OF] as number;
    return (rule.stretch === null ? first : first + (rule.stretch[dayOfYear(at)] as number)) * SET;
  }

  /** How far a value lies outside; negative inside. */
  outside(set: number, value: number): number { return Math.max((this.sets[set + LOW] as number) - value, value - (this.sets[set + HIGH] as number)); }

  step(slot: number, rule: CompiledRule, series: number, measured: number, shown: Shown): void {
    const { slots, words } = this, w = slot * 2;
    const set = this.set(slot, rule, shown.at), v = rule.kind === OUTSIDE ? this.outside(set, measured) : measured * rule.sign;
    const level = levelOf(words[w + LEVEL] as number);
    slots[slot + EVIDENCE] = shown.heard;
    if ((words[w + LEVEL] as number) & STALE) this.fresh(slot, rule, series, shown);
    const fire = this.rise(slot, rule, level, set, v, shown);
    if (fire > 0) this.fire(slot, rule, series, fire, shown);
    else if (level > 0) this.fall(slot, rule, series, level, set, v, shown);
  }

  /** A hole in the evidence: what was on its way to normal begins anew, what was on its way to an alarm does as the rule says. What fires goes on. */
  hole(slot: number, rule: CompiledRule): void {
    const s = slot;
    this.slots[s + NORMAL] = this.slots[s + MILDER] = NEVER;
    this.words[s * 2 + COUNT] = 0;
    if (rule.gapResets) for (let l = 0; l < rule.levels; l++) this.slots[s + SINCE + l] = NEVER;
  }

  /** A timer's slot goes off (nodata): there is no sample. */
  expire(slot: number, rule: CompiledRule, series: number, at: number, since: number): void {
    this.level(slot, 1);
    this.alarms.changed(slot, rule, series, at, since, null, 0);
  }

  /** An event has not come again. */
  end(slot: number, rule: CompiledRule, series: number, at: number, lag: number): void {
    const since = this.slots[slot + SINCE] as number;
    this.slots[slot + SINCE] = NEVER;
    this.level(slot, 0);
    this.alarms.changed(slot, rule, series, at, since, null, lag);
  }

  /** Active by the rule's schedule. */
  active(rule: CompiledRule, at: number): boolean { return rule.week === null || rule.week[minuteOfWeek(at)] === 1; }

  /** The level that fires now, from the worst down; 0: none above the one that is held. */
  private rise(slot: number, rule: CompiledRule, level: number, set: number, v: number, shown: Shown): number {
    const { slots, sets } = this, s = slot, { at } = shown, active = this.active(rule, at);
    let reached = 0, fire = 0;
    for (let l = rule.levels - 1; l >= 0; l--) {
      if (!active || !(v >= (sets[set + l] as number))) {
        if (l >= level) slots[s + SINCE + l] = NEVER;
        continue;
      }
      if (reached === 0) reached = l + 1;
      if (l < level) break;
      if (slots[s + SINCE + l] === NEVER) slots[s + SINCE + l] = at;
      if (fire === 0 && at - (slots[s + SINCE + l] as number) >= (rule.fors[l] as number)) fire = l + 1;
    }
    if (rule.n > 0) fire = this.repeated(slot, rule, level, reached, fire, shown);
    return shown.over ? 0 : fire;
  }

  /** "m of the last n": the worst level, no worse than `fire`, that has been reached often enough. */
  private repeated(slot: number, rule: CompiledRule, level: number, reached: number, fire: number, shown: Shown): number {
    const { repeats } = this.memory, from = slot * 2 + RING;
    if (shown.again) repeats.correct(from, reached);
    else repeats.push(from, rule.n, shown.at - shown.before, reached);
    for (let l = fire; l > level; l--) {
      const since = this.slots[slot + SINCE + l - 1] as number;
      if (since === NEVER || shown.at - since < (rule.fors[l - 1] as number)) continue;
      const reach = repeats.reach(from, rule.m, rule.n, rule.within, l);
      if (reach < 0) continue;
      this.slots[slot + SINCE + l - 1] = Math.min(since, shown.at - reach);
      return l;
    }
    return 0;
  }

  private fire(slot: number, rule: CompiledRule, series: number, level: number, shown: Shown): void {
    const { slots, words } = this, s = slot;
    slots[s + NORMAL] = slots[s + MILDER] = NEVER;
    words[s * 2 + COUNT] = 0;
    this.level(slot, level);
    const runsOut = shown.heard + (rule.kind === EVENT ? rule.span : rule.staleAfter);
    if (runsOut < this.memory.due) this.memory.due = runsOut;
    this.alarms.changed(slot, rule, series, shown.at, slots[s + SINCE + level - 1] as number, shown.value, shown.heard - shown.at);
  }

  private fall(slot: number, rule: CompiledRule, series: number, level: number, set: number, v: number, shown: Shown): void {
    const { slots, words, sets } = this, s = slot, w = s * 2, { at } = shown;
    let target = level;
    while (target > 0 && !(v >= (sets[set + LEVELS + target - 1] as number))) target--;
    if (target === level) {
      slots[s + NORMAL] = slots[s + MILDER] = NEVER;
      words[w + COUNT] = 0;
      return;
    }
    if (slots[s + MILDER] === NEVER) slots[s + MILDER] = at;
    if (target > 0) {
      slots[s + NORMAL] = NEVER;
      words[w + COUNT] = 0;
      if (rule.eases && at - (slots[s + MILDER] as number) >= rule.easeDwell) this.ease(slot, rule, series, level, target, shown);
      return;
    }
    if (slots[s + NORMAL] === NEVER) slots[s + NORMAL] = at;
    if (!shown.again || words[w + COUNT] === 0) words[w + COUNT] = (words[w + COUNT] as number) + 1;
    if (at - (slots[s + NORMAL] as number) >= rule.dwell && (words[w + COUNT] as number) >= rule.minSamples) this.ease(slot, rule, series, level, 0, shown);
  }

  private ease(slot: number, rule: CompiledRule, series: number, level: number, target: number, shown: Shown): void {
    const { slots, words } = this, s = slot, since = slots[s + SINCE + level - 1] as number;
    slots[s + NORMAL] = slots[s + MILDER] = NEVER;
    words[s * 2 + COUNT] = 0;
    this.level(slot, target);
    for (let l = target; l < rule.levels; l++) slots[s + SINCE + l] = NEVER;
    this.alarms.changed(slot, rule, series, shown.at, since, shown.value, shown.heard - shown.at);
  }

  private level(slot: number, level: number): void { this.words[slot * 2 + LEVEL] = ((this.words[slot * 2 + LEVEL] as number) & ~255) | level; }

  private fresh(slot: number, rule: CompiledRule, series: number, shown: Shown): void {
    this.words[slot * 2 + LEVEL] = (this.words[slot * 2 + LEVEL] as number) & ~STALE;
    const runsOut = shown.heard + rule.staleAfter;
    if (runsOut < this.memory.due) this.memory.due = runsOut;
    this.alarms.fresh(slot, rule, series, shown.at, shown.value);
  }
}
