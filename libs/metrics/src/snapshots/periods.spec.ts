import { closable, closingOf, cutOff } from './periods.js';

const OFFSET = 8 * 3_600_000, at = (local: string): number => Date.parse(`${local.replace(' ', 'T')}+08:00`);

describe('periods that are closed', () => {
  it('come in the order in which they end, each when its cut-off has come', () => {
    expect(closable('2026-10-20', at('2026-11-05 23:59'), 5, OFFSET)).toEqual([]);
    expect(closable('2026-10-20', at('2026-11-06 00:00'), 5, OFFSET).map((c) => c.id)).toEqual(['month-2026-10']);
    expect(closable('2026-10-20', at('2027-01-06 00:00'), 5, OFFSET).map((c) => c.id)).toEqual(['month-2026-10', 'month-2026-11', 'month-2026-12', 'quarter-2026-4', 'year-2026']);
    expect(cutOff({ from: '2026-10-01', to: '2026-10-31' }, 0, OFFSET)).toBe(at('2026-11-01 00:00'));
  });
  it('are found again by their name', () => {
    for (const c of closable('2024-01-31', at('2027-03-01 00:00'), 5, OFFSET)) expect(closingOf(c.id)).toEqual(c);
    expect(closingOf('month-2028-02').period).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  });
});
