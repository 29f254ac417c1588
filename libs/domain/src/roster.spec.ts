import fc from 'fast-check';
import { DAY, HOUR } from './calendar.js';
import { callOut, onDuty, shiftsAt, type Shift } from './roster.js';
import { at, CALENDAR, PEOPLE, SAN, WTR } from './testing/county.js';

const shift = (more: Partial<Shift> = {}): Shift => ({ id: 's', department: SAN, people: [PEOPLE.handler.id], days: 'all', from: 8 * HOUR, to: 18 * HOUR, since: at('2026-01-01 00:00'), until: null, callOut: false, ...more });
const night = (more: Partial<Shift> = {}): Shift => shift({ id: 'n', people: [PEOPLE.colleague.id], from: 18 * HOUR, to: 8 * HOUR, callOut: true, ...more });
const runs = (s: Shift, when: string): boolean => shiftsAt([s], at(when), CALENDAR).length === 1;

describe('the roster', () => {
  it('runs from its beginning to just before its end', () => {
    expect(['07:59', '08:00', '17:59', '18:00'].map((t) => runs(shift(), `2026-11-23 ${t}`))).toEqual([false, true, true, false]);
  });

  it('a shift that ends before it begins goes on into the next day, and belongs to the day on which it began', () => {
    expect(['2026-11-23 17:59', '2026-11-23 18:00', '2026-11-24 00:00', '2026-11-24 07:59', '2026-11-24 08:00'].map((t) => runs(night(), t))).toEqual([false, true, true, true, false]);
    // Friday's night: until Saturday morning, not on Saturday evening.
    expect(['2026-11-27 20:00', '2026-11-28 07:00', '2026-11-28 20:00', '2026-11-29 07:00'].map((t) => runs(night({ days: [5] }), t))).toEqual([true, true, false, false]);
    expect(['2026-11-23 08:00', '2026-11-24 07:59'].map((t) => runs(shift({ to: 8 * HOUR }), t))).toEqual([true, true]);
  });

  it('knows working days and days off by the calendar: make-up Saturdays work, holidays do not', () => {
    const days = ['2026-11-23', '2026-11-28', '2026-02-14', '2026-02-17', '2026-10-01'];
    expect(days.map((d) => runs(shift({ days: 'work' }), `${d} 10:00`))).toEqual([true, false, true, false, false]);
    expect(days.map((d) => runs(shift({ days: 'off' }), `${d} 10:00`))).toEqual([false, true, false, true, true]);
  });

  it('counts the days of the week from Monday', () => {
    const week = Array.from({ length: 7 }, (_, i) => `2026-11-${23 + i} 10:00`);
    expect(week.map((d) => runs(shift({ days: [1, 3, 7] }), d))).toEqual([true, false, true, false, false, false, true]);
  });

  it('holds within its dates', () => {
    const s = shift({ since: at('2026-11-23 00:00'), until: at('2026-11-25 00:00') });
    expect(['2026-11-22 10:00', '2026-11-23 10:00', '2026-11-24 10:00', '2026-11-25 10:00'].map((t) => runs(s, t))).toEqual([false, true, true, false]);
  });

  it('says who stands ready, and whom to call out at night', () => {
    const all = [shift(), night(), night({ id: 'w', department: WTR, people: [PEOPLE.stranger.id] }), night({ id: 'n2', people: [PEOPLE.colleague.id, PEOPLE.lead.id] })];
    expect(callOut(all, SAN, at('2026-11-23 23:00'), CALENDAR)).toEqual([PEOPLE.colleague.id, PEOPLE.lead.id]);
    expect(callOut(all, SAN, at('2026-11-23 12:00'), CALENDAR)).toEqual([]);
    expect([PEOPLE.handler, PEOPLE.colleague].map((p) => onDuty(all, p.id, at('2026-11-23 12:00'), CALENDAR))).toEqual([true, false]);
  });

  it('a day and a night shift that meet leave no moment without somebody and none with both', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 23 }), fc.integer({ min: at('2026-01-05 00:00'), max: at('2026-12-20 00:00') }), (from, length, when) => {
      const day = shift({ from: from * HOUR, to: ((from + length) % 24) * HOUR }), other = shift({ id: 'o', from: ((from + length) % 24) * HOUR, to: from * HOUR });
      expect(shiftsAt([day, other], when, CALENDAR)).toHaveLength(1);
    }), { numRuns: 500 });
  });

  it('an overnight shift lasts as long as its two ends say, on every day', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 0, max: 47 }), (a, b) => {
      const s = shift({ from: a * HOUR / 2, to: b * HOUR / 2, days: [1] });
      let halves = 0;
      for (let t = at('2026-11-23 00:00'); t < at('2026-11-25 00:00'); t += HOUR / 2) halves += shiftsAt([s], t, CALENDAR).length;
      expect(halves * HOUR / 2).toBe(b > a ? s.to - s.from : DAY - s.from + s.to);
    }), { numRuns: 200 });
  });
});
