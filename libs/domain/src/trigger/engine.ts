import { HEALTHS, type AlarmTransition, type Health, type HealthChange } from './alarm.js';
import { Alarms } from './alarms.js';
import { compile } from './compile.js';
import type { Arrangement, Compiled } from './compiled.js';
import { Judging } from './judging.js';
import { Ladder } from './ladder.js';
import { Memory } from './memory.js';
import { moved } from './move.js';
import type { Readings } from './reading.js';
import { AT, codeOf, healthOf, HEARD, META, metaOf, SERIES, VALUE } from './records.js';
import { pack, unpack } from './snapshot.js';
import { Timers } from './timers.js';
import { ACCEPTED, CLAMPED, CONFLICTING, CORRECTED, DUPLICATE, UNKNOWN, usable, READING_VERDICTS, type ReadingVerdict } from './verdict.js';

/** What holds for all series: how far a sender's clock may run ahead before the receiving is taken instead; which of two values of one instant holds. */
export interface EngineSettings { readonly skew: number; readonly sameInstant: 'last' | 'max' | 'reject' }
export const ENGINE_SETTINGS: EngineSettings = { skew: 120_000, sameInstant: 'last' };

/** A clock that says an earlier time than this has never been set. */
const CLOCK_SET = Date.UTC(2000, 0, 1);

/**
 * Readings in, alarm transitions out. Has no clock, does no I/O and keeps no texts: the same arrangements, readings and ticks in the same order give the same transitions and the same snapshot, bit for bit.
 * What is evaluated is evaluated in event time and only on samples; `tick` alone lets timers run out, by the clock of the receiving.
 */
export class Engine {
  private compiled: Compiled;
  private memory: Memory;
  private alarms!: Alarms;
  private judging!: Judging;
  private timers!: Timers;
  private readonly counted = new Float64Array(READING_VERDICTS.length);
  private healths: HealthChange[] = [];

  /** From nothing, or from a snapshot taken under the same arrangement. @throws RangeError when the snapshot is another arrangement's or broken */
  constructor(arrangement: Arrangement, from: Uint8Array | null = null, private readonly settings: EngineSettings = ENGINE_SETTINGS) {
    this.compiled = compile(arrangement);
    this.memory = new Memory(this.compiled);
    if (from !== null) unpack(from, this.compiled, this.memory, this.counted);
    this.wire();
  }

  /** Where `verdicts` is given, it is filled with what was done with each reading. */
  apply(readings: Readings, verdicts?: Uint8Array): AlarmTransition[] {
    const { judging, counted } = this;
    judging.begin(readings);
    for (let i = 0; i < readings.count; i++) {
      const verdict = this.read(readings, i);
      counted[verdict] = (counted[verdict] as number) + 1;
      if (verdicts !== undefined) verdicts[i] = verdict;
    }
    return this.taken();
  }

  /** Lets timers run out up to `at`, epoch milliseconds of the receiving: silence, events that have not come again, readings that wait, flaps that have calmed. A tick never raises an alarm of a level. */
  tick(at: number): AlarmTransition[] {
    this.timers.tick(at);
    return this.taken();
  }

  /** A tick before this does nothing, one at this may; null: there is no timer. */
  dueAt(): number | null { return this.memory.due === Infinity ? null : Math.max(0, this.memory.due); }

  /**
   * Other rules, other series. A rule of the same version goes on as if nothing had been; of another version pending breaches and flaps are forgotten, and an alarm that fires goes on under its name.
   * Alarms whose rule or series is no longer there are forgotten without a transition: whoever keeps alarms ends them with that as their reason.
   */
  arrange(arrangement: Arrangement): AlarmTransition[] {
    const compiled = compile(arrangement);
    this.memory = moved(this.compiled, this.memory, compiled);
    this.compiled = compiled;
    this.wire();
    this.alarms.reconcile();
    return this.taken();
  }

  /** Everything that is remembered, little-endian. */
  snapshot(): Uint8Array { return pack(this.compiled, this.memory, this.counted); }

  /** How the series' devices have changed since the last time of asking. */
  health(): HealthChange[] { return this.healths.splice(0); }
  /** What the readings of a series say of its device by now. */
  healthOf(series: number): Health { return HEALTHS[healthOf(this.memory.seriesWords[series * SERIES * 2 + META] ?? 0)] ?? 'unknown'; }

  /** How many readings met which verdict, since the beginning. */
  counts(): Readonly<Record<ReadingVerdict, number>> { return Object.fromEntries(READING_VERDICTS.map((v, i) => [v, this.counted[i] as number])) as Record<ReadingVerdict, number>; }

  /** What lies in a rule's scope and cannot be watched, with the reason. */
  get unwatched(): Compiled['unwatched'] { return this.compiled.unwatched; }

  /** Bytes of what grows with the number of series: what is remembered of each, and what each is judged by. */
  get bytes(): number { return this.memory.bytes; }

  private wire(): void {
    const { compiled, memory } = this;
    this.alarms = new Alarms(compiled, memory);
    const ladder = new Ladder(compiled, memory, this.alarms);
    const say = (series: number, health: number, at: number): void => { this.healths.push({ series, health: HEALTHS[health] ?? 'unknown', at }); };
    this.judging = new Judging(compiled, memory, ladder, this.counted, say);
    this.timers = new Timers(compiled, memory, ladder, this.alarms, this.judging, say);
  }

  private taken(): AlarmTransition[] { return this.alarms.happened.splice(0); }

  /** One reading: is it a series', is its time possible, has it been here, is it newer; then it is judged. */
  private read(readings: Readings, i: number): number {
    const series = readings.series[i] as number, { memory, compiled, settings, judging } = this;
    if (!(series >= 0 && series < compiled.arrangement.series.length)) return UNKNOWN;
    const heard = readings.receivedAt, sent = readings.at[i] as number, value = readings.value[i] as number, code = readings.code[i] as number;
    const s = series * SERIES, w = s * 2, newest = memory.series[s + AT] as number, clamp = !(sent >= CLOCK_SET) || sent > heard + settings.skew;
    if (clamp && memory.clamped.get(series) === sent && memory.series[s + VALUE] === value && codeOf(memory.seriesWords[w + META] as number) === code) return DUPLICATE;
    const at = clamp ? Math.max(heard, newest) : sent;
    let corrects = false;
    if (at === newest && !clamp && codeOf(memory.seriesWords[w + META] as number) === code) {
      const before = memory.series[s + VALUE] as number;
      if (before === value) return DUPLICATE;
      if (settings.sameInstant === 'reject' || (settings.sameInstant === 'max' && !(value > before))) return CONFLICTING;
      corrects = true;
    }
    memory.series[s + HEARD] = heard;
    if (at < newest) return judging.late(series, i, at);
    memory.series[s + AT] = at;
    memory.series[s + VALUE] = value;
    memory.seriesWords[w + META] = metaOf(code, usable(readings.quality[i] as number), healthOf(memory.seriesWords[w + META] as number));
    if (clamp) memory.clamped.set(series, sent);
    else if (memory.clamped.size > 0) memory.clamped.delete(series);
    const verdict = judging.newer(series, i, at, value);
    return verdict !== ACCEPTED ? verdict : clamp ? CLAMPED : corrects ? CORRECTED : ACCEPTED;
  }
}
