import { readRulebook } from '../../seed/read.js';
import { RULEBOOK } from '../../testing/county.js';
import type { Contents } from '../content.js';
import { crossFaults } from '../cross-faults.js';

let book: Contents;
beforeAll(async () => { book = (await readRulebook(RULEBOOK)).contents; });
type Loose = { [key: string]: Loose } & Loose[];
const faults = (change: (of: Loose) => unknown): string[] => {
  const copy = structuredClone(book) as unknown as Loose;
  change(copy['assessment'] as Loose);
  return crossFaults(copy as unknown as Contents).map((f) => `${f.path} ${f.code}`);
};
const put = (of: Loose | undefined, more: object): void => { Object.assign(of as object, more); };

describe('what may be wrong with an assessment', () => {
  it('is nothing in the demo county', () => expect(faults(() => undefined)).toEqual([]));
  it.each<[string, (a: Loose) => unknown, string[]]>([
    ['weights that are no whole', (a) => put(a['schemes']?.[0]?.['parts']?.[0], { weight: 11 }), ['/schemes/0/parts not-a-hundred']],
    ['a volume without a band', (a) => put(a['schemes']?.[0]?.['parts']?.[1], { band: undefined }), ['/schemes/0/parts/1/band band-or-rate']],
    ['a rate with a band', (a) => put(a['schemes']?.[0]?.['parts']?.[0], { band: 'seat', per: 'unit' }), ['/schemes/0/parts/0/band band-or-rate']],
    ['a band that is not there', (a) => put(a['schemes']?.[0]?.['parts']?.[1], { band: 'moon' }), ['/schemes/0/parts/1/band unknown-band']],
    ['steps that do not climb', (a) => put(a['bands']?.[0]?.['steps']?.[2], { from: 1 }), ['/bands/0/steps/2/from not-ascending']],
    ['a band that begins late', (a) => put(a['bands']?.[0]?.['steps']?.[0], { from: 0.5 }), ['/bands/0/steps/0/from from-zero']],
    ['scores without a grade', (a) => put(a['grades']?.[4], { from: 5 }), ['/grades from-zero']],
    ['a grade twice', (a) => put(a['grades']?.[1], { from: 90 }), ['/grades/1/from twice']],
    ['a unit in two groups', (a) => put(a['groups']?.[1], { units: ['WTR', 'UM'] }), ['/groups/1/units/1 other-group', '/groups/1/units/1 other-group']],
    ['a department that is not there', (a) => put(a['groups']?.[1], { units: ['QQQ'], schemes: ['credit'] }), ['/groups/1/units/0 unknown-department']],
    ['a target twice', (a) => put(a['targets']?.[1], { indicator: 'closing-rate' }), ['/targets/1/indicator twice']],
    ['a scheme that is not there', (a) => put(a['groups']?.[1], { schemes: ['moon'] }), ['/groups/1/schemes/0 unknown-scheme']],
  ])('%s', (_, change, found) => expect(faults(change)).toEqual(found));
});
