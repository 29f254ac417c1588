import type { Compiled } from './compiled.js';
import { LEVEL, ruleOf, type Records } from './records.js';
import { Repeats } from './repeats.js';
import { Samples } from './window.js';

/** A reading that waits for its successor. */
export interface Waiting { readonly series: number; readonly at: number; readonly value: number; readonly heard: number }

/** What is known of an alarm that has been open at least once. Event times, epoch milliseconds. */
export interface AlarmMemory {
  openings: number;
  since: number;
  clearedAt: number;
  /** What people see: the level that the slots say, or the one that a flap holds. */
  shown: number;
  stale: boolean;
  flapping: boolean;
  /** Openings and closings within the rule's flap window, and how late the newest of them came. */
  readonly toggles: number[];
  lag: number;
}

/** All that an engine remembers between two calls: at most 150 bytes a series for a rule with three levels and "m of 5", tables included. */
export class Memory implements Records {
  readonly series: Float64Array;
  readonly seriesWords: Int32Array;
  readonly tracts: Float64Array;
  readonly tractWords: Int32Array;
  readonly slots: Float64Array;
  readonly slotWords: Int32Array;
  readonly slotsOfTracts: number;
  readonly repeats: Repeats;
  /** Level of each alarm, as its slots have it. */
  readonly levels: Uint8Array;
  /** Sparse: what few have. Slots and tracts by where they begin, alarms and series by their numbers. */
  readonly alarms = new Map<number, AlarmMemory>();
  readonly samples = new Map<number, Samples>();
  readonly waiting = new Map<number, Waiting>();
  /** The sender's own time of a series whose newest reading was clamped. */
  readonly clamped = new Map<number, number>();
  /** Nothing runs out before this, by the clock of the receiving. */
  due = -Infinity;

  /** Takes the records over: what was compiled is for one memory. */
  constructor({ records, keys, rules }: Compiled) {
    this.series = records.series;
    this.seriesWords = new Int32Array(records.series.buffer);
    this.tracts = records.tracts;
    this.tractWords = new Int32Array(records.tracts.buffer);
    this.slots = records.slots;
    this.slotWords = new Int32Array(records.slots.buffer);
    this.slotsOfTracts = records.slotsOfTracts;
    this.repeats = new Repeats(new Uint32Array(records.slots.buffer));
    this.levels = new Uint8Array(keys);
    if (rules.some((rule) => rule.window !== null)) for (const slot of this.everySlot(rules)) {
      const window = rules[ruleOf(this.slotWords[slot * 2 + LEVEL] as number)]?.window;
      if (window) this.samples.set(slot, new Samples(window.size));
    }
  }

  *everySlot(rules: Compiled['rules'], from = 0, end = this.slots.length): Generator<number, void> {
    for (let slot = from; slot < end; slot += rules[ruleOf(this.slotWords[slot * 2 + LEVEL] as number)]?.size ?? Infinity) yield slot;
  }

  /** Bytes of what grows with the number of series. */
  get bytes(): number { return this.series.byteLength + this.tracts.byteLength + this.slots.byteLength + this.levels.byteLength; }
}
