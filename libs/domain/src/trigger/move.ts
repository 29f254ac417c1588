import type { Compiled } from './compiled.js';
import { EVENT, type CompiledRule } from './compiled-rule.js';
import { alarmKey } from './key.js';
import { Memory } from './memory.js';
import { EVIDENCE, FILTER, KEY, LEVEL, levelOf, META, NEWEST, ruleOf, RING, SERIES, SET_OF, SLOT, SLOTS, STALE, TRACT, TRACTS, VALUE } from './records.js';
import { SEVERITIES_OF_ALARMS } from './rule.js';

interface Side { readonly compiled: Compiled; readonly memory: Memory; /** Each filter as text, to tell whether two are alike. */ readonly filters: readonly string[] }
const sideOf = (compiled: Compiled, memory: Memory): Side => ({ compiled, memory, filters: compiled.filters.map((f) => JSON.stringify(f)) });

/** What of the old state holds under the new arrangement. Series are the same when number, device and metric are. */
export function moved(compiled: Compiled, memory: Memory, next: Compiled): Memory {
  const old = sideOf(compiled, memory), now = sideOf(next, new Memory(next)), keys = new Map<number, readonly [number, CompiledRule, CompiledRule]>();
  for (const { series, device, metric } of next.arrangement.series) {
    const was = compiled.arrangement.series[series];
    if (was?.device === device && was.metric === metric) moveSeries(old, now, series, keys);
  }
  const composites = [...compiled.composites];
  for (const [slot, { series }] of next.composites) carry(old, now, series, slot, composites.filter(([, c]) => c.series === series).map(([k]) => k), keys);
  for (const [key, alarm] of memory.alarms) {
    const [there, was, rule] = keys.get(key) ?? [];
    if (there === undefined || was === undefined || rule === undefined) continue;
    const same = sameRule(was, rule);
    now.memory.alarms.set(there, { ...alarm, toggles: same ? [...alarm.toggles] : [], flapping: same && alarm.flapping, shown: same ? alarm.shown : asBad(was, alarm.shown, rule) });
  }
  return now.memory;
}

type Keys = Map<number, readonly [number, CompiledRule, CompiledRule]>;

/** The numbers of a series, not its words: where its tracts begin is the new memory's own. */
function moveSeries(old: Side, now: Side, series: number, keys: Keys): void {
  const s = series * SERIES, sent = old.memory.clamped.get(series);
  now.memory.series.set(old.memory.series.subarray(s, s + SERIES - 1), s);
  now.memory.seriesWords[s * 2 + META] = old.memory.seriesWords[s * 2 + META] as number;
  if (sent !== undefined) now.memory.clamped.set(series, sent);
  const before = tractsOf(old, series);
  for (const tract of tractsOf(now, series)) {
    const was = before.find((t) => filterOf(old, t) === filterOf(now, tract));
    if (was === undefined) continue;
    now.memory.tracts.set(old.memory.tracts.subarray(was, was + VALUE + 1), tract);
    const waiting = old.memory.waiting.get(was);
    if (waiting !== undefined) now.memory.waiting.set(tract, waiting);
  }
  const slots = slotsOf(old, series);
  for (const slot of slotsOf(now, series)) carry(old, now, series, slot, slots, keys);
}

function tractsOf({ memory: { seriesWords } }: Side, series: number): number[] {
  const first = seriesWords[series * SERIES * 2 + TRACTS] as number, end = seriesWords[(series + 1) * SERIES * 2 + TRACTS] as number;
  return Array.from({ length: (end - first) / TRACT }, (_, i) => first + i * TRACT);
}
const filterOf = ({ filters, memory }: Side, tract: number): string | undefined => filters[(memory.tractWords[tract * 2 + FILTER] as number) & 0xffff];

function slotsOf({ compiled, memory }: Side, series: number): number[] {
  const first = memory.seriesWords[series * SERIES * 2 + TRACTS] as number, end = memory.seriesWords[(series + 1) * SERIES * 2 + TRACTS] as number;
  return [...memory.everySlot(compiled.rules, memory.tractWords[first * 2 + SLOTS] as number, memory.tractWords[end * 2 + SLOTS] as number)];
}
const ruleAt = ({ compiled, memory }: Side, slot: number): CompiledRule => compiled.rules[ruleOf(memory.slotWords[slot * 2 + LEVEL] as number)] as CompiledRule;

/** A version never changes once it has been tried. */
const sameRule = (a: CompiledRule, b: CompiledRule): boolean => a.source.id === b.source.id && a.source.version === b.source.version;

/** The worst level of the new version that is no worse than what fires; never none. */
function asBad(was: CompiledRule, level: number, now: CompiledRule): number {
  const severity = was.source.levels[level - 1]?.severity;
  if (severity === undefined) return 0;
  return Math.max(1, now.source.levels.findLastIndex((l) => SEVERITIES_OF_ALARMS.indexOf(l.severity) <= SEVERITIES_OF_ALARMS.indexOf(severity)) + 1);
}

/** The slot of the same rule goes on: all of it under the same version, only what fires under another one. */
function carry(old: Side, now: Side, series: number, slot: number, candidates: readonly number[], keys: Keys): void {
  const rule = ruleAt(now, slot), was = old.compiled.arrangement.series[series], spec = now.compiled.arrangement.series[series], before = candidates.find((k) => ruleAt(old, k).source.id === rule.source.id);
  if (before === undefined || was === undefined || spec === undefined || alarmKey(rule.source, was) !== alarmKey(rule.source, spec)) return;
  const from = old.memory, to = now.memory, oldRule = ruleAt(old, before), word = from.slotWords[before * 2 + LEVEL] as number, key = to.slotWords[slot * 2 + KEY] as number;
  keys.set(from.slotWords[before * 2 + KEY] as number, [key, oldRule, rule]);
  let level = levelOf(word);
  if (sameRule(oldRule, rule)) {
    to.slots.set(from.slots.subarray(before, before + EVIDENCE + 1), slot);
    to.slotWords.set(from.slotWords.subarray(before * 2 + LEVEL + 1, before * 2 + SET_OF), slot * 2 + LEVEL + 1);
    to.slotWords.set(from.slotWords.subarray(before * 2 + RING, before * 2 + RING + (rule.size - SLOT) * 2), slot * 2 + RING);
    const samples = from.samples.get(before);
    if (samples !== undefined) to.samples.set(slot, samples);
  } else {
    level = asBad(oldRule, level, rule);
    to.slots[slot + EVIDENCE] = from.slots[before + EVIDENCE] as number;
    if (oldRule.kind === EVENT && rule.kind === EVENT) to.slots[slot + NEWEST] = from.slots[before + NEWEST] as number;
  }
  to.slotWords[slot * 2 + LEVEL] = (rule.index << 16) | level | (word & STALE);
  to.levels[key] = Math.max(to.levels[key] as number, level);
}
