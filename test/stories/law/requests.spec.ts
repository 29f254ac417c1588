import { backends, local, Play, startHarness, type Harness } from '../../harness/index.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;

describe.each(backends())('what a department may ask for (%s)', (backend) => {
  let h: Harness, play: Play;
  beforeAll(async () => { h = await startHarness({ backend }); play = new Play(h); });
  afterAll(async () => { await h?.stop(); });
  beforeEach(async () => { await play.morning(); });
  /** Nine o'clock plus so much. */
  const later = (duration: string) => h.advance(duration);
  const dispatch = (id: string, department: string, who = 'disp-1') => play.does(who, id, { type: 'dispatch', department, coDepartments: [] });
  const signed = async (more: Parameters<Play['sends']>[0] = {}): Promise<string> => {
    const id = await play.reported(more);
    await play.accepted(id);
    return id;
  };

  describe('to send it back', () => {
    it('before it is signed for: with a reason and a better department, and nobody pushes it on past the open question', async () => {
      const id = await play.reported();
      await play.does('lead-san', id, { type: 'request', kind: 'return', reason: '不在环卫清扫范围', suggest: 'UM' });
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', request: { kind: 'return', by: 'lead-san', reason: '不在环卫清扫范围', suggest: 'UM', endorsed: true } });
      for (const who of ['disp-1', 'disp-2']) expect([who, await play.told(who, id)]).toEqual([who, ['requested']]);
      for (const said of [{ type: 'accept', assignee: 'h-san-1' }, { type: 'request', kind: 'return', reason: '再退一次' }] as const) expect([said.type, await play.refused('h-san-1', id, said)]).toMatchObject([said.type, { status: 409, code: 'request-pending' }]);
      for (const said of [{ type: 'assign', assignee: 'h-san-1' }, { type: 'handUp', reason: '向上' }, { type: 'handDown', department: 'VIL-101' }] as const) expect([said.type, await play.refused('lead-san', id, said)]).toMatchObject([said.type, { code: 'request-pending' }]);

      await play.does('disp-1', id, { type: 'grant', note: '同意' });
      // The list has one answer, but it has been refused: the automation does not send it round in a circle.
      expect(await play.view(id)).toMatchObject({ stage: 'dispatch', returns: 1, refusals: ['SAN'], request: null, assignee: null });
      expect(await play.told('lead-san', id)).toEqual(['to-accept', 'granted']);
      await dispatch(id, 'UM');
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'UM' });
    });

    it('a reason is needed', async () => {
      const id = await play.reported();
      expect(await play.refused('lead-san', id, { type: 'request', kind: 'return', reason: '  ' })).toMatchObject({ status: 422, code: 'invalid-input', errors: [{ pointer: '/reason' }] });
      expect(await play.refused('lead-san', id, { type: 'request', kind: 'return', reason: '非本部门', suggest: 'ABC' })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/suggest' }] });
    });

    it('from the middle of the work: meanwhile the limit runs, and whoever has it can neither finish nor hand it on', async () => {
      const id = await signed(), { dueAt } = await play.clock(id, 'handling');
      await later('30m');
      await play.does('h-san-1', id, { type: 'request', kind: 'return', reason: '属物业小区内部' });
      await later('30m');
      expect(await play.clock(id, 'handling')).toMatchObject({ dueAt, since: expect.any(Number) as number });
      expect(await play.refused('h-san-1', id, { type: 'resolve', note: '已处理', evidence: [await play.photo('h-san-1')] })).toMatchObject({ status: 409, code: 'request-pending' });
      const allowed = (await play.view(id, 'h-san-1')).allowed;
      for (const command of ['resolve', 'accept', 'request']) expect(allowed).not.toContain(command);
      await play.does('disp-2', id, { type: 'grant' });
      const view = await play.view(id);
      expect(view).toMatchObject({ stage: 'dispatch', returns: 1, assignee: null, clocks: { handling: { since: null, used: HOUR }, dispatch: { since: h.clock.now(), used: 0 } } });
    });

    it('the same department again goes on with what was left of its limit; another one starts afresh', async () => {
      const [same, other] = [await signed(), await signed()];
      await later('1h');
      for (const id of [same, other]) {
        await play.does('h-san-1', id, { type: 'request', kind: 'return', reason: '先退回' });
        await play.does('disp-1', id, { type: 'grant' });
      }
      await later('1h');
      await dispatch(same, 'SAN');
      await dispatch(other, 'UM');
      const eleven = h.clock.now();
      // Three of four working hours are left: one until noon, two from two o'clock on.
      expect(await play.clock(same, 'handling')).toMatchObject({ used: HOUR, dueAt: eleven + 5 * HOUR });
      expect(await play.clock(other, 'handling')).toMatchObject({ used: 0, dueAt: eleven + 6 * HOUR });
      // Both sign anew.
      for (const id of [same, other]) expect(await play.clock(id, 'acceptance')).toMatchObject({ used: 0, since: eleven });
    });

    it('declined with a reason it stays, and the time that was spent on asking counts', async () => {
      const id = await signed(), { dueAt } = await play.clock(id, 'handling');
      await play.does('h-san-1', id, { type: 'request', kind: 'return', reason: '太远' });
      expect(await play.refused('h-san-1', id, { type: 'decline', note: '算了' })).toMatchObject({ status: 403, code: 'forbidden' });
      await later('2h');
      await play.does('disp-1', id, { type: 'decline', note: '清扫范围内，请处置' });
      expect(await play.view(id)).toMatchObject({ stage: 'handling', request: null, returns: 0, refusals: [], dueAt, assignee: 'h-san-1' });
      expect(await play.told('h-san-1', id)).toEqual(expect.arrayContaining(['declined']));
      await play.resolved(id);
      expect(await play.view(id)).toMatchObject({ stage: 'verification', clocks: { handling: { used: 2 * HOUR } } });
    });

    it('only whoever has it may give it back', async () => {
      const id = await signed();
      expect(await play.refused('disp-1', id, { type: 'request', kind: 'return', reason: '退' })).toMatchObject({ status: 403, code: 'forbidden' });
      expect(await (await h.as('lead-um')).command(id, { type: 'request', kind: 'return', reason: '退', evidence: [] })).toMatchObject({ ok: false, status: 404, problem: { code: 'unknown-case' } });
      expect(await play.refused('disp-1', id, { type: 'grant' })).toMatchObject({ status: 409, code: 'no-request' });
    });
  });

  describe('for more time', () => {
    const extension = (more = HOUR) => ({ type: 'request', kind: 'extension', reason: '垃圾量大，需加车', more } as const);

    it('a handler asks, the lead stands behind it, a dispatcher grants it: two people besides the one who asks', async () => {
      const id = await signed(), before = await play.clock(id, 'handling');
      await play.does('h-san-1', id, extension());
      expect(await play.view(id)).toMatchObject({ request: { kind: 'extension', more: HOUR, endorsed: false } });
      expect([await play.told('lead-san', id), await play.told('disp-1', id)]).toEqual([['to-accept', 'asked-endorse'], []]);
      expect(await play.refused('disp-1', id, { type: 'grant' })).toMatchObject({ status: 409, code: 'not-endorsed' });
      expect(await play.refused('h-san-2', id, { type: 'endorse' })).toMatchObject({ status: 403, code: 'forbidden' });
      await play.does('lead-san', id, { type: 'endorse', note: '情况属实' });
      expect(await play.refused('lead-san', id, { type: 'endorse' })).toMatchObject({ status: 409, code: 'already-done' });
      expect(await play.refused('lead-san', id, { type: 'grant' })).toMatchObject({ status: 403, code: 'forbidden' });
      expect(await play.told('disp-1', id)).toEqual(['requested']);
      await play.does('disp-1', id, { type: 'grant' });
      // What the catalogue gave stays visible beside what was added.
      expect(await play.clock(id, 'handling')).toMatchObject({ limit: { amount: 5 * HOUR, unit: 'working' }, extended: HOUR, dueAt: Number(before.dueAt) + HOUR, fired: [] });
      expect(await play.view(id)).toMatchObject({ stage: 'handling', extensions: 1, request: null });
      expect(await play.told('h-san-1', id)).toEqual(expect.arrayContaining(['granted']));
    });

    it('what the lead asks for himself needs no second word of his', async () => {
      const id = await signed();
      await play.does('lead-san', id, extension());
      expect(await play.view(id)).toMatchObject({ request: { endorsed: true } });
      await play.does('disp-1', id, { type: 'grant' });
      expect(await play.view(id)).toMatchObject({ extensions: 1 });
    });

    it('the lead may say no to his own people, and so may the desk', async () => {
      const id = await signed(), { dueAt } = await play.clock(id, 'handling');
      await play.does('h-san-1', id, extension());
      await play.does('lead-san', id, { type: 'decline', note: '人手够' });
      await play.does('lead-san', id, extension());
      await play.does('disp-1', id, { type: 'decline', note: '不同意延期' });
      expect(await play.view(id)).toMatchObject({ request: null, extensions: 0, dueAt });
    });

    it('the warning at four fifths goes off anew: it is four fifths of another time', async () => {
      const id = await signed(), rungs = async () => (await play.view(id)).timeline.filter(({ type }) => type === 'CaseEscalated').map(({ data }) => data['rule']);
      await play.until(Number((await play.view(id)).yellowAt));
      expect(await rungs()).toEqual(['handling-80']);
      await play.does('lead-san', id, extension(2 * HOUR));
      await play.does('disp-1', id, { type: 'grant' });
      await later('1m');
      expect(await rungs()).toEqual(['handling-80']);
      await play.until(Number((await play.view(id)).yellowAt));
      expect(await rungs()).toEqual(['handling-80', 'handling-80']);
    });

    it('only before the deadline, to the very moment', async () => {
      const [late, just] = [await signed(), await signed()], { dueAt } = await play.clock(late, 'handling');
      await play.until(Number(dueAt));
      await play.does('lead-san', just, extension());
      await later('1s');
      expect(await play.refused('lead-san', late, extension())).toMatchObject({ status: 409, code: 'after-deadline', stage: 'handling', errors: [{ pointer: '/kind' }] });
    });

    it('twice at most, the second time with the word of the supervisor', async () => {
      const id = await signed();
      await play.does('lead-san', id, extension());
      await play.does('disp-1', id, { type: 'grant' });
      await play.does('lead-san', id, extension());
      expect(await play.refused('disp-1', id, { type: 'grant' })).toMatchObject({ status: 403, code: 'second-extension' });
      await play.does('sup-1', id, { type: 'grant' });
      expect(await play.view(id)).toMatchObject({ extensions: 2 });
      expect(await play.clock(id, 'handling')).toMatchObject({ limit: { amount: 6 * HOUR }, extended: 2 * HOUR });
      expect(await play.refused('lead-san', id, extension())).toMatchObject({ status: 422, code: 'too-long' });
    });

    it('each time for at most what the catalogue gave at first, also the second time', async () => {
      const id = await signed();
      expect(await play.refused('lead-san', id, extension(4 * HOUR + 1))).toMatchObject({ status: 422, code: 'too-long', errors: [{ pointer: '/more' }] });
      await play.does('lead-san', id, extension(4 * HOUR));
      await play.does('sup-1', id, { type: 'grant' });
      expect(await play.refused('lead-san', id, extension(4 * HOUR + 1))).toMatchObject({ code: 'too-long' });
      await play.does('lead-san', id, extension(4 * HOUR));
      expect(await play.view(id)).toMatchObject({ request: { more: 4 * HOUR } });
    });

    it('not where there is danger to life, and not before it is signed for', async () => {
      const flood = await play.reported({ classId: 'E0506', conditionId: 'E0506-1', text: '路面积水' });
      const { department } = await play.view(flood), handler = `h-${String(department).toLowerCase()}-1`;
      await play.accepted(flood, handler);
      expect(await play.refused(handler, flood, extension(MINUTE))).toMatchObject({ status: 409, code: 'not-when-critical' });
      const unsigned = await play.reported();
      expect(await play.refused('lead-san', unsigned, extension())).toMatchObject({ status: 409, code: 'wrong-stage', errors: [{ pointer: '/kind' }] });
    });

    it('what was done while the question was open is not lost: it may be answered, then it is finished', async () => {
      const id = await signed();
      await play.does('lead-san', id, extension());
      expect(await play.refused('h-san-1', id, { type: 'resolve', note: '好了', evidence: [await play.photo('h-san-1')] })).toMatchObject({ code: 'request-pending' });
      await play.does('disp-1', id, { type: 'decline', note: '无需延期' });
      await play.resolved(id);
      expect(await play.view(id)).toMatchObject({ stage: 'verification' });
    });
  });

  describe('to put it off', () => {
    const suspension = (until: number, ground = 'season') => ({ type: 'request', kind: 'suspension', reason: '雨季不宜开挖', until, ground } as { type: 'request'; kind: 'suspension'; reason: string; until: number; ground: 'season' });
    const putOff = async (id: string, until: number) => {
      await play.does('lead-san', id, suspension(until));
      await play.does('disp-1', id, { type: 'grant' });
    };

    it('with a ground, an end and the papers; agreed to by two; then its clock and the total one stand still', async () => {
      const id = await signed(), until = h.clock.now() + 2 * DAY, paper = await play.photo('h-san-1');
      await play.does('h-san-1', id, { ...suspension(until, 'engineering'), evidence: [paper] });
      expect(await play.refused('disp-1', id, { type: 'grant' })).toMatchObject({ code: 'not-endorsed' });
      await play.does('lead-san', id, { type: 'endorse' });
      await later('1h');
      await play.does('disp-1', id, { type: 'grant' });
      expect(await play.view(id)).toMatchObject({ stage: 'suspended', resumeAt: until, dueAt: null, clocks: { handling: { since: null, used: HOUR }, total: { since: null } } });
      const asked = (await play.view(id)).timeline.find(({ type }) => type === 'RequestMade');
      expect(asked?.data).toMatchObject({ ground: 'engineering', evidence: [paper], until });
      expect((await (await h.as('disp-1')).fetch(`/api/photos/${paper}?size=thumb`)).status).toBe(200);
    });

    it('goes on by itself on its day, with exactly what was left', async () => {
      const id = await signed();
      await later('1h');
      const until = h.clock.now() + DAY;
      await putOff(id, until);
      await play.until(until - 1);
      expect(await play.view(id)).toMatchObject({ stage: 'suspended' });
      await h.advance(1);
      const view = await play.view(id);
      expect(view).toMatchObject({ stage: 'handling', assignee: 'h-san-1', clocks: { handling: { used: HOUR, since: until } } });
      expect(view.timeline.at(-1)).toMatchObject({ type: 'CaseResumed', at: until, by: { id: 'system' }, why: { code: 'suspension-ended' } });
      expect(await play.told('h-san-1', id)).toContain('resumed');
      expect(view.timeline.filter(({ type }) => type === 'CaseEscalated')).toEqual([]);
    });

    it('or earlier, when a dispatcher says so', async () => {
      const id = await signed();
      await putOff(id, h.clock.now() + 30 * DAY);
      await later('1h');
      await play.does('disp-2', id, { type: 'resume', note: '材料已到' });
      expect(await play.view(id)).toMatchObject({ stage: 'handling', resumeAt: null, clocks: { handling: { used: 0, since: h.clock.now() } } });
    });

    it('what was added before it was put off is still there afterwards', async () => {
      const id = await signed();
      await play.does('lead-san', id, { type: 'request', kind: 'extension', reason: '需加车', more: HOUR });
      await play.does('disp-1', id, { type: 'grant' });
      await later('2h');
      await putOff(id, h.clock.now() + 5 * MINUTE);
      await later('5m');
      // Two of four hours and one more are used: three are left, two of them after the noon break.
      expect(await play.clock(id, 'handling')).toMatchObject({ used: 2 * HOUR, extended: HOUR, since: h.clock.now(), dueAt: h.clock.now() + 5 * HOUR });
    });

    it('once only, also after it went on and came back', async () => {
      const id = await signed();
      await putOff(id, h.clock.now() + HOUR);
      await later('1h');
      expect(await play.view(id)).toMatchObject({ stage: 'handling' });
      expect(await play.refused('lead-san', id, suspension(h.clock.now() + DAY))).toMatchObject({ status: 409, code: 'already-done' });
    });

    it('not without a ground, its papers or an end, not into the past, not for more than a year', async () => {
      const id = await signed(), now = h.clock.now();
      for (const [said, code, pointer] of [
        [{ type: 'request', kind: 'suspension', reason: '等', until: now + DAY }, 'invalid-input', '/ground'], [{ type: 'request', kind: 'suspension', reason: '等', ground: 'funds' }, 'invalid-input', '/until'],
        // Building works and missing money are shown on paper; the season everybody knows.
        [suspension(now + DAY, 'engineering'), 'evidence-required', '/evidence'], [suspension(now + DAY, 'funds'), 'evidence-required', '/evidence'],
        [suspension(now), 'must-be-in-future', '/until'], [suspension(now + 367 * DAY), 'too-long', '/until'],
      ] as const) expect([code, await play.refused('lead-san', id, said)]).toMatchObject([code, { status: 422, code, errors: [{ pointer }] }]);
    });

    it('declined, it goes on as if nothing had been asked', async () => {
      const id = await signed(), { dueAt } = await play.view(id);
      await play.does('lead-san', id, suspension(h.clock.now() + DAY));
      await play.does('sup-1', id, { type: 'decline', note: '不具备缓办条件' });
      expect(await play.view(id)).toMatchObject({ stage: 'handling', request: null, dueAt });
      // It may be asked for again: nothing has been put off yet.
      await play.does('lead-san', id, suspension(h.clock.now() + DAY));
    });
  });
});

describe.each(backends())('a pause costs no working time and gives none (%s)', (backend) => {
  /** Piled things: one working day, which is eight hours. */
  const paused = async (from: string, until: string, start: string): Promise<(string | null)[]> => {
    const h = await startHarness({ backend, at: local(start) });
    try {
      const play = new Play(h), id = await play.reported({ classId: 'E0136', conditionId: 'E0136-1', text: '乱堆物料' });
      await play.accepted(id, 'h-twn-101-1');
      const promised = (await play.view(id)).dueAt;
      await play.until(local(from));
      await play.does('lead-twn-101', id, { type: 'request', kind: 'suspension', reason: '等候', until: local(until), ground: 'conditions' });
      await play.does('disp-1', id, { type: 'grant' });
      await play.until(local(until));
      const { stage, dueAt } = await play.view(id);
      return [promised, stage === 'handling' ? dueAt : null].map((t) => (t === null ? null : new Date(t + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ')));
    } finally {
      await h.stop();
    }
  };

  it('over two days in the middle of the work (DOMAIN 8.3)', async () => {
    expect(await paused('2026-11-23 15:00', '2026-11-25 15:00', '2026-11-23 09:00')).toEqual(['2026-11-24 09:00', '2026-11-26 09:00']);
  });

  it('over the Spring Festival, from a Saturday on which people work to the first day after it', async () => {
    // Four of eight hours were used on the make-up Saturday; two are left until noon, two after it.
    expect(await paused('2026-02-14 15:00', '2026-02-24 10:00', '2026-02-14 09:00')).toEqual(['2026-02-24 09:00', '2026-02-24 16:00']);
  });

  it('that ends in the middle of the holidays: what is left begins with the first working hour', async () => {
    expect(await paused('2026-02-14 15:00', '2026-02-20 12:00', '2026-02-14 09:00')).toEqual(['2026-02-24 09:00', '2026-02-24 12:00']);
  });
});
