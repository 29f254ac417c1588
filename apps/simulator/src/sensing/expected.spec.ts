import { asTriggerRule, triggerRulesFile, type TriggerRuleWish } from '#contract';
import { Engine, QUALITIES } from '#domain';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectedAlarms } from './expected.js';

const MINUTE = 60_000, START = Date.UTC(2026, 6, 1, 12);
const { rules } = triggerRulesFile.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../../rulebook/trigger-rules.json'), 'utf8')));
const ruleOf = (id: string): TriggerRuleWish => { const found = rules.find((r) => r.id === id); if (found === undefined) throw new Error(`no rule ${id}`); return found; };

interface Told { readonly raisedAt: number; worst: string; clearedAt: number | null }
/** The same by the program's own engine, reading by reading. */
function judged(wish: TriggerRuleWish, readings: readonly { readonly at: number; readonly value: number; readonly good?: false }[]): Told[] {
  const rule = asTriggerRule(wish, 1, 'live'), kind = rule.scope.kinds[0] ?? '', alarms: Told[] = [];
  const engine = new Engine({ rules: [rule], series: [{ series: 0, device: 'd', kind, metric: rule.scope.metric, asset: null, gateway: null, cell: null, attributes: {}, codes: [] }] });
  for (const { at, value, good } of readings) {
    const batch = { count: 1, receivedAt: at, series: Int32Array.of(0), at: Float64Array.of(at), value: Float64Array.of(value), quality: Uint8Array.of(QUALITIES.indexOf(good === false ? 'calibration' : 'good')), code: Int16Array.of(-1) };
    for (const t of engine.apply(batch)) {
      const open = alarms.at(-1);
      if (t.kind === 'raised') alarms.push({ raisedAt: t.at, worst: t.severity, clearedAt: null });
      else if (open !== undefined && t.kind === 'cleared') open.clearedAt = t.at;
      else if (open !== undefined && t.kind === 'reopened') open.clearedAt = null;
      if (open !== undefined && ['reopened', 'worsened'].includes(t.kind) && SEVERITY.indexOf(t.severity) > SEVERITY.indexOf(open.worst)) open.worst = t.severity;
    }
  }
  return alarms;
}
const SEVERITY: readonly string[] = ['notice', 'warning', 'critical'];

describe('alarms told from the readings alone', () => {
  /** Steps between readings in minutes, and values on both sides of every threshold. */
  const courses: readonly (readonly [id: string, values: readonly number[], steps: readonly number[]])[] = [
    ['water-on-road', [0, 0.05, 0.09, 0.11, 0.13, 0.16, 0.2, 0.26, 0.32], [1, 1, 1, 2, 5, 11, 150]], ['river-cod', [3, 5.4, 5.7, 6.2, 8, 9.5, 11, 14, 16], [10, 30, 60, 240, 310, 800]], ['manhole-tilt', [1, 8, 12, 16, 22, 35], [0.5, 1, 3, 6, 3000]],
  ];
  it.each(courses)('are those of the engine, whatever %s is shown', (id, values, steps) => {
    const rule = ruleOf(id);
    let some = 0;
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...values), fc.constantFrom(...steps), fc.integer({ min: 1, max: 12 }), fc.boolean()), { maxLength: 30 }), (stretches) => {
      let at = START;
      const readings = stretches.flatMap(([value, step, times, good]) => Array.from({ length: times }, () => ({ at: (at += step * MINUTE), value, ...(!good && step < 2 && { good: false as const }) })));
      // What waits for its successor at the very end is let go by that.
      const last = readings.at(-1);
      if (last !== undefined) readings.push({ at: last.at + MINUTE, value: last.value }, { at: last.at + 2 * MINUTE, value: last.value });
      const told = expectedAlarms(rule, readings).map(({ raisedAt, worst, clearedAt }) => ({ raisedAt, worst: rule.levels[worst]?.severity, clearedAt }));
      some += told.length;
      expect(told).toEqual(judged(rule, readings));
    }), { numRuns: 300 });
    expect(some).toBeGreaterThan(100);
  });

  it('a spike is borne out by the next reading that says something, and not by one under calibration', () => {
    const rule = ruleOf('water-on-road'), spike = [[0, 0], [2, 0.32], [3, 0.26, false], [4, 0], [5, 0]] as const;
    const readings = spike.map(([minute, value, good]) => ({ at: START + minute * MINUTE, value, ...(good === false && { good }) }));
    expect([expectedAlarms(rule, readings), judged(rule, readings)]).toEqual([[], []]);
  });
  it('does not know every kind of rule', () => { expect(() => expectedAlarms(ruleOf('night-noise'), [])).toThrow(RangeError); });
});
