import fc from 'fast-check';
import { calendarOf, calendarsOf, DAY, dayOf, elapsed, expiry, HOUR, intervals, limitOf, localDay, provisional, type Calendar, type Limit, type LimitUnit } from './calendar.js';
import { at, CALENDAR, CALENDAR_2026, local } from './testing/county.js';
import type { Instant } from './vocabulary.js';

const MINUTE = 60_000;

describe('deadlines of 2026 (DOMAIN 8.3)', () => {
  it.each<[string, number, LimitUnit, string, string]>([
    ['2026-11-23 10:00', 4, 'work_hour', '2026-11-23 16:00', 'over lunch'],
    ['2026-11-23 10:00', 1, 'work_day', '2026-11-24 10:00', 'a working day is eight hours'],
    ['2026-11-23 12:30', 2, 'work_hour', '2026-11-23 16:00', 'starts in the lunch break'],
    ['2026-11-23 18:00', 2, 'work_hour', '2026-11-24 10:00', 'at the very end of the window'],
    ['2026-11-20 17:00', 4, 'work_hour', '2026-11-23 11:00', 'over the weekend'],
    ['2026-02-13 17:00', 4, 'work_hour', '2026-02-14 11:00', 'into a make-up Saturday'],
    ['2026-02-14 17:00', 1, 'work_day', '2026-02-24 17:00', 'over the Spring Festival'],
    ['2026-02-11 09:00', 5, 'work_day', '2026-02-25 09:00', 'make-up day and holiday'],
    ['2026-09-30 16:00', 2, 'work_day', '2026-10-09 16:00', 'over National Day'],
    ['2026-04-30 17:30', 1, 'work_day', '2026-05-06 17:30', 'over Labour Day'],
    ['2026-06-01 22:36', 2, 'urgent_hour', '2026-06-02 00:36', 'continuous'],
    ['2026-10-01 00:00', 2, 'natural_day', '2026-10-03 00:00', 'calendar days run through holidays'],
    ['2026-10-01 03:00', 1, 'urgent_day', '2026-10-02 03:00', 'urgent days too'],
    ['2026-11-23 11:59', 15, 'urgent_minute', '2026-11-23 12:14', 'urgent minutes run through lunch'],
    ['2026-11-23 12:00', 4, 'work_hour', '2026-11-23 18:00', 'a limit that fits exactly ends with the window, not at the next opening'],
    ['2026-11-23 07:59', 0.5, 'work_hour', '2026-11-23 08:30', 'before opening'],
    ['2026-09-20 08:00', 8, 'work_hour', '2026-09-20 18:00', 'a Sunday that works'],
  ])('%s + %d %s = %s (%s)', (start, value, unit, deadline) => {
    expect(local(expiry(CALENDAR, at(start), limitOf(value, unit)))).toBe(deadline);
    expect(provisional(CALENDAR, at(start), at(deadline))).toBe(false);
  });

  it('marks a deadline that needs a year whose holidays are not published', () => {
    const due = expiry(CALENDAR, at('2026-12-31 17:00'), limitOf(4, 'work_hour'));
    expect(local(due)).toBe('2027-01-01 11:00');
    expect(provisional(CALENDAR, at('2026-12-31 17:00'), due)).toBe(true);
    expect(provisional(CALENDAR, at('2026-12-31 17:00'), at('2026-12-31 18:00'))).toBe(false);
  });

  it('reads local years: an hour before midnight in UTC is already next year here', () => {
    expect(provisional(CALENDAR, at('2026-12-31 23:59'), at('2026-12-31 23:59'))).toBe(false);
    expect(provisional(CALENDAR, at('2027-01-01 00:00'), at('2027-01-01 00:00'))).toBe(true);
  });
});

describe('the calendar as data', () => {
  const seasonal = calendarOf({
    ...CALENDAR_2026,
    seasons: [{ from: '2026-05-01', windows: [['08:00', '12:00'], ['15:00', '19:00']] }, { from: '2026-01-01', windows: [['08:30', '12:00'], ['14:00', '18:00']] }, { from: '2026-10-01', windows: [['08:30', '12:00'], ['14:00', '18:00']] }],
    days: [...CALENDAR_2026.days, { date: '2026-08-06', kind: 'off' }],
  });

  it('takes the last season that has begun, in whatever order they are written', () => {
    expect(local(expiry(seasonal, at('2026-04-30 17:59'), limitOf(1, 'work_hour')))).toBe('2026-05-06 08:59');
    expect(local(expiry(seasonal, at('2026-07-01 14:00'), limitOf(1, 'work_hour')))).toBe('2026-07-01 16:00');
    expect(local(expiry(seasonal, at('2026-10-08 08:00'), limitOf(1, 'work_hour')))).toBe('2026-10-08 09:30');
  });

  it('has local days off like any other (the Torch Festival)', () => {
    expect(local(expiry(seasonal, at('2026-08-05 18:30'), limitOf(1, 'work_hour')))).toBe('2026-08-07 08:30');
    expect(local(expiry(CALENDAR, at('2026-08-05 18:30'), limitOf(1, 'work_hour')))).toBe('2026-08-06 09:00');
  });

  it('has seasons of every year beside those of one: the last that began holds', () => {
    const yearly = calendarOf({ ...CALENDAR_2026, days: [], seasons: [{ from: '2020-01-01', windows: [['08:00', '12:00']] }, { from: '05-01', windows: [['07:00', '11:00']] }, { from: '10-01', windows: [['09:00', '13:00']] }, { from: '2026-05-01', windows: [['06:00', '10:00']] }] });
    const opens = (date: string) => (yearly.windows(dayOf(date))[0]?.[0] ?? NaN) / HOUR;
    // Of two that begin on one day the one with a year; after it the yearly one of autumn, and in spring that of the last autumn.
    expect([opens('2025-04-30'), opens('2025-05-01'), opens('2026-04-30'), opens('2026-05-01'), opens('2026-09-30'), opens('2026-10-01'), opens('2027-02-01'), opens('2027-05-03')]).toEqual([9, 7, 9, 6, 6, 9, 9, 7]);
  });

  it('differs by area: the longest that a cell lies in decides, on top of what lies around it', () => {
    const of = calendarsOf({
      ...CALENDAR_2026,
      areas: [
        { area: '532323101', days: [{ date: '2026-11-24', kind: 'off' }], seasons: [{ from: '2020-01-01', windows: [['09:00', '17:00']] }] },
        { area: '532323101001', days: [{ date: '2026-11-24', kind: 'work' }, { date: '2026-11-25', kind: 'off' }] },
        { area: '532323', days: [{ date: '2026-11-26', kind: 'off' }] },
      ],
    });
    const week = (place: string | null) => [23, 24, 25, 26].map((d) => of(place).windows(dayOf(`2026-11-${d}`)).length);
    expect([week(null), week('999999999999999'), week('532323200001001'), week('532323101002001'), week('532323101001009'), week('532323101')]).toEqual([[2, 2, 2, 2], [2, 2, 2, 2], [2, 2, 2, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0]]);
    expect(of('532323101001009')).toBe(of('532323101001002'));
    const plain = calendarsOf(CALENDAR_2026);
    expect(plain('532323101001009')).toBe(plain(null));
  });

  it('does not work before its first season', () => {
    expect(seasonal.windows(dayOf('2025-12-31'))).toEqual([]);
    expect(seasonal.windows(dayOf('2026-01-05'))).toHaveLength(2);
  });

  it('finds far deadlines, and calls a calendar without working time faulty instead of searching for ever', () => {
    expect(local(expiry(CALENDAR, at('2026-11-23 08:00'), limitOf(2000, 'work_day'))).slice(0, 4)).toBe('2034');
    const never = calendarOf({ ...CALENDAR_2026, seasons: [] });
    expect(() => expiry(never, at('2026-11-23 08:00'), limitOf(1, 'work_hour'))).toThrow(RangeError);
    expect(expiry(never, at('2026-11-23 08:00'), limitOf(1, 'urgent_hour'))).toBe(at('2026-11-23 09:00'));
  });

  it('knows its days: 1970-01-01 was a Thursday', () => {
    const plain = calendarOf({ ...CALENDAR_2026, seasons: [{ from: '1900-01-01', windows: [['00:00', '24:00']] }], days: [] });
    expect([-4, -3, -2, -1, 0, 1, 2, 3, 4].map((day) => plain.windows(day).length)).toEqual([0, 1, 1, 1, 1, 1, 0, 0, 1]);
    expect(localDay(CALENDAR, at('2026-11-23 00:00'))).toBe(dayOf('2026-11-23'));
    expect(localDay(CALENDAR, at('2026-11-23 00:00') - 1)).toBe(dayOf('2026-11-22'));
  });
});

/** Anywhere in 2026 from the first working day to early December, to the millisecond. */
const instant = fc.integer({ min: at('2026-01-01 00:00'), max: at('2026-12-01 00:00') });
/** Up to five working days, in milliseconds. */
const amount = fc.integer({ min: 0, max: 40 * HOUR });
const unit = fc.constantFrom<Limit['unit']>('working', 'continuous');
const check = <T>(property: fc.IProperty<T>, runs = 500) => fc.assert(property, { numRuns: runs });

describe('working time', () => {
  it('never ends before it starts, and not at all when nothing is to be used', () => {
    check(fc.property(instant, amount, unit, (t, a, u) => { expect(expiry(CALENDAR, t, { amount: a, unit: u })).toBeGreaterThanOrEqual(t + a); }));
    check(fc.property(instant, unit, (t, u) => { expect(expiry(CALENDAR, t, { amount: 0, unit: u })).toBe(t); expect(expiry(CALENDAR, t, { amount: -5, unit: u })).toBe(t); }));
  });

  it('adds up: first a, then b is a + b', () => {
    check(fc.property(instant, amount, amount, unit, (t, a, b, u) => {
      expect(expiry(CALENDAR, expiry(CALENDAR, t, { amount: a, unit: u }), { amount: b, unit: u })).toBe(expiry(CALENDAR, t, { amount: a + b, unit: u }));
    }));
  });

  it('gives back what was put in: elapsed(t, expiry(t, a)) = a', () => {
    check(fc.property(instant, amount, unit, (t, a, u) => { expect(elapsed(CALENDAR, t, expiry(CALENDAR, t, { amount: a, unit: u }), u)).toBe(a); }));
  });

  it('is cut anywhere without loss: elapsed(a, c) = elapsed(a, b) + elapsed(b, c)', () => {
    check(fc.property(fc.tuple(instant, instant, instant), unit, (three, u) => {
      const [a, b, c] = three.sort((x, y) => x - y) as [Instant, Instant, Instant];
      expect(elapsed(CALENDAR, a, c, u)).toBe(elapsed(CALENDAR, a, b, u) + elapsed(CALENDAR, b, c, u));
      expect(elapsed(CALENDAR, c, a, u)).toBe(0);
    }));
  });

  it('shows its stretches: ascending, apart, all working, as long together as what elapsed', () => {
    check(fc.property(instant, fc.integer({ min: 0, max: 30 * DAY }), unit, (from, length, u) => {
      const spans = intervals(CALENDAR, from, from + length, u);
      expect(spans.reduce((sum, [a, b]) => sum + b - a, 0)).toBe(elapsed(CALENDAR, from, from + length, u));
      spans.forEach(([a, b], i) => { expect(a).toBeGreaterThan(spans[i - 1]?.[1] ?? from - 1); expect(b).toBeGreaterThan(a); expect(elapsed(CALENDAR, a, b, u)).toBe(b - a); });
    }));
  });

  it('does not run backwards: more time or a later start never gives an earlier deadline', () => {
    check(fc.property(instant, amount, amount, fc.integer({ min: 0, max: 20 * DAY }), (t, a, b, later) => {
      const due = expiry(CALENDAR, t, { amount: a, unit: 'working' });
      expect(expiry(CALENDAR, t, { amount: a + b, unit: 'working' })).toBeGreaterThanOrEqual(due);
      expect(expiry(CALENDAR, t + later, { amount: a, unit: 'working' })).toBeGreaterThanOrEqual(due);
    }));
  });

  it('agrees with somebody who walks every minute', () => {
    check(fc.property(fc.integer({ min: 0, max: 334 * 24 * 60 }), fc.integer({ min: 1, max: 16 * 60 }), (start, minutes) => {
      const t = at('2026-01-01 00:00') + start * MINUTE;
      const due = walkMinutes(t, minutes);
      expect(local(expiry(CALENDAR, t, { amount: minutes * MINUTE, unit: 'working' }))).toBe(local(due));
      expect(elapsed(CALENDAR, t, due, 'working')).toBe(minutes * MINUTE);
    }), 300);
  });

  it('agrees with the walker between any two moments', () => {
    check(fc.property(fc.integer({ min: 0, max: 330 * 24 * 60 }), fc.integer({ min: 0, max: 12 * 24 * 60 }), (start, length) => {
      const from = at('2026-01-01 00:00') + start * MINUTE;
      let worked = 0;
      for (let m = 0; m < length; m++) if (works(from + m * MINUTE)) worked++;
      expect(elapsed(CALENDAR, from, from + length * MINUTE, 'working')).toBe(worked * MINUTE);
    }), 200);
  });

  it('knows no summer time: in an area of any fixed offset the same local clock gives the same answer', () => {
    check(fc.property(fc.integer({ min: -11 * 60, max: 14 * 60 }), instant, amount, (offset, t, a) => {
      const there: Calendar = calendarOf({ ...CALENDAR_2026, utcOffsetMinutes: offset });
      const shift = (480 - offset) * MINUTE;
      expect(expiry(there, t + shift, { amount: a, unit: 'working' })).toBe(expiry(CALENDAR, t, { amount: a, unit: 'working' }) + shift);
    }), 200);
  });
});

const OFF = new Set(CALENDAR_2026.days.filter((d) => d.kind === 'off').map((d) => d.date));
const MADE_UP = new Set(CALENDAR_2026.days.filter((d) => d.kind === 'work').map((d) => d.date));

/** Written without the code under test: whether the minute that begins at `t` is a working one. */
function works(t: Instant): boolean {
  const midnight = t - ((t + 8 * HOUR) % DAY);
  const minute = (t - midnight) / MINUTE;
  return isWorkingDay(midnight) && ((minute >= 8 * 60 && minute < 12 * 60) || (minute >= 14 * 60 && minute < 18 * 60));
}

const remembered = new Map<Instant, boolean>();
function isWorkingDay(midnight: Instant): boolean {
  let working = remembered.get(midnight);
  if (working === undefined) {
    const date = local(midnight).slice(0, 10);
    const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
    working = MADE_UP.has(date) || (!OFF.has(date) && weekday >= 1 && weekday <= 5);
    remembered.set(midnight, working);
  }
  return working;
}

function walkMinutes(from: Instant, minutes: number): Instant {
  let t = from;
  for (let left = minutes; left > 0; t += MINUTE) if (works(t)) left--;
  return t;
}
