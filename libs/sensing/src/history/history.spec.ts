import { auditJournal } from '../journal/audit.js';
import { dropDays, prepareDays } from '../journal/retention.js';
import { keepSnapshot } from '../journal/snapshots.js';
import { Ownership } from '../journal/ownership.js';
import { SeriesList } from '../series/series-list.js';
import { levelRule, ReadingsWorld } from '../testing/readings-world.js';
import { Curves, MOST_POINTS } from './curve.js';

const MINUTE = 60_000, DAY = 86_400_000;
let world: ReadingsWorld;
beforeAll(async () => {
  world = await ReadingsWorld.start();
  for (const id of ['h-1', 'h-2', 'h-3']) await world.device(id);
  await world.judgeBy(levelRule());
}, 120_000);
afterAll(() => world?.stop());
const curveOf = async (device: string, from: number, to: number) => {
  const [series] = await world.app.get(SeriesList).of(device);
  const curve = await world.app.get(Curves).curve(series?.id ?? '0', from, to);
  if (curve === null) throw new Error('no curve');
  return curve;
};

describe('the history', () => {
  it('shows single values while there are few, with a hole where nothing came', async () => {
    const from = world.clock.now();
    for (const value of [3, 3, 3, 5]) { await world.send([{ device: 'h-1', value }]); world.clock.advance(MINUTE); }
    world.clock.advance(120 * MINUTE);
    await world.send([{ device: 'h-1', value: 4 }]);
    await world.settle();
    const { kind, points } = await curveOf('h-1', from, world.clock.now() + 1);
    expect([kind, points.map((p) => [(p.at - from) / MINUTE, p.value])]).toEqual(['values', [[0, 3], [2, 3], [3, 5], [63.5, null], [124, 4]]]);
    expect(await world.app.get(SeriesList).of('h-1')).toMatchObject([{ device: 'h-1', metric: 'level', unit: 'cm', last: { value: 4, quality: 'good' } }]);
  });

  it('shows least and most of stretches where there are many, never more than a thousand points, and no peak is lost', async () => {
    const from = world.clock.now(), n = 3_000, samples = Array.from({ length: n }, (_, i) => ({ device: 'h-2', at: from - 1 - (n - i) * 1_000, value: i === 1_234 ? 99 : i % 7 }));
    for (let i = 0; i < n; i += 500) await world.send(samples.slice(i, i + 500));
    await world.settle();
    const { kind, points } = await curveOf('h-2', from - DAY, from);
    expect(kind).toBe('stretches');
    expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
    expect([Math.max(...points.map((p) => p.high ?? 0)), points.reduce((sum, p) => sum + p.n, 0)]).toEqual([99, n]);
    const [counted] = await world.database.query(`select sum(n)::int as n, max(max) as max from roll_up r join series s on s.id = r.series where s.device = 'h-2' and step = 3600`);
    expect(counted).toEqual({ n, max: 99 });
  });

  it('takes each record once, whoever carries it on', async () => {
    await world.send([{ device: 'h-3', value: 1 }]);
    await world.settle();
    const other = await ReadingsWorld.start({ beside: world });
    try {
      world.clock.advance(MINUTE);
      await Promise.all([world.send([{ device: 'h-3', value: 2 }]), other.send([{ device: 'h-3', at: world.clock.now() + 1, value: 3 }])]);
      for (let i = 0; i < 3; i++) await Promise.all([world.settle(), other.settle()]);
      await world.settle();
    } finally { await other.stop(); }
    await world.settle();
    expect(await world.database.query(`select sum(n)::int as n from roll_up r join series s on s.id = r.series where s.device = 'h-3' and step = 60`)).toEqual([{ n: 3 }]);
    expect(await world.count(`reading r join series s on s.id = r.series where s.device = 'h-3'`)).toBe(3);
  });
});

describe('days that are over', () => {
  it('are dropped only when a snapshot and the history are past them, and the books still agree', async () => {
    const now = world.clock.now(), names = async (): Promise<string[]> => (await world.database.query<{ name: string }>(`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'journal'::regclass order by 1`)).map((r) => r.name);
    await prepareDays(world.database, now);
    const before = await names();
    expect(before.length).toBeGreaterThanOrEqual(5);
    expect(await dropDays(world.database, now + 30 * DAY, { journal: 2, reading: 7 })).not.toContain(before[0]);
    for (const desk of world.app.get(Ownership).owner.desks()) await keepSnapshot(world.database, desk, now);
    const kept = await world.count('journal');
    expect(kept).toBeGreaterThan(0);
    await dropDays(world.database, now + 30 * DAY, { journal: 2, reading: 7 });
    expect(await world.count('journal')).toBe(0);
    expect((await names()).every((name) => name === 'journal_rest' || !before.includes(name))).toBe(true);
    const faults = [];
    const audit = auditJournal(world.database);
    for (let step = await audit.next(); !step.done; step = await audit.next()) faults.push(step.value);
    expect(faults).toEqual([]);
    await prepareDays(world.database, now);
    expect((await world.send([{ device: 'h-1', value: 8, at: now + 2 }])).answers).toEqual(['accepted']);
  });
});
