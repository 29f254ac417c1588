import type { Compiled } from './compiled.js';
import { COMPARE, EVENT, NODATA, RATE, STUCK, WINDOW, type CompiledRule } from './compiled-rule.js';
import { Conditions } from './conditions.js';
import { believable, quiet, reachable } from './filter.js';
import type { Ladder, Shown } from './ladder.js';
import type { Memory, Waiting } from './memory.js';
import { AT, codeOf, FILTER, healthOf, HEARD, LEVEL, levelOf, META, metaOf, NEVER, NEWEST, RING, ruleOf, SERIES, SINCE, SLOTS, TRACT, TRACTS, trusted, VALUE } from './records.js';
import type { Readings } from './reading.js';
import { ACCEPTED, BAD_RANGE, BLIP, COMMUNICATION, FAULT, FAULTY, FLAT, GRADIENT, JUMPING, LATE, ONLINE, OUT_OF_RANGE, QUALITY, RANGE, RETRO, SENTINEL, STUCK_AT, UNWATCHED, usable, WAITING } from './verdict.js';

const MINUTE = 60_000;
/** A heartbeat that is so much over its time is late. */
export const JITTER = 1.2;

/** From a reading to what each rule makes of it: pre-filters, then the condition's own value, then a step of the slot. */
export class Judging {
  private readings!: Readings;
  /** Newest event time in the batch by series, looked up only when something old comes. */
  private newestInBatch: Map<number, number> | null = null;
  /** `stuck`, `flat` or `online`: whether a rule has found that the series does not move at all, or not more than its tolerance. */
  private stands: number = ONLINE;
  private readonly conditions: Conditions;
  private readonly shown: Shown = { at: 0, before: 0, value: 0, heard: 0, again: false, over: false };

  constructor(
    private readonly compiled: Compiled, private readonly memory: Memory, private readonly ladder: Ladder, private readonly counted: Float64Array, private readonly say: (series: number, health: number, at: number) => void,
  ) {
    this.conditions = new Conditions(compiled, memory);
  }

  begin(readings: Readings): void {
    this.readings = readings;
    this.newestInBatch = null;
  }

  /** A reading that is not older than any before it of its series. Answers an index of READING_VERDICTS. */
  newer(series: number, i: number, at: number, value: number): number {
    const { memory } = this, { followers } = this.compiled, w = series * SERIES * 2, quality = this.readings.quality[i] as number, heard = this.readings.receivedAt, code = this.readings.code[i] as number;
    const first = memory.seriesWords[w + TRACTS] as number, end = memory.seriesWords[w + SERIES * 2 + TRACTS] as number;
    let verdict: number = first === end ? UNWATCHED : QUALITY;
    this.stands = ONLINE;
    if (usable(quality) && first < end) {
      verdict = WAITING;
      for (let t = first; t < end; t += TRACT) {
        const answer = code >= 0 ? this.event(t, series, code, at, value, heard) : this.filtered(t, series, at, value, heard);
        if (answer === ACCEPTED || t === first) verdict = answer;
      }
      if (followers.size > 0) this.follow(series, at, value, heard);
    }
    if (verdict !== ACCEPTED || this.stands !== ONLINE || healthOf(memory.seriesWords[w + META] as number) !== ONLINE) this.look(series, quality, verdict, at);
    return verdict;
  }

  /** A reading that is older than the newest of its series: windows still take it, and events of which the rule has seen none newer. */
  late(series: number, i: number, at: number): number {
    const { rules, filters } = this.compiled, { memory, shown } = this, w = series * SERIES * 2, code = this.readings.code[i] as number, heard = this.readings.receivedAt;
    const newest = memory.series[series * SERIES + AT] as number, value = this.readings.value[i] as number, first = memory.seriesWords[w + TRACTS] as number, end = memory.seriesWords[w + SERIES * 2 + TRACTS] as number;
    if (healthOf(memory.seriesWords[w + META] as number) !== ONLINE) this.look(series, this.readings.quality[i] as number, ACCEPTED, newest);
    if (first === end) return UNWATCHED;
    if (!usable(this.readings.quality[i] as number)) return QUALITY;
    let lateness = 0, taken = false;
    for (let t = first; t < end; t += TRACT) {
      const filter = filters[(memory.tractWords[t * 2 + FILTER] as number) & 0xffff] ?? null, believed = code >= 0 || believable(filter, value) === ACCEPTED;
      let rule: CompiledRule;
      for (let k = memory.tractWords[t * 2 + SLOTS] as number, last = memory.tractWords[(t + TRACT) * 2 + SLOTS] as number; k < last; k += rule.size) {
        rule = rules[ruleOf(memory.slotWords[k * 2 + LEVEL] as number)] as CompiledRule;
        if (rule.lateness > lateness) lateness = rule.lateness;
        if (at < newest - rule.lateness || !believed) continue;
        if (code >= 0) taken = this.occurs(k, rule, series, code, at, value, heard, true) || taken;
        else if (rule.window !== null) {
          const samples = memory.samples.get(k);
          if (at > (memory.tracts[t + AT] as number) || !samples?.put(at, quiet(filter, value))) continue;
          const v = samples.evaluate(rule.window);
          if (Number.isNaN(v)) continue;
          shown.at = shown.before = samples.newest; shown.value = value; shown.heard = heard; shown.again = true; shown.over = false;
          this.ladder.step(k, rule, series, v, shown);
        }
      }
    }
    return taken ? ACCEPTED : newest - at > lateness ? RETRO : LATE;
  }

  /** A waiting reading whose successor has not come in time. */
  release(tract: number, waiting: Waiting): void {
    this.stands = ONLINE;
    this.newestInBatch = null;
    this.readings = NOTHING;
    this.believe(tract, waiting.series, waiting.at, waiting.value, waiting.heard);
    if (this.compiled.followers.size > 0) this.follow(waiting.series, waiting.at, waiting.value, waiting.heard);
  }

  /** What a reading says about its device. */
  private look(series: number, quality: number, verdict: number, at: number): void {
    const { memory, compiled } = this, w = series * SERIES * 2, meta = memory.seriesWords[w + META] as number;
    const health = verdict === RANGE || quality === BAD_RANGE ? OUT_OF_RANGE : verdict === GRADIENT ? JUMPING : verdict === SENTINEL || quality === FAULT || quality === COMMUNICATION ? FAULTY : this.stands;
    if (healthOf(meta) === health) return;
    memory.seriesWords[w + META] = metaOf(codeOf(meta), trusted(meta), health);
    this.say(series, health, at);
    const first = memory.seriesWords[w + TRACTS] as number, heartbeat = compiled.heartbeats[(memory.tractWords[first * 2 + FILTER] as number) >>> 16];
    if (first < (memory.seriesWords[w + SERIES * 2 + TRACTS] as number) && heartbeat) memory.due = Math.min(memory.due, (memory.series[series * SERIES + HEARD] as number) + heartbeat.every * Math.min(JITTER, heartbeat.missed));
  }

  private filtered(tract: number, series: number, at: number, sent: number, heard: number): number {
    const { compiled, memory } = this, filter = compiled.filters[(memory.tractWords[tract * 2 + FILTER] as number) & 0xffff] ?? null;
    const verdict = believable(filter, sent);
    if (verdict !== ACCEPTED) return verdict;
    if (filter === null) return this.believe(tract, series, at, sent, heard);
    const t = tract, value = quiet(filter, sent), before = memory.tracts[t + AT] as number;
    if (before !== -Infinity && reachable(filter, value, memory.tracts[t + VALUE] as number, at - before) !== ACCEPTED) return GRADIENT;
    if (filter.blip === Infinity) return this.believe(tract, series, at, value, heard);
    const waiting = memory.waiting.get(tract);
    if (waiting !== undefined) {
      memory.waiting.delete(tract);
      if (at > waiting.at && value <= waiting.value - filter.blip) this.counted[BLIP] = (this.counted[BLIP] as number) + 1;
      else if (at > waiting.at) this.believe(tract, series, waiting.at, waiting.value, waiting.heard);
    }
    if (before !== -Infinity && value - (memory.tracts[t + VALUE] as number) > filter.blip) {
      memory.waiting.set(tract, { series, at, value, heard });
      memory.due = Math.min(memory.due, heard + filter.wait);
      return WAITING;
    }
    return this.believe(tract, series, at, value, heard);
  }

  private believe(tract: number, series: number, at: number, value: number, heard: number): number {
    const { compiled, memory, shown, ladder, conditions } = this, before = memory.tracts[tract + AT] as number, previous = memory.tracts[tract + VALUE] as number;
    let rule: CompiledRule;
    for (let k = memory.tractWords[tract * 2 + SLOTS] as number, end = memory.tractWords[(tract + TRACT) * 2 + SLOTS] as number; k < end; k += rule.size) {
      rule = compiled.rules[ruleOf(memory.slotWords[k * 2 + LEVEL] as number)] as CompiledRule;
      let v = value;
      if (rule.kind === EVENT) continue;
      if (rule.kind === NODATA) { this.alive(k, rule, series, at, value, heard); continue; }
      if (at - before > rule.gapMax) ladder.hole(k, rule);
      switch (rule.kind) {
        case RATE: v = at > before && before !== -Infinity ? ((value - previous) / (at - before)) * MINUTE : NaN; break;
        case WINDOW: v = conditions.window(k, rule, at, value); break;
        case COMPARE: v = conditions.difference(k, rule, at, value); break;
        case STUCK: v = conditions.unchanged(k, rule, at, value, at - before); break;
      }
      if (v !== v) {
        if (rule.n > 0 && at > before) memory.repeats.push(k * 2 + RING, rule.n, at - before, 0);
        continue;
      }
      shown.at = at; shown.before = before; shown.value = value; shown.heard = heard; shown.again = at === before;
      shown.over = heard - at > rule.backfill && this.outdated(series, at);
      ladder.step(k, rule, series, v, shown);
      if (rule.kind === STUCK && levelOf(memory.slotWords[k * 2 + LEVEL] as number) > 0) this.stands = rule.tolerance > 0 && this.stands !== STUCK_AT ? FLAT : STUCK_AT;
    }
    memory.tracts[tract + AT] = at;
    memory.tracts[tract + VALUE] = value;
    return ACCEPTED;
  }

  private event(tract: number, series: number, code: number, at: number, confidence: number, heard: number): number {
    const { memory } = this;
    if (!(Math.abs(confidence) < Infinity)) return SENTINEL;
    let rule: CompiledRule;
    for (let k = memory.tractWords[tract * 2 + SLOTS] as number, end = memory.tractWords[(tract + TRACT) * 2 + SLOTS] as number; k < end; k += rule.size) {
      rule = this.compiled.rules[ruleOf(memory.slotWords[k * 2 + LEVEL] as number)] as CompiledRule;
      this.occurs(k, rule, series, code, at, confidence, heard, false);
    }
    return ACCEPTED;
  }

  /** An event that a rule waits for, sure enough and newer than the newest one that it has seen. Answers whether it is. */
  private occurs(slot: number, rule: CompiledRule, series: number, code: number, at: number, confidence: number, heard: number, late: boolean): boolean {
    const { memory, shown } = this, s = slot, before = memory.slots[s + NEWEST] as number;
    if (rule.kind === NODATA && !late) this.alive(slot, rule, series, at, confidence, heard);
    if (rule.kind !== EVENT || at <= before || !(confidence >= rule.minConfidence) || !(this.compiled.codes.get(slot)?.has(code) ?? false)) return false;
    if (levelOf(memory.slotWords[s * 2 + LEVEL] as number) === 0 && (at - before > rule.span || (rule.gapResets && at - before > rule.gapMax))) memory.slots[s + SINCE] = NEVER;
    memory.slots[s + NEWEST] = at;
    shown.at = at; shown.before = before; shown.value = confidence; shown.heard = heard; shown.again = false; shown.over = heard - at > rule.backfill && (late || this.outdated(series, at));
    this.ladder.step(slot, rule, series, 1, shown);
    return true;
  }

  /** Anything that is believed ends silence. */
  private alive(slot: number, rule: CompiledRule, series: number, at: number, value: number, heard: number): void {
    const { memory, shown } = this, s = slot, before = memory.slots[s + NEWEST] as number;
    memory.slots[s + NEWEST] = Math.max(at, before);
    shown.at = at; shown.before = before; shown.value = value; shown.heard = heard; shown.again = at <= before; shown.over = false;
    this.ladder.step(slot, rule, series, 0, shown);
    memory.due = Math.min(memory.due, heard + rule.span);
  }

  /** Composite rules of the asset look again. */
  private follow(series: number, at: number, value: number, heard: number): void {
    const { compiled, memory, shown } = this;
    for (const slot of compiled.followers.get(series) ?? []) {
      const rule = compiled.rules[ruleOf(memory.slotWords[slot * 2 + LEVEL] as number)] as CompiledRule, s = slot, before = memory.slots[s + NEWEST] as number, now = Math.max(at, before);
      const fires = (key: number): boolean => (memory.levels[key] as number) > 0 || now - (memory.alarms.get(key)?.clearedAt ?? -Infinity) <= rule.span;
      const { members, series: own } = compiled.composites.get(slot) ?? { members: [], series };
      memory.slots[s + NEWEST] = now;
      shown.at = now; shown.before = before; shown.value = value; shown.heard = heard; shown.again = now === before; shown.over = false;
      this.ladder.step(slot, rule, own, (rule.every ? members.every(fires) : members.some(fires)) ? 1 : 0, shown);
    }
  }

  /** Whether the same batch brings something newer of the series. */
  private outdated(series: number, at: number): boolean {
    if (this.newestInBatch === null) {
      this.newestInBatch = new Map();
      const { count, series: all, at: times, quality } = this.readings;
      for (let i = 0; i < count; i++) {
        const s = all[i] as number, t = times[i] as number;
        if (usable(quality[i] as number) && t > (this.newestInBatch.get(s) ?? -Infinity)) this.newestInBatch.set(s, t);
      }
    }
    return at < (this.newestInBatch.get(series) ?? -Infinity);
  }
}

const NOTHING: Readings = { count: 0, receivedAt: 0, series: new Int32Array(0), at: new Float64Array(0), value: new Float64Array(0), quality: new Uint8Array(0), code: new Int16Array(0) };
