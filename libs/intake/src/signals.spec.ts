import { uuid } from '#platform';
import { placeIn, START, World } from './testing/world.js';

let world: World;
beforeAll(async () => {
  world = await World.start();
  // Accounts that the register knows nothing of: what it adds is told by the story of the devices.
  await world.database.query('delete from device');
}, 120_000);
afterAll(() => world.stop());

const caseOf = async (signal: string): Promise<string | null> => (await world.database.query<{ case_id: string | null }>('select case_id from signal where id = $1', [signal]))[0]?.case_id ?? null;

describe('a signal', () => {
  it('is stored and acknowledged, and becomes a case in the name of its device', async () => {
    const cell = world.actor('gm-101').cells?.[0];
    const answer = await world.signal('dev-1', { classId: 'E0506' as never, conditionId: null, text: '下穿道积水 0.4 m', position: { ...placeIn(cell), crs: 'wgs84' }, observedAt: START - 1_000 });
    expect([answer.status, answer.body.replayed]).toEqual([202, false]);
    expect(await caseOf(answer.body.id)).toBeNull();
    await world.ingestAll();
    const view = await world.view((await caseOf(answer.body.id)) ?? '');
    expect(view).toMatchObject({ source: 'sensor', device: 'dev-1', cell, classId: 'E0506', text: '下穿道积水 0.4 m', reportedAt: START });
    expect(view.timeline[0]).toMatchObject({ type: 'CaseRegistered', by: { id: 'dev-1', role: 'device' }, why: { code: 'device-alarm', device: 'dev-1' } });
    expect(view.reportList).toMatchObject([{ source: 'sensor', reporter: { id: 'dev-1' }, capturedAt: START - 1_000, remarks: [] }]);
  });

  it('sent again, also many times at once, is the same signal', async () => {
    const body = { messageId: 'm-1', classId: 'E0507' as never, conditionId: null };
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.signal('dev-2', body)));
    expect(answers.map((a) => a.status)).toEqual(answers.map(() => 202));
    expect(new Set(answers.map((a) => a.body.id)).size).toBe(1);
    expect(answers.filter((a) => !a.body.replayed)).toHaveLength(1);
    expect((await world.signal('dev-3', body)).body.replayed).toBe(false);
    await world.ingestAll();
    await world.ingestAll();
    expect(await world.count('cases where device = $1', ['dev-2'])).toBe(1);
  });

  it('twelve alarms of one kind by one device are one case, read side by side; another kind is another case', async () => {
    const alarms = await Promise.all(Array.from({ length: 12 }, () => world.signal('dev-3', { classId: 'E0508' as never, conditionId: null })));
    const other = await world.signal('dev-3', { classId: 'E0501' as never, conditionId: null });
    await world.ingestAll();
    const ids = new Set(await Promise.all(alarms.map((a) => caseOf(a.body.id))));
    expect(ids.size).toBe(1);
    const view = await world.view([...ids][0] ?? '');
    expect([view.reports, view.reportList.length]).toEqual([12, 12]);
    expect(view.timeline.filter((e) => e.type === 'ReportAttached').map((e) => e.why)).toEqual(Array.from({ length: 11 }, () => ({ code: 'same-device', of: view.id })));
    expect(view.reportList.flatMap((r) => r.remarks).filter((r) => r === 'attached-same-device')).toHaveLength(11);
    expect(ids.has(await caseOf(other.body.id))).toBe(false);
    await world.command(view.id, 'disp-1', { type: 'refuse', code: 'test' });
    const later = await world.signal('dev-3', { classId: 'E0508' as never, conditionId: null });
    await world.ingestAll();
    expect(ids.has(await caseOf(later.body.id))).toBe(false);
  });

  it('remarks a device that is unsure or whose clock runs ahead', async () => {
    const answer = await world.signal('dev-1', { classId: 'E0405' as never, conditionId: null, confidence: 0.35, observedAt: START + 20 * 60_000 });
    await world.ingestAll();
    const view = await world.view((await caseOf(answer.body.id)) ?? '');
    expect([view.source, view.reportList[0]?.remarks]).toEqual(['video-ai', ['no-position', 'clock-off:20', 'low-confidence:35']]);
  });

  it('comes from devices only, and names what it does not know', async () => {
    expect((await world.signal('disp-1', {})).problem.code).toBe('no-right');
    expect((await world.signal('dev-1', { classId: 'E9999' as never })).problem).toMatchObject({ code: 'unknown-value', errors: [{ pointer: '/classId' }] });
    expect((await world.signal('dev-1', { observedAt: 17 })).problem.code).toBe('invalid-input');
  });

  it('that cannot be read is parked with its reason, holds up nothing else, and can be tried again', async () => {
    const [bad, good] = [await world.signal('dev-1', { classId: 'E0110' as never, conditionId: null, text: 'bad' }), await world.signal('dev-1', { classId: 'E0112' as never, conditionId: null })];
    await world.database.query(`update signal set body = jsonb_set(body, '{classId}', '"E9999"') where id = $1`, [bad.body.id]);
    await world.ingestAll();
    expect([await caseOf(bad.body.id), await caseOf(good.body.id)]).toEqual([null, expect.any(String)]);
    expect(await world.ingest.parked()).toMatchObject([{ id: bad.body.id, reason: 'there is no class E9999', since: START, attempts: 5 }]);
    expect(await world.ingest.due(world.clock.now(), 10)).toEqual([]);
    await world.database.query(`update signal set body = jsonb_set(body, '{classId}', '"E0110"') where id = $1`, [bad.body.id]);
    expect([await world.ingest.unpark(bad.body.id), await world.ingest.unpark(bad.body.id), await world.ingest.unpark(uuid())]).toEqual([true, false, false]);
    await world.ingestAll();
    expect(await caseOf(bad.body.id)).not.toBeNull();
  });

  it('read twice, or after it is gone, changes nothing', async () => {
    const answer = await world.signal('dev-2', { classId: 'E0502' as never, conditionId: null });
    await Promise.all(Array.from({ length: 5 }, () => world.ingest.handle(answer.body.id)));
    await world.ingest.handle(uuid());
    expect(await world.count('report where command_id = $1', [`signal:${answer.body.id}`])).toBe(1);
  });
});
