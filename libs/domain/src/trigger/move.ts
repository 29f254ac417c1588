import { alarmKey, seriesOf, type Compiled, type Filter } from './compile.js';
import { EVENT, type CompiledRule } from './compiled-rule.js';
import { EVIDENCE, LEVEL, Memory, NEWEST, SERIES, SLOT, STALE, TRACT } from './memory.js';
import { SEVERITIES_OF_ALARMS, type SeriesSpec } from './rule.js';

/** What of the old state holds under the new arrangement. Series are the same when number, device and metric are. */
export function moved(old: Compiled, from: Memory, now: Compiled): Memory {
  const to = new Memory(now), keys = new Map<number, number>();
  now.arrangement.series.forEach((spec, series) => {
    const was = old.arrangement.series[series];
    if (was === undefined || was.device !== spec.device || was.metric !== spec.metric) return;
    to.series.set(from.series.subarray(series * SERIES, (series + 1) * SERIES), series * SERIES);
    const sent = from.clamped.get(series);
    if (sent !== undefined) to.clamped.set(series, sent);
    tracts(old, from, now, to, series);
    for (const slot of slotsOf(now, series)) carry(old, from, now, to, was, spec, slot, slotsOf(old, series), keys);
  });
  const composites = [...old.composites.keys()];
  for (const [slot, { series }] of now.composites) {
    const spec = now.arrangement.series[series] as SeriesSpec, was = old.arrangement.series[series];
    if (was !== undefined) carry(old, from, now, to, was, spec, slot, composites.filter((k) => seriesOf(old, k) === series), keys);
  }
  for (const [key, alarm] of from.alarms) {
    const there = keys.get(key);
    if (there === undefined) continue;
    const rule = now.rules[now.ruleOf[now.keyOf.indexOf(there)] as number] as CompiledRule, was = old.rules[old.ruleOf[old.keyOf.indexOf(key)] as number] as CompiledRule;
    const same = sameRule(was, rule);
    to.alarms.set(there, { ...alarm, toggles: same ? [...alarm.toggles] : [], flapping: same && alarm.flapping, shown: same ? alarm.shown : levelOf(was, alarm.shown, rule) });
  }
  return to;
}

const slotsOf = ({ tractOf, slotOf }: Compiled, series: number): number[] => {
  const first = slotOf[tractOf[series] as number] as number, end = slotOf[tractOf[series + 1] as number] as number;
  return Array.from({ length: end - first }, (_, i) => first + i);
};

/** A version never changes once it has been tried. */
const sameRule = (a: CompiledRule, b: CompiledRule): boolean => a.source.id === b.source.id && a.source.version === b.source.version;

/** The worst level of the new version that is no worse than what fires; never none. */
function levelOf(was: CompiledRule, level: number, now: CompiledRule): number {
  const severity = was.source.levels[level - 1]?.severity;
  if (severity === undefined) return 0;
  return Math.max(1, now.source.levels.findLastIndex((l) => SEVERITIES_OF_ALARMS.indexOf(l.severity) <= SEVERITIES_OF_ALARMS.indexOf(severity)) + 1);
}

const alike = (a: Filter | null | undefined, b: Filter | null | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

function tracts(old: Compiled, from: Memory, now: Compiled, to: Memory, series: number): void {
  for (let t = now.tractOf[series] as number; t < (now.tractOf[series + 1] as number); t++) {
    for (let was = old.tractOf[series] as number; was < (old.tractOf[series + 1] as number); was++) {
      if (!alike(old.filters[old.filterOf[was] as number], now.filters[now.filterOf[t] as number])) continue;
      to.tracts.set(from.tracts.subarray(was * TRACT, (was + 1) * TRACT), t * TRACT);
      const waiting = from.waiting.get(was);
      if (waiting !== undefined) to.waiting.set(t, waiting);
      break;
    }
  }
}

/** The slot of the same rule goes on: all of it under the same version, only what fires under another one. */
function carry(old: Compiled, from: Memory, now: Compiled, to: Memory, was: SeriesSpec, spec: SeriesSpec, slot: number, candidates: readonly number[], keys: Map<number, number>): void {
  const rule = now.rules[now.ruleOf[slot] as number] as CompiledRule, before = candidates.find((k) => old.rules[old.ruleOf[k] as number]?.source.id === rule.source.id);
  if (before === undefined || alarmKey(rule.source, was) !== alarmKey(rule.source, spec)) return;
  const oldRule = old.rules[old.ruleOf[before] as number] as CompiledRule, a = before * SLOT, b = slot * SLOT, key = now.keyOf[slot] as number;
  keys.set(old.keyOf[before] as number, key);
  if (sameRule(oldRule, rule)) {
    to.slots.set(from.slots.subarray(a, a + SLOT), b);
    const ring = old.repeatOf[before] as number, samples = from.samples.get(before);
    to.repeats.ring.set(from.repeats.ring.subarray(ring, ring + rule.n), now.repeatOf[slot] as number);
    if (samples !== undefined) to.samples.set(slot, samples);
  } else {
    const word = from.slotWords[a * 2 + LEVEL] as number;
    to.slotWords[b * 2 + LEVEL] = levelOf(oldRule, word & 255, rule) | (word & STALE);
    to.slots[b + EVIDENCE] = from.slots[a + EVIDENCE] as number;
    if (oldRule.kind === EVENT && rule.kind === EVENT) to.slots[b + NEWEST] = from.slots[a + NEWEST] as number;
  }
  to.levels[key] = Math.max(to.levels[key] as number, (to.slotWords[b * 2 + LEVEL] as number) & 255);
}
