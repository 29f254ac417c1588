/** A trigger rule as the county writes it: durations in milliseconds, values in the unit of the metric. A version never changes once it has been tried. */

export const SEVERITIES_OF_ALARMS = ['notice', 'warning', 'critical'] as const;
export type Milliseconds = number;

/** Where a level's threshold comes from: a number, an attribute of the series (a weir's height), or a number by the local month-day (flood season). */
export type Threshold = number | { readonly attribute: string; readonly plus?: number } | { readonly season: readonly { readonly from: string; readonly to: string; readonly value: number }[]; readonly otherwise: number };
export interface TriggerLevel {
  readonly severity: (typeof SEVERITIES_OF_ALARMS)[number];
  readonly raise: Threshold;
  /** Held until the value is back beyond this; left out: the same as `raise`. */
  readonly clear?: Threshold;
  /** Of this level; left out: the rule's. */
  readonly for?: Milliseconds;
}

export const WINDOW_FUNCTIONS = ['avg', 'min', 'max', 'sum', 'count', 'p95', 'delta', 'slope'] as const;
export type TriggerCondition =
  | { readonly kind: 'threshold'; readonly op: '>=' | '<=' }
  /** The levels say how far outside: 0 as soon as it is outside (on the border is inside), a `clear` below 0 that far back inside. */
  | { readonly kind: 'outside'; readonly low: Threshold; readonly high: Threshold }
  /** Change per minute between neighbouring readings. */
  | { readonly kind: 'rate'; readonly op: '>=' | '<=' }
  | { readonly kind: 'window'; readonly op: '>=' | '<='; readonly fn: (typeof WINDOW_FUNCTIONS)[number]; readonly size: Milliseconds; readonly minSamples: number; /** Share of the window between first and last sample, 0 … 1. */ readonly minCoverage: number }
  /** A camera's or a flag's: no "normal" ever comes, so what ends it is that it does not come again. */
  | { readonly kind: 'event'; readonly codes: readonly string[]; readonly minConfidence: number; readonly noReoccurrence: Milliseconds }
  | { readonly kind: 'stuck'; readonly for: Milliseconds; readonly tolerance: number }
  | { readonly kind: 'nodata'; readonly after: Milliseconds }
  /** The difference to another series of the same asset: this minus that. */
  | { readonly kind: 'compare'; readonly op: '>=' | '<='; readonly with: string; readonly within: Milliseconds }
  /** Of other rules at the same asset. */
  | { readonly kind: 'composite'; readonly every: boolean; readonly rules: readonly string[]; readonly within: Milliseconds };

/** What is done to a reading before any rule looks at it; null readings are journalled with the reason as quality. */
export interface PreFilter {
  /** Magnitudes up to this count as zero. */
  readonly noiseFloor?: number;
  readonly range?: { readonly low: number; readonly high: number | { readonly attribute: string } };
  /** Largest believable change per minute. */
  readonly gradient?: number;
  /** One point up between two that are down is not believed: the reading waits for its successor, at most so long. */
  readonly blip?: { readonly by: number; readonly wait: Milliseconds };
  readonly sentinels?: readonly number[];
}

/** Local hours (UTC+8) of some weekdays, 1 Monday … 7 Sunday, `HH:MM`; `to` not after `from`: over midnight, on the day after. */
export interface ActiveHours { readonly days: readonly number[]; readonly from: string; readonly to: string }

export const POLICIES = ['review', 'auto_file', 'auto_dispatch', 'maintenance'] as const;
export const RULE_STATES = ['draft', 'shadow', 'live', 'off'] as const;

export interface TriggerRule {
  readonly id: string;
  readonly version: number;
  readonly name: { readonly zh: string; readonly en: string };
  readonly state: (typeof RULE_STATES)[number];
  /** Kinds of devices and names of metrics that it watches; `devices` narrows to some, `except` leaves some out; `cells` narrows by place. */
  readonly scope: { readonly kinds: readonly string[]; readonly metric: string; readonly cells?: readonly string[]; readonly devices?: readonly string[]; readonly except?: readonly string[] };
  readonly unit: string;
  readonly condition: TriggerCondition;
  /** From the mildest to the worst; an event, nodata or stuck rule has one, with `raise` 1. */
  readonly levels: readonly TriggerLevel[];
  readonly for: Milliseconds;
  readonly gap: { readonly max: Milliseconds; /** What a hole in the readings does to a breach that has not fired yet. */ readonly pending: 'reset' | 'hold' };
  readonly repeat?: { readonly m: number; readonly n: number; readonly within: Milliseconds };
  readonly clear: { readonly dwell: Milliseconds; readonly minSamples: number };
  readonly step: { readonly down: 'allow' | 'hold'; readonly dwell: Milliseconds };
  readonly flap?: { readonly window: Milliseconds; readonly transitions: number; readonly action: 'hold' | 'quiet' | 'fault' };
  readonly schedule?: readonly ActiveHours[];
  readonly lateness: Milliseconds;
  /** Readings that were older than this when they came (a device that was cut off) raise an alarm only if they are the newest of what came; left out: an hour. */
  readonly backfill?: Milliseconds;
  readonly reopenWithin: Milliseconds;
  readonly filter?: PreFilter;
  /** What becomes of an alarm. */
  readonly action: {
    readonly policy: (typeof POLICIES)[number];
    readonly classId: string; readonly conditionId: string | null;
    /** Share of true alarms that automatic dispatch must have earned, over so many judged ones at least. */
    readonly earned: { readonly precision: number; readonly judged: number };
    readonly correlate: { readonly metres: number; readonly within: Milliseconds };
    readonly storm?: { readonly count: number; readonly within: Milliseconds; readonly below: number; readonly quiet: Milliseconds };
    readonly lifeSafety: boolean;
    readonly recovery: { readonly beforeDispatch: 'close' | 'note'; readonly stableFor: Milliseconds };
    readonly verify: { readonly automatic: boolean; readonly stableFor: Milliseconds; readonly samples: number };
    readonly inhibitedBy?: readonly { readonly rule: string; readonly equal: 'gateway' | 'cell' | 'asset'; readonly settle: Milliseconds }[];
  };
  /** How often a healthy device of this kind is heard. */
  readonly heartbeat?: { readonly every: Milliseconds; readonly missed: number };
}

/** What the engine must know of a series: compiled once, when the registry or the rules change. */
export interface SeriesSpec {
  readonly series: number;
  readonly device: string;
  readonly kind: string;
  readonly metric: string;
  readonly asset: string | null;
  readonly gateway: string | null;
  readonly cell: string | null;
  readonly attributes: Readonly<Record<string, number>>;
  readonly codes: readonly string[];
}
