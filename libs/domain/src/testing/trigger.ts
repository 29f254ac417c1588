import { Engine, QUALITIES, type AlarmTransition, type Quality, type Readings, type SeriesSpec, type TriggerRule } from '../trigger/index.js';

export const MINUTE = 60_000;
/** Monday 2026-06-01 00:00 in China. */
export const MONDAY = Date.UTC(2026, 4, 31, 16);

/** A rule that does nothing but compare: one level at 10, no `for`, no dwell; hours for every other span. */
export const rule = (changes: Partial<TriggerRule> = {}): TriggerRule => ({
  id: 'r', version: 1, name: { zh: '规则', en: 'Rule' }, state: 'live', scope: { kinds: ['k'], metric: 'm' }, unit: 'm', condition: { kind: 'threshold', op: '>=' }, levels: [{ severity: 'warning', raise: 10 }],
  for: 0, gap: { max: 60 * MINUTE, pending: 'reset' }, clear: { dwell: 0, minSamples: 1 }, step: { down: 'allow', dwell: 0 }, lateness: 0, reopenWithin: 0,
  action: {
    policy: 'review', classId: 'c', conditionId: null, earned: { precision: 1, judged: 1 }, correlate: { metres: 100, within: MINUTE }, lifeSafety: false, recovery: { beforeDispatch: 'note', stableFor: 0 },
    verify: { automatic: false, stableFor: 0, samples: 1 },
  },
  ...changes,
});

export const series = (n: number, changes: Partial<SeriesSpec> = {}): SeriesSpec => ({ series: n, device: `d${n}`, kind: 'k', metric: 'm', asset: null, gateway: null, cell: null, attributes: {}, codes: [], ...changes });

export interface Given { readonly at: number; readonly value: number; readonly series?: number; readonly quality?: Quality; readonly code?: number; readonly receivedAt?: number }

/** Readings as columns; they come when the last of them was measured unless it is said otherwise. */
export function readings(given: readonly Given[], receivedAt = Math.max(0, ...given.map((g) => g.receivedAt ?? g.at))): Readings {
  return {
    count: given.length, receivedAt, series: Int32Array.from(given, (g) => g.series ?? 0), at: Float64Array.from(given, (g) => g.at), value: Float64Array.from(given, (g) => g.value),
    quality: Uint8Array.from(given, (g) => QUALITIES.indexOf(g.quality ?? 'good')), code: Int16Array.from(given, (g) => g.code ?? -1),
  };
}

/** What a rule does with values that come once a minute from MONDAY on, in few words: `3 raised warning`. An array is [minute, value, …more]; a number that stands alone comes one minute after the one before. */
export function played(of: Partial<TriggerRule>, values: readonly (number | readonly [minute: number, value: number, more?: Partial<Given>] | 'tick')[], spec: Partial<SeriesSpec> = {}): string[] {
  const changes = rule(of), engine = new Engine({ rules: [changes], series: [series(0, spec)] }), said: string[] = [];
  let minute = -1;
  const hear = (list: readonly AlarmTransition[]): void => { said.push(...list.map((t) => `${(t.at - MONDAY) / MINUTE} ${t.kind} ${t.severity}`)); };
  for (const value of values) {
    if (value === 'tick') { minute++; hear(engine.tick(MONDAY + minute * MINUTE)); continue; }
    const [m, v, more] = typeof value === 'number' ? [minute + 1, value, {}] : value;
    minute = Math.max(minute, m);
    hear(engine.apply(readings([{ at: MONDAY + m * MINUTE, value: v, ...more }], more?.receivedAt ?? MONDAY + minute * MINUTE)));
  }
  return said;
}
