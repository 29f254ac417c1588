import { MINUTE, MONDAY, readings, rule, series } from '../testing/trigger.js';
import { Engine, type TriggerRule } from './index.js';

const at = (m: number): number => MONDAY + m * MINUTE;
const value = (engine: Engine, m: number, v: number, s = 0): string[] => engine.apply(readings([{ series: s, at: at(m), value: v }])).map((t) => `${t.kind} ${t.severity} ${t.openings}`);
const under = (...rules: TriggerRule[]) => ({ rules, series: [series(0), series(1)] });

describe('other rules while the engine runs', () => {
  it('another version: what was pending is forgotten, what fires goes on under its name', () => {
    const engine = new Engine(under(rule({ for: 5 * MINUTE })));
    value(engine, 0, 10); value(engine, 5, 10); value(engine, 4, 10, 1);
    expect(engine.arrange(under(rule({ version: 2, for: 5 * MINUTE })))).toEqual([]);
    expect(value(engine, 9, 10, 1)).toEqual([]);
    expect(value(engine, 14, 10, 1)).toEqual(['raised warning 1']);
    expect(value(engine, 10, 5)).toEqual(['cleared warning 1']);
  });

  it('a level that the new version has no longer becomes the worst that is no worse', () => {
    const levels = [{ severity: 'notice', raise: 10 }, { severity: 'critical', raise: 30 }] as const;
    const engine = new Engine(under(rule({ levels })));
    expect(value(engine, 0, 35)).toEqual(['raised critical 1']);
    engine.arrange(under(rule({ version: 2, levels: [{ severity: 'notice', raise: 10 }, { severity: 'warning', raise: 20 }] })));
    expect(value(engine, 1, 12)).toEqual(['eased notice 1']);
  });

  it('the same version, among others and with other series: everything goes on, pending too', () => {
    const engine = new Engine(under(rule({ for: 5 * MINUTE, repeat: { m: 2, n: 3, within: 60 * MINUTE } })));
    value(engine, 0, 10);
    engine.arrange({ rules: [rule({ id: 'new' }), rule({ for: 5 * MINUTE, repeat: { m: 2, n: 3, within: 60 * MINUTE } })], series: [series(0), series(1), series(2)] });
    expect(engine.apply(readings([{ at: at(5), value: 10 }])).map((t) => [t.rule, t.kind, t.since])).toEqual([[0, 'raised', at(5)], [1, 'raised', at(0)]]);
  });

  it('an alarm that a flap has held open ends when the flap is forgotten, and is not opened twice', () => {
    const flapping = { flap: { window: 60 * MINUTE, transitions: 2, action: 'hold' } } as const;
    const engine = new Engine(under(rule(flapping)));
    expect([value(engine, 0, 10), value(engine, 1, 5)]).toEqual([['raised warning 1'], ['flapping warning 1']]);
    expect(engine.arrange(under(rule({ version: 2 }))).map((t) => [t.kind, t.at])).toEqual([['cleared', at(1)]]);
    expect(value(engine, 2, 10)).toEqual(['raised warning 1']);
  });

  it('a rule that is off, a draft, or out of scope does not watch; what is newly watched is watched from now on', () => {
    const engine = new Engine(under(rule({ state: 'off' }), rule({ id: 'draft', state: 'draft' }), rule({ id: 'one', scope: { kinds: ['k'], metric: 'm', except: ['d0'] } })));
    expect([value(engine, 0, 10), value(engine, 0, 10, 1)]).toEqual([[], ['raised warning 1']]);
    engine.arrange(under(rule({ id: 'one', version: 2, scope: { kinds: ['k'], metric: 'm', devices: ['d0'] } })));
    expect([value(engine, 1, 10), value(engine, 1, 5, 1)]).toEqual([['raised warning 1'], []]);
  });

  it('an asset that is another one is another alarm', () => {
    const place = (asset: string) => ({ rules: [rule()], series: [series(0, { asset })] }), engine = new Engine(place('a'));
    value(engine, 0, 10);
    engine.arrange(place('b'));
    expect(value(engine, 1, 10)).toEqual(['raised warning 1']);
  });

  it('changes nothing when nothing has changed', () => {
    const of = () => under(rule({ condition: { kind: 'window', op: '>=', fn: 'avg', size: 9 * MINUTE, minSamples: 1, minCoverage: 0 }, filter: { blip: { by: 3, wait: MINUTE } }, heartbeat: { every: MINUTE, missed: 3 } }));
    const a = new Engine(of()), b = new Engine(of());
    for (const [m, v] of [[0, 5], [1, 12], [2, 12], [3, 30]] as const) {
      expect(value(b, m, v)).toEqual(value(a, m, v));
      expect(b.arrange(of())).toEqual([]);
    }
    const [due, rest] = [16, 24];
    const bytes = (e: Engine): string => { const s = Buffer.from(e.snapshot()); return s.subarray(0, due).toString('hex') + s.subarray(rest).toString('hex'); };
    // Only when it looks at its timers next: a new arrangement makes it look at once.
    expect(bytes(b)).toBe(bytes(a));
  });

  it('is what `unwatched` says where it cannot be watched', () => {
    const wants = rule({ levels: [{ severity: 'warning', raise: { attribute: 'weir' } }] }), range = rule({ id: 'range', filter: { range: { low: 0, high: { attribute: 'mounting' } } } });
    const other = rule({ id: 'other', condition: { kind: 'compare', op: '>=', with: 'x', within: 0 } }), none = rule({ id: 'none', levels: [] }), odd = rule({ id: 'odd', repeat: { m: 3, n: 2, within: 0 } });
    expect(new Engine({ rules: [wants, range, other, none, odd], series: [series(0)] }).unwatched).toEqual([
      { rule: 3, series: null, reason: 'levels' }, { rule: 4, series: null, reason: 'repeat' }, { rule: 1, series: 0, reason: 'attribute' }, { rule: 0, series: 0, reason: 'attribute' }, { rule: 2, series: 0, reason: 'other' },
    ]);
  });
});

describe('a snapshot', () => {
  const engine = new Engine(under(rule({ flap: { window: 60 * MINUTE, transitions: 2, action: 'hold' } })));
  value(engine, 0, 10); value(engine, 1, 5);
  it('is refused under other rules or other series, and when it is broken', () => {
    const bytes = engine.snapshot(), same = under(rule({ flap: { window: 60 * MINUTE, transitions: 2, action: 'hold' } }));
    expect(new Engine(same, bytes).tick(at(90)).map((t) => t.kind)).toEqual(['calm', 'cleared']);
    expect(() => new Engine(under(rule()), bytes)).toThrow(RangeError);
    expect(() => new Engine({ ...same, series: [series(0)] }, bytes)).toThrow(RangeError);
    for (const length of [0, 10, 40, bytes.length - 1]) expect(() => new Engine(same, bytes.subarray(0, length))).toThrow(RangeError);
  });
});
