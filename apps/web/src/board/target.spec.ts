import { met } from './target.js';

const share = { unit: 'share', minimum: 5 } as const;

describe('a target', () => {
  it.each([
    ['more', 18, 20, 90, true], ['more', 17, 20, 90, false], ['more', 4, 4, 90, null], ['more', 0, 0, 90, null], ['more', 20, 20, 100, true], ['more', 199, 200, 99.5, true], ['more', 299, 300, 99.7, false],
    ['less', 1, 20, 5, true], ['less', 2, 20, 5, false], ['less', 0, 20, 0, true],
  ] as const)('where %s is better, %i of %i are measured against %d %%: %s', (better, count, of, target, said) => expect(met({ ...share, better }, { count, of }, target)).toBe(said));
});
