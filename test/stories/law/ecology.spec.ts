import type { ClassId, ConditionId } from '#domain';
import { backends, local, startHarness, watch, type Harness } from '../../harness/index.js';

const DAY = 86_400_000;
/** 扬尘: four hours of working time; somebody looks again 7, 30 and 90 days after closing. */
const DUST = { classId: 'E0191' as ClassId, conditionId: 'E0191-1' as ConditionId, text: 'dust over the road' };

describe.each(backends())('what harms the environment is looked at again after closing (%s)', (backend) => {
  let h: Harness;
  beforeEach(async () => { h = await startHarness({ backend, at: local('2026-03-03 09:00') }); });
  afterEach(async () => { await h?.stop(); });
  const { view, facts, told, does, refusal, proof, accepts, resolves, verifies } = watch(() => h);
  const handled = async (by: string, report: Parameters<Harness['reported']>[0]): Promise<string> => {
    const id = await h.reported(report);
    await accepts(by, id);
    await resolves(by, id);
    await verifies('gm-101', id);
    expect(await view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    return id;
  };
  const checks = async (id: string) => (await facts(id, 'TaskAdded')).map(({ at, why }) => [at, why]);

  it('after 7, 30 and 90 days by the grid member; found back on the last day it may be reopened, late as it is', async () => {
    const closedAt = h.clock.now(), dust = await handled('h-eeb-1', DUST), heap = await handled('h-san-1', {});
    expect((await view(dust)).terms?.recheckAfter).toEqual([7 * DAY, 30 * DAY, 90 * DAY]);

    await h.advance(7 * DAY - 1);
    expect(await checks(dust)).toEqual([]);
    await h.advance(1);
    expect(await checks(dust)).toEqual([[closedAt + 7 * DAY, { code: 'recheck-due', days: 7 }]]);
    expect(await told('gm-101', dust)).toContain('recheck');
    // A closed case stays closed while somebody looks; three working days are given for it.
    expect(await view(dust)).toMatchObject({ stage: 'closed', tasks: [{ id: 1, kind: 'recheck', department: null, state: 'waiting', dueAt: local('2026-03-13 09:00') }] });
    expect(await refusal('h-eeb-1', dust, { type: 'recheck', task: 1, clean: true })).toBe('forbidden');
    expect(await refusal('gm-101', dust, { type: 'recheck', task: 2, clean: true })).toBe('no-task');
    await does('gm-101', dust, { type: 'recheck', task: 1, clean: true, evidence: [await proof('gm-101')] });

    await h.advance(23 * DAY);
    expect(await checks(dust)).toEqual([[closedAt + 7 * DAY, { code: 'recheck-due', days: 7 }], [closedAt + 30 * DAY, { code: 'recheck-due', days: 30 }]]);
    await does('gm-101', dust, { type: 'recheck', task: 2, clean: true });
    await h.advance(60 * DAY);
    expect(await checks(dust)).toHaveLength(3);

    // Ninety days later neither may be reopened for nothing.
    for (const id of [dust, heap]) expect(await refusal('sup-1', id, { type: 'reopen', reason: 'dust again' })).toBe('too-late');
    expect(await refusal('gm-101', dust, { type: 'recheck', task: 3, clean: false })).toBe('evidence-required');
    await does('gm-101', dust, { type: 'recheck', task: 3, clean: false, note: 'the cover is gone' });
    expect(await told('sup-1', dust)).toContain('recheck');
    expect((await view(dust, 'sup-1')).allowed).toContain('reopen');
    await does('sup-1', dust, { type: 'reopen', reason: 'dust again' });
    await h.quiesce();
    expect(await view(dust)).toMatchObject({ stage: 'acceptance', department: 'EEB', outcome: null });
    expect(await checks(heap)).toEqual([]);

    // Closed once more, the checks count from there.
    await h.advance('2h');
    await accepts('h-eeb-1', dust);
    await resolves('h-eeb-1', dust);
    await verifies('gm-101', dust);
    await h.advance(7 * DAY);
    expect((await checks(dust)).at(-1)).toEqual([closedAt + 97 * DAY + 2 * 3_600_000, { code: 'recheck-due', days: 7 }]);
  });

  it('and a check that nobody makes goes up the ladder like any task', async () => {
    const dust = await handled('h-eeb-1', DUST);
    await h.advance(7 * DAY);
    const due = Number((await view(dust)).tasks[0]?.dueAt);
    await h.advance(due - h.clock.now() - 1);
    expect((await facts(dust, 'CaseEscalated')).map(({ data }) => data['rule'])).toEqual(['task-80']);
    await h.advance(1);
    expect((await facts(dust, 'CaseEscalated')).map(({ data, at }) => [data['rule'], data['clock'], at])).toEqual([['task-80', 'task-1', expect.any(Number)], ['task-100', 'task-1', due]]);
    expect(await told('sup-1', dust)).toContain('escalated');
    await does('gm-101', dust, { type: 'recheck', task: 1, clean: true });
    expect(await view(dust)).toMatchObject({ stage: 'closed', tasks: [{ state: 'passed', dueAt: null }], alerts: [] });
  });
});
