import { QUALITIES } from '#domain';
import { Busy } from '../receiver.js';
import { registerSeries } from '../series/register.js';
import { Registry } from '../series/registry.js';
import { levelRule, ReadingsWorld, START } from '../testing/readings-world.js';
import { auditJournal } from './audit.js';
import { Chunk } from './chunk.js';
import { putInbox } from './inbox.js';
import { Leases } from './lease.js';
import { Ownership } from './ownership.js';
import { readRecords, writeRecords } from './records.js';

let world: ReadingsWorld;
beforeAll(async () => {
  world = await ReadingsWorld.start();
  for (let i = 1; i <= 20; i++) await world.device(`w-${i}`);
  await world.judgeBy(levelRule());
}, 120_000);
afterAll(() => world?.stop());
beforeEach(async () => { world.clock.advance(60_000); await world.database.query('truncate test_alarm'); world.alarms.broken = () => false; });

const alarms = (): Promise<{ device: string; kind: string; value: number | null }[]> => world.database.query('select device, kind, value from test_alarm order by at, device, kind');
const totals = async (): Promise<{ journalled: number; duplicates: number; rows: number }> => {
  const [row] = await world.database.query<{ journalled: number; duplicates: number; rows: number }>('select sum(journalled)::int as journalled, sum(duplicates)::int as duplicates, (select coalesce(sum(n), 0)::int from journal) as rows from partition_owner');
  if (row === undefined) throw new Error('no partitions');
  return row;
};

describe('a reading that is answered', () => {
  it('is in the journal with what it raised, in one transaction, and once however often it is sent', async () => {
    const before = await totals(), at = world.clock.now(), sent = [{ device: 'w-1', value: 12 }, { device: 'w-2', value: 3 }, { device: 'w-1', at: at + 1, value: 7 }];
    expect(await world.send(sent)).toEqual({ answers: ['accepted', 'accepted', 'accepted'], refused: 0 });
    expect(await world.send(sent)).toEqual({ answers: ['duplicate', 'duplicate', 'duplicate'], refused: 0 });
    const after = await totals();
    expect([after.journalled - before.journalled, after.duplicates - before.duplicates, after.rows - before.rows]).toEqual([3, 3, 3]);
    expect(await alarms()).toEqual([{ device: 'w-1', kind: 'raised', value: 12 }, { device: 'w-1', kind: 'cleared', value: 7 }]);
  });

  it('is known again by the key its sender gave, whatever its time', async () => {
    expect((await world.send([{ at: null, value: 5, key: 'm-1' }, { at: null, value: 6, key: 'm-2' }])).answers).toEqual(['accepted', 'accepted']);
    world.clock.advance(30_000);
    expect((await world.send([{ at: null, value: 5, key: 'm-1' }, { at: null, value: 5, key: 'm-3' }, { at: null, value: 5, key: 'm-3' }])).answers).toEqual(['duplicate', 'accepted', 'duplicate']);
  });

  it('keeps what is to be thought of its time', async () => {
    const now = world.clock.now();
    await world.send([{ device: 'w-3', at: now, value: 1 }, { device: 'w-3', at: now - 1_000, value: 2 }, { device: 'w-4', at: now + 3_600_000, value: 3 }, { device: 'w-5', at: null, value: 4 }, { device: 'w-6', at: 17, value: 5 }]);
    const seen: [number, string, number][] = [];
    for (let p = 0; p < 4; p++) for await (const r of readRecords(world.database, p, 0n)) if (r.kind === 'readings' && r.receivedAt === now) for (let i = 0; i < r.readings.count; i++) seen.push([r.readings.value[i] as number, QUALITIES[r.readings.quality[i] as number] as string, (r.readings.at[i] as number) - now]);
    expect(seen.sort((a, b) => a[0] - b[0])).toEqual([[1, 'good', 0], [2, 'late', -1_000], [3, 'clamped', 0], [4, 'uncertain', 0], [5, 'uncertain', 0]]);
  });

  it('is turned into the unit of its series; what cannot be taken is kept with its reason', async () => {
    const answer = await world.send([{ device: 'w-7', value: 0.12, unit: 'm' }, { device: 'w-7', at: world.clock.now() + 1, value: 3, unit: 'kPa' }, { device: 'nobody', value: 1 }, { device: 'w-7', metric: 'colour', value: 1 }, { device: 'w-7', at: world.clock.now() + 2, value: Infinity }]);
    expect(answer.answers).toEqual(['accepted', 'quarantined', 'quarantined', 'quarantined', 'quarantined']);
    expect(await alarms()).toEqual([{ device: 'w-7', kind: 'raised', value: 12 }]);
    expect((await world.database.query<{ reason: string }>(`select reason from quarantine order by reason`)).map((r) => r.reason)).toEqual(['unit', 'unknown-device', 'unknown-metric', 'value']);
    await world.send([{ device: 'nobody', value: 1, at: START }]);
    await world.send([{ device: 'nobody', value: 1, at: START }]);
    expect((await world.database.query<{ count: string }>(`select count from quarantine where device = 'nobody' order by count`)).map((r) => r.count)).toEqual(['1', '2']);
  });

  it('comes from who may send for the device, and from nobody else', async () => {
    expect((await world.send([{ device: 'w-1', value: 50 }], { account: 'dev-2' })).answers).toEqual(['quarantined']);
    expect((await world.send([{ device: 'w-1', value: 50 }], { account: null })).answers).toEqual(['quarantined']);
    expect(await alarms()).toEqual([]);
  });

  it('is judged though another process made its series, and this one knows only a later one of the partition', async () => {
    const registry = world.app.get(Registry), { owner } = world.app.get(Ownership);
    for (const id of ['pit-1', 'pit-2']) await world.device(id, { asset: 'pit' });
    registry.doubt();
    await registry.fresh();
    const [made] = await world.database.transaction((tx) => registerSeries(tx, [{ device: 'pit-1', metric: 'level', unit: 'cm', anchor: 'pit', code: null }], 4));
    await world.send([{ device: 'pit-2', value: 1 }]);
    const chunk = new Chunk(made?.partition ?? -1, false);
    chunk.push(0, made?.number ?? -1, world.clock.now(), 12, 0, -1, null);
    await putInbox(world.database, [chunk]);
    owner.look();
    await owner.rest();
    expect(await alarms()).toEqual([{ device: 'pit-1', kind: 'raised', value: 12 }]);
  });
});

describe('when writing fails', () => {
  it('nothing of the transaction stands, the partition is made anew, and the next attempt gives what the first would have given', async () => {
    let times = 0;
    world.alarms.broken = () => times++ === 0;
    const before = await totals();
    expect((await world.send([{ device: 'w-8', value: 11 }, { device: 'w-9', value: 11 }])).answers).toEqual(['accepted', 'accepted']);
    expect((await totals()).journalled - before.journalled).toBe(2);
    expect(await alarms()).toEqual([{ device: 'w-8', kind: 'raised', value: 11 }, { device: 'w-9', kind: 'raised', value: 11 }]);
  });

  it('what can never be written is set aside and the rest goes on', async () => {
    world.alarms.broken = (transitions, { series }) => transitions.some((t) => series[t.series]?.device === 'w-10');
    const [bad, good] = await Promise.all([world.send([{ device: 'w-10', value: 20 }]), world.send([{ device: 'w-11', value: 20 }])]);
    expect([bad.answers, good.answers]).toEqual([['quarantined'], ['accepted']]);
    expect(await alarms()).toEqual([{ device: 'w-11', kind: 'raised', value: 20 }]);
    expect(await world.database.query(`select reason, form from quarantine where device = 'w-10'`)).toEqual([{ reason: 'unsupported', form: 'sample' }]);
    world.alarms.broken = () => false;
    expect((await world.send([{ device: 'w-10', value: 21, at: world.clock.now() + 1 }])).answers).toEqual(['accepted']);
  });
});

describe('a partition', () => {
  it('is the same from its snapshot and its journal as it was in memory', async () => {
    await world.send([{ device: 'w-12', value: 30 }]);
    const { owner } = world.app.get(Ownership), before = owner.desks().map((d) => [d.partition, d.seq, Buffer.from(d.snapshot().state).toString('hex')]);
    const other = await ReadingsWorld.start({ beside: world });
    try {
      // The first process sleeps through its leases: another takes them.
      await world.database.query(`update partition_owner set until = '1970-01-01'`);
      const theirs = other.app.get(Ownership);
      while (theirs.owner.leases.length < 4) { await world.database.query(`update partition_owner set until = '1970-01-01' where owner <> $1`, [theirs.host]); await other.app.get(Ownership)['renew'](); await world.database.query('delete from partition_host where id <> $1', [theirs.host]); }
      await theirs.settle();
      expect(theirs.owner.desks().map((d) => [d.partition, d.seq, Buffer.from(d.snapshot().state).toString('hex')]).sort()).toEqual(before.sort());

      // What the first still believes to own it cannot write: the reading goes to the inbox, and the owner judges it.
      const late = await world.send([{ device: 'w-12', value: 2, at: world.clock.now() + 5 }]);
      expect(late.answers).toEqual(['accepted']);
      expect(world.app.get(Ownership).owner.leases.length).toBeLessThan(4);
      await theirs.settle();
      expect(await alarms()).toEqual([{ device: 'w-12', kind: 'raised', value: 30 }, { device: 'w-12', kind: 'cleared', value: 2 }]);
      expect(await world.count('reading_inbox')).toBe(0);
    } finally {
      await other.stop();
    }
    await world.app.get(Ownership)['renew']();
  });

  it('cannot be written by an epoch that has passed', async () => {
    await world.database.query(`update partition_owner set until = '1970-01-01' where partition = 0`);
    const [first] = await new Leases(world.database, 'first', 1).take(1);
    await world.database.query(`update partition_owner set until = '1970-01-01' where partition = 0`);
    const [second] = await new Leases(world.database, 'second', 1).take(1);
    if (first === undefined || second === undefined) throw new Error('not taken');
    const [row] = await world.database.query<{ seq: string }>('select seq from partition_owner where partition = 0'), seq = BigInt(row?.seq ?? 0);
    const write = (epoch: bigint): Promise<void> => world.database.transaction((tx) => writeRecords(tx, [{ partition: 0, epoch, seq, accepted: 0, readings: 0, duplicates: 0, records: [{ kind: 'tick', seq: seq + 1n, receivedAt: START }] }]));
    await expect(write(first.epoch)).rejects.toThrow('no longer the owner of 0');
    expect(await world.count('journal where partition = 0 and seq > $1', [String(seq)])).toBe(0);
    await write(second.epoch);
    expect(await world.count('journal where partition = 0 and seq > $1', [String(seq)])).toBe(1);
    await new Leases(world.database, 'second', 1).leave([second]);
    // Twice: one that is under way may have looked before.
    for (let i = 0; i < 2; i++) await world.app.get(Ownership)['renew']();
    expect(world.app.get(Ownership).owner.leases).toHaveLength(4);
  });
});

describe('the audit', () => {
  const faults = async (): Promise<string[]> => {
    const audit = auditJournal(world.database), list: string[] = [];
    for (let step = await audit.next(); !step.done; step = await audit.next()) list.push(step.value.fault);
    return list;
  };

  it('finds nothing in what was written by all the tests above, and what was tampered with', async () => {
    expect(await faults()).toEqual([]);
    await world.send([{ device: 'w-13', value: 40 }]);
    expect(await faults()).toEqual([]);
    const spoil = async (sql: string): Promise<string[]> => world.database.transaction(async (tx) => { await tx.query(sql); return undefined; }).then(faults);
    await world.database.query(`create table kept_event as select * from alarm_event`);
    expect(await spoil(`delete from alarm_event where (partition, seq) in (select partition, seq from alarm_event where kind = 'raised' order by at desc limit 1)`)).toEqual(['alarms']);
    await world.database.query('truncate alarm_event; insert into alarm_event select * from kept_event');
    await world.database.query(`create table kept_record as select * from journal where kind = 0 order by received_at desc, seq desc limit 1`);
    expect((await spoil('delete from journal j using kept_record k where j.partition = k.partition and j.seq = k.seq')).sort()).toEqual(expect.arrayContaining(['count', 'gap']));
    await world.database.query('insert into journal select * from kept_record');
    expect(await faults()).toEqual([]);
  });
});

describe('too much at once', () => {
  it('is turned away and may come again; life safety is taken all the same', async () => {
    await world.device('gas-1', { kind: 'gas', metric: 'gas', unit: '%' });
    await world.judgeBy(levelRule(), levelRule({ id: 'gas', scope: { kinds: ['gas'], metric: 'gas' } }, true));
    const { owner } = world.app.get(Ownership), overrun = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(owner), 'overrun');
    Object.defineProperty(owner, 'overrun', { configurable: true, get: () => true });
    try {
      const sent = world.send([{ device: 'w-1', value: 13 }, { device: 'gas-1', metric: 'gas', value: 40 }]);
      await expect(sent).rejects.toThrow(Busy);
      await expect(sent).rejects.toMatchObject({ retryAfterMs: 1_000 });
      // Through the inbox, and so a little later, where a busy machine has cost this process a lease.
      for (let i = 0; i < 100 && (await alarms()).length === 0; i++) await world.settle();
      expect(await alarms()).toEqual([{ device: 'gas-1', kind: 'raised', value: 40 }]);
    } finally {
      Object.defineProperty(owner, 'overrun', { configurable: true, ...overrun });
    }
    expect((await world.send([{ device: 'w-1', value: 13 }, { device: 'gas-1', metric: 'gas', value: 40 }])).answers).toEqual(['accepted', 'duplicate']);
  });
});
