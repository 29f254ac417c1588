import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, redisInstalled, startTestPostgres, startTestRedis, type TestPostgres, type TestRedis } from '../testing.js';
import { Hints } from './hints.js';
import { PostgresWire } from './postgres-wire.js';
import { RedisWire } from './redis-wire.js';

let postgres: TestPostgres;
let redis: TestRedis | null = null;
beforeAll(async () => {
  postgres = await startTestPostgres({ alone: true });
  redis = redisInstalled() ? await startTestRedis() : null;
});
afterAll(async () => {
  await redis?.stop();
  await postgres.stop();
});

describe.each(['postgres', ...(redisInstalled() ? ['redis'] : [])])('hints over %s', (store) => {
  const open: Hints[] = [];
  const process_ = (): Hints => {
    const hints = new Hints((events) => (store === 'redis' ? new RedisWire((redis as TestRedis).url, 'test', events) : new PostgresWire(postgres.url, events)));
    open.push(hints);
    return hints;
  };
  afterEach(async () => { await Promise.all(open.splice(0).map((hints) => hints.close())); });

  /** Two processes that hear each other. */
  async function two(): Promise<[Hints, Hints]> {
    const [a, b] = [process_(), process_()];
    let heard = 0;
    const stop = b.subscribe('hello', () => { heard++; });
    await eventually('b hears a', () => { a.publish('hello'); return heard > 0; });
    stop();
    return [a, b];
  }

  it('reach this process and others, only those who listen to the topic', async () => {
    const [a, b] = await two();
    const heard: string[] = [];
    a.subscribe('cases', () => heard.push('a cases'));
    b.subscribe('cases', () => heard.push('b cases'));
    b.subscribe('reference', () => heard.push('b reference'));
    a.publish('cases');
    await eventually('both heard', () => heard.includes('a cases') && heard.includes('b cases'));
    await sleep(100);
    expect(heard.sort()).toEqual(['a cases', 'b cases']);
  });

  it('of a thousand at once become a few', async () => {
    const [a, b] = await two();
    let near = 0, far = 0;
    a.subscribe('cases', () => { near++; });
    b.subscribe('cases', () => { far++; });
    for (let i = 0; i < 1_000; i++) a.publish('cases');
    await eventually('both heard', () => near > 0 && far > 0);
    await sleep(150);
    expect(near).toBe(1);
    expect(far).toBeLessThanOrEqual(2);
  });

  it('carry many topics', async () => {
    const [a, b] = await two();
    const heard = new Set<string>();
    const topics = Array.from({ length: 300 }, (_, i) => `a-rather-long-topic-name-${'x'.repeat(40)}-${i}`);
    for (const topic of topics) b.subscribe(topic, () => heard.add(topic));
    for (const topic of topics) a.publish(topic);
    await eventually('all were heard', () => heard.size === topics.length);
  });

  it('go on after a subscriber that fails, and stop when told', async () => {
    const hints = process_();
    let heard = 0;
    hints.subscribe('t', () => { throw new Error('mine'); });
    const stop = hints.subscribe('t', () => { heard++; });
    hints.publish('t');
    await eventually('the second heard', () => heard === 1);
    stop();
    hints.publish('t');
    await sleep(30);
    expect(heard).toBe(1);
  });

  it('are said again after a connection was lost, and its listeners told that they may have missed something', async () => {
    const [a, b] = await two();
    let heard = 0;
    b.subscribe('cases', () => { heard++; });
    if (store === 'redis') await (redis as TestRedis).client.call('client', 'kill', 'type', 'pubsub');
    else process.kill(postgres.pid, 'SIGINT');
    await eventually('told after the reconnect', () => heard > 0, 30_000);
    const before = heard;
    await eventually('hears again', () => { a.publish('cases'); return heard > before; }, 30_000);
  });

  it('never throw, also when closed', async () => {
    const hints = process_();
    await hints.close();
    expect(() => hints.publish('x')).not.toThrow();
  });
});
