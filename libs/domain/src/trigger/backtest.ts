import type { AlarmSeverity } from './alarm.js';
import { Engine, ENGINE_SETTINGS, type EngineSettings } from './engine.js';
import type { Readings } from './reading.js';
import type { SeriesSpec, TriggerRule } from './rule.js';

/** One series of the past, in the order in which it was received; columns of one length, `receivedAt` left out: it came at once. */
export interface Past {
  readonly spec: SeriesSpec;
  readonly at: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  readonly quality?: ArrayLike<number>;
  readonly code?: ArrayLike<number>;
  readonly receivedAt?: ArrayLike<number>;
}
/** When something was really the matter with a series: event times, both ends belong to it. */
export interface Label { readonly series: number; readonly from: number; readonly to: number }

/** An alarm from its opening to its clearing; `openings` counts how often it was opened within the reopen window. */
export interface PastAlarm { readonly series: number; readonly raisedAt: number; readonly clearedAt: number | null; readonly severity: AlarmSeverity; readonly since: number; readonly openings: number; readonly label: number | null }
export interface Backtest {
  readonly alarms: readonly PastAlarm[];
  /** Reopenings, and how often an alarm was said to flap: how restless the rule is. */
  readonly flaps: number;
  /** Labels during which at least one alarm was raised or firing; those without; alarms outside of all labels. Null where there are no labels. */
  readonly hits: number | null;
  readonly missed: number | null;
  readonly false: number | null;
  /** From a label's beginning to the raising of its first alarm, milliseconds; 0 where one was firing already. Ascending. */
  readonly detection: readonly number[];
  readonly readings: ReturnType<Engine['counts']>;
}

/** What a rule would have done over stored readings. Pure; the same code answers the editor's question and the command's. A draft runs like a rule that is tried. */
export function backtest(rule: TriggerRule, past: readonly Past[], labels: readonly Label[] | null = null, settings: EngineSettings = ENGINE_SETTINGS): Backtest {
  const series = past.map((p, i) => ({ ...p.spec, series: i })), engine = new Engine({ rules: [{ ...rule, state: 'shadow' }], series }, null, settings);
  const gathering = new Gathering(past.map((p) => p.spec), labels ?? []);
  let now: number | null = null;
  for (const readings of inOrder(past)) {
    const at = readings.receivedAt;
    now ??= at;
    for (let due = engine.dueAt(); due !== null && due <= at; due = engine.dueAt()) {
      now = Math.max(due, now);
      gathering.take(engine.tick(now));
      if (engine.dueAt() === due) break;
    }
    now = Math.max(at, now);
    gathering.take(engine.apply(readings));
  }
  return gathering.result(labels, engine.counts());
}

/** All readings one by one, by the time of their receiving. What is given is filled anew for each. */
function* inOrder(past: readonly Past[]): Generator<Readings> {
  const owners = past.flatMap((p, s) => Array.from(p.at, () => s)), places = past.flatMap((p) => Array.from(p.at, (_, i) => i)), came = Float64Array.from(owners, (s, n) => past[s]?.receivedAt?.[places[n] as number] ?? past[s]?.at[places[n] as number] ?? NaN);
  const order = Uint32Array.from(owners.keys()).sort((a, b) => (came[a] as number) - (came[b] as number) || a - b);
  const series = new Int32Array(1), at = new Float64Array(1), value = new Float64Array(1), quality = new Uint8Array(1), code = new Int16Array(1);
  for (const n of order) {
    const s = owners[n] as number, i = places[n] as number, p = past[s] as Past;
    [series[0], at[0], value[0], quality[0], code[0]] = [s, p.at[i] ?? NaN, p.value[i] ?? NaN, p.quality?.[i] ?? 0, p.code?.[i] ?? -1];
    yield { count: 1, receivedAt: came[n] as number, series, at, value, quality, code };
  }
}

/** Pairs openings with clearings and alarms with labels. */
class Gathering {
  private readonly open = new Map<string, number>();
  private readonly alarms: { -readonly [K in keyof PastAlarm]: PastAlarm[K] }[] = [];
  private flaps = 0;

  constructor(private readonly specs: readonly SeriesSpec[], private readonly labels: readonly Label[]) {}

  take(transitions: ReturnType<Engine['apply']>): void {
    for (const { kind, series, at, since, severity, openings } of transitions) {
      const spec = this.specs[series] as SeriesSpec, key = spec.asset ?? `#${series}`;
      if (kind === 'flapping') this.flaps++;
      if (kind === 'raised' || kind === 'reopened') {
        if (kind === 'reopened') this.flaps++;
        this.open.set(key, this.alarms.push({ series: spec.series, raisedAt: at, clearedAt: null, severity, since, openings, label: null }) - 1);
      }
      const alarm = this.alarms[this.open.get(key) ?? -1];
      if (alarm === undefined) continue;
      if (kind === 'worsened') alarm.severity = severity;
      if (kind === 'cleared') { alarm.clearedAt = at; this.open.delete(key); }
    }
  }

  result(labels: readonly Label[] | null, readings: Backtest['readings']): Backtest {
    const detection: number[] = [];
    let hits = 0;
    for (const [n, label] of this.labels.entries()) {
      const during = this.alarms.filter((a) => a.series === label.series && a.raisedAt <= label.to && (a.clearedAt ?? Infinity) >= label.from);
      for (const alarm of during) alarm.label ??= n;
      const first = during[0];
      if (first === undefined) continue;
      hits++;
      detection.push(Math.max(0, first.raisedAt - label.from));
    }
    return {
      alarms: this.alarms, flaps: this.flaps, hits: labels && hits, missed: labels && labels.length - hits, false: labels && this.alarms.filter((a) => a.label === null).length, detection: detection.sort((a, b) => a - b), readings,
    };
  }
}
