import fc from 'fast-check';
import { DAY, elapsed, expiry, HOUR, limitOf, type Limit } from './calendar.js';
import { reckon, type Course } from './reckoning.js';
import { at, CALENDAR, local } from './testing/county.js';
import type { Instant } from './vocabulary.js';

const start = at('2026-11-23 09:00');
const day: Course = { start, limit: limitOf(1, 'work_day'), pauses: [], extensions: [] };
const due = (course: Partial<Course>): string => local(reckon({ ...day, ...course }, CALENDAR).dueAt);

describe('when a limit ends', () => {
  it('after a suspension: what was left is left (DOMAIN 8.3)', () => {
    expect(due({})).toBe('2026-11-24 09:00');
    expect(due({ pauses: [{ from: at('2026-11-23 15:00'), to: at('2026-11-25 15:00') }] })).toBe('2026-11-26 09:00');
  });

  it('pauses that overlap are one; one that began before the start counts from the start', () => {
    const pauses = [{ from: at('2026-11-23 15:00'), to: at('2026-11-24 15:00') }, { from: at('2026-11-24 12:00'), to: at('2026-11-25 15:00') }];
    expect([due({ pauses }), due({ pauses: [...pauses].reverse() })]).toEqual(['2026-11-26 09:00', '2026-11-26 09:00']);
    expect(due({ pauses: [{ from: at('2026-11-20 00:00'), to: at('2026-11-23 10:00') }] })).toBe('2026-11-24 10:00');
    expect(due({ pauses: [{ from: at('2026-11-20 00:00'), to: start }] })).toBe('2026-11-24 09:00');
  });

  it('what comes after the deadline moves nothing', () => {
    expect(due({ pauses: [{ from: at('2026-11-24 09:00'), to: at('2026-11-30 09:00') }] })).toBe('2026-11-24 09:00');
    expect(reckon({ ...day, extensions: [{ at: at('2026-11-24 09:00') + 1, by: HOUR }] }, CALENDAR)).toMatchObject({ late: [0], dueAt: at('2026-11-24 09:00') });
    expect(due({ extensions: [{ at: at('2026-11-24 09:00'), by: HOUR }], pauses: [{ from: at('2026-11-24 09:00'), to: at('2026-11-30 09:00') }] })).toBe('2026-11-30 10:00');
  });

  it('stands still while nobody ends the pause, and has no deadline then', () => {
    expect(reckon({ ...day, pauses: [{ from: at('2026-11-23 15:00'), to: null }] }, CALENDAR)).toMatchObject({ dueAt: null, used: 4 * HOUR, provisional: false });
  });

  const unit = fc.constantFrom<Limit['unit']>('working', 'continuous');
  const moment = fc.integer({ min: at('2026-01-05 00:00'), max: at('2026-10-01 00:00') });
  const course = fc.record({
    start: moment, limit: fc.record({ amount: fc.integer({ min: 1, max: 40 * HOUR }), unit }),
    pauses: fc.array(fc.record({ after: fc.nat(20 * DAY), length: fc.integer({ min: 1, max: 9 * DAY }) }), { maxLength: 3 }), extensions: fc.array(fc.record({ after: fc.nat(10 * DAY), by: fc.integer({ min: 1, max: 16 * HOUR }) }), { maxLength: 2 }),
  }).map((c): Course => ({ ...c, pauses: c.pauses.map((p) => ({ from: c.start + p.after, to: c.start + p.after + p.length })), extensions: c.extensions.map((e) => ({ at: c.start + e.after, by: e.by })) }));

  it('uses up the whole limit in the stretches it shows, which lie in order, outside the pauses and inside working time', () => {
    fc.assert(fc.property(course, (c) => {
      const found = reckon(c, CALENDAR), end = found.dueAt as Instant;
      expect(found.used).toBe(found.limit.amount);
      expect(found.intervals.at(-1)?.[1]).toBe(end);
      found.intervals.forEach(([a, b], i) => {
        expect(a).toBeGreaterThan(found.intervals[i - 1]?.[1] ?? 0);
        expect(elapsed(CALENDAR, a, b, c.limit.unit)).toBe(b - a);
        for (const p of c.pauses) expect(b <= p.from || a >= (p.to ?? Infinity)).toBe(true);
      });
    }), { numRuns: 1000 });
  });

  it('a pause never shortens it and an extension never does, nor in any order', () => {
    fc.assert(fc.property(course, (c) => {
      const whole = reckon(c, CALENDAR).dueAt as Instant;
      expect(whole).toBeGreaterThanOrEqual(reckon({ ...c, pauses: [], extensions: [] }, CALENDAR).dueAt as Instant);
      expect(reckon({ ...c, pauses: [...c.pauses].reverse() }, CALENDAR).dueAt).toBe(whole);
      expect(reckon({ ...c, pauses: [], extensions: [] }, CALENDAR).dueAt).toBe(expiry(CALENDAR, c.start, c.limit));
    }), { numRuns: 1000 });
  });
});
