import fc from 'fast-check';
import { calendarOf, DAY, onDuty, type DepartmentId, type Shift, type UserId } from '#domain';
import { groupReadyFrom, readyFrom } from './ready.js';

const HOUR = 3_600_000, MINUTE = 60_000, OFFSET = 8 * HOUR, START = Date.parse('2026-11-02T00:00:00+08:00');
/** Nine to five on weekdays, one day off and one made up. */
const calendar = calendarOf({
  utcOffsetMinutes: 480, publishedYears: [2026], seasons: [{ from: '01-01', windows: [['08:30', '12:00'], ['14:00', '17:30']] }],
  days: [{ date: '2026-11-10', kind: 'off' }, { date: '2026-11-14', kind: 'work' }],
});
const me = 'h-1' as UserId, works = (at: number): boolean => { const day = Math.floor((at + OFFSET) / DAY), time = at + OFFSET - day * DAY; return calendar.windows(day).some(([a, b]) => time >= a && time < b); };
const bookOf = (roster: readonly Shift[]): Parameters<typeof readyFrom>[0] => ({ roster, calendar, onDuty: (person, at) => (roster.some((s) => s.people.includes(person)) ? onDuty(roster, person, at, calendar) : works(at)) });

const shift = fc.record({
  days: fc.oneof(fc.constantFrom('all' as const, 'work' as const, 'off' as const), fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 })),
  from: fc.integer({ min: 0, max: 23 }), to: fc.integer({ min: 0, max: 23 }), since: fc.integer({ min: -3, max: 12 }), length: fc.option(fc.integer({ min: 1, max: 20 })), mine: fc.boolean(),
}).map(({ days, from, to, since, length, mine }): Shift => ({
  id: 's', department: 'SAN' as DepartmentId, people: [(mine ? me : 'h-2') as UserId], days, from: from * HOUR, to: to * HOUR, since: START + since * DAY, until: length === null ? null : START + (since + length) * DAY, callOut: false,
}));

describe('when a person is on duty next', () => {
  it('is what a walker finds, quarter hour by quarter hour', () => {
    fc.assert(fc.property(fc.array(shift, { maxLength: 4 }), fc.integer({ min: 0, max: 12 * 24 * 4 }), (roster, quarter) => {
      const book = bookOf(roster), at = START + quarter * 15 * MINUTE;
      let walked: number | null = null;
      for (let t = at; t < at + 30 * DAY; t += 15 * MINUTE) if (book.onDuty(me, t)) { walked = t; break; }
      const found = readyFrom(book, me, at);
      if (walked !== null) expect(found).toBe(walked);
      else expect(found === null || found >= at + 30 * DAY).toBe(true);
    }), { numRuns: 300 });
  });

  it('of a group is working time, or when all of it is on duty: what a walker finds', () => {
    const people = [me, 'h-2' as UserId];
    fc.assert(fc.property(fc.array(shift, { maxLength: 4 }), fc.integer({ min: 0, max: 12 * 24 * 4 }), (roster, quarter) => {
      const book = bookOf(roster), at = START + quarter * 15 * MINUTE;
      let walked = at;
      while (!works(walked) && !people.every((p) => book.onDuty(p, walked))) walked += 15 * MINUTE;
      expect(groupReadyFrom(book, people, at)).toBe(walked);
    }), { numRuns: 200 });
  });

  it('is now for one who stands in a shift; one on the night shift does not let a group be disturbed', () => {
    const night: Shift = { id: 'n', department: 'SAN' as DepartmentId, people: ['h-2' as UserId], days: 'all', from: 18 * HOUR, to: 8 * HOUR, since: START - DAY, until: null, callOut: true };
    const book = bookOf([night]), evening = START + 19 * HOUR;
    expect(readyFrom(book, 'h-2' as UserId, evening)).toBe(evening);
    expect(groupReadyFrom(book, [me, 'h-2' as UserId], evening)).toBe(START + DAY + 8.5 * HOUR);
    expect(groupReadyFrom(book, ['h-2' as UserId], evening)).toBe(evening);
    expect(readyFrom(book, me, evening)).toBe(START + DAY + 8.5 * HOUR);
    expect(groupReadyFrom(book, [], evening)).toBe(START + DAY + 8.5 * HOUR);
  });
});
