import type { Compiled, Composite, Filter, Unwatched } from './compiled.js';
import type { CompiledRule } from './compiled-rule.js';
import { alarmKey, inScope } from './key.js';
import { records, type LaidSlot, type LaidTract } from './records.js';
import { Repeats } from './repeats.js';
import type { SeriesSpec, TriggerRule } from './rule.js';
import { LEVELS, seasonsOf, setOf } from './thresholds.js';

/** Gives equal things one number. */
class Interned<T> {
  readonly items: T[] = [];
  private readonly numbers = new Map<string, number>();
  number(key: string, make: () => readonly T[]): number {
    let n = this.numbers.get(key);
    if (n === undefined) {
      n = this.items.length;
      this.items.push(...make());
      this.numbers.set(key, n);
    }
    return n;
  }
}

/** Puts tracts and slots one after the other, in the order in which series and rules come. */
export class Building {
  private readonly laid: { readonly tracts: LaidTract[]; readonly slots: LaidSlot[]; readonly firstTract: number[] } = { tracts: [], slots: [], firstTract: [] };
  private end = 0;
  private tractsEnd = 0;
  private readonly sets = new Interned<readonly number[]>();
  private readonly filters = new Interned<Filter | null>();
  private readonly heartbeats = new Interned<TriggerRule['heartbeat'] | null>();
  private readonly keyNames = new Map<string, number>();
  private readonly firstOfKey: number[] = [];
  private readonly shared = new Map<number, number[]>();
  private readonly others = new Map<number, number>();
  private readonly composites = new Map<number, Composite>();
  private readonly followers = new Map<number, number[]>();
  private readonly codes = new Map<number, ReadonlySet<number>>();
  private readonly unwatched: Unwatched[] = [];
  private readonly byAsset = new Map<string, SeriesSpec[]>();
  private readonly seriesOfKey = new Map<number, number[]>();

  constructor(series: readonly SeriesSpec[]) {
    this.filters.number('', () => [null]);
    this.heartbeats.number('', () => [null]);
    for (const spec of series) if (spec.asset !== null) {
      const there = this.byAsset.get(spec.asset);
      if (there === undefined) this.byAsset.set(spec.asset, [spec]);
      else there.push(spec);
    }
  }

  sound(rule: CompiledRule): boolean {
    const reason = rule.levels < 1 || rule.levels > LEVELS ? 'levels' : rule.n > 0 && !Repeats.fits(rule) ? 'repeat' : null;
    if (reason !== null) this.unwatched.push({ rule: rule.index, series: null, reason });
    return reason === null;
  }

  watch(spec: SeriesSpec, rules: readonly CompiledRule[]): void {
    const tracts = new Map<number, CompiledRule[]>();
    for (const rule of rules) {
      const filter = this.filter(rule, spec);
      if (filter === null) this.unwatched.push({ rule: rule.index, series: spec.series, reason: 'attribute' });
      else if (!tracts.get(filter)?.push(rule)) tracts.set(filter, [rule]);
    }
    const heartbeat = rules.find((rule) => rule.source.heartbeat !== undefined)?.source.heartbeat;
    const beat = heartbeat === undefined ? 0 : this.heartbeats.number(`${heartbeat.every} ${heartbeat.missed}`, () => [heartbeat]);
    this.laid.firstTract.push(this.laid.tracts.length);
    for (const [filter, watching] of tracts) {
      this.laid.tracts.push({ slots: this.end, filter, beat });
      for (const rule of watching) this.slot(rule, spec);
    }
    this.tractsEnd = this.end;
  }

  /** One slot for each asset of a composite rule, whose members are the alarms of its rules there. */
  compose(rule: CompiledRule): void {
    const { condition } = rule.source;
    if (condition.kind !== 'composite') return;
    for (const [asset, specs] of this.byAsset) {
      const spec = specs.find((s) => inScope(rule.source, s));
      if (spec === undefined) continue;
      const members = condition.rules.flatMap((id) => this.keyNames.get(alarmKey({ id }, { ...spec, asset })) ?? []);
      if (members.length === 0 || (condition.every && members.length < condition.rules.length)) {
        this.unwatched.push({ rule: rule.index, series: spec.series, reason: 'member' });
        continue;
      }
      const slot = this.slot(rule, spec);
      if (slot === null) continue;
      this.composites.set(slot, { series: spec.series, members });
      for (const s of new Set(members.flatMap((key) => this.seriesOfKey.get(key) ?? []))) this.followers.set(s, [...(this.followers.get(s) ?? []), slot]);
    }
  }

  tables(): Omit<Compiled, 'arrangement' | 'rules'> {
    const { filters, sets, heartbeats, shared, others, codes, composites, followers, unwatched } = this;
    return {
      filters: filters.items, sets: Float64Array.from(sets.items.flat()), heartbeats: heartbeats.items, keys: this.firstOfKey.length, shared, others, codes, composites, followers, unwatched,
      records: records(this.laid.firstTract, this.laid.tracts, this.laid.slots, this.tractsEnd, this.end),
    };
  }

  private slot(rule: CompiledRule, spec: SeriesSpec): number | null {
    const { condition } = rule.source, slot = this.end;
    if (rule.attributes.some((name) => spec.attributes[name] === undefined)) {
      this.unwatched.push({ rule: rule.index, series: spec.series, reason: 'attribute' });
      return null;
    }
    if (condition.kind === 'compare') {
      const other = this.byAsset.get(spec.asset ?? '')?.find((s) => s.metric === condition.with && s.series !== spec.series);
      if (other === undefined) {
        this.unwatched.push({ rule: rule.index, series: spec.series, reason: 'other' });
        return null;
      }
      this.others.set(slot, other.series);
    }
    if (condition.kind === 'event') this.codes.set(slot, new Set(condition.codes.map((code) => spec.codes.indexOf(code)).filter((i) => i !== -1)));
    const set = this.sets.number(`${rule.index} ${rule.attributes.map((name) => spec.attributes[name]).join(' ')}`, () => seasonsOf(rule.source).starts.map((day) => setOf(rule.source, spec.attributes, day)));
    this.laid.slots.push({ at: slot, rule: rule.index, set, key: this.key(rule, spec, slot), newest: condition.kind === 'event' || condition.kind === 'nodata' || condition.kind === 'composite' });
    this.end += rule.size;
    return slot;
  }

  private key(rule: CompiledRule, spec: SeriesSpec, slot: number): number {
    const name = spec.asset === null ? null : alarmKey(rule.source, spec), known = name === null ? undefined : this.keyNames.get(name);
    if (known === undefined) {
      const key = this.firstOfKey.push(slot) - 1;
      if (name !== null) { this.keyNames.set(name, key); this.seriesOfKey.set(key, [spec.series]); }
      return key;
    }
    this.shared.set(known, [...(this.shared.get(known) ?? [this.firstOfKey[known] as number]), slot]);
    this.seriesOfKey.get(known)?.push(spec.series);
    return known;
  }

  /** Number of the filter; null when it wants an attribute that the series lacks. */
  private filter({ source: { filter }, filterText }: CompiledRule, spec: SeriesSpec): number | null {
    if (filter === undefined || filterText === '{}') return 0;
    const high = filter.range === undefined ? Infinity : typeof filter.range.high === 'number' ? filter.range.high : spec.attributes[filter.range.high.attribute];
    if (high === undefined) return null;
    return this.filters.number(`${filterText} ${high}`, () => [{
      noiseFloor: filter.noiseFloor ?? -1, low: filter.range?.low ?? -Infinity, high, gradient: filter.gradient ?? Infinity, blip: filter.blip?.by ?? Infinity, wait: filter.blip?.wait ?? 0, sentinels: filter.sentinels ?? [],
    }]);
  }
}
