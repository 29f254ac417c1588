import { weeksOf } from './calendar-weeks.js';

describe('the weeks of a calendar', () => {
  it('begin on Monday and hold each day of the period once, in its column', () => {
    expect(weeksOf({ from: '2026-11-25', to: '2026-12-01' })).toEqual([[null, null, '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'], ['2026-11-30', '2026-12-01', null, null, null, null, null]]);
    const year = weeksOf({ from: '2024-01-01', to: '2024-12-31' }), days = year.flat().filter((day) => day !== null);
    expect([days.length, new Set(days).size, days.at(-1)]).toEqual([366, 366, '2024-12-31']);
    for (const week of year) for (const [i, day] of week.entries()) if (day !== null) expect(new Date(day).getUTCDay()).toBe((i + 1) % 7);
  });
  it.each(['2026-11-23', '2026-11-29'])('are one for the single day %s', (day) => expect(weeksOf({ from: day, to: day }).flat().filter((d) => d !== null)).toEqual([day]));
});
