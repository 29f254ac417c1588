import { MINUTE, MONDAY, rule, series } from '../testing/trigger.js';
import { backtest, Inhibitions, settleTime, type Past } from './index.js';

const at = (m: number): number => MONDAY + m * MINUTE;
const past = (n: number, values: readonly number[]): Past => ({ spec: series(n), at: values.map((_, m) => at(m)), value: values });

describe('a back-test', () => {
  const data = [past(7, [5, 10, 5, 10, 5, 5, 5, 5, 5, 10]), past(8, [5, 5, 5, 5, 5, 5, 12, 5, 5, 5])];
  it('tells alarms from their opening to their clearing, with the series\' own numbers, for a draft too', () => {
    const { alarms, flaps, hits, readings } = backtest(rule({ state: 'draft', reopenWithin: MINUTE }), data);
    expect(alarms.map((a) => [a.series, (a.raisedAt - MONDAY) / MINUTE, a.clearedAt && (a.clearedAt - MONDAY) / MINUTE, a.openings])).toEqual([[7, 1, 2, 1], [7, 3, 4, 2], [8, 6, 7, 1], [7, 9, null, 1]]);
    expect([flaps, hits, readings.accepted]).toEqual([1, null, 20]);
  });
  it('counts what was found, what was missed, what lay outside, and how long it took', () => {
    const labels = [{ series: 7, from: at(0), to: at(2) }, { series: 7, from: at(5), to: at(8) }, { series: 8, from: at(6), to: at(6) }];
    const { hits, missed, false: outside, detection, alarms } = backtest(rule(), data, labels);
    expect([hits, missed, outside, detection]).toEqual([2, 1, 2, [0, MINUTE]]);
    expect(alarms.map((a) => a.label)).toEqual([0, null, 2, null]);
  });
  it('counts one alarm for an asset whose probes take turns', () => {
    const probe = (n: number, values: readonly number[]): Past => ({ ...past(n, values), spec: series(n, { asset: 'manhole' }) });
    expect(backtest(rule(), [probe(0, [10, 5, 5, 5]), probe(1, [10, 10, 10, 5])]).alarms).toMatchObject([{ raisedAt: at(0), clearedAt: at(3) }]);
  });
  it('lets timers run out between the readings, and judges late ones as they came', () => {
    const event = rule({ condition: { kind: 'event', codes: ['a'], minConfidence: 0, noReoccurrence: 2 * MINUTE }, levels: [{ severity: 'notice', raise: 1 }] });
    const seen: Past = { spec: series(0, { codes: ['a'] }), at: [at(0), at(1), at(30)], value: [1, 1, 1], code: [0, 0, 0] };
    expect(backtest(event, [seen]).alarms.map((a) => [a.raisedAt, a.clearedAt])).toEqual([[at(0), at(3)], [at(30), null]]);
    expect(backtest(rule(), [{ spec: series(0), at: [at(5), at(4)], value: [5, 10], receivedAt: [at(5), at(6)] }]).readings).toMatchObject({ accepted: 1, late: 0, retro: 1 });
  });
});

describe('inhibition', () => {
  const child = rule({ action: { ...rule().action, inhibitedBy: [{ rule: 'offline', equal: 'gateway', settle: MINUTE }, { rule: 'works', equal: 'cell', settle: 3 * MINUTE }] } });
  const place = (gateway: string | null, cell: string | null) => ({ gateway, cell, asset: null });
  it('holds while a source fires at the same place, however many do', () => {
    const all = new Inhibitions();
    expect(all.by(child, place('g1', 'c1'))).toBeNull();
    all.begin({ rule: 'offline', place: place('g1', null) }); all.begin({ rule: 'offline', place: place('g1', null) });
    expect([all.by(child, place('g1', 'c1')), all.by(child, place('g2', 'c1')), all.by(child, place(null, 'c1'))]).toEqual(['offline', null, null]);
    all.end({ rule: 'offline', place: place('g1', null) });
    expect(all.by(child, place('g1', 'c1'))).toBe('offline');
    all.end({ rule: 'offline', place: place('g1', null) });
    expect(all.by(child, place('g1', 'c1'))).toBeNull();
    all.begin({ rule: 'works', place: place(null, 'c1') });
    expect(all.by(child, place('g1', 'c1'))).toBe('works');
  });
  it('waits for the slowest of its sources', () => expect([settleTime(child), settleTime(rule())]).toEqual([3 * MINUTE, 0]));
});
