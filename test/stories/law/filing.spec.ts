import { backends, Client, local, placeIn, Play, startHarness, type Harness } from '../../harness/index.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE;

describe.each(backends())('before filing (%s)', (backend) => {
  let h: Harness, play: Play;
  beforeAll(async () => { h = await startHarness({ backend }); play = new Play(h); });
  afterAll(async () => { await h?.stop(); });
  beforeEach(async () => { await play.morning(); });
  /** The centre's seat takes down what somebody said on the telephone. */
  const rung = (more: Parameters<Play['sends']>[0] = {}) => play.sends({ source: 'hotline', text: '来电反映路边有一堆垃圾', ...more }, 'disp-1');

  it('the clocks of the first hour stand still at night', async () => {
    await play.until(local('2026-11-24 17:50'));
    const id = await play.reported({ classId: null, conditionId: null, text: '傍晚看到的' });
    // Half a working hour: ten minutes today, twenty tomorrow.
    expect(await play.view(id)).toMatchObject({ clock: 'triage', dueAt: local('2026-11-25 08:20') });
  });

  describe('what a citizen says is looked at first', () => {
    it('by whoever answers for the place, asked by itself; the clock of acceptance stands still meanwhile and goes on where it stood', async () => {
      const now = h.clock.now(), { id } = await rung({ position: placeIn() });
      expect(await play.view(id)).toMatchObject({ stage: 'confirmation', asked: 'gm-101', clock: 'confirmation' });
      expect(await play.last(id)).toMatchObject({ type: 'ConfirmationAsked', by: { id: 'system' }, why: { code: 'untrusted-source', member: 'gm-101' } });
      expect(await play.told('gm-101', id)).toEqual(['to-confirm']);
      expect(await play.clock(id, 'triage')).toMatchObject({ since: null, dueAt: null, used: 0 });
      // One working hour to look, as the rule book says for a matter of this severity.
      expect(await play.clock(id, 'confirmation')).toMatchObject({ since: now, dueAt: now + HOUR });
      await h.advance('40m');
      await play.does('gm-101', id, { type: 'confirm', verdict: 'unsure', note: '现场有围挡，进不去' });
      expect(await play.clock(id, 'confirmation')).toMatchObject({ since: null, used: 40 * MINUTE });
      expect(await play.clock(id, 'triage')).toMatchObject({ since: now + 40 * MINUTE, used: 0, dueAt: now + 70 * MINUTE });
    });

    it('found true it is filed and given to its department, each step told to whoever reported it', async () => {
      const { id, follow } = await rung({ position: placeIn(undefined, 35) });
      await play.does('gm-101', id, { type: 'confirm', verdict: 'true', evidence: [await play.photo('gm-101')] });
      expect((await play.view(id)).timeline.slice(-2)).toMatchObject([{ type: 'CaseTriaged', why: { code: 'confirmed' } }, { type: 'CaseDispatched', data: { department: 'SAN' } }]);
      expect((await play.followed(follow)).steps.map(({ step }) => step)).toEqual(['received', 'confirming', 'filed', 'given']);
    });

    it('found untrue, shown or explained, it is refused by itself and whoever reported it reads why', async () => {
      const { id, follow } = await rung();
      const member = (await play.view(id)).asked ?? '';
      expect(await play.refused(member, id, { type: 'confirm', verdict: 'false' })).toMatchObject({ status: 422, code: 'evidence-required', errors: [{ pointer: '/note' }] });
      await play.does(member, id, { type: 'confirm', verdict: 'false', note: '已到现场，没有垃圾' });
      expect(await play.view(id)).toMatchObject({ stage: 'closed', outcome: 'refused' });
      expect(await play.last(id)).toMatchObject({ type: 'CaseClosed', data: { outcome: 'refused', reason: 'not-true' }, why: { code: 'unfounded' } });
      const { steps, stage } = await play.followed(follow);
      expect(steps.at(-1)).toMatchObject({ step: 'refused', zh: expect.stringContaining('未发现您反映的情况') as string, en: expect.stringContaining('did not find what you reported') as string });
      expect(stage).toMatchObject({ stage: 'closed', zh: expect.any(String) as string });
      // What the grid member wrote stays inside.
      expect(JSON.stringify(steps)).not.toContain('没有垃圾');
    });

    it('when nobody can tell, a person decides', async () => {
      const { id } = await rung();
      await play.does((await play.view(id)).asked ?? '', id, { type: 'confirm', verdict: 'unsure' });
      expect(await play.view(id)).toMatchObject({ stage: 'triage', confirmed: 'unsure' });
      await h.advance('1m');
      expect(await play.view(id)).toMatchObject({ stage: 'triage' });
      await play.does('disp-1', id, { type: 'triage', classId: 'E0110', conditionId: 'E0110-1', severity: 3 });
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'SAN' });
    });

    it('a look that comes too late is raised, to the grid member and the desk', async () => {
      const { id } = await rung();
      const member = (await play.view(id)).asked ?? '';
      const { dueAt } = await play.clock(id, 'confirmation');
      await play.until(Number(dueAt) - 1);
      expect(await play.types(id)).not.toContain('CaseEscalated');
      await h.advance(1);
      expect(await play.last(id)).toMatchObject({ type: 'CaseEscalated', at: dueAt, data: { rule: 'confirmation-100', clock: 'confirmation' }, why: { code: 'clock-reached', rule: 'confirmation-100' } });
      for (const who of [member, 'disp-1', 'disp-2']) expect([who, await play.told(who, id)]).toEqual([who, expect.arrayContaining(['escalated'])]);
      // It may still be answered; then it goes on.
      await play.does(member, id, { type: 'confirm', verdict: 'true' });
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance' });
    });

    it('danger to life waits for nobody’s look: the desk has it at once', async () => {
      const { id } = await rung({ classId: 'E0506', conditionId: 'E0506-1', text: '来电反映路面积水很深' });
      expect(await play.view(id)).toMatchObject({ stage: 'triage', severity: 1 });
      expect(await play.told('disp-2', id)).toContain('to-triage');
    });

    it('a dispatcher may ask for a look at what a grid member was not sure of, only of somebody who answers for the place', async () => {
      const { id } = await play.sends({ classId: null, conditionId: null, position: { ...placeIn('532323101001003'), accuracy: 5 } });
      expect(await play.refused('disp-1', id, { type: 'askConfirmation', member: 'gm-120' })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/member' }] });
      await play.does('disp-1', id, { type: 'askConfirmation', member: 'gm-104', note: '请看一下是什么' });
      expect(await play.view(id)).toMatchObject({ stage: 'confirmation', asked: 'gm-104' });
      expect(await play.told('gm-104', id)).toEqual(['to-confirm']);
    });
  });

  describe('what is not taken on', () => {
    it('is refused with a reason of the rule book, and whoever reported it is answered', async () => {
      const { id, follow } = await play.sends({ classId: null, conditionId: null, text: '邻居家装修太吵' });
      expect(await play.refused('disp-1', id, { type: 'refuse', code: 'too-much-work' })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/code' }] });
      expect(await play.refused('gm-101', id, { type: 'refuse', code: 'not-ours' })).toMatchObject({ status: 403, code: 'forbidden' });
      await play.does('disp-1', id, { type: 'refuse', code: 'not-ours', note: '属住宅内部' });
      expect(await play.view(id)).toMatchObject({ stage: 'closed', outcome: 'refused' });
      expect(await play.last(id)).toMatchObject({ data: { reason: 'not-ours', note: '属住宅内部' }, by: { id: 'disp-1' } });
      expect(await play.told('gm-101', id)).toEqual(['answered']);
      expect((await play.followed(follow)).steps.at(-1)).toMatchObject({ step: 'refused', zh: expect.stringContaining('12345') as string, en: expect.stringContaining('12345') as string });
    });

    it('its reasons are in the reference data, so that a form can offer them', async () => {
      const { refusals } = await (await h.as('disp-1')).want('reference');
      expect(refusals.map(({ code }) => code)).toEqual(expect.arrayContaining(['not-true', 'not-ours', 'unclear', 'in-procedure', 'test']));
      for (const { zh, en } of refusals) expect([zh, en]).toEqual([expect.stringMatching(/\p{sc=Han}/u), expect.stringMatching(/[A-Za-z]/)]);
    });
  });

  describe('a small thing put right on the spot', () => {
    const spot = async () => ({ note: '已顺手清理', before: [await play.photo('gm-101')], after: [await play.photo('gm-101')] });

    it('is reported with its photos before and after, reviewed by the centre and closed as self-handled', async () => {
      const { id, stage, follow } = await play.sends({ handled: await spot() });
      expect(stage).toBe('closure');
      expect(await play.view(id)).toMatchObject({ stage: 'closure', onTheSpot: true, handledBy: 'gm-101', department: null });
      // The automation closes nothing that one person did alone, and neither does he.
      expect((await play.view(id, 'gm-101')).allowed).not.toContain('close');
      expect(await play.refused('gm-101', id, { type: 'close' })).toMatchObject({ status: 403, code: 'forbidden' });
      await play.does('disp-1', id, { type: 'close', note: '照片清楚' });
      expect(await play.view(id)).toMatchObject({ stage: 'closed', outcome: 'self-handled' });
      expect((await play.followed(follow)).steps.map(({ step }) => step)).toEqual(['received', 'handled', 'closed']);
    });

    it('or sent back by the centre: then it is a case like others', async () => {
      const { id } = await play.sends({ handled: await spot() });
      await play.does('disp-1', id, { type: 'rework', reason: '照片看不出已清理' });
      // Reported by a grid member with a class and a condition, it is filed and dispatched.
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'SAN', onTheSpot: false, handledBy: null });
      expect(await play.told('gm-101', id)).toContain('reworked');
    });

    it('also while it waits for the desk, in one’s own cells, unless it is grave', async () => {
      const small = await play.reported({ classId: null, conditionId: null, text: '一个翻倒的垃圾桶' });
      const { before, after } = await spot();
      expect(await play.refused('gm-101', small, { type: 'selfHandle', note: '已扶正', before: [], after })).toMatchObject({ status: 422, code: 'evidence-required', errors: [{ pointer: '/before' }] });
      expect(await play.refused('gm-101', small, { type: 'selfHandle', note: '已扶正', before, after: [] })).toMatchObject({ status: 422, code: 'evidence-required', errors: [{ pointer: '/after' }] });
      await play.does('gm-101', small, { type: 'selfHandle', note: '已扶正', before, after });
      expect(await play.view(small)).toMatchObject({ stage: 'closure', onTheSpot: true });
      const { id: grave } = await rung({ classId: 'E0506', conditionId: 'E0506-1', text: '积水' });
      expect((await play.view(grave, 'gm-101')).allowed).toContain('selfHandle');
      expect(await play.refused('gm-101', grave, { type: 'selfHandle', note: '已疏通', before: [await play.photo('gm-101')], after: [await play.photo('gm-101')] })).toMatchObject({ status: 409, code: 'not-small' });
    });
  });

  describe('the same problem told twice', () => {
    /** A neighbour saw it an hour before the grid member did; the seat was not sure what it was. */
    const twice = async () => {
      const here = { ...play.spot(), accuracy: 5 };
      const first = await play.sends({ classId: null, conditionId: null, position: here, text: '这里有东西堆着' }, 'gm-104');
      await h.advance('1h');
      const second = await play.sends({ position: here });
      expect(await play.view(second.id)).toMatchObject({ stage: 'acceptance' });
      return { first, second };
    };

    it('is one case: the desk sees the likely original, the master keeps the earliest time and gets no later deadline', async () => {
      const { first, second } = await twice();
      const [child, before] = [await play.view(first.id), await play.view(second.id)];
      expect(child.suggestions.map((s) => s.case.id)).toContain(second.id);
      await play.does('disp-1', first.id, { type: 'merge', into: second.id });
      const master = await play.view(second.id);
      expect(await play.view(first.id)).toMatchObject({ stage: 'closed', outcome: 'merged', mergedInto: second.id });
      expect([master.reportedAt, master.reports, master.merged]).toEqual([child.reportedAt, 2, [first.id]]);
      expect(Number(master.totalDueAt)).toBeLessThanOrEqual(Number(before.totalDueAt));
      expect(master.dueAt).toBe(before.dueAt);
      expect(master.reportList.map((r) => r.reporter?.id).sort()).toEqual(['gm-101', 'gm-104']);
      expect(master.timeline.at(-1)).toMatchObject({ type: 'ReportAttached', why: { code: 'absorbed', from: first.id } });
    });

    it('merged into an older one, the deadline of the older one stands', async () => {
      const here = play.spot();
      const old = await play.reported({ position: here });
      await h.advance('2h');
      const fresh = await play.reported({ position: here, classId: null, conditionId: null, text: '同一处垃圾' });
      const before = await play.view(old);
      await play.does('disp-1', fresh, { type: 'merge', into: old });
      expect(await play.view(old)).toMatchObject({ reportedAt: before.reportedAt, dueAt: before.dueAt, totalDueAt: before.totalDueAt, reports: 2 });
    });

    it('and an earlier total deadline comes along with the earlier report', async () => {
      const here = play.spot();
      const early = (await rung({ position: here })).id;
      await h.advance('30m');
      const late = await play.reported({ position: { ...here, lon: here.lon + 0.0004 } });
      const [first, second] = [await play.view(early), await play.view(late)];
      expect(Number(first.totalDueAt)).toBeLessThan(Number(second.totalDueAt));
      await play.does('disp-1', early, { type: 'merge', into: late });
      expect(await play.view(late)).toMatchObject({ totalDueAt: first.totalDueAt, reportedAt: first.reportedAt, dueAt: second.dueAt });
    });

    it('the reporters of both are told, then and at the end', async () => {
      const { first, second } = await twice();
      await play.does('disp-1', first.id, { type: 'merge', into: second.id });
      expect(await play.told('gm-104', first.id)).toEqual(['merged']);
      expect(await play.followed(first.follow)).toMatchObject({ follows: second.number });
      await play.accepted(second.id);
      await play.resolved(second.id);
      await play.verified(second.id);
      expect(await play.view(second.id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
      for (const who of ['gm-101', 'gm-104']) expect([who, await play.told(who, second.id)]).toEqual([who, expect.arrayContaining(['closed'])]);
      for (const follow of [first.follow, second.follow]) expect((await play.followed(follow)).steps.at(-1)).toMatchObject({ step: 'closed' });
    });

    it('when it was not the same after all, it is a case of its own again, and the master gives back what is not its own', async () => {
      const { first, second } = await twice();
      const alone = await play.view(second.id);
      await play.does('disp-1', first.id, { type: 'merge', into: second.id });
      expect(await play.refused('disp-1', second.id, { type: 'unmerge', reason: '看错了' })).toMatchObject({ status: 409, code: 'wrong-stage' });
      await play.does('disp-1', first.id, { type: 'unmerge', reason: '不是同一处' });
      expect(await play.view(first.id)).toMatchObject({ stage: 'triage', outcome: null, mergedInto: null, reports: 1 });
      expect(await play.view(second.id)).toMatchObject({ reports: 1, reportedAt: alone.reportedAt, merged: [] });
      expect((await play.followed(first.follow)).steps.at(-1)).toMatchObject({ step: 'unmerged' });
      expect(await play.followed(first.follow)).toMatchObject({ follows: null });
    });

    it('a stall that a camera saw, and two hours later and thirty metres off a citizen: one case, and the citizen follows it', async () => {
      const camera = new Client(h.url, (await (await h.as('op-1')).want('createToken', { body: { account: 'dev-1', label: '路口摄像机', days: 30 } })).token);
      const { accuracy: _, ...here } = play.spot();
      await camera.want('signal', { body: { messageId: `stall-${backend}`, classId: 'E0405', conditionId: 'E0405-1', text: '店外摆卖', position: here, observedAt: h.clock.now(), confidence: 0.9 } });
      await h.quiesce();
      const [seen, ...none] = (await (await h.as('disp-1')).want('cases', { query: { source: 'video-ai', open: 'true' } })).items;
      expect([seen?.stage, none]).toEqual(['triage', []]);
      await h.advance('2h');
      const told = await rung({ classId: 'E0405', conditionId: 'E0405-1', text: '店外摆摊占道', position: { lon: here.lon + 0.0003, lat: here.lat } });
      expect((await play.view(told.id)).suggestions.map((s) => [s.case.id, s.reasons.find(({ code }) => code === 'near')])).toEqual([[seen?.id, { code: 'near', metres: 30 }]]);
      await play.does('disp-1', told.id, { type: 'merge', into: seen?.id ?? '' });
      const master = await play.view(seen?.id ?? '');
      expect(master).toMatchObject({ reports: 2, reportedAt: seen?.reportedAt });
      expect(master.reportList.map(({ source }) => source).sort()).toEqual(['hotline', 'video-ai']);
      await play.does('disp-1', master.id, { type: 'triage', classId: 'E0405', conditionId: 'E0405-1', severity: 3 });
      expect(await play.followed(told.follow)).toMatchObject({ follows: master.number, stage: { stage: 'acceptance' } });
    });

    it('a case is never merged into itself, or into one that is over', async () => {
      const { first, second } = await twice();
      expect(await play.refused('disp-1', first.id, { type: 'merge', into: first.id })).toMatchObject({ status: 422, code: 'same-case' });
      const over = await play.reported({ classId: null, conditionId: null, text: '看错了' });
      await play.does('disp-1', over, { type: 'refuse', code: 'test' });
      expect(await play.refused('disp-1', first.id, { type: 'merge', into: over })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/into' }] });
      expect(await play.view(second.id)).toMatchObject({ reports: 1 });
    });
  });

  describe('filing by class and condition', () => {
    const filed = async (condition: string, severity: 1 | 2 | 3 | 4) => {
      const id = await play.reported({ classId: null, conditionId: null, text: '园林井盖' });
      await play.does('disp-1', id, { type: 'triage', classId: 'P0114', conditionId: condition, severity });
      return play.view(id);
    };

    it('the condition, not the class, gives limit, severity and closing condition', async () => {
      const [missing, rattling] = [await filed('P0114-1', 1), await filed('P0114-3', 4)];
      expect(missing.terms).toMatchObject({ limit: { amount: 2 * HOUR, unit: 'continuous' }, closing: { zh: '围护并恢复', en: 'Fenced, restored' } });
      expect(rattling.terms).toMatchObject({ limit: { amount: 16 * HOUR, unit: 'working' }, closing: { zh: '修复', en: 'Repaired' } });
      expect(missing.clocks.handling).toMatchObject({ dueAt: h.clock.now() + 2 * HOUR });
      expect([missing.severity, rattling.severity]).toEqual([1, 4]);
      // And the whole: until it was filed nobody knew what it was, and it had the widest limit.
      for (const { clocks, terms } of [missing, rattling]) expect(clocks.total?.limit).toEqual(terms?.total);
    });

    it('what the catalogue promised at filing the case keeps for ever, whatever the rule book says later', async () => {
      const sunken = () => play.reported({ classId: 'P0114', conditionId: 'P0114-4', text: '井盖周边沉陷' });
      const old = await sunken(), before = await play.view(old);
      expect(before.terms).toMatchObject({ limit: { amount: 40 * HOUR, unit: 'working' }, closing: { zh: '修复' } });
      const { classes } = (await (await h.as('op-1')).want('ruleContent', { params: { kind: 'catalogue' } })).content as { classes: { id: string; conditions: { id: string }[] }[] };
      const lid = classes.find(({ id }) => id === 'P0114');
      const stricter = lid?.conditions.map((c) => (c.id === 'P0114-4' ? { ...c, severity: 2, limit: { value: 8, unit: 'urgent_hour' }, closing: { zh: '回填并修复', en: 'Filled and repaired' } } : c));
      await play.changesRules('catalogue', [{ list: 'classes', put: { ...lid, conditions: stricter } }]);

      const after = await play.view(old);
      expect([after.terms, after.dueAt, after.severity, after.closing, after.totalDueAt]).toEqual([before.terms, before.dueAt, before.severity, before.closing, before.totalDueAt]);
      const fresh = await play.view(await sunken());
      expect(fresh).toMatchObject({ severity: 2, terms: { limit: { amount: 8 * HOUR, unit: 'continuous' }, closing: { zh: '回填并修复' } } });
      expect(Number(fresh.terms?.edition)).toBeGreaterThan(Number(before.terms?.edition));
      // Also for a department that gets it only now, and begins afresh.
      await play.does('lead-grn', old, { type: 'request', kind: 'return', reason: '属市政道路' });
      await play.does('disp-1', old, { type: 'grant' });
      await play.does('disp-1', old, { type: 'dispatch', department: 'MUN', coDepartments: [] });
      expect(await play.clock(old, 'handling')).toMatchObject({ used: 0, limit: { amount: 40 * HOUR, unit: 'working' } });
    });

    it('a condition of another class is refused by its own member', async () => {
      const id = await play.reported({ classId: null, conditionId: null, text: '说不清' });
      expect(await play.refused('disp-1', id, { type: 'triage', classId: 'E0110', conditionId: 'P0114-1', severity: 3 })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/conditionId' }] });
    });
  });
});
