import type { AlarmTransition, TransitionKind } from './alarm.js';
import type { Compiled } from './compiled.js';
import type { CompiledRule } from './compiled-rule.js';
import type { AlarmMemory, Memory } from './memory.js';
import { AT, KEY, LEVEL, levelOf, ruleOf, SERIES, seriesOfSlot, STALE } from './records.js';

/** From slots to alarms: an alarm is as bad as the worst of its slots, remembers how often it was opened, and whether it flaps. Collects what happened. */
export class Alarms {
  readonly happened: AlarmTransition[] = [];
  /** How many alarms flap: none, most of the time. */
  flapping = 0;

  constructor(private readonly compiled: Compiled, private readonly memory: Memory) {
    for (const alarm of memory.alarms.values()) if (alarm.flapping) this.flapping++;
  }

  /** A slot has another level. `at` event time, `since` when its breach began, `lag` how late it came. */
  changed(slot: number, rule: CompiledRule, series: number, at: number, since: number, value: number | null, lag: number): void {
    const { levels } = this.memory, key = this.keyOf(slot), before = levels[key] as number, now = this.worst(key, slot);
    if (now === before) return;
    levels[key] = now;
    const alarm = this.remembered(key), toggles = before === 0 || now === 0;
    const say = (kind: TransitionKind, level: number): void => { this.happened.push({ kind, rule: rule.index, series, severity: severity(rule, level), at, since: alarm.since, value, openings: alarm.openings }); };
    const trips = toggles && this.toggle(alarm, rule, at, lag);
    if (now === 0) {
      if (trips) say('flapping', alarm.shown);
      if (alarm.flapping && rule.flapHolds) return;
      this.end(alarm, at, say);
      return;
    }
    if (alarm.shown === 0) {
      const again = alarm.openings > 0 && at - alarm.clearedAt <= rule.reopenWithin;
      alarm.openings = again ? alarm.openings + 1 : 1;
      alarm.since = since;
      alarm.stale = false;
      say(again ? 'reopened' : 'raised', now);
    } else if (now > alarm.shown) this.move(alarm, 'worsened', since, now, say);
    else if (now < alarm.shown && !(alarm.flapping && rule.flapHolds)) this.move(alarm, 'eased', alarm.since, now, say);
    else return;
    alarm.shown = now;
    if (trips) say('flapping', now);
  }

  /** The evidence of a firing slot has stopped coming; the alarm's is stale when that of every firing slot is. */
  stale(slot: number, rule: CompiledRule, series: number, at: number): void {
    const key = this.keyOf(slot), alarm = this.remembered(key);
    if (alarm.shown === 0 || alarm.stale || !this.slotsOf(key, slot).every((s) => { const word = this.memory.slotWords[s * 2 + LEVEL] as number; return levelOf(word) === 0 || (word & STALE) !== 0; })) return;
    alarm.stale = true;
    this.say('stale', rule, series, alarm, at, null);
  }

  fresh(slot: number, rule: CompiledRule, series: number, at: number, value: number): void {
    const alarm = this.remembered(this.keyOf(slot));
    if (!alarm.stale) return;
    alarm.stale = false;
    if (alarm.shown > 0) this.say('fresh', rule, series, alarm, at, value);
  }

  /** Ends flaps that have calmed down by `now`, when no more than half as many openings and closings as make a flap lie within its window. Answers when the next one may. */
  calm(now: number): number {
    let next = Infinity;
    if (this.flapping === 0) return next;
    for (const [key, alarm] of [...this.memory.alarms].filter(([, a]) => a.flapping).sort(([a], [b]) => a - b)) {
      const { rule, series } = this.firstOf(key), most = Math.floor(rule.flapCount / 2);
      const last = alarm.toggles[alarm.toggles.length - 1 - most], at = last === undefined ? (alarm.toggles.at(-1) ?? 0) : last + rule.flapWindow;
      if (at + alarm.lag > now) { next = Math.min(next, at + alarm.lag); continue; }
      alarm.flapping = false;
      this.flapping--;
      this.say('calm', rule, series, alarm, at, null);
      this.follow(key, alarm, rule, series, at);
    }
    return next;
  }

  /** After other rules: an alarm that was held open by a flap which is forgotten now is what its slots say. */
  reconcile(): void {
    for (const [key, alarm] of [...this.memory.alarms].sort(([a], [b]) => a - b)) {
      if (alarm.flapping || alarm.shown === this.memory.levels[key]) continue;
      const { rule, series } = this.firstOf(key);
      this.follow(key, alarm, rule, series, this.memory.series[series * SERIES + AT] as number);
    }
  }

  /** What a flap has held back. */
  private follow(key: number, alarm: AlarmMemory, rule: CompiledRule, series: number, at: number): void {
    const level = this.memory.levels[key] as number;
    if (level === 0 && alarm.shown > 0) this.end(alarm, at, (kind) => this.say(kind, rule, series, alarm, at, null));
    else if (level < alarm.shown) {
      alarm.shown = level;
      this.say('eased', rule, series, alarm, at, null);
    }
  }

  private firstOf(key: number): { readonly rule: CompiledRule; readonly series: number } {
    const { memory, compiled } = this;
    for (const slot of memory.everySlot(compiled.rules)) if (this.keyOf(slot) === key) {
      return { rule: compiled.rules[ruleOf(memory.slotWords[slot * 2 + LEVEL] as number)] as CompiledRule, series: compiled.composites.get(slot)?.series ?? seriesOfSlot(memory, slot) };
    }
    throw new RangeError(`no slot of alarm ${key}`);
  }

  private say(kind: TransitionKind, rule: CompiledRule, series: number, alarm: AlarmMemory, at: number, value: number | null): void {
    this.happened.push({ kind, rule: rule.index, series, severity: severity(rule, alarm.shown), at, since: alarm.since, value, openings: alarm.openings });
  }

  private end(alarm: AlarmMemory, at: number, say: (kind: TransitionKind, level: number) => void): void {
    say('cleared', alarm.shown);
    alarm.shown = 0;
    alarm.clearedAt = at;
    alarm.stale = false;
  }

  private move(alarm: AlarmMemory, kind: 'worsened' | 'eased', since: number, now: number, say: (kind: TransitionKind, level: number) => void): void {
    alarm.since = Math.min(alarm.since, since);
    say(kind, now);
  }

  /** Notes an opening or closing. Answers whether the alarm flaps from now on. */
  private toggle(alarm: AlarmMemory, rule: CompiledRule, at: number, lag: number): boolean {
    if (rule.flapCount === Infinity) return false;
    const now = Math.max(at, alarm.toggles.at(-1) ?? -Infinity);
    alarm.toggles.push(now);
    alarm.lag = Math.max(0, lag);
    while (alarm.toggles.length > 0 && (alarm.toggles[0] as number) <= now - rule.flapWindow) alarm.toggles.shift();
    if (alarm.flapping || alarm.toggles.length < rule.flapCount) return false;
    alarm.flapping = true;
    this.flapping++;
    this.memory.due = Math.min(this.memory.due, now + alarm.lag);
    return true;
  }

  private worst(key: number, slot: number): number {
    const words = this.memory.slotWords, shared = this.compiled.shared.get(key);
    if (shared === undefined) return levelOf(words[slot * 2 + LEVEL] as number);
    return shared.reduce((most, s) => Math.max(most, levelOf(words[s * 2 + LEVEL] as number)), 0);
  }

  private keyOf(slot: number): number { return this.memory.slotWords[slot * 2 + KEY] as number; }
  private slotsOf(key: number, slot: number): readonly number[] { return this.compiled.shared.get(key) ?? [slot]; }

  private remembered(key: number): AlarmMemory {
    let alarm = this.memory.alarms.get(key);
    if (alarm === undefined) this.memory.alarms.set(key, alarm = { openings: 0, since: 0, clearedAt: -Infinity, shown: 0, stale: false, flapping: false, toggles: [], lag: 0 });
    return alarm;
  }
}

const severity = (rule: CompiledRule, level: number): AlarmTransition['severity'] => rule.source.levels[level - 1]?.severity ?? 'notice';
