import type { AlarmTransition, Arrangement, Readings, SeriesSpec, Threshold, TransitionKind, TriggerRule } from '../trigger/index.js';

/** A slow engine, written from the text of docs/trigger-rules.md and from nothing else: it keeps every sample for ever and looks back over all of them each time. */
interface Sample { readonly at: number; readonly v: number; /** Comes after a hole; begins anew whatever the rule says of holes. */ readonly hole: boolean; readonly anew: boolean }
interface Slot {
  readonly rule: TriggerRule; readonly r: number; readonly spec: SeriesSpec; readonly alarm: Alarm;
  level: number; changedAt: number; readonly samples: Sample[]; readonly window: { at: number; value: number }[]; evidence: number; stale: boolean; held: { at: number; value: number } | null; lastEvent: number; hole: boolean; anew: boolean; readonly seen: Sample[];
}
interface Alarm { readonly slots: Slot[]; raw: number; shown: number; openings: number; since: number; clearedAt: number; stale: boolean; flapping: boolean; toggles: number[]; lag: number }
interface Tract { readonly filter: TriggerRule['filter']; readonly slots: Slot[]; last: { at: number; value: number } | null; waiting: { at: number; value: number; heard: number } | null }
interface Known { at: number; value: number; code: number; heard: number; sent: number | null; readonly tracts: Tract[] }

const LOCAL = 8 * 3_600_000, DAY = 86_400_000;

export class Naive {
  readonly transitions: AlarmTransition[] = [];
  private readonly known: Known[];

  constructor(arrangement: Arrangement) {
    const alarms = new Map<string, Alarm>();
    this.known = arrangement.series.map((spec) => {
      const tracts: Tract[] = [];
      arrangement.rules.forEach((rule, r) => {
        if (rule.scope.metric !== spec.metric || !rule.scope.kinds.includes(spec.kind)) return;
        const name = `${rule.id} ${spec.asset ?? `#${spec.series}`}`, text = JSON.stringify(rule.filter ?? {});
        const alarm = alarms.get(name) ?? { slots: [], raw: 0, shown: 0, openings: 0, since: 0, clearedAt: -Infinity, stale: false, flapping: false, toggles: [], lag: 0 };
        alarms.set(name, alarm);
        const slot: Slot = { rule, r, spec, alarm, level: 0, changedAt: 0, samples: [], window: [], evidence: -Infinity, stale: false, held: null, lastEvent: -Infinity, hole: false, anew: false, seen: [] };
        alarm.slots.push(slot);
        const tract = tracts.find((t) => JSON.stringify(t.filter ?? {}) === text);
        if (tract) tract.slots.push(slot);
        else tracts.push({ filter: rule.filter, slots: [slot], last: null, waiting: null });
      });
      return { at: -Infinity, value: NaN, code: NaN, heard: -Infinity, sent: null, tracts };
    });
  }

  apply({ count, receivedAt: heard, series, at: times, value: values, quality, code: codes }: Readings): void {
    for (let i = 0; i < count; i++) {
      const k = this.known[series[i] as number], sent = times[i] as number, value = values[i] as number, code = codes[i] as number, good = [0, 1, 9].includes(quality[i] as number);
      if (k === undefined) continue;
      const ahead = sent > heard + 120_000;
      if (ahead && k.sent === sent && k.value === value && k.code === code) continue;
      const at = ahead ? Math.max(heard, k.at) : sent;
      if (!ahead && at === k.at && code === k.code && value === k.value) continue;
      k.heard = heard;
      if (at < k.at) {
        if (good) for (const tract of k.tracts) for (const slot of tract.slots) if (at >= k.at - slot.rule.lateness) this.late(tract, slot, at, value, code, heard);
        continue;
      }
      Object.assign(k, { at, value, code, sent: ahead ? sent : null });
      const newer = Math.max(...Array.from({ length: count }, (_, j) => (series[j] === series[i] && [0, 1, 9].includes(quality[j] as number) ? times[j] as number : -Infinity)));
      if (good && Number.isFinite(value)) for (const tract of k.tracts) if (code >= 0) for (const slot of tract.slots) this.event(slot, at, value, code, heard, at < newer); else this.level(tract, at, value, heard, at < newer);
    }
  }

  tick(now: number): void {
    for (const k of this.known) for (const tract of k.tracts) {
      const w = tract.waiting;
      if (w && now >= w.heard + (tract.filter?.blip?.wait ?? 0)) { tract.waiting = null; this.believe(tract, w.at, w.value, w.heard, false); }
    }
    for (const k of this.known) {
      if (k.heard === -Infinity) k.heard = now;
      for (const slot of k.tracts.flatMap((t) => t.slots)) this.timer(slot, k.heard, now);
    }
    for (const alarm of new Set(this.known.flatMap((k) => k.tracts.flatMap((t) => t.slots.map((s) => s.alarm))))) {
      const slot = alarm.slots[0] as Slot, { flap } = slot.rule;
      if (!alarm.flapping || !flap) continue;
      const most = Math.floor(flap.transitions / 2), left = (t: number): number => alarm.toggles.filter((x) => x > t - flap.window).length;
      const at = [alarm.toggles.at(-1) as number, ...alarm.toggles.map((t) => t + flap.window)].filter((t) => t >= (alarm.toggles.at(-1) as number)).sort((a, b) => a - b).find((t) => left(t) <= most) as number;
      if (now < at + alarm.lag) continue;
      alarm.flapping = false;
      this.say('calm', slot, alarm, at, null);
      if (alarm.raw === 0 && alarm.shown > 0) this.clear(slot, alarm, at, null);
      else if (alarm.raw < alarm.shown) { alarm.shown = alarm.raw; this.say('eased', slot, alarm, at, null); }
    }
  }

  private timer(slot: Slot, heard: number, now: number): void {
    const { rule } = slot, c = rule.condition;
    if (c.kind === 'nodata') {
      const at = heard + c.after + rule.for;
      if (slot.level === 0 && now >= at && active(rule, now)) { slot.level = 1; slot.changedAt = slot.samples.length; this.changed(slot, at, heard, null, 0); }
    } else if (c.kind === 'event') {
      if (slot.level === 0 || now < slot.evidence + c.noReoccurrence) return;
      slot.level = 0;
      slot.anew = true;
      this.changed(slot, slot.lastEvent + c.noReoccurrence, 0, null, slot.evidence - slot.lastEvent);
    } else {
      const at = slot.evidence + (rule.heartbeat ? rule.heartbeat.every * rule.heartbeat.missed : rule.gap.max);
      if (slot.level === 0 || slot.stale || now < at) return;
      slot.stale = true;
      const { alarm } = slot;
      if (alarm.shown === 0 || alarm.stale || alarm.slots.some((s) => s.level > 0 && !s.stale)) return;
      alarm.stale = true;
      this.say('stale', slot, alarm, at, null);
    }
  }

  private level(tract: Tract, at: number, sent: number, heard: number, outdated: boolean): void {
    const f = tract.filter;
    if (!plausible(f, sent)) return;
    const value = denoised(f, sent), { last } = tract;
    if (f?.gradient !== undefined && last && Math.abs(value - last.value) > (f.gradient * (at - last.at)) / 60_000) return;
    if (f?.blip) {
      const w = tract.waiting;
      if (w) {
        tract.waiting = null;
        if (at > w.at && value > w.value - f.blip.by) this.believe(tract, w.at, w.value, w.heard, true);
      }
      if (tract.last && value - tract.last.value > f.blip.by) { tract.waiting = { at, value, heard }; return; }
    }
    this.believe(tract, at, value, heard, outdated);
  }

  private believe(tract: Tract, at: number, value: number, heard: number, outdated: boolean): void {
    const { last } = tract;
    for (const slot of tract.slots) {
      const { rule } = slot, c = rule.condition;
      if (c.kind === 'event') continue;
      if (c.kind !== 'nodata' && at - (last?.at ?? -Infinity) > rule.gap.max) slot.hole = true;
      let v = value;
      if (c.kind === 'nodata') v = 0;
      if (c.kind === 'outside') v = Math.max((threshold(c.low, slot.spec, at)) - value, value - threshold(c.high, slot.spec, at));
      if (c.kind === 'rate') v = last && at > last.at ? ((value - last.value) / (at - last.at)) * 60_000 : NaN;
      if (c.kind === 'window') { put(slot.window, at, value); v = aggregate(slot.window, c); }
      if (c.kind === 'stuck') {
        if (!slot.held || Math.abs(value - slot.held.value) > c.tolerance || (rule.gap.pending === 'reset' && at - (last?.at ?? -Infinity) > rule.gap.max)) slot.held = { at, value };
        v = at - slot.held.at >= c.for ? 1 : 0;
      }
      if (Number.isNaN(v)) { if (at !== last?.at) slot.seen.push({ at, v, hole: false, anew: false }); continue; }
      this.sample(slot, at, v, value, heard, heard - at > (rule.backfill ?? 3_600_000) && outdated);
    }
    tract.last = { at, value };
  }

  private late(tract: Tract, slot: Slot, at: number, value: number, code: number, heard: number): void {
    const c = slot.rule.condition;
    if (code >= 0) { if (c.kind === 'event') this.event(slot, at, value, code, heard, true); return; }
    const newest = slot.window.at(-1)?.at ?? -Infinity;
    if (c.kind !== 'window' || !plausible(tract.filter, value) || at <= newest - c.size || at > (tract.last?.at ?? -Infinity)) return;
    if (!put(slot.window, at, denoised(tract.filter, value))) return;
    const v = aggregate(slot.window, c);
    if (!Number.isNaN(v)) this.sample(slot, slot.window.at(-1)?.at ?? at, v, value, heard, false);
  }

  private event(slot: Slot, at: number, confidence: number, code: number, heard: number, outdated: boolean): void {
    const { rule } = slot, c = rule.condition;
    if (c.kind === 'nodata') this.sample(slot, at, 0, confidence, heard, false);
    if (c.kind !== 'event' || at <= slot.lastEvent || !(confidence >= c.minConfidence) || !c.codes.includes(slot.spec.codes[code] ?? '')) return;
    if (slot.level === 0 && (at - slot.lastEvent > c.noReoccurrence || (rule.gap.pending === 'reset' && at - slot.lastEvent > rule.gap.max))) slot.anew = true;
    slot.lastEvent = at;
    this.sample(slot, at, 1, confidence, heard, heard - at > (rule.backfill ?? 3_600_000) && outdated);
  }

  private sample(slot: Slot, at: number, v: number, value: number, heard: number, outdated: boolean): void {
    const { rule, samples } = slot, { levels } = rule;
    const down = 'op' in rule.condition && rule.condition.op === '<=', outside = rule.condition.kind === 'outside';
    const breaches = (s: Sample, l: number): boolean => { const raise = threshold(levels[l - 1]?.raise ?? NaN, slot.spec, s.at); return active(rule, s.at) && (outside ? s.v > 0 && s.v >= raise : down ? s.v <= raise : s.v >= raise); };
    const holds = (s: Sample, l: number): boolean => {
      const level = levels[l - 1], raise = threshold(level?.raise ?? NaN, slot.spec, s.at), clear = level?.clear === undefined ? raise : threshold(level.clear, slot.spec, s.at);
      return outside ? (level?.clear === undefined ? s.v > 0 && s.v >= raise : s.v >= clear) : down ? s.v <= clear : s.v >= clear;
    };
    const sample = { at, v, hole: slot.hole, anew: slot.anew };
    samples.push(sample);
    slot.seen.push(sample);
    slot.hole = slot.anew = false;
    slot.evidence = heard;
    if (slot.stale) { slot.stale = false; if (slot.alarm.stale) { slot.alarm.stale = false; this.say('fresh', slot, slot.alarm, at, value); } }
    /** The first of the samples that end with the newest and all satisfy; a hole ends the looking back where it says so. */
    const run = (ok: (s: Sample) => boolean, stopsAtHole: boolean, from = 0): Sample[] => {
      let i = samples.length;
      while (i > from && ok(samples[i - 1] as Sample)) { i--; if (samples[i]?.anew === true || (stopsAtHole && samples[i]?.hole === true)) break; }
      return samples.slice(i);
    };
    const target = levels.reduce((t, _, i) => (i + 1 <= slot.level && holds(sample, i + 1) ? i + 1 : t), 0);
    for (let l = levels.length; l > slot.level; l--) {
      const breach = run((s) => breaches(s, l), rule.gap.pending === 'reset'), first = breach[0];
      if (!first || at - first.at < (levels[l - 1]?.for ?? rule.for)) continue;
      let since = first.at;
      if (rule.repeat) {
        const instants = [...new Map(slot.seen.map((s) => [s.at, s])).values()].slice(-rule.repeat.n), hits = instants.filter((s) => breaches(s, l) && at - s.at <= (rule.repeat?.within ?? 0));
        if (hits.length < rule.repeat.m) continue;
        since = Math.min(since, hits[0]?.at ?? since);
      }
      if (outdated) break;
      slot.level = l;
      slot.changedAt = samples.length;
      this.changed(slot, at, since, value, heard - at);
      return;
    }
    if (slot.level === 0 || target === slot.level) return;
    const normal = run((s) => !levels.some((_, i) => i < slot.level && holds(s, i + 1)), true, rule.condition.kind === 'nodata' ? slot.changedAt : 0), milder = run((s) => !holds(s, slot.level), true, slot.changedAt);
    const ready = target === 0
      ? at - (normal[0]?.at ?? at) >= rule.clear.dwell && distinct(normal, rule.condition.kind === 'nodata') >= rule.clear.minSamples
      : rule.step.down === 'allow' && at - (milder[0]?.at ?? at) >= rule.step.dwell;
    if (!ready) return;
    slot.level = target;
    slot.changedAt = samples.length;
    this.changed(slot, at, 0, value, heard - at);
  }

  private changed(slot: Slot, at: number, since: number, value: number | null, lag: number): void {
    const { alarm, rule } = slot, before = alarm.raw, now = Math.max(...alarm.slots.map((s) => s.level)), { flap } = rule;
    if (now === before) return;
    alarm.raw = now;
    let trips = false;
    if (flap && (now === 0 || before === 0)) {
      const latest = Math.max(at, ...alarm.toggles);
      alarm.toggles.push(latest);
      alarm.lag = Math.max(0, lag);
      alarm.toggles = alarm.toggles.filter((t) => t > latest - flap.window);
      trips = !alarm.flapping && alarm.toggles.length >= flap.transitions;
      if (trips) alarm.flapping = true;
    }
    const holds = alarm.flapping && flap?.action === 'hold';
    if (now === 0) {
      if (trips) this.say('flapping', slot, alarm, at, value);
      if (!holds) this.clear(slot, alarm, at, value);
      return;
    }
    if (alarm.shown === 0) {
      const again = alarm.openings > 0 && at - alarm.clearedAt <= rule.reopenWithin;
      Object.assign(alarm, { openings: again ? alarm.openings + 1 : 1, since, stale: false, shown: now });
      this.say(again ? 'reopened' : 'raised', slot, alarm, at, value);
    } else if (now > alarm.shown) {
      Object.assign(alarm, { since: Math.min(alarm.since, since), shown: now });
      this.say('worsened', slot, alarm, at, value);
    } else if (now < alarm.shown && !holds) {
      alarm.shown = now;
      this.say('eased', slot, alarm, at, value);
    }
    if (trips) this.say('flapping', slot, alarm, at, value);
  }

  private clear(slot: Slot, alarm: Alarm, at: number, value: number | null): void {
    this.say('cleared', slot, alarm, at, value);
    Object.assign(alarm, { shown: 0, clearedAt: at, stale: false });
  }

  private say(kind: TransitionKind, slot: Slot, alarm: Alarm, at: number, value: number | null): void {
    this.transitions.push({ kind, rule: slot.r, series: slot.spec.series, severity: slot.rule.levels[alarm.shown - 1]?.severity ?? 'notice', at, since: alarm.since, value, openings: alarm.openings });
  }
}

/** How many instants; of silence's samples only those newer than all before, because events and readings that have waited come in any order. */
const distinct = (list: readonly Sample[], newer: boolean): number => (newer ? list.filter((s, i) => list.slice(0, i).every((b) => b.at < s.at)).length : new Set(list.map((s) => s.at)).size);

const minutes = (hhmm: string): number => Number(hhmm.slice(0, 2)) * 60 + Number(hhmm.slice(3));

/** By the calendar of the runtime, not by arithmetic. */
function active(rule: TriggerRule, at: number): boolean {
  if (!rule.schedule) return true;
  const on = (t: number, past: number): boolean => {
    const local = new Date(t + LOCAL), day = local.getUTCDay() || 7, minute = local.getUTCHours() * 60 + local.getUTCMinutes() + past;
    return rule.schedule?.some(({ days, from, to }) => days.includes(day) && minute >= minutes(from) && minute < (minutes(to) > minutes(from) ? minutes(to) : minutes(to) + 1440)) ?? false;
  };
  return on(at, 0) || on(at - DAY, 1440);
}

function threshold(t: Threshold, spec: SeriesSpec, at: number): number {
  if (typeof t === 'number') return t;
  if ('attribute' in t) return (spec.attributes[t.attribute] ?? NaN) + (t.plus ?? 0);
  const day = new Date(at + LOCAL).toISOString().slice(5, 10);
  return t.season.find(({ from, to }) => (from <= to ? day >= from && day <= to : day >= from || day <= to))?.value ?? t.otherwise;
}

const plausible = (f: TriggerRule['filter'], value: number): boolean =>
  Number.isFinite(value) && !(f?.sentinels?.includes(value) ?? false) && (f?.range === undefined || (value >= f.range.low && value <= (f.range.high as number)));
const denoised = (f: TriggerRule['filter'], value: number): number => (f?.noiseFloor !== undefined && Math.abs(value) <= f.noiseFloor ? 0 : value);

function put(window: { at: number; value: number }[], at: number, value: number): boolean {
  const same = window.find((s) => s.at === at);
  if (same) { const differs = same.value !== value; same.value = value; return differs; }
  window.push({ at, value });
  window.sort((a, b) => a.at - b.at);
  return true;
}

function aggregate(all: readonly { at: number; value: number }[], c: Extract<TriggerRule['condition'], { kind: 'window' }>): number {
  const newest = all.at(-1)?.at ?? 0, inside = all.filter((s) => s.at > newest - c.size), values = inside.map((s) => s.value), first = inside[0] as { at: number; value: number };
  if (inside.length < c.minSamples || (newest - first.at) / c.size < c.minCoverage) return NaN;
  const sum = values.reduce((a, b) => a + b, 0);
  switch (c.fn) {
    case 'count': return values.length;
    case 'sum': return sum;
    case 'avg': return sum / values.length;
    case 'min': return Math.min(...values);
    case 'max': return Math.max(...values);
    case 'delta': return (values.at(-1) as number) - first.value;
    case 'p95': return values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] as number;
    case 'slope': {
      if (values.length < 2) return NaN;
      const x = inside.map((s) => (s.at - first.at) / 60_000), mx = x.reduce((a, b) => a + b, 0) / x.length, my = sum / values.length;
      return x.reduce((a, xi, i) => a + (xi - mx) * ((values[i] as number) - my), 0) / x.reduce((a, xi) => a + (xi - mx) ** 2, 0);
    }
  }
}
