import { activeWeek } from './hours.js';
import { SLOT } from './records.js';
import type { TriggerCondition, TriggerRule } from './rule.js';
import { attributesOf, LEVELS, seasonsOf, signOf } from './thresholds.js';

/** Condition kinds as the engine's numbers: the place in this list. */
export const KINDS = ['threshold', 'outside', 'rate', 'window', 'compare', 'stuck', 'event', 'nodata', 'composite'] as const satisfies readonly TriggerCondition['kind'][];
export const [THRESHOLD, OUTSIDE, RATE, WINDOW, COMPARE, STUCK, EVENT, NODATA, COMPOSITE] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

const HOUR = 3_600_000;
type Of<K extends TriggerCondition['kind']> = Extract<TriggerCondition, { kind: K }>;

/** A rule as numbers, so that judging a reading reads no text and makes no object. Durations in milliseconds; Infinity and null: never, none. */
export class CompiledRule {
  readonly kind: number;
  readonly sign: 1 | -1;
  readonly levels: number;
  readonly fors: Float64Array;
  readonly gapMax: number;
  readonly gapResets: boolean;
  /** 0: no repeat. */
  readonly m: number;
  readonly n: number;
  readonly within: number;
  /** Doubles of a slot. */
  readonly size: number;
  readonly dwell: number;
  readonly minSamples: number;
  readonly eases: boolean;
  readonly easeDwell: number;
  readonly flapWindow: number;
  readonly flapCount: number;
  readonly flapHolds: boolean;
  readonly week: Uint8Array | null;
  readonly stretch: Uint8Array | null;
  /** Names of the attributes that its thresholds want. */
  readonly attributes: readonly string[];
  readonly filterText: string;
  readonly lateness: number;
  readonly backfill: number;
  readonly reopenWithin: number;
  /** A firing alarm's evidence is stale when nothing has come for so long; a timer's or an event's never is. */
  readonly staleAfter: number;
  /** What ends an event, raises nodata, makes a value stuck, lets two series be compared, holds a composite's member. */
  readonly span: number;
  readonly tolerance: number;
  readonly minConfidence: number;
  readonly every: boolean;
  readonly window: Of<'window'> | null;

  constructor(readonly index: number, readonly source: TriggerRule) {
    const { condition: c, repeat, flap } = source;
    this.kind = KINDS.indexOf(c.kind);
    this.sign = signOf(source);
    this.levels = source.levels.length;
    this.fors = Float64Array.from({ length: LEVELS }, (_, i) => source.levels[i]?.for ?? source.for);
    this.gapMax = source.gap.max;
    this.gapResets = source.gap.pending === 'reset';
    [this.m, this.n, this.within] = repeat === undefined ? [0, 0, 0] : [repeat.m, repeat.n, repeat.within];
    this.size = SLOT + Math.ceil(this.n / 2);
    this.dwell = source.clear.dwell;
    this.minSamples = source.clear.minSamples;
    this.eases = source.step.down === 'allow';
    this.easeDwell = source.step.dwell;
    [this.flapWindow, this.flapCount, this.flapHolds] = flap === undefined ? [0, Infinity, false] : [flap.window, flap.transitions, flap.action === 'hold'];
    this.week = source.schedule === undefined ? null : activeWeek(source.schedule);
    this.stretch = seasonsOf(source).stretch;
    this.attributes = attributesOf(source);
    this.filterText = JSON.stringify(source.filter ?? {});
    this.lateness = source.lateness;
    this.backfill = source.backfill ?? HOUR;
    this.reopenWithin = source.reopenWithin;
    this.staleAfter = c.kind === 'event' || c.kind === 'nodata' || c.kind === 'composite' ? Infinity : source.heartbeat === undefined ? source.gap.max : source.heartbeat.every * source.heartbeat.missed;
    this.span = c.kind === 'event' ? c.noReoccurrence : c.kind === 'nodata' ? c.after + source.for : c.kind === 'stuck' ? c.for : c.kind === 'compare' || c.kind === 'composite' ? c.within : 0;
    this.tolerance = c.kind === 'stuck' ? c.tolerance : 0;
    this.minConfidence = c.kind === 'event' ? c.minConfidence : 0;
    this.every = c.kind === 'composite' && c.every;
    this.window = c.kind === 'window' ? c : null;
  }
}
