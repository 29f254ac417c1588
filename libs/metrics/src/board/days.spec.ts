import { comparedWith, lately, lengthOf, steps } from './days.js';

const of = (from: string, to: string) => ({ from, to });

describe('the days of the board', () => {
  it.each([
    [of('2026-11-24', '2026-11-24'), 'previous', of('2026-11-23', '2026-11-23')], [of('2026-11-01', '2026-11-26'), 'previous', of('2026-10-06', '2026-10-31')],
    [of('2026-03-01', '2026-03-31'), 'previous', of('2026-02-01', '2026-02-28')], [of('2026-04-01', '2026-06-30'), 'previous', of('2026-01-01', '2026-03-31')], [of('2026-01-01', '2026-01-31'), 'previous', of('2025-12-01', '2025-12-31')],
    [of('2026-11-01', '2026-11-26'), 'year', of('2025-11-01', '2025-11-26')], [of('2026-02-01', '2026-02-28'), 'year', of('2025-02-01', '2025-02-28')], [of('2028-02-29', '2028-02-29'), 'year', of('2027-02-28', '2027-02-28')],
    [of('2025-02-01', '2025-02-28'), 'year', of('2024-02-01', '2024-02-29')], [of('2026-11-01', '2026-11-26'), 'none', null],
  ] as const)('%j compared with the %s: %j', (period, how, other) => expect(comparedWith(period, how)).toEqual(other));

  it.each([[of('2026-11-24', '2026-11-24'), 'day', 30], [of('2026-11-01', '2026-11-26'), 'day', 26], [of('2026-07-01', '2026-09-30'), 'week', 14], [of('2026-01-01', '2026-12-31'), 'month', 12]] as const)('%j is drawn by %s in %i points that leave no day out and none twice', (period, unit, n) => {
    const drawn = steps(period);
    expect([drawn.unit, drawn.points.length]).toEqual([unit, n]);
    expect(drawn.points.reduce((sum, p) => sum + lengthOf(p), 0)).toBe(lengthOf(of(drawn.points[0]?.from ?? '', period.to)));
    expect(drawn.points.at(-1)?.to).toBe(period.to);
    if (unit === 'week') for (const p of drawn.points.slice(1)) expect(new Date(p.from).getUTCDay()).toBe(1);
  });

  it('of late are thirty, up to the last one', () => expect([lately(of('2026-01-01', '2026-03-01')).length, lately(of('2026-01-01', '2026-03-01'))[0], lately(of('2026-01-01', '2026-03-01')).at(-1)]).toEqual([30, '2026-01-31', '2026-03-01']));
});
