import type { Compiled } from './compile.js';
import { Repeats } from './repeats.js';
import { Samples } from './window.js';

/** Doubles of a series' record: its newest event time and value, when it was last heard, and two 32-bit words. */
export const SERIES = 4, AT = 0, VALUE = 1, HEARD = 2;
/** The words: code of the newest reading, health. */
export const CODE = 6, HEALTH = 7;
/** Which event code a series' newest reading had (-1: a level), and in the 17th bit that it was not to be trusted. */
export const codeWord = (code: number, usable: boolean): number => (code & 0xffff) | (usable ? 0 : 0x10000);
export const codeOf = (word: number): number => (word << 16) >> 16;
export const trusted = (word: number): boolean => (word & 0x10000) === 0;
/** Doubles of a tract's record: event time and value of the newest reading that was believed. */
export const TRACT = 2;
/** Doubles of a slot's record: since when each level is breached, since when the value is normal, since when it is milder, when the newest evidence came, and two words. */
export const SLOT = 7, SINCE = 0, NORMAL = 3, MILDER = 4, EVIDENCE = 5;
/** The words: level and whether its evidence is stale (bit 8), readings since NORMAL. */
export const LEVEL = 12, COUNT = 13;
export const STALE = 256;
/** What a slot with one level keeps in the places of the other two: a value that may be stuck and since when; the newest event; the newest look of a composite. */
export const HELD_VALUE = 1, HELD_AT = 2, NEWEST = 1;

/** Since never. */
export const NEVER = Infinity;

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

/** All that an engine remembers between two calls. At most 150 bytes a series for a rule with three levels and "m of 5", the tables of the compiled rules included. */
export class Memory {
  readonly series: Float64Array;
  readonly seriesWords: Int32Array;
  readonly tracts: Float64Array;
  readonly slots: Float64Array;
  readonly slotWords: Int32Array;
  readonly repeats: Repeats;
  /** Level of each alarm, as its slots have it. */
  readonly levels: Uint8Array;
  /** Sparse: what few have. */
  readonly alarms = new Map<number, AlarmMemory>();
  readonly samples = new Map<number, Samples>();
  readonly waiting = new Map<number, Waiting>();
  /** The sender's own time of a series whose newest reading was clamped. */
  readonly clamped = new Map<number, number>();
  /** Nothing runs out before this, by the clock of the receiving. */
  due = -Infinity;

  constructor(c: Compiled) {
    const n = c.arrangement.series.length;
    this.series = new Float64Array(n * SERIES);
    this.seriesWords = new Int32Array(this.series.buffer);
    this.tracts = new Float64Array(c.filterOf.length * TRACT);
    this.slots = new Float64Array(c.ruleOf.length * SLOT);
    this.slotWords = new Int32Array(this.slots.buffer);
    this.repeats = new Repeats(new Uint32Array(c.repeats));
    this.levels = new Uint8Array(c.keys);
    for (let i = 0; i < this.series.length; i += SERIES) this.series[i + AT] = this.series[i + HEARD] = -Infinity;
    for (let i = 0; i < this.tracts.length; i += TRACT) this.tracts[i + AT] = -Infinity;
    for (let i = 0; i < this.slots.length; i += SLOT) {
      this.slots.fill(NEVER, i + SINCE, i + EVIDENCE);
      this.slots[i + EVIDENCE] = -Infinity;
    }
    for (let slot = 0; slot < c.ruleOf.length; slot++) {
      const rule = c.rules[c.ruleOf[slot] as number];
      if (rule?.window) this.samples.set(slot, new Samples(rule.window.size));
      if (rule && SINGLE.includes(rule.source.condition.kind)) this.slots[slot * SLOT + NEWEST] = -Infinity;
    }
  }

  /** Bytes of what grows with the number of series. */
  bytes(): number {
    return this.series.byteLength + this.tracts.byteLength + this.slots.byteLength + this.repeats.ring.byteLength + this.levels.byteLength;
  }
}

const SINGLE: readonly string[] = ['event', 'composite'];
