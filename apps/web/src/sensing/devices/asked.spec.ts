import { triggerRulesFile, type SeriesView, type TriggerRuleWish } from '#contract';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askedOf, namesOf, numberOf } from './asked.js';

const { rules } = triggerRulesFile.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../../../rulebook/trigger-rules.json'), 'utf8')));
const water = rules.find((r) => r.id === 'water-on-road') as TriggerRuleWish;
const series: SeriesView = { id: '1', device: 'w-1', metric: 'level', unit: 'm', codes: [], attributes: { bed: 1 }, urgent: false, last: null };

describe('the numbers that are asked of a point', () => {
  const named: TriggerRuleWish = { ...water, id: 'weir', levels: [{ severity: 'notice', raise: { attribute: 'weir', plus: 0.1 }, clear: { attribute: 'weir' } }], filter: { range: { low: 0, high: { attribute: 'mounting' } } } };

  it('are those that a rule names anywhere, if it watches the point', () => {
    expect([...askedOf([water, named, { ...named, id: 'other', name: { zh: '另一', en: 'Other' } }], 'water-level', series)].map(([name, by]) => [name, by.map((r) => r.id)])).toEqual([['weir', ['weir', 'other']], ['mounting', ['weir', 'other']]]);
    expect([askedOf([water], 'water-level', series).size, askedOf([named], 'noise', series).size, askedOf([{ ...named, scope: { ...named.scope, except: ['w-1'] } }], 'water-level', series).size]).toEqual([0, 0, 0]);
  });

  it('are each there once: what rules name, what every point has, and what was filled in', () => expect(namesOf(askedOf([named], 'water-level', series), series.attributes)).toEqual(['weir', 'mounting', 'dead-band', 'bed']));

  it('are numbers, or left empty', () => expect(['0.35', ' -2 ', '', ' ', '0.3m', '高'].map(numberOf)).toEqual([0.35, -2, null, null, NaN, NaN]));
});
