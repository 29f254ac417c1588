import { MINUTE, MONDAY, played, readings, rule, series } from '../testing/trigger.js';
import { Engine, HEALTHS, READING_VERDICTS, type TriggerRule } from './index.js';

const three = { levels: [{ severity: 'notice', raise: 10, clear: 8 }, { severity: 'warning', raise: 20, clear: 18 }, { severity: 'critical', raise: 30, clear: 28 }] } satisfies Partial<TriggerRule>;
const shared = { asset: 'manhole' };

describe('a ladder of levels', () => {
  it('is tried from the worst down: one sample goes straight to the worst', () => {
    expect(played(three, [0, 35])).toEqual(['1 raised critical']);
    expect(played(three, [12, 22, 31])).toEqual(['0 raised notice', '1 worsened warning', '2 worsened critical']);
  });

  it('holds a level until the value is beyond its own `clear`, and no sample between the two ends it', () => {
    expect(played(three, [10, 9, 8, 9, 8, 7.9])).toEqual(['0 raised notice', '5 cleared notice']);
    expect(played(three, [30, 28, 27.9, 18, 17.9])).toEqual(['0 raised critical', '2 eased warning', '4 eased notice']);
  });

  it('goes down after its dwell, or not at all until it is over, as the rule says', () => {
    expect(played({ ...three, step: { down: 'allow', dwell: 2 * MINUTE } }, [30, 20, 20, 20])).toEqual(['0 raised critical', '3 eased warning']);
    expect(played({ ...three, step: { down: 'allow', dwell: 2 * MINUTE } }, [30, 20, 20, 29, 20, 20, 20])).toEqual(['0 raised critical', '6 eased warning']);
    expect(played({ ...three, step: { down: 'hold', dwell: 0 } }, [30, 20, 12, 7])).toEqual(['0 raised critical', '3 cleared critical']);
  });

  it('looks downwards where less is worse', () => {
    expect(played({ condition: { kind: 'threshold', op: '<=' }, levels: [{ severity: 'warning', raise: 5, clear: 7 }] }, [6, 5, 6, 7, 7.1])).toEqual(['1 raised warning', '4 cleared warning']);
  });
});

describe('`for`', () => {
  const wait = { for: 2 * MINUTE };
  it('fires on the first sample that is so long after the first breach, and on no timer', () => {
    expect(played(wait, [10, 10, 10])).toEqual(['2 raised warning']);
    expect(played(wait, [10, [1.5, 10], 'tick', 'tick', 'tick', 'tick'])).toEqual([]);
    expect(played(wait, [10, [1.5, 10], [2.5, 10]])).toEqual(['2.5 raised warning']);
  });
  it('begins anew when one sample does not breach', () => expect(played(wait, [10, 10, 9, 10, 10, 10])).toEqual(['5 raised warning']));
  it('is a level\'s own where it has one', () => expect(played({ for: 5 * MINUTE, levels: [{ severity: 'notice', raise: 10 }, { severity: 'critical', raise: 20, for: 0 }] }, [20, 10])).toEqual(['0 raised critical', '1 eased notice']));
  it('says since when', () => {
    const engine = new Engine({ rules: [rule(wait)], series: [series(0)] });
    const at = (m: number): number => MONDAY + m * MINUTE;
    engine.apply(readings([{ at: at(0), value: 10 }]));
    expect(engine.apply(readings([{ at: at(3), value: 11 }]))).toEqual([{ kind: 'raised', rule: 0, series: 0, severity: 'warning', at: at(3), since: at(0), value: 11, openings: 1 }]);
  });
});

describe('a hole in the readings', () => {
  it('makes a pending breach begin anew, or not, as the rule says', () => {
    expect(played({ for: 8 * MINUTE, gap: { max: 5 * MINUTE, pending: 'reset' } }, [10, [6, 10], [8, 10], [14, 10]])).toEqual([]);
    expect(played({ for: 8 * MINUTE, gap: { max: 5 * MINUTE, pending: 'hold' } }, [10, [6, 10], [8, 10]])).toEqual(['8 raised warning']);
  });
  it('never ends what fires: its evidence is stale, and fresh with the next sample', () => {
    expect(played({ gap: { max: 3 * MINUTE, pending: 'reset' } }, [10, 'tick', 'tick', 'tick', 'tick', 'tick', 10])).toEqual(['0 raised warning', '3 stale warning', '6 fresh warning']);
    expect(played({ gap: { max: 3 * MINUTE, pending: 'reset' } }, [10, 'tick', 'tick', 'tick', 'tick', 'tick', 5])).toEqual(['0 raised warning', '3 stale warning', '6 fresh warning', '6 cleared warning']);
  });
  it('makes what was on its way to normal begin anew', () => {
    expect(played({ clear: { dwell: 4 * MINUTE, minSamples: 1 }, gap: { max: 3 * MINUTE, pending: 'reset' } }, [10, 5, 5, [7, 5], [8, 5], [11, 5]])).toEqual(['0 raised warning', '11 cleared warning']);
  });
});

describe('clearing', () => {
  it('needs so long a time and so many samples, all of them normal', () => {
    expect(played({ clear: { dwell: 2 * MINUTE, minSamples: 1 } }, [10, 5, 5, 10, 5, 5, 5])).toEqual(['0 raised warning', '6 cleared warning']);
    expect(played({ clear: { dwell: 0, minSamples: 3 } }, [10, 5, 5, 5])).toEqual(['0 raised warning', '3 cleared warning']);
    expect(played({ clear: { dwell: 10 * MINUTE, minSamples: 2 } }, [10, 5, [20, 5]])).toEqual(['0 raised warning', '20 cleared warning']);
  });
  it('is undone by another breach without a second alarm', () => expect(played({ clear: { dwell: 5 * MINUTE, minSamples: 1 } }, [10, 5, 10, 5, 10])).toEqual(['0 raised warning']));
  it('opens the same alarm again within the reopen window, a new one after it', () => {
    expect(played({ reopenWithin: 3 * MINUTE }, [10, 5, [4, 10], [5, 5], [9, 10]])).toEqual(['0 raised warning', '1 cleared warning', '4 reopened warning', '5 cleared warning', '9 raised warning']);
  });
});

describe('m of the last n', () => {
  const two = { repeat: { m: 2, n: 3, within: 5 * MINUTE } };
  it('counts distinct readings within its time, and fires on a breach', () => {
    expect(played(two, [10, 5, 10])).toEqual(['2 raised warning']);
    expect(played(two, [10, 5, 5, 10])).toEqual([]);
    expect(played(two, [10, [6, 10], [7, 5]])).toEqual([]);
    expect(played(two, [10, [5, 10]])).toEqual(['5 raised warning']);
  });
  it('does not count a reading that was sent twice', () => expect(played(two, [10, [0, 10], [0, 10]])).toEqual([]));
});

describe('a flap', () => {
  const flap = { window: 60 * MINUTE, transitions: 4, action: 'hold' } as const, restless = [10, 5, 10, 5, 10, 5, 5];
  it('holds the alarm open until it has calmed down', () => {
    const said = played({ flap }, [...restless, ...Array.from({ length: 60 }, () => 'tick' as const)]);
    expect(said).toEqual(['0 raised warning', '1 cleared warning', '2 raised warning', '3 flapping warning', '63 calm warning', '63 cleared warning']);
  });
  it('is only said where the rule does not hold', () => expect(played({ flap: { ...flap, action: 'quiet' } }, restless)).toEqual(['0 raised warning', '1 cleared warning', '2 raised warning', '3 flapping warning', '3 cleared warning', '4 raised warning', '5 cleared warning']));
});

describe('hours and seasons', () => {
  it('raise nothing outside of the active hours, begin `for` anew in them, and let what fires end at any time', () => {
    const night = { schedule: [{ days: [1], from: '00:02', to: '00:04' }] };
    expect(played(night, [10, 10, 10, 10, 10, 5])).toEqual(['2 raised warning', '5 cleared warning']);
    expect(played({ ...night, for: MINUTE }, [10, 10, 10, 10])).toEqual(['3 raised warning']);
    expect(played({ schedule: [{ days: [7], from: '23:00', to: '00:02' }] }, [5, 10, 10, 5, 10])).toEqual(['1 raised warning', '3 cleared warning']);
    expect(played({ schedule: [{ days: [2], from: '00:00', to: '24:00' }] }, [10])).toEqual([]);
  });
  it('take a season\'s threshold by the local month and day, over the turn of the year too', () => {
    const season = (from: string, to: string) => ({ levels: [{ severity: 'warning' as const, raise: { season: [{ from, to, value: 3 }], otherwise: 10 } }] });
    expect(played(season('06-01', '09-30'), [[-1, 5], [0, 5]])).toEqual(['0 raised warning']);
    expect(played(season('11-01', '06-01'), [[0, 5], [24 * 60 - 1, 5], [24 * 60, 5]])).toEqual(['0 raised warning', '1440 cleared warning']);
  });
  it('take a series\' own attribute', () => expect(played({ levels: [{ severity: 'warning', raise: { attribute: 'weir', plus: 2 } }] }, [5, 6], { attributes: { weir: 4 } })).toEqual(['1 raised warning']));
});

describe('what is not evidence', () => {
  it('is a reading of bad quality: it neither breaches nor ends anything', () => {
    for (const quality of ['range', 'fault', 'maintenance', 'calibration', 'manual', 'communication', 'late'] as const) expect(played({}, [[0, 10, { quality }], 10, [2, 5, { quality }]])).toEqual(['1 raised warning']);
    for (const quality of ['good', 'uncertain', 'clamped'] as const) expect(played({}, [[0, 10, { quality }]])).toEqual(['0 raised warning']);
  });
  it('is a late reading, except for a window', () => {
    expect(played({ lateness: 5 * MINUTE }, [5, 5, [0.5, 10]])).toEqual([]);
    const sum = { condition: { kind: 'window', op: '>=', fn: 'sum', size: 3 * MINUTE, minSamples: 1, minCoverage: 0 }, lateness: MINUTE } as const;
    expect(played(sum, [4, [2, 4], [1, 4]])).toEqual(['2 raised warning']);
    expect(played(sum, [4, [2.5, 4], [1, 4]])).toEqual([]);
  });
  it('is a value that cannot be: out of range, a sentinel, too steep, not a number', () => {
    expect(played({ filter: { range: { low: 0, high: 12 } } }, [13, 12])).toEqual(['1 raised warning']);
    expect(played({ filter: { range: { low: 0, high: { attribute: 'mounting' } } } }, [13, 12], { attributes: { mounting: 12 } })).toEqual(['1 raised warning']);
    expect(played({ filter: { sentinels: [9999, -200] } }, [9999, -200])).toEqual([]);
    expect(played({ filter: { gradient: 3 } }, [5, 10, 11])).toEqual(['2 raised warning']);
    expect(played({ filter: { noiseFloor: 10 } }, [10, 10.1])).toEqual(['1 raised warning']);
    expect(played({}, [NaN, Infinity])).toEqual([]);
  });
  it('is one point up between two that are down; it waits for its successor, but no longer than the rule says', () => {
    const filter = { blip: { by: 4, wait: 2 * MINUTE } };
    expect(played({ filter }, [5, 20, 5, 5])).toEqual([]);
    expect(played({ filter }, [5, 20, 20])).toEqual(['1 raised warning']);
    expect(played({ filter }, [5, 20, 'tick', 'tick', 'tick'])).toEqual(['1 raised warning']);
  });
});

describe('an old reading', () => {
  it('raises only as the newest of what came: what is over when a device is heard again opens nothing', () => {
    const engine = new Engine({ rules: [rule()], series: [series(0)] }), at = (m: number): number => MONDAY + m * MINUTE, backlog = (last: number) => readings([5, 20, 20, last].map((value, m) => ({ at: at(m), value })), at(600));
    expect(engine.apply(backlog(5))).toEqual([]);
    expect(new Engine({ rules: [rule()], series: [series(0)] }).apply(backlog(20)).map((t) => [t.kind, t.at])).toEqual([['raised', at(3)]]);
    expect(new Engine({ rules: [rule({ backfill: 600 * MINUTE })], series: [series(0)] }).apply(backlog(5)).map((t) => t.kind)).toEqual(['raised', 'cleared']);
  });
});

describe('other conditions', () => {
  it('outside: on the border is inside, hysteresis is measured inwards', () => {
    const outside = { condition: { kind: 'outside', low: 6, high: 9 }, levels: [{ severity: 'warning', raise: 0, clear: -0.5 }] } as const;
    expect(played(outside, [9, 9.1, 8.6, 8.5, 8.4, 5.9])).toEqual(['1 raised warning', '4 cleared warning', '5 raised warning']);
    expect(played({ ...outside, levels: [{ severity: 'warning', raise: 0 }] }, [6, 5.9, 6])).toEqual(['1 raised warning', '2 cleared warning']);
  });
  it('rate: per minute between neighbours', () => expect(played({ condition: { kind: 'rate', op: '>=' } }, [0, 9, [3, 29], [5, 40]])).toEqual(['3 raised warning', '5 cleared warning']));
  it('window: nothing before it has samples and coverage enough', () => {
    const of = (fn: 'avg' | 'p95' | 'slope' | 'delta' | 'count', raise: number) => ({ condition: { kind: 'window', op: '>=', fn, size: 4 * MINUTE, minSamples: 2, minCoverage: 0.5 }, levels: [{ severity: 'warning', raise }] } as const);
    expect(played(of('avg', 10), [20, 10, 0])).toEqual(['2 raised warning']);
    expect(played(of('slope', 2), [0, 2, 4])).toEqual(['2 raised warning']);
    expect(played(of('delta', 4), [0, 2, 4])).toEqual(['2 raised warning']);
    expect(played(of('p95', 9), [0, 9, 0])).toEqual(['2 raised warning']);
    expect(played(of('count', 4), [0, 0, 0, 0, 0])).toEqual(['3 raised warning']);
  });
  it('stuck: not moved by more than the tolerance for so long', () => expect(played({ condition: { kind: 'stuck', for: 3 * MINUTE, tolerance: 0.5 }, levels: [{ severity: 'notice', raise: 1 }] }, [5, 5.2, 4.8, 5, 6])).toEqual(['3 raised notice', '4 cleared notice']));
  it('nodata: a timer raises it, a reading ends it, whatever has never been heard of counts from the first look', () => {
    const nodata = { condition: { kind: 'nodata', after: 2 * MINUTE }, levels: [{ severity: 'notice', raise: 1 }] } as const;
    expect(played(nodata, [1, 'tick', 'tick', 'tick', 1])).toEqual(['2 raised notice', '4 cleared notice']);
    expect(played(nodata, ['tick', 'tick', 'tick'])).toEqual(['2 raised notice']);
  });
  it('event: sure enough and of the code; ended by not coming again', () => {
    const event = { condition: { kind: 'event', codes: ['heap'], minConfidence: 0.8, noReoccurrence: 3 * MINUTE }, levels: [{ severity: 'notice', raise: 1 }] } as const, spec = { codes: ['vendor', 'heap'] };
    expect(played(event, [[0, 0.7, { code: 1 }], [1, 0.9, { code: 0 }], [2, 0.8, { code: 1 }], [4, 0.9, { code: 1 }], 'tick', 'tick', 'tick', 'tick'], spec)).toEqual(['2 raised notice', '7 cleared notice']);
    expect(played({ ...event, for: 2 * MINUTE }, [[0, 1, { code: 1 }], [1, 1, { code: 1 }], [2, 1, { code: 1 }]], spec)).toEqual(['2 raised notice']);
    expect(played(event, [[5, 1, { code: 0 }], [4, 1, { code: 1 }]], spec)).toEqual([]);
    expect(played({ ...event, lateness: MINUTE }, [[5, 1, { code: 0 }], [4, 1, { code: 1 }]], spec)).toEqual(['4 raised notice']);
  });

  const at = (m: number): number => MONDAY + m * MINUTE;
  it('compare: this minus the other of the same asset, while the other is near enough', () => {
    const engine = new Engine({ rules: [rule({ condition: { kind: 'compare', op: '>=', with: 'out', within: 2 * MINUTE } })], series: [series(0, shared), series(1, { ...shared, metric: 'out' })] });
    const kinds = (s: number, m: number, value: number): string[] => engine.apply(readings([{ series: s, at: at(m), value }])).map((t) => t.kind);
    expect([kinds(0, 0, 30), kinds(1, 1, 25), kinds(0, 2, 30), kinds(1, 3, 15), kinds(0, 4, 30), kinds(0, 8, 0)]).toEqual([[], [], [], [], ['raised'], []]);
  });

  it('composite: other rules at the same asset, all or any of them, not long apart', () => {
    const rules = [rule({ id: 'a' }), rule({ id: 'b', scope: { kinds: ['k'], metric: 'out' } }), rule({ id: 'both', condition: { kind: 'composite', every: true, rules: ['a', 'b'], within: 5 * MINUTE }, levels: [{ severity: 'critical', raise: 1 }] })];
    const engine = new Engine({ rules, series: [series(0, shared), series(1, { ...shared, metric: 'out' }), series(2, { asset: 'elsewhere' })] });
    const said = (s: number, m: number, value: number): string[] => engine.apply(readings([{ series: s, at: at(m), value }])).map((t) => `${rules[t.rule]?.id} ${t.kind}`);
    expect([said(0, 0, 10), said(0, 1, 5), said(2, 2, 10), said(1, 7, 10), said(0, 8, 10), said(1, 9, 5), said(1, 15, 5)]).toEqual([['a raised'], ['a cleared'], ['a raised'], ['b raised'], ['a raised', 'both raised'], ['b cleared'], ['both cleared']]);
    expect(engine.unwatched).toEqual([{ rule: 2, series: 2, reason: 'member' }]);
  });
});

describe('two probes at one asset', () => {
  it('are one alarm, as bad as the worse of them, over when both are normal', () => {
    const engine = new Engine({ rules: [rule(three)], series: [series(0, shared), series(1, shared)] });
    const said = (s: number, m: number, value: number): string[] => engine.apply(readings([{ series: s, at: MONDAY + m * MINUTE, value }])).map((t) => `${t.kind} ${t.severity} ${t.openings}`);
    expect([said(0, 0, 12), said(1, 0, 25), said(0, 1, 5), said(1, 1, 12), said(1, 2, 5)]).toEqual([['raised notice 1'], ['worsened warning 1'], [], ['eased notice 1'], ['cleared notice 1']]);
  });
});

describe('what became of each reading', () => {
  it('is said one by one and counted', () => {
    const engine = new Engine({ rules: [rule({ lateness: 2 * MINUTE, filter: { range: { low: 0, high: 50 }, sentinels: [-1], gradient: 20, blip: { by: 15, wait: 9 * MINUTE } } })], series: [series(0), series(1, { kind: 'other' })] });
    const at = (m: number): number => MONDAY + m * MINUTE, told = new Uint8Array(14);
    engine.apply(readings([
      { at: at(10), value: 1 }, { at: at(10), value: 1 }, { at: at(10), value: 2 }, { at: at(9), value: 1 }, { at: at(1), value: 1 }, { at: at(11), value: 51 }, { at: at(12), value: -1 }, { at: at(13), value: 3, quality: 'fault' },
      { at: at(14), value: 20 }, { at: at(15), value: 3 }, { at: at(15.5), value: 40 }, { at: at(60), value: 4 }, { series: 1, at: at(0), value: 1 }, { series: 9, at: at(0), value: 1 },
    ], at(20)), told);
    expect([...told].map((v) => READING_VERDICTS[v])).toEqual(['accepted', 'duplicate', 'gradient', 'late', 'retro', 'range', 'sentinel', 'quality', 'waiting', 'accepted', 'gradient', 'clamped', 'unwatched', 'unknown']);
    expect(engine.counts()).toMatchObject({ accepted: 2, blip: 1, clamped: 1, duplicate: 1 });
  });

  it('keeps the greater or the first of two values of one instant where that is the setting', () => {
    const of = (sameInstant: 'max' | 'reject') => new Engine({ rules: [rule()], series: [series(0)] }, null, { skew: 0, sameInstant });
    const two = (a: number, b: number) => readings([{ at: MONDAY, value: a }, { at: MONDAY, value: b }]);
    expect([of('max').apply(two(5, 10)).length, of('max').apply(two(10, 5)).length, of('reject').apply(two(5, 10)).length]).toEqual([1, 1, 0]);
    expect(played({}, [10, [0, 5]])).toEqual(['0 raised warning', '0 cleared warning']);
    const engine = of('max');
    engine.apply(two(5, 10));
    engine.apply(two(1, 2));
    expect(engine.counts()).toMatchObject({ accepted: 1, corrected: 1, conflicting: 2 });
  });

  it('takes the receiving for a clock that runs ahead or was never set, and knows such a reading again', () => {
    const engine = new Engine({ rules: [rule()], series: [series(0)] }), told = new Uint8Array(1), ahead = { at: MONDAY + 500 * MINUTE, value: 10 };
    expect(engine.apply(readings([ahead], MONDAY)).map((t) => t.at)).toEqual([MONDAY]);
    engine.apply(readings([ahead], MONDAY + MINUTE), told);
    expect(READING_VERDICTS[told[0] as number]).toBe('duplicate');
    expect(engine.apply(readings([{ at: 0, value: 5 }], MONDAY + 2 * MINUTE)).map((t) => [t.kind, t.at])).toEqual([['cleared', MONDAY + 2 * MINUTE]]);
  });
});

describe('the health of a device', () => {
  it('is what its readings and its silence say', () => {
    const engine = new Engine({ rules: [rule({ heartbeat: { every: 10 * MINUTE, missed: 3 }, filter: { range: { low: 0, high: 50 }, gradient: 5 } })], series: [series(0)] }), at = (m: number): number => MONDAY + m * MINUTE;
    engine.tick(at(0));
    for (const [m, value, quality] of [[0, 1, 'good'], [1, 99, 'good'], [2, 40, 'good'], [3, 2, 'fault'], [4, 2, 'good']] as const) engine.apply(readings([{ at: at(m), value, quality }]));
    engine.tick(at(15)); engine.tick(at(17)); engine.tick(at(40));
    engine.apply(readings([{ at: at(41), value: 2 }]));
    expect(engine.health().map((h) => `${(h.at - MONDAY) / MINUTE} ${h.health}`)).toEqual(['0 online', '1 out-of-range', '2 jumping', '3 faulty', '4 online', '16 late', '34 silent', '41 online']);
    expect(engine.health()).toEqual([]);
  });
  it.each([[0, [5, 5, 5, 5, 6], 'stuck'], [0.5, [5, 5.2, 5, 4.9, 6], 'flat']] as const)('that stands still within %d is what %j say: %s', (tolerance, values, health) => {
    const engine = new Engine({ rules: [rule({ condition: { kind: 'stuck', for: 3 * MINUTE, tolerance }, levels: [{ severity: 'notice', raise: 1 }] })], series: [series(0)] });
    for (const [m, value] of values.entries()) engine.apply(readings([{ at: MONDAY + m * MINUTE, value }]));
    expect(engine.health().map((h) => `${(h.at - MONDAY) / MINUTE} ${h.health}`)).toEqual(['0 online', `3 ${health}`, '4 online']);
    expect(engine.healthOf(0)).toBe('online');
  });
  it('has one place for each word', () => expect(HEALTHS.slice(0, 9)).toEqual(['unknown', 'online', 'late', 'silent', 'stuck', 'flat', 'jumping', 'out-of-range', 'faulty']));
});
