import { backends, Play, startHarness, type Harness } from '../../harness/index.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE;

describe.each(backends())('several on one case (%s)', (backend) => {
  let h: Harness, play: Play;
  beforeAll(async () => { h = await startHarness({ backend }); play = new Play(h); });
  afterAll(async () => { await h?.stop(); });
  beforeEach(async () => { await play.morning(); });
  const tasks = async (id: string) => (await play.view(id)).tasks.map(({ kind, department, state }) => `${kind} ${department} ${state}`);
  const done = async (id: string, task: number, who: string) => {
    await play.does(who, id, { type: 'acceptTask', task, assignee: who });
    await play.does(who, id, { type: 'finishTask', task, note: '已完成', evidence: [await play.photo(who)] });
  };

  describe('joint handling', () => {
    /** A fenced leak: the water company repairs, the works office makes the street good. */
    const leak = () => play.reported({ classId: 'E0501', conditionId: 'E0501-2', text: '供水管漏水，已围护' });

    it('the main department has the case, the other one its own share with its own clock', async () => {
      const now = h.clock.now(), id = await leak();
      expect(await play.view(id)).toMatchObject({ department: 'WTR', coDepartments: ['MUN'], tasks: [{ id: 1, kind: 'joint', department: 'MUN', state: 'waiting', dueAt: now + 8 * HOUR }] });
      expect([await play.told('lead-wtr', id), await play.told('lead-mun', id)]).toEqual([['to-accept'], ['task']]);
      expect(await play.clock(id, 'task-1')).toMatchObject({ since: now, limit: { amount: 8 * HOUR, unit: 'continuous' } });
    });

    it('each signs for its own and does its own: nobody signs for or finishes the other’s', async () => {
      const id = await leak();
      expect(await play.refused('h-mun-1', id, { type: 'accept', assignee: 'h-mun-1' })).toMatchObject({ status: 403, code: 'forbidden' });
      expect(await play.refused('h-wtr-1', id, { type: 'acceptTask', task: 1, assignee: 'h-wtr-1' })).toMatchObject({ status: 403, code: 'forbidden' });
      expect(await play.refused('lead-mun', id, { type: 'acceptTask', task: 1, assignee: 'h-wtr-1' })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/assignee' }] });
      await play.does('lead-mun', id, { type: 'acceptTask', task: 1, assignee: 'h-mun-1' });
      expect(await tasks(id)).toEqual(['joint MUN doing']);
      expect(await play.told('h-mun-1', id)).toContain('to-handle');
      await play.accepted(id, 'h-wtr-1');
      expect(await play.refused('h-mun-1', id, { type: 'resolve', note: '好了', evidence: [await play.photo('h-mun-1')] })).toMatchObject({ status: 403, code: 'forbidden' });
      expect(await play.refused('h-mun-1', id, { type: 'finishTask', task: 1, note: '好了' })).toMatchObject({ status: 422, code: 'evidence-required', errors: [{ pointer: '/evidence' }] });
      await play.does('h-mun-1', id, { type: 'finishTask', task: 1, note: '路面已恢复', evidence: [await play.photo('h-mun-1')] });
      expect(await play.view(id)).toMatchObject({ stage: 'handling', tasks: [{ state: 'done', doneBy: 'h-mun-1', result: '路面已恢复', dueAt: null }] });
    });

    it('the case closes only when all shares are done and looked at', async () => {
      const id = await leak();
      await play.accepted(id, 'h-wtr-1');
      await play.resolved(id, 'h-wtr-1');
      await play.verified(id);
      // Verified, but one share is open: the automation waits, and so must a person.
      expect(await play.view(id)).toMatchObject({ stage: 'closure' });
      expect(await play.refused('disp-1', id, { type: 'close' })).toMatchObject({ status: 409, code: 'tasks-open', stage: 'closure' });
      await done(id, 1, 'h-mun-1');
      expect(await play.refused('disp-1', id, { type: 'close' })).toMatchObject({ code: 'tasks-open' });
      await play.does('gm-101', id, { type: 'verifyTask', task: 1, passed: true, evidence: [await play.photo('gm-101')] });
      expect(await play.view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed', tasks: [{ state: 'passed' }] });
    });

    it('a share that fails its check is done once more, in half the time', async () => {
      const id = await leak();
      await done(id, 1, 'h-mun-1');
      expect(await play.refused('gm-101', id, { type: 'verifyTask', task: 1, passed: false })).toMatchObject({ status: 422, code: 'evidence-required', errors: [{ pointer: '/note' }] });
      await h.advance('1h');
      await play.does('gm-101', id, { type: 'verifyTask', task: 1, passed: false, note: '路面仍不平' });
      expect(await play.view(id)).toMatchObject({ tasks: [{ state: 'doing', rework: 1, assignee: 'h-mun-1', dueAt: h.clock.now() + 4 * HOUR }], rework: 0 });
      expect(await play.clock(id, 'task-1')).toMatchObject({ used: 0, limit: { amount: 4 * HOUR } });
      expect(await play.told('h-mun-1', id)).toContain('reworked');
      await play.does('h-mun-1', id, { type: 'finishTask', task: 1, note: '已重铺', evidence: [await play.photo('h-mun-1')] });
      await play.does('sup-1', id, { type: 'verifyTask', task: 1, passed: true });
      expect(await tasks(id)).toEqual(['joint MUN passed']);
    });

    it('late with its share, a department is raised for it, and the other one is not', async () => {
      const id = await leak(), { dueAt } = await play.clock(id, 'task-1');
      await play.accepted(id, 'h-wtr-1');
      await play.until(Number(dueAt));
      expect((await play.view(id)).timeline.filter(({ type }) => type === 'CaseEscalated').map(({ data }) => [data['rule'], data['clock']])).toEqual([['task-80', 'task-1'], ['task-100', 'task-1']]);
      expect(await play.told('lead-mun', id)).toEqual(expect.arrayContaining(['escalated']));
      expect(await play.told('lead-wtr', id)).not.toContain('escalated');
    });

    it('a dispatcher or the main department gives a share later, or takes one back with a reason', async () => {
      const id = await play.reported();
      expect(await play.refused('lead-san', id, { type: 'addTask', kind: 'joint', department: 'SAN', text: '自己', limit: { amount: HOUR, unit: 'working' } })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/department' }] });
      await play.does('lead-san', id, { type: 'addTask', kind: 'joint', department: 'TPD', text: '请协助疏导交通', limit: { amount: 2 * HOUR, unit: 'working' } });
      expect(await play.view(id)).toMatchObject({ tasks: [{ department: 'TPD', text: '请协助疏导交通', dueAt: h.clock.now() + 2 * HOUR }] });
      // With a share one sees the case, though it is another one's.
      expect(await play.view(id, 'h-tpd-1')).toMatchObject({ id, department: 'SAN' });
      expect(await play.refused('lead-san', id, { type: 'cancelTask', task: 1, reason: '不需要了' })).toMatchObject({ status: 403, code: 'forbidden' });
      await play.does('disp-1', id, { type: 'cancelTask', task: 1, reason: '交通已恢复' });
      expect(await play.view(id)).toMatchObject({ tasks: [{ state: 'cancelled', result: '交通已恢复', dueAt: null }] });
      expect(await play.refused('h-tpd-1', id, { type: 'acceptTask', task: 1, assignee: 'h-tpd-1' }).catch((error: unknown) => error)).toMatchObject({ code: expect.stringMatching(/no-task|unknown-case/) as string });
      expect(await play.refused('disp-1', id, { type: 'cancelTask', task: 9, reason: '没有' })).toMatchObject({ status: 409, code: 'no-task' });
    });

    it('a share ends when the case goes to another department', async () => {
      const id = await leak();
      await play.does('lead-wtr', id, { type: 'request', kind: 'return', reason: '二次供水' });
      await play.does('disp-1', id, { type: 'grant' });
      expect(await tasks(id)).toEqual(['joint MUN cancelled']);
      await play.does('disp-1', id, { type: 'dispatch', department: 'HUC', coDepartments: ['MUN'], joint: ['MUN'] });
      expect(await tasks(id)).toEqual(['joint MUN cancelled', 'joint MUN waiting']);
      expect(await play.refused('disp-1', id, { type: 'dispatch', department: 'HUC', coDepartments: [] })).toMatchObject({ code: 'wrong-stage' });
    });

    it('only a department that helps can have a share', async () => {
      const id = await play.reported({ classId: 'P0201', conditionId: 'P0201-1', text: '停车场' });
      expect(await play.refused('disp-1', id, { type: 'dispatch', department: 'MUN', coDepartments: ['UM'], joint: ['TPD'] })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/joint' }] });
    });
  });

  describe('the steps of a sudden incident', () => {
    const burst = () => play.reported({ classId: 'E0501', conditionId: 'E0501-4', text: '爆管，水涌上路面' });

    it('one after another, each on its own limit: fence, repair, make good', async () => {
      const start = h.clock.now(), id = await burst();
      expect(await tasks(id)).toEqual(['joint MUN waiting', 'stage WTR waiting', 'stage WTR planned', 'stage WTR planned']);
      const { tasks: steps, terms } = await play.view(id);
      expect(steps.slice(1).map(({ title, dueAt }) => [title?.zh, title?.en, dueAt])).toEqual([['到场止水、围护', 'On site, stopped, fenced', start + 3 * HOUR], ['修复供水', 'Restore supply', null], ['恢复路面', 'Make the road good', null]]);
      expect(terms?.stages.map(({ closing }) => closing.zh)).toEqual(['已止水、已围护', '恢复供水', '路面平整']);

      await play.accepted(id, 'h-wtr-1');
      expect(await play.refused('h-wtr-1', id, { type: 'acceptTask', task: 3, assignee: 'h-wtr-1' })).toMatchObject({ status: 409, code: 'no-task' });
      await h.advance('1h');
      await done(id, 2, 'h-wtr-1');
      const fenced = h.clock.now();
      expect((await play.view(id)).tasks.slice(1).map(({ state, dueAt }) => [state, dueAt])).toEqual([['passed', null], ['waiting', fenced + 8 * HOUR], ['planned', null]]);
      // Nobody says that it is done while a step is open.
      expect(await play.refused('h-wtr-1', id, { type: 'resolve', note: '好了', evidence: [await play.photo('h-wtr-1')] })).toMatchObject({ status: 409, code: 'tasks-open' });
      await h.advance('3h');
      await done(id, 3, 'h-wtr-1');
      expect(await play.clock(id, 'task-4')).toMatchObject({ since: h.clock.now(), limit: { amount: 40 * HOUR, unit: 'working' } });
      await done(id, 4, 'h-wtr-1');
      await play.resolved(id, 'h-wtr-1');
      expect(await play.view(id)).toMatchObject({ stage: 'verification' });
      await play.verified(id);
      await done(id, 1, 'h-mun-1');
      await play.does('gm-101', id, { type: 'verifyTask', task: 1, passed: true });
      // A critical case is closed by a person.
      expect(await play.view(id)).toMatchObject({ stage: 'closure' });
      await play.does('disp-1', id, { type: 'close' });
      expect(await play.view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    });

    it('a step that is late is raised by itself', async () => {
      const id = await burst();
      await play.accepted(id, 'h-wtr-1');
      await h.advance('3h');
      expect((await play.view(id)).timeline.filter(({ type, data }) => type === 'CaseEscalated' && data['clock'] === 'task-2').map(({ data }) => data['rule'])).toEqual(['task-80', 'task-100']);
    });

    it('what is done stays done when it goes to somebody else: he begins with the next step', async () => {
      const id = await burst();
      await play.accepted(id, 'h-wtr-1');
      await done(id, 2, 'h-wtr-1');
      await play.does('lead-wtr', id, { type: 'request', kind: 'return', reason: '属二次供水，产权在住建' });
      await play.does('disp-1', id, { type: 'grant' });
      await play.does('disp-1', id, { type: 'dispatch', department: 'HUC', coDepartments: [] });
      expect((await tasks(id)).slice(1)).toEqual(['stage WTR passed', 'stage WTR cancelled', 'stage WTR cancelled', 'stage HUC waiting', 'stage HUC planned']);
    });

    it('a step that is not needed is taken out by the centre, and the next one begins', async () => {
      const id = await burst();
      await play.does('disp-1', id, { type: 'cancelTask', task: 2, reason: '交警已围护' });
      expect((await tasks(id)).slice(1)).toEqual(['stage WTR cancelled', 'stage WTR waiting', 'stage WTR planned']);
    });
  });

  describe('a township calls the departments to the spot', () => {
    const piled = async () => {
      const id = await play.reported({ classId: 'E0136', conditionId: 'E0136-1', text: '河边乱堆' });
      await play.accepted(id, 'h-twn-101-1');
      return id;
    };

    it('they have half an hour to be there, round the clock, and arrival is timed', async () => {
      const id = await piled(), now = h.clock.now();
      await play.does('lead-twn-101', id, { type: 'whistle', departments: ['UM', 'WRB'], reason: '需联合清理河道' });
      expect(await play.view(id)).toMatchObject({ tasks: [{ kind: 'whistle', department: 'UM', dueAt: now + 30 * MINUTE }, { kind: 'whistle', department: 'WRB', dueAt: now + 30 * MINUTE }] });
      for (const who of ['lead-um', 'lead-wrb']) expect([who, await play.told(who, id)]).toEqual([who, ['whistle']]);
      await h.advance('20m');
      const { lon, lat } = (await play.view(id)).place ?? { lon: 0, lat: 0 };
      await play.does('h-um-1', id, { type: 'arriveTask', task: 1, place: { lon, lat, accuracy: 10 } });
      expect(await play.view(id)).toMatchObject({ tasks: [{ department: 'UM', arrivedAt: now + 20 * MINUTE, dueAt: null }, { department: 'WRB', arrivedAt: null }] });
      expect(await play.clock(id, 'task-1')).toMatchObject({ since: null, used: 20 * MINUTE });
      expect(await play.refused('h-um-1', id, { type: 'arriveTask', task: 1 })).toMatchObject({ status: 409, code: 'no-task' });
      // Whoever does not come is raised.
      await h.advance('10m');
      expect((await play.view(id)).timeline.filter(({ type }) => type === 'CaseEscalated').map(({ data }) => [data['rule'], data['clock']])).toEqual([['task-80', 'task-2'], ['task-100', 'task-2']]);
      // What they did there needs no photo: they came.
      await play.does('h-um-1', id, { type: 'acceptTask', task: 1, assignee: 'h-um-1' });
      await play.does('h-um-1', id, { type: 'finishTask', task: 1, note: '已到场会商' });
      expect(await tasks(id)).toEqual(['whistle UM passed', 'whistle WRB waiting']);
    });

    it('a community may, a department of the county may not, and nobody calls himself', async () => {
      const id = await piled();
      expect(await play.refused('lead-twn-101', id, { type: 'whistle', departments: ['TWN-101'], reason: '自己' })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/departments' }] });
      await play.does('lead-twn-101', id, { type: 'handDown', department: 'VIL-101' });
      await play.does('h-vil-101-1', id, { type: 'whistle', departments: ['UM'], reason: '社区无执法权' });
      expect(await tasks(id)).toEqual(['whistle UM waiting']);
      const county = await play.reported();
      expect(await play.refused('lead-san', county, { type: 'whistle', departments: ['UM'], reason: '帮忙' })).toMatchObject({ status: 403, code: 'forbidden' });
      expect((await play.view(county, 'lead-san')).allowed).not.toContain('whistle');
    });
  });

  describe('ecology', () => {
    it('an exceedance is sampled on the spot: a task with its own limit and record', async () => {
      const id = await play.reported({ classId: 'E0126', conditionId: 'E0126-1', text: '河水发黑' }), now = h.clock.now();
      expect(await play.view(id)).toMatchObject({ department: 'EEB', severity: 1 });
      await play.does('disp-1', id, { type: 'addTask', kind: 'sampling', department: 'EEB', text: '取上下游水样各一', limit: { amount: 2 * HOUR, unit: 'continuous' } });
      expect(await play.view(id)).toMatchObject({ tasks: [{ kind: 'sampling', department: 'EEB', dueAt: now + 2 * HOUR }] });
      await h.advance('1h');
      await play.does('h-eeb-1', id, { type: 'acceptTask', task: 1, assignee: 'h-eeb-1' });
      await play.does('h-eeb-1', id, { type: 'arriveTask', task: 1 });
      const bottles = await play.photo('h-eeb-1');
      await play.does('h-eeb-1', id, { type: 'finishTask', task: 1, note: '上游 pH 7.2，下游 pH 4.8', evidence: [bottles] });
      expect(await play.view(id)).toMatchObject({ tasks: [{ state: 'passed', result: '上游 pH 7.2，下游 pH 4.8', evidence: [bottles], arrivedAt: now + HOUR, doneBy: 'h-eeb-1' }] });
      expect((await (await h.as('gm-101')).fetch(`/api/photos/${bottles}?size=thumb`)).status).toBe(200);
    });
  });
});
