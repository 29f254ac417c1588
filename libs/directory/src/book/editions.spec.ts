import { readRulebook } from '../seed/read.js';
import { RULEBOOK } from '../testing/county.js';
import type { Contents } from './content.js';
import { Editions } from './editions.js';
import { contentHash } from './publish.js';

let contents: Contents;
beforeAll(async () => { ({ contents } = await readRulebook(RULEBOOK)); });

const prefix = (numberPrefix: string) => ({ ...contents.settings, numberPrefix });
const rows = (...settings: [from: number, numberPrefix: string][]) => [
  ...Object.entries(contents).filter(([kind]) => kind !== 'settings').map(([kind, content], i) => ({ version: i + 1, kind, effective_from: '100', content })),
  ...settings.map(([from, p], i) => ({ version: 100 + i, kind: 'settings', effective_from: String(from), content: prefix(p) })),
] as ConstructorParameters<typeof Editions>[0];

describe('editions', () => {
  it('take the newest date that has come, and of one date the last word', () => {
    const editions = new Editions(rows([100, 'A'], [500, 'B'], [500, 'C'], [300, 'D']));
    expect([0, 100, 299, 300, 499, 500, 9e15].map((at) => editions.at(at)?.settings.numberPrefix)).toEqual(['A', 'A', 'A', 'D', 'D', 'C', 'C']);
  });

  it('are numbered by what has come into force, so that a correction of today counts too', () => {
    const before = new Editions(rows([100, 'A'], [500, 'B']));
    const corrected = new Editions(rows([100, 'A'], [500, 'B'], [100, 'C']));
    expect([before.at(200), before.at(600), corrected.at(200), corrected.at(600)].map((b) => b?.version)).toEqual([9, 10, 10, 11]);
    expect(corrected.at(600)?.settings.numberPrefix).toBe('B');
  });

  it('answer the same object as long as the same book holds', () => {
    const editions = new Editions(rows([100, 'A'], [500, 'B']));
    expect(editions.at(200)).toBe(editions.at(300));
  });

  it('answer null while a part was never published', () => {
    expect(new Editions([]).at(1)).toBeNull();
    expect(new Editions(rows()).at(1e6)).toBeNull();
  });

  it('begin with the first moment at which all parts are there', () => {
    const editions = new Editions(rows([400, 'A']));
    expect(editions.at(0)?.settings.numberPrefix).toBe('A');
  });
});

it('the hash of a content does not depend on the order of its members, but on that of its lists', () => {
  expect(contentHash({ a: 1, b: { c: [1, 2], d: null } })).toBe(contentHash({ b: { d: null, c: [1, 2] }, a: 1 }));
  expect(contentHash({ a: [1, 2] })).not.toBe(contentHash({ a: [2, 1] }));
});
