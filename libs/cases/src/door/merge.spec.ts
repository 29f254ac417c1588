import { uuid } from '#platform';
import type { CaseId, ReportId, Case } from '#domain';
import { history } from '../store/read.js';
import { World } from '../testing/world.js';

let world: World;
beforeAll(async () => { world = await World.start(); }, 180_000);
afterAll(() => world.stop());

const PICTURE = 'c'.repeat(64), OTHER = 'd'.repeat(64);
const merge = (from: Case, into: Case, by = 'disp-1') => world.say(from.id, by, { type: 'merge', into: into.id });
const now = async (c: Case): Promise<Case> => (await world.reader.case(c.id, world.actor('disp-1'))) as Case;

describe('merging', () => {
  it('hands all reports, photos and reporters to the master, which keeps the earliest time', async () => {
    const master = await world.report({ reportedAt: world.clock.now() });
    const twin = await world.done(uuid() as CaseId, 'gm-102', world.registration({ reportedAt: world.clock.now() - 3_600_000 }), { photos: [PICTURE] });
    const third = uuid() as ReportId;
    await world.done(twin.id, 'gm-103', { type: 'attachReport', report: third, reportedAt: world.clock.now() }, { photos: [OTHER] });
    const answer = await merge(twin, master);
    expect(answer).toMatchObject({ ok: true, case: { stage: 'closed', outcome: 'merged', mergedInto: master.id } });
    const after = await now(master);
    expect(after.reports).toEqual([master.reports[0], twin.reports[0], { id: third, at: world.clock.now() }]);
    expect(after.reportedAt).toBe(twin.reportedAt);
    expect(after.clocks).toEqual(master.clocks);
    const taken = (await history(world.database, master.id)).slice(1).map((r) => r.event);
    expect(taken.map((e) => [e.type, e.why, e.by])).toEqual([['ReportAttached', { code: 'absorbed', from: twin.id }, 'disp-1'], ['ReportAttached', { code: 'absorbed', from: twin.id }, 'disp-1']]);
    // Whoever reported the twin sees the master, wherever it lies.
    expect((await world.reader.row(master.id, world.actor('gm-103')))?.photos).toEqual([PICTURE, OTHER]);
  });

  it('of a case that others were merged into takes everything along', async () => {
    const [a, b, c] = [await world.report(), await world.report(), await world.report()];
    await merge(a, b);
    expect(await merge(b, c)).toMatchObject({ ok: true });
    expect((await now(c)).reports).toEqual([...c.reports, ...b.reports, ...a.reports]);
    expect((await now(a)).mergedInto).toBe(b.id);
    expect((await now(b)).mergedInto).toBe(c.id);
  });

  it('needs an open master', async () => {
    const [a, b] = [await world.report(), await world.report()];
    await world.done(b.id, 'disp-1', { type: 'refuse', code: 'not-ours', note: 'nothing there' });
    expect(await merge(a, b)).toMatchObject({ ok: false, rejection: { code: 'unknown-value', field: 'into' } });
    expect(await merge(a, a)).toMatchObject({ ok: false, rejection: { code: 'same-case' } });
    expect((await now(a)).stage).toBe('triage');
  });

  it('of two into each other at once happens once', async () => {
    for (let i = 0; i < 5; i++) {
      const [a, b] = [await world.report(), await world.report()];
      const answers = await Promise.all([merge(a, b, 'disp-1'), merge(b, a, 'disp-2')]);
      expect(answers.filter((x) => x.ok)).toHaveLength(1);
      expect([(await now(a)).stage, (await now(b)).stage].sort()).toEqual(['closed', 'triage']);
    }
  });

  it('sent again attaches nothing twice', async () => {
    const [a, b] = [await world.report(), await world.report()], commandId = `disp-1/${uuid()}`;
    const first = await world.say(a.id, 'disp-1', { type: 'merge', into: b.id }, { commandId });
    expect(await world.say(a.id, 'disp-1', { type: 'merge', into: b.id.toUpperCase() as CaseId }, { commandId })).toEqual({ ...first, replayed: true });
    expect((await now(b)).reports).toHaveLength(2);
  });
});

describe('taking a merge back', () => {
  it('makes the case its own again, and the master gives back what it brought along', async () => {
    const master = await world.report({ reportedAt: world.clock.now() }), twin = await world.report({ reportedAt: world.clock.now() - 3_600_000, severity: 2 });
    await merge(twin, master);
    expect(await now(master)).toMatchObject({ reportedAt: twin.reportedAt, severity: 2 });
    expect(await world.say(twin.id, 'gm-101', { type: 'unmerge', reason: 'another heap' })).toMatchObject({ rejection: { code: 'forbidden' } });
    expect(await world.say(twin.id, 'disp-1', { type: 'unmerge', reason: 'another heap' })).toMatchObject({ ok: true, case: { stage: 'triage', outcome: null, mergedInto: null, reports: twin.reports } });
    expect(await now(master)).toMatchObject({ reports: master.reports, reportedAt: master.reportedAt });
    expect((await history(world.database, master.id)).at(-1)?.event).toMatchObject({ type: 'ReportsDetached', why: { code: 'unmerged', from: twin.id }, data: { reports: twin.reports.map((r) => r.id) } });
    expect(await world.say(twin.id, 'disp-1', { type: 'unmerge', reason: 'again' })).toMatchObject({ ok: false });
  });

  it('reaches through masters that were themselves merged', async () => {
    const [a, b, c] = [await world.report(), await world.report(), await world.report()];
    await merge(a, b);
    await merge(b, c);
    await world.done(a.id, 'disp-1', { type: 'unmerge', reason: 'its own' });
    expect((await now(b)).reports).toEqual(b.reports);
    expect((await now(c)).reports).toEqual([...c.reports, ...b.reports]);
  });
});

describe('a master', () => {
  it('never gets a later deadline, and takes an earlier one over', async () => {
    const early = await world.report({ severity: 2 });
    world.clock.advance(3_600_000);
    const late = await world.report();
    const before = (await now(early)).clocks.total?.dueAt as number;
    await merge(early, late);
    expect((await now(late)).clocks.total?.dueAt).toBe(Math.min(before, late.clocks.total?.dueAt as number));
    const third = await world.report();
    const kept = (await now(late)).clocks.total?.dueAt;
    await merge(third, late);
    expect((await now(late)).clocks.total?.dueAt).toBe(kept);
  });
});
