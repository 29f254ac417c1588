import { changed, figure, share } from './numbers.js';

const rate = { unit: 'share', minimum: 5, better: 'more' } as const, count = { unit: 'cases', minimum: 0, better: null } as const;

describe('the numbers of the board', () => {
  it('never say all or none of what is neither', () => {
    expect([share(4999, 5000), share(5000, 5000), share(1, 5000), share(0, 5000), share(1, 3)]).toEqual(['99.9%', '100%', '0.1%', '0%', '33.3%']);
  });
  it('make no rate of too few cases, and none of no case', () => {
    expect([figure(rate, { count: 4, of: 4 }), figure(rate, { count: 0, of: 0 }), figure({ ...rate, minimum: 0 }, { count: 0, of: 0 }), figure(rate, { count: 4, of: 5 }), figure(count, { count: 1200, of: null })]).toEqual(['—', '—', '—', '80%', '1,200']);
  });
  it('compare cases with cases and points with points, and say whether that is good', () => {
    expect(changed(rate, { count: 8, of: 10 }, { count: 7, of: 10 })).toEqual({ by: 10, points: true, good: true });
    expect(changed({ ...rate, better: 'less' }, { count: 8, of: 10 }, { count: 7, of: 10 })).toMatchObject({ good: false });
    expect(changed(count, { count: 8, of: null }, { count: 10, of: null })).toEqual({ by: -2, points: false, good: null });
    expect(changed(rate, { count: 8, of: 10 }, { count: 1, of: 1 })).toBeNull();
    expect(changed(rate, { count: 8, of: 10 }, null)).toBeNull();
  });
});
