import type { CompiledRule } from './compiled-rule.js';
import type { Records } from './records.js';
import type { SeriesSpec, TriggerRule } from './rule.js';

/** What an engine judges by: series by their number, without holes. `rule` and `series` of a transition are indices into these. */
export interface Arrangement { readonly rules: readonly TriggerRule[]; readonly series: readonly SeriesSpec[] }

/** Why a rule does not watch a series that lies in its scope (`series` null: any): it wants an attribute that the series lacks, has no or more than three levels, a repeat that cannot be, a rule or a series that is not there. */
export interface Unwatched { readonly rule: number; readonly series: number | null; readonly reason: 'attribute' | 'levels' | 'repeat' | 'member' | 'other' }

/** A pre-filter with the series' own range. */
export interface Filter { readonly noiseFloor: number; readonly low: number; readonly high: number; readonly gradient: number; readonly blip: number; readonly wait: number; readonly sentinels: readonly number[] }

/** Rules and series as tables. `records`: the memory that an engine begins with, in which every series knows its tracts (one for each way of filtering), every tract its slots (one for each rule) and every slot its rule. */
export interface Compiled {
  readonly arrangement: Arrangement;
  readonly rules: readonly CompiledRule[];
  readonly filters: readonly (Filter | null)[];
  readonly sets: Float64Array;
  readonly heartbeats: readonly (TriggerRule['heartbeat'] | null)[];
  readonly records: Records;
  /** How many alarms there can be, and the slots of those that have more than one. */
  readonly keys: number;
  readonly shared: ReadonlyMap<number, readonly number[]>;
  /** By slot: the other series of a comparison, the codes of an event, the members of a composite; by series: the composites that look when it has been looked at. */
  readonly others: ReadonlyMap<number, number>;
  readonly codes: ReadonlyMap<number, ReadonlySet<number>>;
  readonly composites: ReadonlyMap<number, Composite>;
  readonly followers: ReadonlyMap<number, readonly number[]>;
  readonly unwatched: readonly Unwatched[];
}
export interface Composite { readonly series: number; readonly members: readonly number[] }
