import { backends, Play, startHarness, type Harness } from '../../harness/index.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE;

describe.each(backends())('whose is it? (%s)', (backend) => {
  let h: Harness, play: Play;
  beforeAll(async () => { h = await startHarness({ backend }); play = new Play(h); });
  afterAll(async () => { await h?.stop(); });
  beforeEach(async () => { await play.morning(); });

  /** The classic: a manhole whose lid says nothing. Missing it is a danger to life, rattling it is a nuisance. */
  const manhole = (condition: 'missing' | 'rattling' = 'missing') => play.reported({ classId: 'P0123', conditionId: condition === 'missing' ? 'P0123-1' : 'P0123-3', text: '井盖没有标识' });
  const sentBack = async (id: string, lead: string) => {
    await play.does(lead, id, { type: 'request', kind: 'return', reason: '不是我部门的井' });
    await play.does('disp-1', id, { type: 'grant' });
  };
  /** Sent back by the township and then by the water company. */
  const twice = async (id: string) => {
    await sentBack(id, 'lead-twn-101');
    await play.does('disp-1', id, { type: 'dispatch', department: 'WTR', coDepartments: [] });
    await sentBack(id, 'lead-wtr');
  };
  const rule = (id: string, department: string, who = 'sup-1') => play.does(who, id, { type: 'rule', department, ground: '先属主、后属地：经查为路灯井' });

  it('when two departments have sent it back, the centre has to say: by itself the case becomes disputed', async () => {
    const id = await manhole('rattling');
    await sentBack(id, 'lead-twn-101');
    expect(await play.view(id)).toMatchObject({ stage: 'dispatch', returns: 1 });
    await play.does('disp-1', id, { type: 'dispatch', department: 'WTR', coDepartments: [] });
    await h.advance('1h');
    await sentBack(id, 'lead-wtr');
    const view = await play.view(id);
    expect(view).toMatchObject({ stage: 'disputed', returns: 2, refusals: ['TWN-101', 'WTR'], clock: 'disputed', clocks: { handling: { since: null, used: HOUR } } });
    expect(view.timeline.at(-1)).toMatchObject({ type: 'OwnershipDisputed', by: { id: 'system' }, why: { code: 'returned-often', times: 2 } });
    // A working day for the ruling: it rattles, nobody falls in.
    expect(view.clocks.disputed).toMatchObject({ since: h.clock.now(), limit: { amount: 8 * HOUR, unit: 'working' } });
    expect(view.tasks).toEqual([]);
    expect(await play.told('sup-1', id)).toEqual(['to-rule']);
    expect(view.allowed).not.toContain('dispatch');
  });

  it('what is dangerous is made safe first, by the fallback of the duty list, on a clock of its own that runs on', async () => {
    const id = await manhole(), now = h.clock.now();
    await twice(id);
    expect(await play.view(id)).toMatchObject({ stage: 'disputed', tasks: [{ id: 1, kind: 'make-safe', department: 'MUN', state: 'waiting', dueAt: now + HOUR }] });
    expect(await play.told('lead-mun', id)).toEqual(['task']);
    await play.does('h-mun-2', id, { type: 'acceptTask', task: 1, assignee: 'h-mun-2' });
    await h.advance('20m');
    await play.does('h-mun-2', id, { type: 'arriveTask', task: 1 });
    await play.does('h-mun-2', id, { type: 'finishTask', task: 1, note: '已围护、加临时盖板', evidence: [await play.photo('h-mun-2')] });
    expect(await play.view(id)).toMatchObject({ stage: 'disputed', tasks: [{ state: 'passed', arrivedAt: now + 20 * MINUTE, doneBy: 'h-mun-2', dueAt: null }] });
    expect(await play.clock(id, 'task-1')).toMatchObject({ since: null, used: 20 * MINUTE });
  });

  it('made safe too late is raised, though it is not settled whose it is', async () => {
    const id = await manhole();
    await twice(id);
    const { dueAt } = await play.clock(id, 'task-1');
    const raised = async () => (await play.view(id)).timeline.filter(({ type, data }) => type === 'CaseEscalated' && data['clock'] === 'task-1').map(({ data, at }) => [data['rule'], at]);
    await play.until(Number(dueAt) - 12 * MINUTE);
    expect(await raised()).toEqual([['task-80', Number(dueAt) - 12 * MINUTE]]);
    await play.until(Number(dueAt));
    expect(await raised()).toEqual([['task-80', Number(dueAt) - 12 * MINUTE], ['task-100', dueAt]]);
    expect(await play.told('lead-mun', id)).toEqual(expect.arrayContaining(['escalated']));
  });

  it('a department says itself that it is disputed, with its papers; danger is then made safe first all the same', async () => {
    const id = await manhole(), map = await play.photo('lead-twn-101');
    await play.does('lead-twn-101', id, { type: 'dispute', reason: '界线图显示属路灯所', evidence: [map] });
    const view = await play.view(id);
    expect(view).toMatchObject({ stage: 'disputed', returns: 0, tasks: [{ kind: 'make-safe', department: 'MUN' }] });
    expect(view.timeline.slice(-2)).toMatchObject([{ type: 'OwnershipDisputed', by: { id: 'lead-twn-101' }, data: { evidence: [map] } }, { type: 'TaskAdded', by: { id: 'system' }, why: { code: 'make-safe-first', department: 'MUN' } }]);
    expect((await (await h.as('sup-1')).fetch(`/api/photos/${map}?size=thumb`)).status).toBe(200);
  });

  it('a dispatcher says so before anybody has it, and names who makes safe', async () => {
    const id = await play.reported({ classId: 'P0201', conditionId: 'P0201-1', text: '停车场破损' });
    await play.does('disp-1', id, { type: 'dispute', reason: '产权不清', makeSafe: 'UM' });
    expect(await play.view(id)).toMatchObject({ stage: 'disputed', department: null, tasks: [{ kind: 'make-safe', department: 'UM', limit: { amount: 2 * HOUR, unit: 'continuous' } }] });
    expect(await play.told('lead-um', id)).toEqual(['task']);
  });

  it('nobody of the departments or the desk rules', async () => {
    const id = await manhole('rattling');
    await twice(id);
    for (const who of ['disp-1', 'lead-wtr']) expect([who, await play.refused(who, id, { type: 'rule', department: 'MUN', ground: '我定' })]).toMatchObject([who, { status: 403, code: 'forbidden' }]);
    expect(await play.refused('sup-1', id, { type: 'rule', department: 'MUN', ground: ' ' })).toMatchObject({ status: 422, code: 'invalid-input', errors: [{ pointer: '/ground' }] });
  });

  it('the ruling is recorded with its ground, and whoever has it now gets a fresh limit', async () => {
    const id = await manhole('rattling');
    await h.advance('1h');
    await twice(id);
    await h.advance('2h');
    await rule(id, 'MUN');
    const now = h.clock.now(), view = await play.view(id);
    expect(view).toMatchObject({ stage: 'acceptance', department: 'MUN', ruled: true, refusals: [], returns: 2, assignee: null, dispatchedBy: 'sup-1' });
    expect(view.clocks.handling).toMatchObject({ since: now, used: 0, limit: { amount: 16 * HOUR, unit: 'working' } });
    expect(view.clocks.acceptance).toMatchObject({ since: now, used: 0 });
    expect(view.clocks.disputed).toMatchObject({ since: null, used: 2 * HOUR });
    expect(view.timeline.at(-1)).toMatchObject({ type: 'OwnershipRuled', by: { id: 'sup-1' }, data: { department: 'MUN', ground: '先属主、后属地：经查为路灯井' } });
    expect(await play.told('lead-mun', id)).toEqual(['to-accept']);
  });

  it('the ruling binds: no return, no dispute by those it names; but the centre may ask anew', async () => {
    const id = await manhole('rattling');
    await twice(id);
    await rule(id, 'MUN', 'leader-1');
    expect(await play.refused('lead-mun', id, { type: 'request', kind: 'return', reason: '仍不是我们的' })).toMatchObject({ status: 409, code: 'binding-ruling', errors: [{ pointer: '/kind' }] });
    expect(await play.refused('lead-mun', id, { type: 'dispute', reason: '不服' })).toMatchObject({ status: 409, code: 'binding-ruling' });
    await play.accepted(id, 'h-mun-1');
    expect(await play.refused('h-mun-1', id, { type: 'request', kind: 'return', reason: '仍不是我们的' })).toMatchObject({ code: 'binding-ruling' });
    // More time it may still ask for.
    await play.does('lead-mun', id, { type: 'request', kind: 'extension', reason: '等盖板', more: HOUR });
    await play.does('disp-1', id, { type: 'dispute', reason: '发现新证据' });
    expect(await play.view(id)).toMatchObject({ stage: 'disputed', request: null });
    await rule(id, 'PWR');
    expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'PWR', assignee: null });
  });

  it('whoever ruled does not judge the work', async () => {
    const id = await manhole('rattling');
    await twice(id);
    await rule(id, 'MUN');
    await play.accepted(id, 'h-mun-1');
    await play.resolved(id, 'h-mun-1');
    expect(await play.refused('sup-1', id, { type: 'verify', passed: true, evidence: [] })).toMatchObject({ status: 403, code: 'same-person' });
    expect((await play.view(id, 'sup-1')).allowed).not.toContain('verify');
    await play.verified(id);
    expect(await play.view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
  });

  it('made safe goes on after the ruling, and the case does not close before it is done', async () => {
    const id = await play.reported({ classId: 'P0123', conditionId: 'P0123-2', text: '井盖破损' });
    await twice(id);
    await rule(id, 'MUN');
    expect(await play.view(id)).toMatchObject({ department: 'MUN', tasks: [{ kind: 'make-safe', department: 'MUN', state: 'waiting' }] });
    await play.accepted(id, 'h-mun-1');
    await play.resolved(id, 'h-mun-1');
    await play.verified(id);
    expect(await play.view(id)).toMatchObject({ stage: 'closure' });
    expect(await play.refused('disp-2', id, { type: 'close' })).toMatchObject({ status: 409, code: 'tasks-open' });
    await play.does('h-mun-1', id, { type: 'acceptTask', task: 1, assignee: 'h-mun-1' });
    await play.does('h-mun-1', id, { type: 'finishTask', task: 1, note: '已围护', evidence: [await play.photo('h-mun-1')] });
    expect(await play.view(id)).toMatchObject({ stage: 'closed', outcome: 'fixed' });
  });

  it('a ruling that is late is raised to the supervisor and the leader', async () => {
    const id = await manhole();
    await twice(id);
    const { dueAt, limit } = await play.clock(id, 'disputed');
    expect(limit).toEqual({ amount: 2 * HOUR, unit: 'continuous' });
    await play.until(Number(dueAt) - 1);
    expect((await play.view(id)).timeline.filter(({ data }) => data['rule'] === 'disputed-100')).toEqual([]);
    await h.advance(1);
    expect((await play.view(id)).timeline.filter(({ data }) => data['rule'] === 'disputed-100')).toMatchObject([{ type: 'CaseEscalated', at: dueAt, data: { clock: 'disputed', level: 3 } }]);
    for (const who of ['sup-1', 'leader-1']) expect([who, await play.told(who, id)]).toEqual([who, expect.arrayContaining(['escalated'])]);
  });

  it('with a ruling also goes who helps, and who has a share of their own', async () => {
    const id = await manhole('rattling');
    await twice(id);
    await play.does('sup-1', id, { type: 'rule', department: 'MUN', coDepartments: ['WTR', 'TWN-101'], joint: ['WTR'], ground: '现场会议定' });
    expect(await play.view(id)).toMatchObject({ department: 'MUN', coDepartments: ['WTR', 'TWN-101'], tasks: [{ kind: 'joint', department: 'WTR', state: 'waiting' }] });
    expect(await play.told('lead-wtr', id)).toContain('task');
  });

  describe('a ruling that shall hold for the next such case', () => {
    /** An advertisement: it belongs to its owner, of whom nothing is on record. */
    const ownerless = (condition: string) => play.reported({ classId: 'P0306', conditionId: condition, text: '户外广告破损' });
    const drafts = async (number: string) => (await (await h.as('leader-1')).want('ruleDrafts', { query: { state: 'submitted' } })).filter(({ origin }) => origin === number);
    const act = async (who: string, id: string, action: string, body: object = {}) => (await h.as(who)).ask('actOnRuleDraft', { params: { id, action }, body });
    const ruled = async (condition: string, writeBack?: string) => {
      const id = await ownerless(condition);
      await play.does('disp-1', id, { type: 'dispute', reason: '产权不清' });
      await play.does('sup-1', id, { type: 'rule', department: 'UM', ground: '谁许可谁监管', ...(writeBack !== undefined && { writeBack }) });
      return (await play.view(id)).number;
    };

    it('becomes a draft of the duty list, which a second person approves; then the next one goes there by itself, by that line', async () => {
      const number = await ruled('P0306-1', '532323101');
      const [draft, ...others] = await drafts(number);
      expect([draft, others]).toMatchObject([{ state: 'submitted', origin: number, author: { id: 'sup-1' }, kinds: ['duty'] }, []]);
      // Approved by nobody yet, it holds for nobody.
      expect(await play.view(await ownerless('P0306-1'))).toMatchObject({ stage: 'dispatch', candidates: [] });
      expect(await act('sup-1', draft?.id ?? '', 'approve')).toMatchObject({ ok: false, problem: { code: 'own-draft' } });
      expect(await act('disp-1', draft?.id ?? '', 'approve')).toMatchObject({ ok: false, status: 403 });
      expect(await act('leader-1', draft?.id ?? '', 'approve', { note: '照此执行' })).toMatchObject({ ok: true, body: { state: 'approved', decidedBy: { id: 'leader-1' } } });
      await h.quiesce();

      const next = await ownerless('P0306-1');
      expect(await play.view(next)).toMatchObject({ stage: 'acceptance', department: 'UM' });
      expect(await play.last(next)).toMatchObject({ type: 'CaseDispatched', by: { id: 'system' }, why: { code: 'duty-line', line: `D-R-${number}`, confidence: 1 } });
      // The list says why it has the line.
      const { content } = await (await h.as('disp-1')).want('ruleContent', { params: { kind: 'duty' } });
      expect((content as { lines: { id: string }[] }).lines.find(({ id }) => id === `D-R-${number}`)).toMatchObject({ classId: 'P0306', conditionId: 'P0306-1', area: '532323101', main: 'UM', note: `裁定 ${number}：谁许可谁监管` });
    });

    it('sent back by the second person it changes nothing, and the ruling on the case stands', async () => {
      const number = await ruled('P0306-2', '*');
      const [draft] = await drafts(number);
      expect(await act('leader-1', draft?.id ?? '', 'reject', { note: '范围过大' })).toMatchObject({ ok: true, body: { state: 'rejected' } });
      await h.quiesce();
      expect(await play.view(await ownerless('P0306-2'))).toMatchObject({ stage: 'dispatch', candidates: [] });
      expect((await (await h.as('disp-1')).want('cases', { query: { q: number } })).items).toMatchObject([{ stage: 'acceptance', department: 'UM' }]);
    });

    it('when the ruler does not say so, it is for this case only', async () => {
      expect(await drafts(await ruled('P0306-2'))).toEqual([]);
    });
  });

  it('whoever reported it reads only that it is being settled, and to whom it then went', async () => {
    const { id, follow } = await play.sends({ classId: 'P0123', conditionId: 'P0123-3', text: '井盖响' });
    await twice(id);
    expect((await play.followed(follow)).stage).toMatchObject({ stage: 'disputed' });
    await rule(id, 'MUN');
    const { steps } = await play.followed(follow);
    expect(steps.map(({ step }) => step)).toEqual(['received', 'filed', 'given', 'given', 'given']);
    expect(JSON.stringify(steps)).not.toContain('路灯井');
  });
});
