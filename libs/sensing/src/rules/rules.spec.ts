import { asTriggerRule, triggerRulesFile, triggerRuleWishSchema } from '#contract';
import { compile, type SeriesSpec } from '#domain';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlarmWorld, waterRule } from '../testing/alarm-world.js';
import { misnamedIn } from './check.js';
import { seedTriggerRules } from './seed.js';
import { RulesInForce } from './source.js';
import { wishOfRule } from './store.js';

const BOOK = join(import.meta.dirname, '../../../../rulebook');
const file = triggerRulesFile.parse(JSON.parse(readFileSync(join(BOOK, 'trigger-rules.json'), 'utf8')));

let w: AlarmWorld;
beforeAll(async () => { w = await AlarmWorld.start(); }, 120_000);
afterAll(() => w.stop());

describe('the county’s trigger rules', () => {
  it('name what the rule book and the engine know', () => {
    const ids = new Set(file.rules.map((r) => r.id));
    expect(ids.size).toBe(file.rules.length);
    for (const rule of file.rules) expect([rule.id, misnamedIn(rule, w.directory.book(), ids)]).toEqual([rule.id, []]);
    const rules = file.rules.map((r) => asTriggerRule(r, 1, 'live'));
    const series = rules.map((r, i): SeriesSpec => ({ series: i, device: `d-${i}`, kind: r.scope.kinds[0] ?? '', metric: r.scope.metric, asset: null, gateway: null, cell: null, attributes: {}, codes: r.condition.kind === 'event' ? r.condition.codes : [] }));
    expect(compile({ rules, series }).unwatched).toEqual([]);
  });

  it('are in force where there were none; later what a file adds is a draft, and what is there stays', async () => {
    expect(await seedTriggerRules(w.database, BOOK, 1)).toBe(file.rules.length);
    expect(await seedTriggerRules(w.database, BOOK, 2)).toBe(0);
    const folder = mkdtempSync(join(tmpdir(), 'grid-rules-'));
    cpSync(join(BOOK, 'trigger-rules.json'), join(folder, 'trigger-rules.json'));
    const [first] = file.rules;
    writeFileSync(join(folder, 'trigger-rules.json'), JSON.stringify({ rules: [{ ...first, for: 1 }, { ...first, id: 'added-later' }] }));
    expect(await seedTriggerRules(w.database, folder, 3)).toBe(1);
    expect(await w.database.query(`select id, state, content -> 'for' as for from trigger_rule where id in ('added-later', $1) order by id`, [first?.id])).toEqual([{ id: 'added-later', state: 'draft', for: first?.for }, { id: first?.id, state: 'live', for: first?.for }]);
    writeFileSync(join(folder, 'trigger-rules.json'), JSON.stringify({ rules: [{ ...first, unit: 1 }] }));
    await expect(seedTriggerRules(w.database, folder, 4)).rejects.toThrow('/rules/0/unit');
    rmSync(folder, { recursive: true });
  });

  it('on trial are other rules to the engine than those in force, so that neither hides the other', async () => {
    await w.judgeBy(waterRule({ id: 'two', version: 1 }), waterRule({ id: 'two', version: 2, state: 'shadow' }));
    const { rules, revision } = await w.app.get(RulesInForce).current();
    expect(rules.filter((r) => r.id.endsWith('two')).map((r) => [r.id, r.version])).toEqual([['two', 1], ['trial:two', 2]]);
    expect(revision).toContain('two@1 two@2?');
    w.rules = [...rules];
    const s = await w.device('t-1'), at = (id: string): number => rules.findIndex((r) => r.id === id);
    await w.say({ kind: 'raised', series: s, rule: at('trial:two') });
    await w.say({ kind: 'raised', series: s, rule: at('two') });
    await w.settle();
    expect((await w.alarms()).filter((a) => a.device === 't-1').map((a) => [a.rule, a.trial, a.case_id !== null]).sort()).toEqual([['two', false, true], ['two', true, false]]);
  });
});

describe('what is written', () => {
  it('comes back as it was', () => { for (const rule of file.rules) expect(wishOfRule(asTriggerRule(rule, 3, 'shadow'))).toEqual(rule); });

  it.each([
    ['levels that fall', { levels: [{ severity: 'notice', raise: 2 }, { severity: 'warning', raise: 1 }] }], ['a severity twice', { levels: [{ severity: 'warning', raise: 1 }, { severity: 'warning', raise: 2 }] }], ['held beyond where it was raised', { levels: [{ severity: 'warning', raise: 1, clear: 1.1 }] }],
    ['m of fewer n', { repeat: { m: 3, n: 2, within: 1000 } }], ['a radius beyond what is locked', { action: { ...waterRule().action, correlate: { metres: 301, within: 0 } } }], ['two levels of an event', { condition: { kind: 'event', codes: ['x'], minConfidence: 0.5, noReoccurrence: 1000 } }],
    ['an unknown member', { colour: 'red' }], ['a time that is none', { schedule: [{ days: [1], from: '25:00', to: '06:00' }] }],
  ])('is refused with %s', (_, more) => { expect(triggerRuleWishSchema.safeParse({ ...wishOfRule(waterRule()), ...more }).success).toBe(false); });

  it('a falling rule has its levels the other way round', () => {
    const falls = (levels: object[]): boolean => triggerRuleWishSchema.safeParse({ ...wishOfRule(waterRule()), condition: { kind: 'threshold', op: '<=' }, levels }).success;
    expect([falls([{ severity: 'notice', raise: 5, clear: 6 }, { severity: 'warning', raise: 3 }]), falls([{ severity: 'notice', raise: 3 }, { severity: 'warning', raise: 5 }]), falls([{ severity: 'notice', raise: 5, clear: 4 }])]).toEqual([true, false, false]);
  });
});
