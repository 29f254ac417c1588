import { readingDetail } from '#contract';
import type { Actor, UserId } from '#domain';
import { uuid } from '#platform';
import { ReadingsWorld } from '../testing/readings-world.js';
import { QuarantineDesk } from './desk.js';
import { ROWS_OF_AN_ACCOUNT } from './quarantine.js';

const OPERATOR = { id: 'op-1' as UserId, role: 'operator' } as Actor;
let world: ReadingsWorld, desk: QuarantineDesk;
beforeAll(async () => {
  world = await ReadingsWorld.start();
  desk = world.app.get(QuarantineDesk);
  await world.device('q-1');
}, 120_000);
afterAll(() => world?.stop());
beforeEach(async () => { world.clock.advance(60_000); await world.database.query('delete from quarantine'); });
const listed = () => desk.list({ state: 'kept', limit: 100 });

describe('quarantine', () => {
  it('lists unknown devices apart; an adopted one is in the register, and what it sent is judged as if it had been there', async () => {
    await world.send([{ device: 'EUI-0A1B', value: 5 }, { device: 'EUI-0A1B', at: world.clock.now() + 1_000, value: 6 }, { device: 'other', value: 1 }]);
    expect((await desk.unknownDevices()).map((d) => [d.account, d.device, d.metrics, d.count])).toEqual(expect.arrayContaining([['dev-1', 'EUI-0A1B', ['level'], 2], ['dev-1', 'other', ['level'], 1]]));
    const key = uuid(), fresh = { id: 'manhole-9' as UserId, name: '井盖', kind: 'water-level', label: null, metric: 'level', unit: 'cm', place: null, asset: null, gateway: null, department: null, note: null, commissioned: null, calibrated: null, account: null };
    expect(await desk.adopt({ account: 'dev-1', device: 'EUI-0A1B', as: { fresh } }, OPERATOR, key)).toEqual({ replayed: 2, readings: 2, duplicates: 0, again: 0 });
    expect(await desk.adopt({ account: 'dev-1', device: 'EUI-0A1B', as: { fresh } }, OPERATOR, key)).toEqual({ replayed: 0, readings: 0, duplicates: 0, again: 0 });
    expect((await desk.unknownDevices()).map((d) => d.device)).toEqual(['other']);
    expect((await world.send([{ device: 'EUI-0A1B', at: world.clock.now() + 2_000, value: 7 }])).answers).toEqual(['accepted']);
    expect(await world.database.query(`select device, metric, unit from series where device = 'manhole-9'`)).toEqual([{ device: 'manhole-9', metric: 'level', unit: 'cm' }]);
  });

  it('can be told what a device calls a metric', async () => {
    expect((await world.send([{ device: 'q-1', metric: 'LS', value: 5 }])).answers).toEqual(['quarantined']);
    expect(await desk.nameMetric({ account: 'dev-1', device: 'q-1', metric: 'LS', as: 'level' }, OPERATOR)).toEqual({ replayed: 1, readings: 1, duplicates: 0, again: 0 });
    expect((await world.send([{ device: 'q-1', metric: 'LS', at: world.clock.now() + 1, value: 6 }])).answers).toEqual(['accepted']);
  });

  it('keeps a frame once, with all that was wrong in it; read again it settles its parts, and says what is still wrong', async () => {
    const raw = Buffer.from(JSON.stringify({ ts: world.clock.now(), values: { level: 3, colour: 'red' } })), envelope = { receivedAt: world.clock.now() };
    await world.send([], { raw, envelope }, [{ reason: 'value', part: '/values/colour', detail: readingDetail('no-number'), raw: '"red"' }, { reason: 'shape', part: '/values', detail: readingDetail('no-reading'), raw: '{}' }]);
    const { rows, reasons } = await listed();
    expect(rows.map((r) => [r.reason, r.form, r.part, r.raw]).sort()).toEqual([['shape', 'part', '/values', '{}'], ['value', 'frame', '/values/colour', raw.toString()]]);
    expect(reasons.map((r) => [r.reason, r.count]).sort()).toEqual([['shape', 1], ['value', 1]]);
    const replayed = await desk.replay(rows.filter((r) => r.form === 'frame').map((r) => r.id), OPERATOR);
    expect(replayed.replayed).toBe(1);
    const left = (await listed()).rows.filter((r) => rows.some((before) => before.id === r.id));
    expect(left).toEqual([]);
  });

  it('counts the same again on one row, and one account cannot fill the disk', async () => {
    for (let i = 0; i < 3; i++) await world.send([], {}, [{ reason: 'crc', part: '', detail: readingDetail('crc-differs'), raw: Buffer.from([1, 2, 3]) }]);
    expect((await listed()).rows.map((r) => [r.reason, r.count, r.bytes])).toEqual([['crc', 3, 3]]);
    await world.send([], { account: 'dev-2' }, Array.from({ length: ROWS_OF_AN_ACCOUNT + 500 }, (_, i) => ({ reason: 'crc', part: String(i), detail: readingDetail('crc-differs'), raw: Buffer.from(String(i)) }) as const));
    const [row] = await world.database.query(`select count(*)::int as rows, sum(count)::int as count from quarantine where account = 'dev-2'`);
    expect(row).toEqual({ rows: ROWS_OF_AN_ACCOUNT + 1, count: ROWS_OF_AN_ACCOUNT + 500 });
  });

  it('is dismissed once, by whom is written', async () => {
    await world.send([{ device: 'nobody', value: 1 }]);
    const ids = (await listed()).rows.map((r) => r.id);
    expect([await desk.dismiss(ids, OPERATOR), await desk.dismiss(ids, OPERATOR)]).toEqual([1, 0]);
    expect(await world.database.query('select state, settled_by from quarantine')).toEqual([{ state: 'dismissed', settled_by: 'op-1' }]);
  });
});
