import type { Readings, TriggerRule } from '#domain';
import { MINUTE, placeAt, START, waterRule } from '../testing/alarm-world.js';
import type { TriedSeries } from './history.js';
import { Trial } from './trial.js';

const at = (m: number): number => START + m * MINUTE;
const point = (series: number, east: number): TriedSeries => ({ id: String(series + 1), spec: { series, device: `p-${series}`, kind: 'water-level', metric: 'level', asset: null, gateway: null, cell: null, attributes: {}, codes: [] }, place: placeAt(0, east) });
/** A value a minute of each of them, in the order of their time. */
function told(...columns: readonly (readonly number[])[]): Readings {
  const all = (columns[0] ?? []).flatMap((_, m) => columns.map((values, series) => ({ series, at: at(m), value: values[m] as number })));
  return { count: all.length, receivedAt: at(columns[0]?.length ?? 0), series: Int32Array.from(all, (r) => r.series), at: Float64Array.from(all, (r) => r.at), value: Float64Array.from(all, (r) => r.value), quality: new Uint8Array(all.length), code: new Int16Array(all.length).fill(-1) };
}
/** The water rule with one level, and nothing that waits. */
const rule: TriggerRule = { ...waterRule(), condition: { kind: 'threshold', op: '>=' }, levels: [{ severity: 'warning', raise: 10, clear: 8 }], for: 0, clear: { dwell: 0, minSamples: 1 }, reopenWithin: 5 * MINUTE, action: { ...waterRule().action, correlate: { metres: 100, within: 60 * MINUTE } } };

describe('a trial on history', () => {
  it('says how many cases the alarms come to: what is near and soon enough joins one', () => {
    const trial = new Trial(rule, [point(0, 0), point(1, 20), point(2, 3_000)]);
    trial.take(told([5, 12, 12, 5], [5, 5, 12, 5], [5, 5, 5, 12]));
    trial.end(at(10));
    expect(trial.figures([])).toEqual({ readings: 12, series: 3, alarms: 3, cases: 2, flaps: 0, hits: null, missed: null, falseAlarms: null });
    expect(trial.alarms.map((a) => [a.series, a.raisedAt, a.clearedAt])).toEqual([[0, at(1), at(3)], [1, at(2), at(3)], [2, at(3), null]]);
  });

  it('counts what opened again as a flap, and holds the alarms against what people said of the real ones', () => {
    const trial = new Trial(rule, [point(0, 0)]), of = (from: number, to: number, so: boolean) => ({ device: 'p-0', metric: 'level', from: at(from), to: at(to), so });
    trial.take(told([5, 12, 5, 12, 5, 5, 5, 5, 5, 5, 5, 12, 5]));
    trial.end(at(20));
    expect(trial.figures([of(0, 2, true), of(6, 8, true), of(11, 12, false), of(8, 9, false)])).toMatchObject({ alarms: 2, cases: 1, flaps: 1, hits: 1, missed: 1, falseAlarms: 1 });
  });
});
