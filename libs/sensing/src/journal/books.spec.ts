import { readingDetail } from '#contract';
import { uuid } from '#platform';
import { levelRule, ReadingsWorld } from '../testing/readings-world.js';
import { Bookkeeper, readBooks, unaccounted } from './books.js';
import { unaccountedReadings } from './gauges.js';

const DEVICES = Array.from({ length: 12 }, (_, i) => `b-${i}`);
let one: ReadingsWorld, two: ReadingsWorld;
beforeAll(async () => {
  one = await ReadingsWorld.start();
  two = await ReadingsWorld.start({ beside: one });
  for (const id of DEVICES) await one.device(id);
}, 120_000);
afterAll(async () => { await two?.stop(); await one?.stop(); });

/** Everything that waits has been judged, by whichever of the two. */
const rest = async (): Promise<void> => { for (const world of [one, two, one, two]) await world.settle(); };
const value = async (): Promise<number> => (await unaccountedReadings.get()).values[0]?.value ?? Number.NaN;

describe('the books of readings', () => {
  it('agree at any moment while two processes take readings for each other, with duplicates and what cannot be read', async () => {
    const ended = new AbortController(), differences: number[] = [];
    const watching = (async () => { while (!ended.signal.aborted) { differences.push(unaccounted(await readBooks(one.database))); await new Promise((resolve) => { setImmediate(resolve); }); } })();
    for (let i = 0; i < 8; i++) {
      one.clock.advance(1_000);
      const key = uuid(), samples = [...DEVICES.map((device, v) => ({ device, value: v, key: `${key}${v}` })), { device: 'nobody', value: 1 }];
      for (const world of [one, two, one]) await world.send(samples, {}, [{ reason: 'crc', part: '', detail: readingDetail('crc-differs'), raw: String(i) }]);
    }
    await rest();
    ended.abort();
    await watching;
    expect([differences.length > 10, differences.filter((d) => d !== 0)]).toEqual([true, []]);
    const books = await readBooks(one.database);
    expect(books).toMatchObject({ accepted: 8 * 3 * 14, journalled: 8 * 12, duplicates: 8 * 2 * 12, quarantined: 8 * 3 * 2, waiting: 0 });
    // Some of it came to a process that is not the owner.
    expect(await one.count('reading_door where accepted > 0')).toBeGreaterThan(0);
    expect(Number((await one.database.query<{ n: string }>('select sum(accepted) as n from partition_owner'))[0]?.n)).toBeLessThan(8 * 3 * 12);
  });

  it('agree when readings cannot be judged and are set aside, out of the inbox too', async () => {
    const before = await readBooks(one.database);
    for (const world of [one, two]) world.alarms.broken = (transitions) => transitions.some((t) => t.value === 66);
    await one.judgeBy(levelRule());
    await two.settle();
    one.clock.advance(1_000);
    await Promise.all([one, two].map((world, i) => world.send(DEVICES.filter((_, n) => n % 2 === i).map((device) => ({ device, value: 66 })))));
    await rest();
    for (const world of [one, two]) world.alarms.broken = () => false;
    const after = await readBooks(one.database);
    expect([after.accepted - before.accepted, after.quarantined - before.quarantined, after.waiting, unaccounted(after)]).toEqual([12, 12, 0, 0]);
  });

  it('tell of what is lost, as a gauge that is set every minute', async () => {
    const books = one.app.get(Bookkeeper);
    await books.add();
    expect(await value()).toBe(0);
    await one.database.query(`update quarantine set count = count - 1 where ctid in (select ctid from quarantine where count > 1 limit 1)`);
    await books.add();
    expect(await value()).toBe(1);
  });
});
