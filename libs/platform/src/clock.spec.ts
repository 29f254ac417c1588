import fc from 'fast-check';
import { MovableClock, RehearsalClock, SystemClock } from './clock.js';

describe('clocks', () => {
  it('a movable clock stands still, goes forward only, and never comes by itself to a later instant', () => {
    const clock = new MovableClock(1_000);
    clock.advance(500);
    expect(clock.now()).toBe(1_500);
    clock.set(2_000);
    expect(clock.now()).toBe(2_000);
    expect(() => clock.set(1_999)).toThrow(RangeError);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(clock.realUntil(2_000)).toBe(0);
    expect(clock.realUntil(2_001)).toBe(Infinity);
  });

  it('a rehearsal clock shows the anchor at the anchor and runs `rate` times as fast', () => {
    const anchor = Date.now() - 10_000;
    const clock = new RehearsalClock(60, anchor);
    const shown = clock.now();
    expect(shown - anchor).toBeGreaterThanOrEqual(600_000);
    fc.assert(fc.property(fc.integer({ min: 60_000_000, max: 1e11 }), (ahead) => {
      expect(Math.abs(clock.realUntil(shown + ahead) * 60 - ahead)).toBeLessThan(60 * 20_000);
    }));
    expect(clock.realUntil(shown)).toBe(0);
  });

  it('the system clock is the machine\'s', () => {
    const clock = new SystemClock();
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000);
    expect(clock.realUntil(clock.now() - 1)).toBe(0);
  });
});
