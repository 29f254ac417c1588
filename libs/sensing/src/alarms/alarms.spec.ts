import { AlarmWorld, alarmWorldTables, MINUTE, placeAt, waterRule } from '../testing/alarm-world.js';
import { Alarms1764300400000 } from './migration.js';
import { AlarmPictures1764300600100 } from './pictures.migration.js';

let w: AlarmWorld;
beforeAll(async () => { w = await AlarmWorld.start(); }, 120_000);
afterAll(() => w.stop());
let next = 0;
/** A device where no other one is near. */
const somewhere = (more: Parameters<AlarmWorld['device']>[2] = {}): Promise<number> => w.device(`w-${++next}`, placeAt(-600 + 130 * (next % 9), 400 * Math.floor(next / 9)), more);
const alarmOf = async (series: number) => { const found = (await w.alarms()).filter((a) => a.device === w.deviceOf(series)); return found[found.length - 1] as (typeof found)[number]; };

describe('the tables of the alarms', () => {
  it('are the same in the declarations and in the migration, which can be taken back', async () => {
    expect((await w.database.dataSource.driver.createSchemaBuilder().log()).upQueries.map((q) => q.query)).toEqual([]);
    const runner = w.database.dataSource.createQueryRunner();
    await new AlarmPictures1764300600100().down(runner);
    await new Alarms1764300400000().down(runner);
    await new Alarms1764300400000().up(runner);
    await new AlarmPictures1764300600100().up(runner);
    await runner.release();
    expect(alarmWorldTables.entities.length).toBeGreaterThan(20);
  });
});

describe('from an alarm to its case', () => {
  beforeAll(() => w.judgeBy(waterRule()));

  it('opens one, filed by itself, and says by which rule, version, device and reading', async () => {
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s, value: 0.21 });
    await w.settle();
    const alarm = await alarmOf(s), c = await w.case(alarm.case_id);
    expect(c).toMatchObject({ stage: 'dispatch', source: 'sensor', severity: 1, classId: 'E0506', device: 'w-1', automation: 'file' });
    expect((await w.timeline(c.id))[0]).toMatchObject({ type: 'CaseRegistered', actor: 'system', why: { code: 'rule-alarm', rule: 'water-on-road', version: 1, value: 0.21, unit: 'm', device: 'w-1 号水位计' } });
  });

  it('is one alarm and one case however often the record is told', async () => {
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s });
    await w.sayAgain({ kind: 'raised', series: s });
    await w.settle();
    const found = (await w.alarms()).filter((a) => a.device === w.deviceOf(s));
    expect(found).toHaveLength(1);
    expect((await w.cases()).filter((c) => c.device === w.deviceOf(s))).toHaveLength(1);
    expect(await w.database.query('select kind from alarm_event where alarm_id = $1', [found[0]?.id])).toEqual([{ kind: 'raised' }]);
  });

  it('of a version on trial opens nothing', async () => {
    const s = await somewhere();
    await w.judgeBy(waterRule({ version: 2, state: 'shadow' }));
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    expect(await alarmOf(s)).toMatchObject({ trial: true, case_id: null });
    await w.judgeBy(waterRule());
  });

  it('folds what happens within one record, in its order', async () => {
    const s = await somewhere(), t = await somewhere();
    await w.say({ kind: 'raised', series: s, severity: 'notice' }, { kind: 'raised', series: t }, { kind: 'worsened', series: s, severity: 'critical', value: 0.4 }, { kind: 'cleared', series: t }, { kind: 'eased', series: s, severity: 'warning' }, { kind: 'raised', series: t, severity: 'critical' });
    expect(await w.database.query('select severity, worst, value from alarm where device = $1', [w.deviceOf(s)])).toEqual([{ severity: 'warning', worst: 'critical', value: 0.2 }]);
    expect((await w.alarms()).filter((a) => a.device === w.deviceOf(t)).map((a) => [a.cleared_at === null, a.severity]).sort()).toEqual([[false, 'warning'], [true, 'critical']]);
    await w.settle();
  });

  it('a graver alarm makes its case graver, a milder one is only said', async () => {
    await w.judgeBy(waterRule({ id: 'river', version: 1 }, { classId: 'E0126', conditionId: 'E0126-2' }));
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s, severity: 'warning' });
    await w.settle();
    const { case_id } = await alarmOf(s);
    expect((await w.case(case_id)).severity).toBe(2);
    await w.say({ kind: 'worsened', series: s, severity: 'critical', value: 9 });
    await w.settle();
    expect((await w.case(case_id)).severity).toBe(1);
    await w.say({ kind: 'eased', series: s, severity: 'notice' });
    await w.settle();
    expect((await w.case(case_id)).severity).toBe(1);
    expect((await w.timeline(case_id)).filter((e) => e.type === 'AlarmObserved').map((e) => [e.data['what'], e.data['severity'] ?? null])).toEqual([['worsened', 1], ['eased', null]]);
    await w.judgeBy(waterRule());
  });

  it('two probes at one asset are one alarm', async () => {
    const s = await somewhere({ asset: '5323231010000001' }), t = await somewhere({ asset: '5323231010000001' });
    await w.say({ kind: 'raised', series: s });
    await w.say({ kind: 'raised', series: t });
    await w.settle();
    expect((await w.alarms()).filter((a) => [w.deviceOf(s), w.deviceOf(t)].includes(a.device))).toHaveLength(1);
  });
});

describe('recovery', () => {
  it('before anybody is sent ends the case once it was stable, and it stays counted', async () => {
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    const { case_id } = await alarmOf(s);
    await w.say({ kind: 'cleared', series: s, value: 0.02 });
    await w.advance(29 * MINUTE);
    expect(await w.case(case_id)).toMatchObject({ stage: 'dispatch' });
    await w.advance(MINUTE);
    expect(await w.case(case_id)).toMatchObject({ stage: 'closed', outcome: 'recovered' });
    expect((await w.timeline(case_id)).map((e) => [e.type, e.why?.code ?? null])).toContainEqual(['CaseClosed', 'self-recovered']);
    // Nobody has judged it.
    expect((await alarmOf(s)).verdict).toBeNull();
  });

  it('that does not last ends nothing', async () => {
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    await w.say({ kind: 'cleared', series: s });
    await w.advance(20 * MINUTE);
    await w.say({ kind: 'reopened', series: s, openings: 2 });
    await w.advance(60 * MINUTE);
    const alarm = await alarmOf(s);
    expect(alarm).toMatchObject({ openings: 2, cleared_at: null });
    expect(await w.case(alarm.case_id)).toMatchObject({ stage: 'dispatch' });
  });

  it('of one alarm never ends a case that has others, or that people speak of', async () => {
    const at = placeAt(3000, 3000), s = await w.device('pair-1', at), t = await w.device('pair-2', placeAt(3020, 3000));
    await w.say({ kind: 'raised', series: s }, { kind: 'raised', series: t });
    await w.settle();
    const [a, b] = (await w.alarms()).filter((x) => x.device.startsWith('pair-'));
    expect(a?.case_id).not.toBeNull();
    expect(a?.case_id).toBe(b?.case_id);
    await w.say({ kind: 'cleared', series: s });
    await w.advance(120 * MINUTE);
    expect(await w.case(a?.case_id ?? null)).toMatchObject({ stage: 'dispatch' });
    const said = await w.report('gm-101', placeAt(3010, 3000));
    expect(said).toMatchObject({ ok: true, attachedTo: a?.case_id });
    await w.say({ kind: 'cleared', series: t });
    await w.advance(120 * MINUTE);
    expect((await w.case(a?.case_id ?? null)).stage).not.toBe('closed');
  });
});

describe('verification by the series', () => {
  /** A case whose work was reported done. */
  async function handled(): Promise<{ s: number; device: string; id: Awaited<ReturnType<typeof alarmOf>>['case_id'] & string }> {
    const s = await somewhere(), device = w.deviceOf(s);
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    const id = (await alarmOf(s)).case_id as NonNullable<Awaited<ReturnType<typeof alarmOf>>['case_id']>;
    await w.done(id, 'disp-1', { type: 'dispatch', department: 'WTR' as never, coDepartments: [] });
    await w.settle();
    await w.done(id, 'h-wtr-1', { type: 'accept', assignee: 'h-wtr-1' as never });
    return { s, device, id };
  }
  const resolve = async (id: never) => w.done(id, 'h-wtr-1', { type: 'resolve', note: '已抽排', evidence: [await w.photo('h-wtr-1')] });

  it('passes what is stable with fresh readings; the verdict is that it was so', async () => {
    const { s, device, id } = await handled();
    await w.say({ kind: 'cleared', series: s });
    w.clock.advance(15 * MINUTE);
    w.history.said.set(device, { good: 6, lastGoodAt: w.clock.now() + MINUTE });
    await resolve(id as never);
    await w.settle();
    // What was dangerous to life is closed by a person, as the rule book says.
    expect(await w.case(id as never)).toMatchObject({ stage: 'closure', verifiedBy: 'system' });
    await w.done(id as never, 'sup-1', { type: 'close' });
    await w.settle();
    expect((await w.timeline(id as never)).find((e) => e.type === 'CaseVerified')).toMatchObject({ actor: 'system', why: { code: 'sensor-stable', samples: 6, metric: 'level' } });
    expect((await alarmOf(s)).verdict).toBe(true);
  });

  it('sends back what still breaches', async () => {
    const { device, id } = await handled();
    w.history.said.set(device, { good: 1, lastGoodAt: w.clock.now() + 2 * MINUTE });
    await resolve(id as never);
    await w.advance(3 * MINUTE);
    expect(await w.case(id as never)).toMatchObject({ stage: 'handling', rework: 1 });
    expect((await w.timeline(id as never)).find((e) => e.type === 'CaseVerified')).toMatchObject({ why: { code: 'sensor-breaching' }, data: { passed: false } });
  });

  it('leaves what is silent to a person', async () => {
    const { s, device, id } = await handled();
    await w.say({ kind: 'stale', series: s });
    w.history.said.set(device, { good: 0, lastGoodAt: w.clock.now() - 60 * MINUTE });
    await resolve(id as never);
    await w.advance(60 * MINUTE);
    expect(await w.case(id as never)).toMatchObject({ stage: 'verification' });
  });
});

describe('a case that is closed while its alarm fires', () => {
  it('is left alone for a while, then opened again', async () => {
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    const id = (await alarmOf(s)).case_id as never;
    await w.done(id, 'disp-1', { type: 'propose', kind: 'forced', reason: '移交', document: '牟政办〔2026〕1号' });
    await w.done(id, 'sup-1', { type: 'approve' });
    await w.settle();
    expect(await alarmOf(s)).toMatchObject({ held: 'snoozed', verdict: true });
    await w.advance(4 * 60 * MINUTE - 1);
    expect((await w.case(id)).stage).toBe('closed');
    await w.advance(1);
    expect((await w.case(id)).stage).not.toBe('closed');
    expect((await w.timeline(id)).find((e) => e.type === 'CaseReopened')).toMatchObject({ actor: 'system', why: { code: 'still-breaching' } });
  });

  it('refused as untrue is a verdict against the rule', async () => {
    await w.judgeBy(waterRule({}, { policy: 'review' }), waterRule({ version: 3, state: 'off' }));
    await w.judgeBy(waterRule({ id: 'water-look', version: 1 }, { policy: 'review' }));
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    const alarm = await alarmOf(s);
    expect(await w.case(alarm.case_id)).toMatchObject({ stage: 'triage', automation: 'review' });
    await w.done(alarm.case_id as never, 'disp-1', { type: 'refuse', code: 'not-true' });
    await w.settle();
    expect(await alarmOf(s)).toMatchObject({ verdict: false, held: 'snoozed' });
    await w.judgeBy(waterRule());
  });
});

describe('a device that is taken out of service', () => {
  it('has its alarm withdrawn; its case stays, and does not end as recovered', async () => {
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    const { case_id } = await alarmOf(s);
    await w.database.query('update device set active = false where id = $1', [w.deviceOf(s)]);
    await w.settle();
    expect((await alarmOf(s)).cleared_at).not.toBeNull();
    await w.advance(240 * MINUTE);
    expect((await w.case(case_id)).stage).toBe('dispatch');
    expect((await w.timeline(case_id)).filter((e) => e.type === 'AlarmObserved')).toEqual([]);
  });
});

describe('how far a rule goes by itself', () => {
  it('dispatches only while it has earned it', async () => {
    const rule = waterRule({ id: 'water-sure', version: 1 }, { policy: 'auto_dispatch', recovery: { beforeDispatch: 'note', stableFor: 0 } });
    await w.judgeBy(rule);
    const s = await somewhere();
    await w.say({ kind: 'raised', series: s });
    await w.settle();
    const first = await alarmOf(s);
    expect(await w.case(first.case_id)).toMatchObject({ stage: 'dispatch', automation: 'file' });
    expect(await w.database.query('select credit from alarm where id = $1', [first.id])).toMatchObject([{ credit: { why: 'too-few-judged', judged: 0 } }]);
    await w.database.query(`insert into alarm (id, key, rule, version, trial, policy, class_id, device, metric, unit, severity, worst, since, raised_at, opened_at, cleared_at, changed_at, openings, verdict) select gen_random_uuid(), 'old ' || n, 'water-sure', 1, false, 'auto_dispatch', 'E0506', 'old', 'level', 'm', 'warning', 'warning', 0, 0, 0, 1, 0, 1, true from generate_series(1, 20) n`);
    const t = await somewhere();
    await w.say({ kind: 'raised', series: t });
    await w.settle();
    const second = await alarmOf(t);
    expect(await w.case(second.case_id)).toMatchObject({ automation: 'dispatch', department: 'WTR' });
    expect((await w.case(second.case_id)).stage).toBe('acceptance');
  });
});
