import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { morning } from '../demo/morning.js';
import { sampleCounty } from '../../test/sample.js';
import { MARKET, ORDINARY, SHOWER } from '../day/kinds.js';
import { CITIES, cityAt } from './cities.js';
import { classify } from './classify.js';
import { CATCH_ALL, guess, RULES } from './words.js';

const catalogue = z.object({ content: z.object({ classes: z.array(z.object({ conditions: z.array(z.object({ id: z.string() })) })) }) }).parse(JSON.parse(readFileSync('rulebook/catalogue.json', 'utf8')));
const known = new Set(catalogue.content.classes.flatMap((c) => c.conditions.map((x) => x.id)));
const boston = CITIES[0] ?? null;

describe('mapping', () => {
  it('names only conditions that the county’s catalogue has', () => {
    const named = [...CITIES.flatMap((c) => Object.values(c.categories)), ...RULES.map(([, c]) => c), CATCH_ALL.conditionId, ...[...ORDINARY, ...SHOWER, ...MARKET].map((h) => h.kind.conditionId), ...morning(sampleCounty()).flatMap((o) => [o.reported?.conditionId ?? null, o.filed.conditionId])];
    expect(named.filter((c) => c !== null && !known.has(c))).toEqual([]);
  });

  it('lets the table decide, also that it is not sure', () => {
    expect(classify({ category: 'Illegal Parking', text: 'snow' }, boston)).toMatchObject({ reported: { classId: 'E0409', conditionId: 'E0409-1' }, by: 'table' });
    expect(classify({ category: 'Other', text: 'Street floods every time it rains' }, boston)).toMatchObject({ reported: null, filed: { conditionId: 'E0506-1' }, by: 'table' });
    expect(classify({ category: 'Other', text: 'please call me' }, boston)).toMatchObject({ reported: null, filed: CATCH_ALL });
  });

  it('reads words of three languages where no table knows the category', () => {
    expect(classify({ category: 'Überfüllter Mülleimer, wilder Müll', text: '' }, null)).toMatchObject({ reported: { conditionId: 'E0110-1' }, by: 'words' });
    expect(classify({ category: '井盖缺失', text: '' }, null)).toMatchObject({ reported: { conditionId: 'P0123-2' } });
    expect(classify({ category: 'Pothole', text: '' }, null)).toMatchObject({ reported: { conditionId: 'E0113-2' } });
    expect(classify({ category: 'Misc.', text: 'dead squirrel' }, null)).toEqual({ reported: null, filed: { classId: 'E0137', conditionId: 'E0137-1' }, by: 'nobody' });
    expect(guess('nothing telling')).toBeNull();
    // No word inside another one: a street is no tree.
    expect(guess('Street Cleaning')).toMatchObject({ conditionId: 'E0112-1' });
    expect(guess('Dead tree on Main Street')).toMatchObject({ conditionId: 'P0402-1' });
  });

  it('knows a reviewed city by its place', () => {
    expect(cityAt(-71.05, 42.3)?.city).toBe('Boston');
    expect(cityAt(6.9, 50.9)?.city).toBe('Köln');
    expect(cityAt(101.5, 25.3)).toBeNull();
  });
});
