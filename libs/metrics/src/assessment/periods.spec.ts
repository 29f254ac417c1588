import { lengthOf } from '../board/days.js';
import { beginOf, divided, endOf } from './periods.js';

describe('the steps of a period', () => {
  it.each([
    ['2026-11-26', 'day', '2026-11-26', '2026-11-26'], ['2026-11-26', 'week', '2026-11-23', '2026-11-29'], ['2026-11-29', 'week', '2026-11-23', '2026-11-29'], ['2026-02-28', 'month', '2026-02-01', '2026-02-28'],
    ['2028-02-01', 'month', '2028-02-01', '2028-02-29'], ['2026-11-26', 'quarter', '2026-10-01', '2026-12-31'], ['2026-02-01', 'quarter', '2026-01-01', '2026-03-31'], ['2028-03-31', 'quarter', '2028-01-01', '2028-03-31'],
    ['2026-07-01', 'quarter', '2026-07-01', '2026-09-30'], ['2026-12-31', 'year', '2026-01-01', '2026-12-31'], ['2028-01-01', 'year', '2028-01-01', '2028-12-31'],
  ] as const)('%s lies in the %s from %s to %s', (day, per, from, to) => { expect(beginOf(day, per)).toBe(from); expect(endOf(from, per)).toBe(to); });

  it.each(['whole', 'day', 'week', 'month', 'quarter', 'year'] as const)('by %s leave no day out and count none twice', (per) => {
    const period = { from: '2025-12-17', to: '2028-03-02' }, steps = divided(period, per);
    expect(steps[0]?.from).toBe(period.from);
    expect(steps.at(-1)?.to).toBe(period.to);
    expect(steps.reduce((sum, s) => sum + lengthOf(s), 0)).toBe(lengthOf(period));
    for (const { from, to } of steps) if (per !== 'whole') expect(beginOf(from, per)).toBe(beginOf(to, per));
  });
});
