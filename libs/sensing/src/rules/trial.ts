import { correlated, Engine, type AlarmSeverity, type AlarmTransition, type CaseId, type ClassId, type Instant, type Readings, type TriggerRule } from '#domain';
import type { TriedSeries } from './history.js';

/** An alarm that a version would have raised. */
export interface TriedAlarm { readonly series: number; readonly raisedAt: Instant; clearedAt: Instant | null; worst: AlarmSeverity; readonly value: number | null; flaps: number; openings: number }
/** How people judged the alarms that there really were: true ones are hit or missed, false ones are raised again or not. */
export interface JudgedAlarm { readonly device: string; readonly metric: string; readonly from: Instant; readonly to: Instant; readonly so: boolean }
export interface Figures { readonly readings: number; readonly series: number; readonly alarms: number; readonly cases: number; readonly flaps: number; readonly hits: number | null; readonly missed: number | null; readonly falseAlarms: number | null }

const rank = { notice: 0, warning: 1, critical: 2 } as const;
/** Timers run out at least so often in a trial. */
const TICK = 60_000;

/** Runs a version over readings in the order of their event time, as the engine would have judged them had they come just then. */
export class Trial {
  readonly alarms: TriedAlarm[] = [];
  private readonly latest = new Map<string, TriedAlarm>();
  private readonly engine: Engine;
  private ticked: Instant | null = null;
  private count = 0;

  constructor(private readonly rule: TriggerRule, private readonly series: readonly TriedSeries[]) {
    this.engine = new Engine({ rules: [{ ...rule, state: 'live' }], series: series.map((s) => s.spec) });
  }

  take(readings: Readings): void {
    this.count += readings.count;
    // Reading by reading in time, each as if it had come at its event time: a batch of the history is no batch of the wire.
    for (let from = 0; from < readings.count;) {
      let to = from + 1;
      const at = readings.at[from] as number;
      while (to < readings.count && (readings.at[to] as number) - at < TICK) to++;
      this.tickTo(at);
      this.heed(this.engine.apply(stretch(readings, from, to)));
      from = to;
    }
  }

  /** Lets what is pending run out up to the end of the trial. */
  end(at: Instant): void { this.tickTo(at); }

  figures(judged: readonly JudgedAlarm[]): Figures {
    const truths = judged.filter((j) => j.so), wrong = judged.filter((j) => !j.so), raised = (j: JudgedAlarm): boolean => this.alarms.some((a) => this.covers(a, j));
    const hits = truths.filter(raised).length;
    return {
      readings: this.count, series: this.series.length, alarms: this.alarms.length, cases: casesOf(this.alarms, this.series, this.rule), flaps: this.alarms.reduce((sum, a) => sum + a.flaps + a.openings - 1, 0),
      ...(judged.length === 0 ? { hits: null, missed: null, falseAlarms: null } : { hits, missed: truths.length - hits, falseAlarms: wrong.filter(raised).length }),
    };
  }

  private covers(a: TriedAlarm, j: JudgedAlarm): boolean {
    const spec = this.series[a.series]?.spec;
    return spec?.device === j.device && spec.metric === j.metric && a.raisedAt <= j.to && (a.clearedAt ?? Infinity) >= j.from;
  }

  private tickTo(at: Instant): void {
    for (let t = this.ticked === null ? at : this.ticked + TICK; t < at; t += TICK) {
      // Long silences have few timers: go from one to the next.
      const due = this.engine.dueAt();
      if (due === null || due > at) break;
      t = Math.max(t, due);
      if (t < at) this.heed(this.engine.tick(t));
    }
    this.heed(this.engine.tick(at));
    this.ticked = at;
  }

  private heed(transitions: readonly AlarmTransition[]): void {
    for (const t of transitions) {
      const key = this.series[t.series]?.spec.asset ?? ` ${t.series}`, known = this.latest.get(key);
      if (t.kind === 'raised' || known === undefined) {
        const alarm: TriedAlarm = { series: t.series, raisedAt: t.at, clearedAt: null, worst: t.severity, value: t.value, flaps: 0, openings: 1 };
        this.alarms.push(alarm);
        this.latest.set(key, alarm);
        continue;
      }
      if (rank[t.severity] > rank[known.worst]) known.worst = t.severity;
      if (t.kind === 'reopened') { known.clearedAt = null; known.openings = t.openings; }
      if (t.kind === 'cleared') known.clearedAt = t.at;
      if (t.kind === 'flapping') known.flaps++;
    }
  }
}

const stretch = (r: Readings, from: number, to: number): Readings => ({
  count: to - from, receivedAt: r.at[to - 1] as number, series: r.series.subarray(from, to), at: r.at.subarray(from, to), value: r.value.subarray(from, to), quality: r.quality.subarray(from, to), code: r.code.subarray(from, to),
});

/** How many cases alarms come to: one that is near and soon enough to a case's joins it, as the intake does. */
function casesOf(alarms: readonly TriedAlarm[], series: readonly TriedSeries[], { action: { correlate } }: TriggerRule): number {
  const classId = 'E' as ClassId, cases: { id: CaseId; classId: ClassId; place: { lon: number; lat: number; accuracy: null } | null; reportedAt: number }[] = [];
  for (const a of alarms) {
    const at = series[a.series]?.place ?? null, place = at === null ? null : { ...at, accuracy: null };
    if (correlated({ classId, place, reportedAt: a.raisedAt }, cases, correlate).length === 0) cases.push({ id: `${cases.length}` as CaseId, classId, place, reportedAt: a.raisedAt });
  }
  return cases.length;
}
