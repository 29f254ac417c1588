import { triggerRuleWishSchema } from '#contract';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULE_WORDS } from './names.js';
import { freshOf, ruleFields, type Field } from './schema.js';

const everything = (fields: readonly Field[]): readonly Field[] => fields.flatMap((f) => [f, ...everything(f.fields ?? []), ...(f.variants ?? []).flatMap((v) => everything(v.fields)), ...(f.forms ?? []).flatMap((x) => (x.kind === 'object' ? everything(x.fields ?? []) : []))]);
const named = (name: string): Field => everything(ruleFields()).find((f) => f.name === name) as Field;

describe('the form of a trigger rule', () => {
  it('is read off the schema', () => {
    expect(ruleFields().map((f) => [f.name, f.kind]).slice(0, 7)).toEqual([['id', 'text'], ['name', 'object'], ['scope', 'object'], ['unit', 'text'], ['condition', 'variant'], ['levels', 'list'], ['for', 'duration']]);
    expect(named('condition').variants?.map((v) => v.value)).toEqual(['threshold', 'outside', 'rate', 'window', 'event', 'stuck', 'nodata', 'compare', 'composite']);
    expect(named('raise').forms?.map((f) => [f.name, f.kind])).toEqual([['value', 'number'], ['attribute', 'object'], ['season', 'object']]);
    expect([named('settle').kind, named('minSamples').kind, named('metres').kind, named('days').kind, named('sentinels').kind, named('cells').kind, named('lifeSafety').kind]).toEqual(['duration', 'number', 'number', 'weekdays', 'numbers', 'texts', 'flag']);
    expect(named('conditionId')).toMatchObject({ kind: 'text', nullable: true });
  });
  it('has a word for every member', () => { expect([...new Set(everything(ruleFields()).map((f) => f.name))].filter((name) => !(`f.${name}` in RULE_WORDS))).toEqual([]); });
  it('begins with something that only names and codes are missing from', () => {
    const missing = triggerRuleWishSchema.safeParse(freshOf(ruleFields())).error?.issues.map((i) => i.path.join('/'));
    expect(missing?.filter((at) => !/^(id|name|scope|action\/classId|action\/earned|action\/correlate)/.test(at))).toEqual([]);
  });
  it('covers every member of the county’s own rules', () => {
    const { rules } = JSON.parse(readFileSync(join(process.cwd(), 'rulebook/trigger-rules.json'), 'utf8')) as { rules: object[] }, known = new Set(ruleFields().map((f) => f.name));
    expect(rules.flatMap((r) => Object.keys(r)).filter((name) => !known.has(name))).toEqual([]);
  });
});
