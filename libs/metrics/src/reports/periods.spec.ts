import { firstTurn, turnAfter } from './periods.js';

const OFFSET = 8 * 3_600_000, at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+08:00`);

describe('when reports come', () => {
  it.each([
    ['2026-11-26 09:00', 'day', '2026-11-26', '2026-11-26', '2026-11-27 08:00'], ['2026-11-26 07:59', 'day', '2026-11-25', '2026-11-25', '2026-11-26 08:00'], ['2026-11-26 08:00', 'day', '2026-11-26', '2026-11-26', '2026-11-27 08:00'],
    ['2026-11-26 09:00', 'week', '2026-11-23', '2026-11-29', '2026-11-30 08:00'], ['2026-11-30 07:00', 'week', '2026-11-23', '2026-11-29', '2026-11-30 08:00'], ['2026-11-26 09:00', 'month', '2026-11-01', '2026-11-30', '2026-12-01 08:00'],
    ['2027-01-01 00:30', 'month', '2026-12-01', '2026-12-31', '2027-01-01 08:00'], ['2028-02-29 23:59', 'month', '2028-02-01', '2028-02-29', '2028-03-01 08:00'],
  ] as const)('at %s the next %s report is of %s to %s, at %s', (now, every, from, to, due) => expect(firstTurn(at(now), every, 8, OFFSET)).toEqual({ period: { from, to }, at: at(due) }));

  it.each(['day', 'week', 'month'] as const)('each %s once, without a gap, for ten years', (every) => {
    let { period, at: due } = firstTurn(at('2024-02-27 12:00'), every, 23, OFFSET);
    while (period.to < '2034-01-01') {
      const next = turnAfter(period, every, 23, OFFSET);
      expect(Date.parse(next.period.from) - Date.parse(period.to)).toBe(86_400_000);
      expect(next.at).toBeGreaterThan(due);
      expect(firstTurn(due, every, 23, OFFSET)).toEqual(next);
      ({ period, at: due } = next);
    }
  });
});
