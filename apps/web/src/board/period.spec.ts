import { addressOf, lookOf, moved, turned } from './period.js';

const TODAY = '2026-11-26';
const days = (query: Record<string, string>) => { const { from, to } = lookOf(query, TODAY); return [from, to]; };

describe('what the board looks at', () => {
  it.each([
    [{}, '2026-11-01', TODAY], [{ period: 'day' }, TODAY, TODAY], [{ period: 'week' }, '2026-11-23', TODAY], [{ period: 'quarter' }, '2026-10-01', TODAY], [{ period: 'year' }, '2026-01-01', TODAY],
    [{ period: 'month', at: '2026-02-10' }, '2026-02-01', '2026-02-28'], [{ period: 'week', at: '2026-01-01' }, '2025-12-29', '2026-01-04'], [{ period: 'quarter', at: '2026-05-05' }, '2026-04-01', '2026-06-30'],
    [{ period: 'custom', from: '2026-03-03', to: '2026-03-09' }, '2026-03-03', '2026-03-09'], [{ period: 'custom', from: '2026-11-20', to: '2027-01-01' }, '2026-11-20', TODAY],
    // What makes no sense is as if it were not there.
    [{ period: 'custom', from: '2026-03-09', to: '2026-03-03' }, '2026-11-01', TODAY], [{ period: 'aeon', at: 'tomorrow' }, '2026-11-01', TODAY], [{ period: 'month', at: '2027-05-05' }, '2026-11-01', TODAY],
  ] as const)('%j is %s to %s', (query, from, to) => expect(days(query)).toEqual([from, to]));

  it('never asks for more days than there are answers to', () => expect(days({ period: 'custom', from: '2020-01-01', to: '2026-11-20' })).toEqual(['2025-10-17', '2026-11-20']));

  it('is the same when its address is opened again', () => {
    for (const query of [{}, { period: 'week', at: '2026-01-01', area: '532323101', category: 'E01' }, { period: 'custom', from: '2026-03-03', to: '2026-03-09', department: 'SAN', source: 'patrol', compare: 'year', view: 'table', wall: '1' }, { wall: '3x3' }, { wall: '4x4' }] as Record<string, string>[]) {
      const look = lookOf(query, TODAY);
      expect(lookOf(addressOf(look, TODAY) as Record<string, string>, TODAY)).toEqual(look);
    }
    expect(addressOf(lookOf({}, TODAY), TODAY)).toEqual({});
    expect(['1', '16x9', '32x9', '3x3', '4x4', ''].map((wall) => lookOf({ wall }, TODAY).wall)).toEqual(['16x9', '16x9', '32x9', '3x3', null, null]);
  });

  it('goes back and forth period by period, and not into what has not begun', () => {
    const month = lookOf({}, TODAY), before = moved(month, -1, TODAY);
    expect(before).toMatchObject({ from: '2026-10-01', to: '2026-10-31' });
    expect(before && moved(before, 1, TODAY)).toMatchObject({ from: '2026-11-01', to: TODAY });
    expect(moved(month, 1, TODAY)).toBeNull();
    expect(moved(lookOf({ period: 'custom', from: '2026-11-02', to: '2026-11-08' }, TODAY), -1, TODAY)).toMatchObject({ from: '2026-10-26', to: '2026-11-01' });
    expect(turned(before ?? month, 'quarter', TODAY)).toMatchObject({ period: 'quarter', from: '2026-10-01', to: TODAY });
  });
});
