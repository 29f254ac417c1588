import fc from 'fast-check';
import { activeWeek, dayOfMonthDay, dayOfYear, LOCAL, minuteOfWeek } from './hours.js';

const moment = fc.integer({ min: Date.UTC(1960, 0, 1), max: Date.UTC(2130, 0, 1) });
const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

describe('local time by arithmetic', () => {
  it('is what the runtime\'s calendar says in Shanghai since 1992', () => {
    const local = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', weekday: 'short', hour: '2-digit', minute: '2-digit', month: '2-digit', day: '2-digit', hourCycle: 'h23' });
    fc.assert(fc.property(fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2100, 0, 1) }), (at) => {
      const parts = Object.fromEntries(local.formatToParts(at).map((p) => [p.type, p.value]));
      expect(minuteOfWeek(at)).toBe(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts['weekday'] ?? '') * 1440 + Number(parts['hour']) * 60 + Number(parts['minute']));
      expect(dayOfYear(at)).toBe(dayOfMonthDay(`${parts['month']}-${parts['day']}`));
    }), { numRuns: 2_000 });
  });
  it('numbers the days of a year that has a 29 February, before 1970 too', () => {
    fc.assert(fc.property(moment, (at) => { expect(dayOfYear(at)).toBe(dayOfMonthDay(new Date(at + LOCAL).toISOString().slice(5, 10))); }), { numRuns: 2_000 });
    expect([dayOfMonthDay('01-01'), dayOfMonthDay('02-29'), dayOfMonthDay('03-01'), dayOfMonthDay('12-31')]).toEqual([0, 59, 60, 365]);
  });
  it('marks the minutes of active hours, over midnight and over the end of the week', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 7 }), fc.nat(1439), fc.integer({ min: 0, max: 1440 }), (day, open, close) => {
      const week = activeWeek([{ days: [day], from: clock(open), to: clock(close) }]), length = close > open ? close - open : close + 1440 - open, first = (day - 1) * 1440 + open;
      expect(week.reduce((a, b) => a + b, 0)).toBe(length);
      expect([week[first % 10080], week[(first + length - 1) % 10080], week[(first + length) % 10080]]).toEqual([1, 1, 0]);
    }));
  });
});
