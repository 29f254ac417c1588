import fc from 'fast-check';
import { Naive } from '../testing/naive-trigger.js';
import { MINUTE, MONDAY, readings, rule, series, type Given } from '../testing/trigger.js';
import { Engine, SEVERITIES_OF_ALARMS, type AlarmTransition, type Readings, type TriggerCondition, type TriggerLevel, type TriggerRule } from './index.js';

const span = (most: number): fc.Arbitrary<number> => fc.oneof(fc.constant(0), fc.integer({ min: 1, max: most }).map((n) => n * MINUTE));
const maybe = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arb, { nil: undefined });
const without = <T extends object>(o: T): T => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as T;

const condition: fc.Arbitrary<TriggerCondition> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('threshold' as const), op: fc.constantFrom('>=' as const, '<=' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('outside' as const), low: fc.constant(3), high: fc.constant({ attribute: 'top', plus: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rate' as const), op: fc.constantFrom('>=' as const, '<=' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('window' as const), op: fc.constantFrom('>=' as const, '<=' as const), fn: fc.constantFrom('avg', 'min', 'max', 'sum', 'count', 'p95', 'delta', 'slope'), size: fc.integer({ min: 2, max: 8 }).map((n) => n * MINUTE), minSamples: fc.nat(3), minCoverage: fc.constantFrom(0, 0.5) }) },
  fc.record({ kind: fc.constant('stuck' as const), for: span(6), tolerance: fc.constantFrom(0, 1) }),
  fc.record({ kind: fc.constant('event' as const), codes: fc.constantFrom(['a'], ['a', 'b']), minConfidence: fc.constantFrom(0, 5), noReoccurrence: fc.integer({ min: 1, max: 6 }).map((n) => n * MINUTE) }),
  fc.record({ kind: fc.constant('nodata' as const), after: span(8) }),
);

/** From the mildest to the worst, with room between; a third lies off the whole numbers so that slopes never tie. */
const ladder = (c: TriggerCondition): fc.Arbitrary<TriggerLevel[]> => {
  if (['stuck', 'event', 'nodata'].includes(c.kind)) return fc.constantFrom(...SEVERITIES_OF_ALARMS).map((severity) => [{ severity, raise: 1 }]);
  const sign = 'op' in c && c.op === '<=' ? -1 : 1, base = c.kind === 'outside' ? 0 : c.kind === 'window' && c.fn === 'slope' ? 0.37 : c.kind === 'rate' ? 1 : 5;
  return fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), maybe(fc.integer({ min: 0, max: 2 })), maybe(span(4)), fc.boolean()), { minLength: 3, maxLength: 3 })).map(([n, steps]) => {
    let raise = base;
    return steps.slice(0, n).map(([step, back, wait, season], i) => {
      raise += sign * (i === 0 ? 0 : step + 1);
      const value = raise;
      return without({
        severity: SEVERITIES_OF_ALARMS[i] ?? 'critical', raise: season ? { season: [{ from: '06-02', to: '09-30', value }], otherwise: value } : value, clear: back === undefined ? undefined : value - sign * Math.min(back, 0.75 + i), for: wait,
      }) as TriggerLevel;
    });
  });
};

const aRule = (id: string): fc.Arbitrary<TriggerRule> => condition.chain((c) => fc.record({
  levels: ladder(c), for: span(4), gap: fc.record({ max: fc.integer({ min: 1, max: 6 }).map((n) => n * MINUTE), pending: fc.constantFrom('reset' as const, 'hold' as const) }),
  repeat: maybe(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 }), span(8)).map(([m, more, within]) => ({ m, n: m + more, within }))),
  clear: fc.record({ dwell: span(5), minSamples: fc.nat(3) }), step: fc.record({ down: fc.constantFrom('allow' as const, 'hold' as const), dwell: span(3) }),
  flap: maybe(fc.record({ window: fc.integer({ min: 5, max: 40 }).map((n) => n * MINUTE), transitions: fc.integer({ min: 2, max: 5 }), action: fc.constantFrom('hold' as const, 'quiet' as const) })),
  schedule: maybe(fc.constantFrom([{ days: [1], from: '00:00', to: '00:20' }, { days: [7], from: '23:00', to: '00:05' }], [{ days: [7, 1], from: '23:50', to: '00:12' }])),
  lateness: span(5), backfill: maybe(span(3)), reopenWithin: span(10), heartbeat: maybe(fc.record({ every: fc.integer({ min: 1, max: 3 }).map((n) => n * MINUTE), missed: fc.integer({ min: 1, max: 3 }) })),
  filter: maybe(fc.record({ noiseFloor: maybe(fc.constantFrom(0, 1)), range: maybe(fc.constant({ low: 0, high: 11 })), gradient: maybe(fc.constantFrom(2, 5)), blip: maybe(fc.record({ by: fc.constantFrom(2, 4), wait: span(4) })), sentinels: maybe(fc.constant([9])) }).map(without)),
}).map((changes) => rule({ id, condition: c, ...(without(changes) as Partial<TriggerRule>) })));

/** What a sender of bad manners sends: jumps, holes, repeats, late ones, clocks that run ahead, bad qualities, events; and a tick now and then. */
type Step = { readonly wait: number; readonly tick: boolean; readonly batch: readonly (Given & { readonly back: number })[] };
const steps = fc.array(fc.record({
  wait: fc.oneof(fc.constantFrom(0, 30_000, MINUTE), fc.integer({ min: 1, max: 9 }).map((n) => n * MINUTE)), tick: fc.boolean(),
  batch: fc.array(fc.record({
    at: fc.constant(0), back: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constantFrom(30_000, MINUTE, 2 * MINUTE, 4 * MINUTE, 9 * MINUTE), fc.constantFrom(-60_000, -200_000)), value: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(5, 10, 9, NaN)), series: fc.nat(2),
    quality: fc.oneof({ weight: 8, arbitrary: fc.constant('good' as const) }, fc.constantFrom('uncertain', 'fault', 'range', 'maintenance')), code: fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, fc.nat(1)),
  }), { maxLength: 4 }),
}), { minLength: 20, maxLength: 60, size: 'max' });
const world = fc.record({ rules: fc.tuple(aRule('one'), aRule('two')), shares: fc.boolean(), steps });

/** Both at one asset, for what a slow engine does not know. */
const BOTH = rule({ id: 'both', condition: { kind: 'composite', every: true, rules: ['one', 'two'], within: 5 * MINUTE }, levels: [{ severity: 'critical', raise: 1 }], clear: { dwell: 2 * MINUTE, minSamples: 2 } });
const arrangementOf = (rules: readonly TriggerRule[], shares: boolean) =>
  ({ rules, series: [0, 1, 2].map((n) => series(n, { asset: shares && n < 2 ? 'manhole' : null, attributes: { top: 6 + n }, codes: ['a', 'b'] })) });

/** What the steps are as calls, in their order. */
function calls(list: readonly Step[]): (Readings | number)[] {
  let now = MONDAY;
  return list.flatMap(({ wait, tick, batch }) => {
    now += wait;
    const given = batch.map(({ back, ...g }) => ({ ...g, at: now - back }));
    return [...(given.length > 0 ? [readings(given, now)] : []), ...(tick ? [now] : [])];
  });
}

const play = (engine: Engine, list: readonly (Readings | number)[]): AlarmTransition[] => list.flatMap((call) => (typeof call === 'number' ? engine.tick(call) : engine.apply(call)));
/** By alarm: what two alarms do in one call has no order that anybody relies on. */
function byAlarm(list: readonly AlarmTransition[], shares: boolean): Record<string, AlarmTransition[]> {
  const groups: Record<string, AlarmTransition[]> = {};
  for (const t of list) (groups[`${t.rule} ${shares && t.series < 2 ? 'manhole' : t.series}`] ??= []).push(t);
  return groups;
}

const RUNS = Number(process.env.RUNS ?? 600);

describe('the engine, over random rules and senders of bad manners', () => {
  it('does what a slow engine does that keeps everything and looks back over all of it', () => {
    const seen = new Set<string>();
    fc.assert(fc.property(world, ({ rules, shares, steps }) => {
      const arrangement = arrangementOf(rules, shares), list = calls(steps), naive = new Naive(arrangement);
      for (const call of list) if (typeof call === 'number') naive.tick(call); else naive.apply(call);
      const found = play(new Engine(arrangement), list);
      for (const t of found) seen.add(`${rules[t.rule]?.condition.kind} ${t.kind}`);
      expect(byAlarm(found, shares)).toEqual(byAlarm(naive.transitions, shares));
    }), { numRuns: RUNS, ...(process.env.RUNS === undefined && { seed: 20261126 }) });
    // The comparison is worth something only if all of it happens.
    for (const kind of ['threshold', 'outside', 'rate', 'window', 'stuck', 'event', 'nodata']) for (const t of ['raised', 'cleared']) expect(seen).toContain(`${kind} ${t}`);
    for (const t of ['reopened', 'worsened', 'eased', 'stale', 'fresh', 'flapping', 'calm']) expect(seen).toContain(`threshold ${t}`);
  });

  it('is the same, bit for bit, when it is stopped anywhere and goes on from its snapshot', () => {
    fc.assert(fc.property(world, fc.array(fc.nat(60), { maxLength: 3 }), ({ rules, shares, steps }, stops) => {
      const arrangement = arrangementOf([...rules, BOTH], shares), list = calls(steps), whole = new Engine(arrangement);
      let broken = new Engine(arrangement);
      list.forEach((call, i) => {
        if (stops.includes(i)) broken = new Engine(arrangement, broken.snapshot());
        expect(play(broken, [call])).toEqual(play(whole, [call]));
      });
      expect(Buffer.from(broken.snapshot()).equals(whole.snapshot())).toBe(true);
      expect(broken.counts()).toEqual(whole.counts());
    }), { numRuns: RUNS / 3 });
  });

  it('comes to the same window in whichever order its readings come, while none is later than the rule waits', () => {
    const sizes = fc.record({ fn: fc.constantFrom('avg', 'min', 'max', 'sum', 'count', 'p95', 'delta'), size: fc.integer({ min: 2, max: 20 }) });
    fc.assert(fc.property(sizes, fc.uniqueArray(fc.nat(30), { minLength: 2 }), fc.infiniteStream(fc.nat(1000)), ({ fn, size }, minutes, draws) => {
      const window = rule({ condition: { kind: 'window', op: '>=', fn, size: size * MINUTE, minSamples: 1, minCoverage: 0 }, levels: [{ severity: 'warning', raise: 6 }], lateness: 40 * MINUTE, gap: { max: 90 * MINUTE, pending: 'hold' } });
      const given = minutes.map((m) => ({ at: MONDAY + m * MINUTE, value: (m * 7) % 12 })), fires = (order: readonly Given[]): boolean => {
        const engine = new Engine({ rules: [window], series: [series(0)] });
        return (order.flatMap((g) => engine.apply(readings([g], MONDAY + 60 * MINUTE))).at(-1)?.kind ?? 'cleared') !== 'cleared';
      };
      const key = new Map(given.map((g) => [g, draws.next().value as number])), ends = (t: readonly Given[]): Given[] => [...t, { at: MONDAY + 31 * MINUTE, value: 5 }];
      expect(fires(ends(given.toSorted((a, b) => (key.get(a) ?? 0) - (key.get(b) ?? 0))))).toBe(fires(ends(given.toSorted((a, b) => a.at - b.at))));
    }), { numRuns: RUNS });
  });

  it('takes nothing twice: readings that are sent again at once change neither alarms nor state, and every reading is counted once', () => {
    fc.assert(fc.property(world, fc.nat(2), ({ rules, shares, steps }, which) => {
      const arrangement = arrangementOf(rules, shares), once = new Engine(arrangement), twice = new Engine(arrangement);
      const list = calls(steps).filter((c): c is Readings => typeof c !== 'number').map((c) => single(c, which));
      for (const call of list) {
        expect(twice.apply(call)).toEqual(once.apply(call));
        expect(twice.apply(call)).toEqual([]);
      }
      const total = (e: Engine): number => { const { blip: _, ...counts } = e.counts(); return Object.values(counts).reduce((a, b) => a + b, 0); };
      expect(total(twice)).toBe(2 * total(once));
    }), { numRuns: RUNS / 3 });
  });

  it('does not care in which order the readings of an instant of different places come', () => {
    fc.assert(fc.property(world, fc.infiniteStream(fc.nat(1000)), ({ rules, steps }, draws) => {
      const arrangement = arrangementOf(rules, false), a = new Engine(arrangement), b = new Engine(arrangement);
      for (const call of calls(steps)) {
        const other = typeof call === 'number' ? call : shuffledBetweenSeries(call, () => draws.next().value as number);
        expect(byAlarm(play(b, [other]), false)).toEqual(byAlarm(play(a, [call]), false));
      }
    }), { numRuns: RUNS / 3 });
  });

  it('never ends or raises an alarm of a level by letting time pass', () => {
    fc.assert(fc.property(world, ({ rules, shares, steps }) => {
      const engine = new Engine(arrangementOf(rules, shares));
      for (const call of calls(steps)) {
        const found = play(engine, [call]);
        if (typeof call === 'number') for (const t of found) {
          const { condition, filter, flap } = rules[t.rule] as TriggerRule;
          if (['event', 'nodata'].includes(condition.kind) || filter?.blip !== undefined || flap?.action === 'hold') continue;
          expect(['stale', 'calm']).toContain(t.kind);
        }
      }
    }), { numRuns: RUNS / 3 });
  });

  it('says truly when a tick is of use: before `dueAt` nothing happens', () => {
    fc.assert(fc.property(world, ({ rules, shares, steps }) => {
      const arrangement = arrangementOf(rules, shares), engine = new Engine(arrangement);
      for (const call of calls(steps)) {
        play(engine, [call]);
        const due = engine.dueAt(), before = Buffer.from(engine.snapshot());
        if (due !== null && due <= 0) continue;
        expect(engine.tick((due ?? MONDAY * 2) - 1)).toEqual([]);
        expect(before.equals(engine.snapshot())).toBe(true);
      }
    }), { numRuns: RUNS / 3 });
  });
});

/** The first reading of a series in a batch, alone. */
function single(r: Readings, which: number): Readings {
  const i = Math.max(0, r.series.indexOf(which)), cut = <T extends { slice(a: number, b: number): T }>(column: T): T => column.slice(i, i + 1);
  return { count: Math.min(1, r.count), receivedAt: r.receivedAt, series: cut(r.series), at: cut(r.at), value: cut(r.value), quality: cut(r.quality), code: cut(r.code) };
}

/** Another order of the batch in which the readings of each series keep theirs. */
function shuffledBetweenSeries(r: Readings, draw: () => number): Readings {
  const queues = [0, 1, 2].map((s) => [...r.series.keys()].filter((i) => r.series[i] === s)), order: number[] = [];
  while (order.length < r.count) {
    const left = queues.filter((q) => q.length > 0);
    order.push(left[draw() % left.length]?.shift() ?? 0);
  }
  return {
    count: r.count, receivedAt: r.receivedAt, series: Int32Array.from(order, (i) => r.series[i] as number), at: Float64Array.from(order, (i) => r.at[i] as number), value: Float64Array.from(order, (i) => r.value[i] as number),
    quality: Uint8Array.from(order, (i) => r.quality[i] as number), code: Int16Array.from(order, (i) => r.code[i] as number),
  };
}
