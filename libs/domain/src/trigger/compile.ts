import { COMPOSITE, CompiledRule } from './compiled-rule.js';
import { Repeats } from './repeats.js';
import type { PreFilter, SeriesSpec, TriggerRule } from './rule.js';
import { LEVELS, seasonsOf, setOf } from './thresholds.js';

/** What an engine judges by: series by their number, without holes. `rule` and `series` of a transition are indices into these. */
export interface Arrangement { readonly rules: readonly TriggerRule[]; readonly series: readonly SeriesSpec[] }

/** Why a rule does not watch a series that lies in its scope (`series` null: any): it wants an attribute that the series lacks, has no or more than three levels, a repeat that cannot be, a rule or a series that is not there. */
export interface Unwatched { readonly rule: number; readonly series: number | null; readonly reason: 'attribute' | 'levels' | 'repeat' | 'member' | 'other' }

/** A pre-filter with the series' own range. */
export interface Filter { readonly noiseFloor: number; readonly low: number; readonly high: number; readonly gradient: number; readonly blip: number; readonly wait: number; readonly sentinels: readonly number[] }

/** Rules and series as tables: series → tracts (one for each way of filtering) → slots (one for each rule). The slots of composite rules come after all others, in no tract. */
export interface Compiled {
  readonly arrangement: Arrangement;
  readonly rules: readonly CompiledRule[];
  /** First tract of each series, first slot of each tract; the entry after the last is the end. */
  readonly tractOf: Int32Array;
  readonly slotOf: Int32Array;
  readonly filterOf: Uint16Array;
  readonly filters: readonly (Filter | null)[];
  readonly ruleOf: Uint16Array;
  readonly keyOf: Int32Array;
  /** Which set of `sets` holds a slot's thresholds; those of a rule's seasons follow one another. */
  readonly setOf: Int32Array;
  readonly sets: Float64Array;
  /** Where a slot's repeat ring begins. */
  readonly repeatOf: Int32Array;
  readonly repeats: number;
  readonly keys: number;
  /** The slots of a key that has more than one. */
  readonly shared: ReadonlyMap<number, readonly number[]>;
  readonly others: ReadonlyMap<number, number>;
  readonly composites: ReadonlyMap<number, Composite>;
  /** Composite slots that look when a series has been looked at. */
  readonly followers: ReadonlyMap<number, readonly number[]>;
  readonly codes: ReadonlyMap<number, ReadonlySet<number>>;
  /** How often a series is heard and how often it may be missed; null: nobody says. */
  readonly heartbeats: readonly (TriggerRule['heartbeat'] | null)[];
  readonly heartbeatOf: Uint16Array;
  readonly unwatched: readonly Unwatched[];
}
export interface Composite { readonly series: number; readonly members: readonly number[] }

/** The name of an alarm: rule × asset, else rule × series. Two probes in one manhole are one alarm. */
export const alarmKey = (rule: Pick<TriggerRule, 'id'>, spec: Pick<SeriesSpec, 'asset' | 'device' | 'metric'>): string =>
  (spec.asset === null ? `${rule.id}|series|${spec.device}|${spec.metric}` : `${rule.id}|asset|${spec.asset}`);

/** Whether a rule watches a series. */
export const inScope = ({ scope }: Pick<TriggerRule, 'scope'>, spec: SeriesSpec): boolean =>
  spec.metric === scope.metric && scope.kinds.includes(spec.kind) && (scope.devices?.includes(spec.device) ?? true) && !(scope.except?.includes(spec.device) ?? false)
  && (scope.cells?.some((cell) => spec.cell?.startsWith(cell) ?? false) ?? true);

/** Which series a slot watches: found by halving, for what happens seldom. */
export function seriesOf({ tractOf, slotOf, composites }: Compiled, slot: number): number {
  const composite = composites.get(slot);
  return composite?.series ?? last(tractOf, last(slotOf, slot));
}

/** The last place whose number is not above `n`, among those that are followed by a larger one. */
function last(starts: Int32Array, n: number): number {
  let low = 0, high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= n) low = middle;
    else high = middle;
  }
  return low;
}

/** Rules that are tried or live watch; drafts and those that are off do not. What cannot be watched is said in `unwatched`. */
export function compile(arrangement: Arrangement): Compiled {
  const { rules, series } = arrangement, compiled = rules.map((rule, i) => new CompiledRule(i, rule)), building = new Building(compiled, series);
  const sound = compiled.filter((rule) => (rule.source.state === 'live' || rule.source.state === 'shadow') && building.sound(rule));
  const byMetric = new Map<string, CompiledRule[]>();
  for (const rule of sound) if (rule.kind !== COMPOSITE) byMetric.set(rule.source.scope.metric, [...(byMetric.get(rule.source.scope.metric) ?? []), rule]);
  for (const spec of series) building.watch(spec, (byMetric.get(spec.metric) ?? []).filter((rule) => inScope(rule.source, spec)));
  for (const rule of sound) if (rule.kind === COMPOSITE) building.compose(rule);
  return { arrangement, rules: compiled, ...building.tables() };
}

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

class Building {
  private readonly tractOf = [0];
  private readonly slotOf = [0];
  private readonly filterOf: number[] = [];
  private readonly ruleOf: number[] = [];
  private readonly keyOf: number[] = [];
  private readonly setOf: number[] = [];
  private readonly repeatOf: number[] = [];
  private readonly heartbeatOf: number[] = [];
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
  private repeats = 0;

  constructor(private readonly rules: readonly CompiledRule[], private readonly series: readonly SeriesSpec[]) {
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
      const filter = this.filter(rule.source.filter, spec);
      if (filter === null) this.unwatched.push({ rule: rule.index, series: spec.series, reason: 'attribute' });
      else tracts.set(filter, [...(tracts.get(filter) ?? []), rule]);
    }
    for (const [filter, watching] of tracts) {
      for (const rule of watching) this.slot(rule, spec);
      this.filterOf.push(filter);
      this.slotOf.push(this.ruleOf.length);
    }
    this.tractOf.push(this.filterOf.length);
    const heartbeat = rules.find((rule) => rule.source.heartbeat !== undefined)?.source.heartbeat;
    this.heartbeatOf.push(heartbeat === undefined ? 0 : this.heartbeats.number(`${heartbeat.every} ${heartbeat.missed}`, () => [heartbeat]));
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
    return {
      tractOf: Int32Array.from(this.tractOf), slotOf: Int32Array.from(this.slotOf), filterOf: Uint16Array.from(this.filterOf), filters: this.filters.items, ruleOf: Uint16Array.from(this.ruleOf), keyOf: Int32Array.from(this.keyOf),
      setOf: Int32Array.from(this.setOf), sets: Float64Array.from(this.sets.items.flat()), repeatOf: Int32Array.from(this.repeatOf), repeats: this.repeats, keys: this.firstOfKey.length, shared: this.shared,
      others: this.others, composites: this.composites, followers: this.followers, codes: this.codes, heartbeats: this.heartbeats.items, heartbeatOf: Uint16Array.from(this.heartbeatOf), unwatched: this.unwatched,
    };
  }

  private slot(rule: CompiledRule, spec: SeriesSpec): number | null {
    const { condition } = rule.source, slot = this.ruleOf.length;
    const sets = seasonsOf(rule.source).starts.map((day) => setOf(rule.source, spec.attributes, day));
    if (sets.includes(null)) {
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
    this.ruleOf.push(rule.index);
    this.setOf.push(this.sets.number(JSON.stringify(sets, (_, v: unknown) => (v === Infinity ? 'never' : v)), () => sets as number[][]));
    this.repeatOf.push(this.repeats);
    this.repeats += rule.n;
    this.keyOf.push(this.key(rule, spec, slot));
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
  private filter(filter: PreFilter | undefined, spec: SeriesSpec): number | null {
    if (filter === undefined || Object.keys(filter).length === 0) return 0;
    const high = filter.range === undefined ? Infinity : typeof filter.range.high === 'number' ? filter.range.high : spec.attributes[filter.range.high.attribute];
    if (high === undefined) return null;
    return this.filters.number(`${JSON.stringify(filter)} ${high}`, () => [{
      noiseFloor: filter.noiseFloor ?? -1, low: filter.range?.low ?? -Infinity, high, gradient: filter.gradient ?? Infinity, blip: filter.blip?.by ?? Infinity, wait: filter.blip?.wait ?? 0, sentinels: filter.sentinels ?? [],
    }]);
  }
}
