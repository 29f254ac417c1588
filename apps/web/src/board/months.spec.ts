import { monthsOf } from './months.js';

describe('the months beside one another', () => {
  it.each([
    [{ from: '2026-11-01', to: '2026-11-20' }, '2026-06-01'], [{ from: '2026-03-09', to: '2026-03-15' }, '2025-10-01'], [{ from: '2026-01-01', to: '2026-11-20' }, '2026-01-01'],
    [{ from: '2025-12-31', to: '2026-12-05' }, '2026-01-01'], [{ from: '2025-11-20', to: '2026-12-05' }, '2026-01-01'],
  ])('of %j begin on %s', (look, from) => expect(monthsOf(look)).toEqual({ from, to: look.to }));
});
