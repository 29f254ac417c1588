import { Buckets } from './buckets.js';

describe('how much a sender may send', () => {
  it('is a minute’s worth at once, and then evenly', () => {
    const buckets = new Buckets();
    expect(Array.from({ length: 60 }, () => buckets.take('a', 1, 60, 0))).toEqual(Array.from({ length: 60 }, () => 0));
    expect([buckets.take('a', 1, 60, 0), buckets.take('a', 1, 60, 500), buckets.take('b', 1, 60, 500), buckets.take('a', 1, 60, 1_000)]).toEqual([1_000, 500, 0, 0]);
  });

  it('a frame goes through whole when there is anything left, and has to be earned afterwards', () => {
    const buckets = new Buckets();
    expect([buckets.take('a', 59, 60, 0), buckets.take('a', 600, 60, 0), buckets.take('a', 1, 60, 0), buckets.take('a', 1, 60, 599_000), buckets.take('a', 1, 60, 600_000)]).toEqual([0, 0, 600_000, 1_000, 0]);
  });
});
