import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Http } from '../client/http.js';
import { Lanes } from './lanes.js';
import { Pace, ServerClock } from './pace.js';

/** A clock that stands at one moment, and runs `rate` times fast when asked how long to wait. */
const clock = (now: number, rate: number) => ({ now: () => now, rate, until: (at: number) => Math.max(0, (at - now) / rate) });

describe('pacing', () => {
  it('compresses the data’s own time by the speed, on the server’s clock', () => {
    const pace = new Pace(clock(1_000_000, 60), 10, null);
    expect(pace.untilReport(5, 600_000, 0)).toBe(1000);
    expect(pace.untilAct(1_000_000, 6_000_000)).toBe(10_000);
  });

  it('waits for nothing at full speed, and reports at a steady rate where one is asked for', () => {
    const fast = new Pace(clock(0, 1), 'max', null);
    expect([fast.untilReport(3, 1e9, 0), fast.untilAct(0, 1e9)]).toEqual([0, 0]);
    const steady = new Pace(clock(0, 1), 'max', 20), since = performance.now();
    expect(steady.untilReport(1000, 5, since)).toBeGreaterThan(45_000);
    expect(steady.untilReport(1000, 5, since)).toBeLessThanOrEqual(50_000);
  });

  it('can take the data’s time for real time beside a clock that runs fast', () => {
    expect(new Pace(clock(0, 3600), 'real', null).untilReport(0, 5000, 0)).toBe(5000);
  });

  it('measures how fast the server’s clock runs', async () => {
    const began = performance.now();
    let rate = 120;
    const server = createServer((_, response) => { response.end(JSON.stringify({ status: 'ok', database: 'ok', queue: 'ok', backend: 'postgres', version: '0', time: Math.round(1.7e12 + (performance.now() - began) * rate) })); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const http = new Http(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      const fast = await ServerClock.read(http, 300);
      expect(Math.abs(fast.rate - 120)).toBeLessThan(20);
      rate = 0;
      expect((await ServerClock.read(http, 50)).rate).toBe(1);
    } finally {
      http.close();
      await new Promise((resolve) => { server.close(resolve); });
    }
  });
});

describe('lanes', () => {
  it('let no more run than there are, and what is urgent overtake', async () => {
    const lanes = new Lanes(2);
    const order: string[] = [];
    let most = 0;
    const gates: (() => void)[] = [];
    const work = (name: string, urgent: boolean): Promise<void> => lanes.run(async () => { order.push(name); most = Math.max(most, lanes.running); await new Promise<void>((resolve) => { gates.push(resolve); }); }, urgent);
    const all = [work('a', false), work('b', false), work('c', false), work('d', true)];
    for (let i = 0; i < 4; i++) { await new Promise((resolve) => { setImmediate(resolve); }); gates.shift()?.(); }
    await Promise.all(all);
    expect(order).toEqual(['a', 'b', 'd', 'c']);
    expect([most, lanes.running]).toEqual([2, 0]);
  });

  it('pass the place on when work fails', async () => {
    const lanes = new Lanes(1);
    await expect(lanes.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(lanes.run(() => Promise.resolve(1))).resolves.toBe(1);
  });
});
