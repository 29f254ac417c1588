import fc from 'fast-check';
import { gatewayIsDown, healthOf, isFault } from './judge.js';

const MINUTE = 60_000;
describe('how a device is', () => {
  it.each([
    [0, 'online'], [5 * MINUTE, 'online'], [5.9 * MINUTE, 'online'], [6 * MINUTE, 'late'], [17.9 * MINUTE, 'late'], [18 * MINUTE, 'silent'], [900 * MINUTE, 'silent'],
  ] as const)('heard %d ms ago, every five minutes: %s', (ago, health) => { expect(healthOf({ heardAt: 1e12, every: 5 * MINUTE, missed: 3, said: null, battery: null }, 1e12 + ago).health).toBe(health); });

  it('is what its readings say while they are fresh, then silent; a low battery is told when there is nothing worse', () => {
    const seen = { heardAt: 1e12, every: MINUTE, missed: 3, said: 'stuck', battery: 5 } as const;
    expect([healthOf(seen, 1e12 + 1).health, healthOf(seen, 1e12 + 10 * MINUTE).health, healthOf({ ...seen, said: 'online' }, 1e12).health, healthOf({ ...seen, said: null, heardAt: null }, 1e12).health]).toEqual(['stuck', 'silent', 'low-battery', 'unknown']);
  });

  it('does not change before the moment it named', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e7 }), fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 1e8 }), fc.constantFrom(null, 'stuck', 'online'), fc.double({ min: 0, max: 1, noNaN: true }), (every, missed, ago, said, share) => {
      const seen = { heardAt: 1e12, every, missed, said: said as 'stuck' | 'online' | null, battery: null }, now = 1e12 + ago, { health, nextAt } = healthOf(seen, now);
      const until = nextAt ?? now + 1e9;
      expect(until).toBeGreaterThan(now);
      const then = now + Math.floor((until - now) * share);
      if (then < until) expect(healthOf(seen, then).health).toBe(health);
      if (nextAt === null) expect(['silent', 'unknown']).toContain(health);
    }));
  });

  it('is a fault of the gateway from 70 of 100 silent children on', () => {
    expect([gatewayIsDown(69, 100), gatewayIsDown(70, 100), gatewayIsDown(1, 1), gatewayIsDown(2, 2), gatewayIsDown(0, 0)]).toEqual([false, true, false, true, false]);
    expect([isFault('late'), isFault('unknown'), isFault('online'), isFault('silent'), isFault('low-battery')]).toEqual([false, false, false, true, true]);
  });
});
