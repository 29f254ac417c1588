import { backends, placeIn, Play, startHarness, type Harness } from '../../harness/index.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE;
/** A cell of another township, 新桥镇, and who answers for it. */
const XINQIAO = { cell: '532323102201001', member: 'gm-126' };

describe.each(backends())('dispatch (%s)', (backend) => {
  let h: Harness, play: Play;
  beforeAll(async () => { h = await startHarness({ backend }); play = new Play(h); });
  afterAll(async () => { await h?.stop(); });
  beforeEach(async () => { await play.morning(); });
  /** What waits for a person to choose a department: the greasy smoke that two departments answer for. */
  const smoke = (more: Parameters<Play['sends']>[0] = {}) => play.reported({ classId: 'E0123', conditionId: 'E0123-1', text: '饭店油烟', ...more });

  describe('the duty list', () => {
    it('with exactly one sure answer dispatches by itself, and says by which line', async () => {
      const id = await play.reported();
      expect(await play.last(id)).toMatchObject({ type: 'CaseDispatched', by: { id: 'system' }, data: { department: 'SAN', coDepartments: ['TWN-101'] }, why: { code: 'duty-line', line: 'D-E0110', department: 'SAN', confidence: 1 } });
      expect(await play.told('lead-san', id)).toEqual(['to-accept']);
    });

    it('starts the limit of handling and of signing together when it is given out', async () => {
      const now = h.clock.now(), { clocks } = await play.view(await play.reported());
      // Four working hours from nine are over at three: the noon break does not count.
      expect([clocks.acceptance?.since, clocks.acceptance?.dueAt, clocks.handling?.since, clocks.handling?.dueAt]).toEqual([now, now + 2 * HOUR, now, now + 6 * HOUR]);
    });

    it('with two departments for the same thing names both, and a person decides', async () => {
      const id = await smoke();
      const { stage, candidates } = await play.view(id);
      expect(stage).toBe('dispatch');
      expect(candidates.map(({ department, line, confidence }) => [department, line, confidence])).toEqual([['EEB', 'D-E0123', 0.5], ['UM', 'D-E0123-UM', 0.5]]);
      await play.does('disp-1', id, { type: 'dispatch', department: 'UM', coDepartments: ['EEB'], note: '店内未装净化设备' });
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'UM', coDepartments: ['EEB'], dispatchedBy: 'disp-1' });
      expect(await play.last(id)).toMatchObject({ why: null, data: { note: '店内未装净化设备' } });
    });

    it('without any answer leaves it to a person, whatever is chosen', async () => {
      // A parking place belongs to its owner, and no owner is on record.
      const id = await play.reported({ classId: 'P0201', conditionId: 'P0201-1', text: '停车场地面破损' });
      expect(await play.view(id)).toMatchObject({ stage: 'dispatch', candidates: [] });
      expect(await play.refused('disp-1', id, { type: 'dispatch', department: 'XYZ', coDepartments: [] })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/department' }] });
      expect(await play.refused('disp-1', id, { type: 'dispatch', department: 'MUN', coDepartments: ['MUN'] })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/coDepartments' }] });
      await play.does('disp-1', id, { type: 'dispatch', department: 'MUN', coDepartments: [] });
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'MUN' });
    });

    it('looks at the condition: a charging line across the street is a matter for the fire brigade', async () => {
      const [hanging, charging] = [await play.reported({ classId: 'E0108', conditionId: 'E0108-1' }), await play.reported({ classId: 'E0108', conditionId: 'E0108-2' })];
      expect([(await play.view(hanging)).department, (await play.view(charging)).department]).toEqual(['UM', 'FRB']);
      expect(await play.last(charging)).toMatchObject({ why: { code: 'duty-line', line: 'D-E0108-2' } });
    });

    it('looks at the area: outside the county town each township clears its own rubbish', async () => {
      const id = await play.reported({ position: { ...placeIn(XINQIAO.cell), accuracy: 8 } }, XINQIAO.member);
      expect(await play.view(id)).toMatchObject({ cell: XINQIAO.cell, department: 'TWN-102', coDepartments: ['SAN'] });
      expect(await play.last(id)).toMatchObject({ why: { line: 'D-E0110-102' } });
      // The looser line for the whole county is shown beside it, as less sure.
      expect((await play.view(id)).candidates.map(({ line, confidence }) => [line, confidence])).toEqual([['D-E0110-102', 1], ['D-E0110', 0.5]]);
    });

    it('holds from its dates on and to them: a line of tomorrow says nothing today', async () => {
      const litter = () => play.reported({ classId: 'E0112', conditionId: 'E0112-1', text: '路面不洁' });
      await play.changesRules('duty', [{ list: 'lines', put: { id: 'D-E0112-trial', classId: 'E0112', area: '532323101', owner: '*', main: 'UM', co: [], from: play.today(1), to: play.today(2) } }]);
      const said: unknown[] = [];
      for (let day = 0; day < 3; day++) {
        const view = await play.view(await litter());
        said.push([view.department, (view.timeline.at(-1)?.why as { line?: string } | null)?.line]);
        await h.advance('1d');
      }
      expect(said).toEqual([['SAN', 'D-E0112'], ['UM', 'D-E0112-trial'], ['SAN', 'D-E0112']]);
    });

    it('says for whom it wants a share of their own, and who makes safe while it is disputed', async () => {
      const [burst, lid] = [await play.reported({ classId: 'E0501', conditionId: 'E0501-2' }), await play.reported({ classId: 'P0123', conditionId: 'P0123-4' })];
      expect((await play.view(burst)).candidates).toMatchObject([{ department: 'WTR', joint: ['MUN'], fallback: null }]);
      expect((await play.view(lid)).candidates).toMatchObject([{ department: 'TWN-101', fallback: 'MUN' }]);
    });
  });

  describe('three levels', () => {
    /** Piled things: the township government answers. */
    const piled = () => play.reported({ classId: 'E0136', conditionId: 'E0136-1', text: '巷口乱堆物' });

    it('a township gives it to its community, and the limit goes on', async () => {
      const id = await piled(), given = await play.clock(id, 'handling');
      expect(await play.view(id)).toMatchObject({ department: 'TWN-101' });
      await h.advance('1h');
      await play.does('lead-twn-101', id, { type: 'handDown', department: 'VIL-101', note: '请社区处理' });
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'VIL-101', assignee: null });
      expect(await play.last(id)).toMatchObject({ type: 'CaseHandedOn', data: { department: 'VIL-101', from: 'TWN-101', direction: 'down' } });
      expect(await play.clock(id, 'handling')).toEqual(given);
      // Who has it now signs for himself.
      expect(await play.clock(id, 'acceptance')).toMatchObject({ since: h.clock.now(), dueAt: h.clock.now() + 2 * HOUR });
      expect(await play.told('lead-vil-101', id)).toEqual(['to-accept']);
      await play.does('h-vil-101-1', id, { type: 'accept', assignee: 'h-vil-101-1' });
      expect(await play.view(id, 'h-vil-101-1')).toMatchObject({ stage: 'handling', assignee: 'h-vil-101-1' });
    });

    it('the community gives it back up, from the middle of the work, with what is left of the limit', async () => {
      const id = await piled(), { dueAt } = await play.clock(id, 'handling');
      await play.does('lead-twn-101', id, { type: 'handDown', department: 'VIL-101' });
      await play.does('h-vil-101-1', id, { type: 'accept', assignee: 'h-vil-101-1' });
      await h.advance('1h');
      await play.does('lead-vil-101', id, { type: 'handUp', reason: '需镇里调车' });
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'TWN-101', assignee: null });
      expect(await play.last(id)).toMatchObject({ type: 'CaseHandedOn', data: { from: 'VIL-101', direction: 'up', note: '需镇里调车' } });
      expect((await play.clock(id, 'handling')).dueAt).toBe(dueAt);
      // And further up, to the centre, above whom there is nobody.
      await play.does('lead-twn-101', id, { type: 'handUp', reason: '镇里无此设备' });
      expect(await play.view(id)).toMatchObject({ department: 'CTR' });
      expect(await play.refused('lead-ctr', id, { type: 'handUp', reason: '再向上' })).toMatchObject({ status: 409, code: 'no-superior' });
    });

    it('nobody hands down to whom he is not above', async () => {
      const id = await piled();
      for (const department of ['SAN', 'TWN-102', 'CTR']) expect([department, await play.refused('lead-twn-101', id, { type: 'handDown', department })]).toMatchObject([department, { status: 422, code: 'not-subordinate', errors: [{ pointer: '/department' }] }]);
      expect(await play.refused('h-twn-101-1', id, { type: 'handDown', department: 'VIL-101' })).toMatchObject({ status: 403, code: 'forbidden' });
    });
  });

  describe('within a department', () => {
    it('that shares out by itself somebody on duty gets it, and the case says what spoke for whom', async () => {
      // Litter on a green: h-grn-2 is trained for it.
      const id = await play.reported({ classId: 'E0117', conditionId: 'E0117-1', text: '绿地有垃圾' });
      expect(await play.view(id)).toMatchObject({ stage: 'acceptance', department: 'GRN', assignee: 'h-grn-2' });
      expect(await play.last(id)).toMatchObject({ type: 'CaseAssigned', by: { id: 'system' }, why: { code: 'roster', person: 'h-grn-2', merits: expect.arrayContaining([{ code: 'on-duty' }, { code: 'skilled', skill: 'E01' }, { code: 'load', open: 0 }]) as unknown } });
      expect(await play.told('h-grn-2', id)).toContain('assigned');
      // To be given it is not to have taken it: he signs for it, or a colleague does.
      await play.accepted(id, 'h-grn-2');
      expect(await play.view(id)).toMatchObject({ stage: 'handling', assignee: 'h-grn-2' });
    });

    it('who has much in hand gets less: in the end they have the same', async () => {
      const ids: string[] = [];
      for (let i = 0; i < 6; i++) ids.push(await play.reported({ classId: 'P0114', conditionId: 'P0114-4', text: `井盖周边下沉 ${i}` }));
      const shares = new Map<string, number>();
      for (const id of ids) { const { assignee } = await play.view(id); shares.set(assignee ?? '', (shares.get(assignee ?? '') ?? 0) + 1); }
      expect([...shares.keys()].sort()).toEqual(['h-grn-1', 'h-grn-2']);
      const inHand = async (who: string) => (await (await h.as('disp-1')).want('cases', { query: { assignee: who, open: 'true', limit: 200 } })).items.length;
      expect(Math.abs(await inHand('h-grn-1') - await inHand('h-grn-2'))).toBeLessThanOrEqual(1);
    });

    it('in any other one the lead names somebody, from a list that is ranked and explained', async () => {
      const id = await play.reported();
      const ask = async (who: string) => (await h.as(who)).want('assignees', { params: { id } });
      const [best, ...others] = await ask('lead-san');
      expect([best?.person, ...others.map(({ person }) => person)].sort()).toEqual(['h-san-1', 'h-san-2']);
      for (const { name, merits } of [best, ...others].filter((p) => p !== undefined)) expect([name, merits.map(({ code }) => code)]).toEqual([expect.stringMatching(/\S/), expect.arrayContaining(['on-duty', 'load', 'idle'])]);
      await play.does('lead-san', id, { type: 'assign', assignee: best?.person ?? '' });
      // Whoever has more in hand comes later on the next list.
      expect((await ask('lead-san')).at(-1)).toMatchObject({ person: best?.person, merits: expect.arrayContaining([expect.objectContaining({ code: 'load' })]) as unknown });
      expect(await play.refused('lead-san', id, { type: 'assign', assignee: 'h-um-1' })).toMatchObject({ status: 422, code: 'unknown-value', errors: [{ pointer: '/assignee' }] });
      expect(await (await h.as('lead-um')).ask('assignees', { params: { id } })).toMatchObject({ ok: false, status: 404 });
    });

    it('in the middle of the work the lead may give it to a colleague: the limit goes on, arrival is timed anew', async () => {
      const id = await play.reported(), { dueAt } = await play.clock(id, 'handling');
      await play.accepted(id, 'h-san-1');
      await play.does('h-san-1', id, { type: 'arrive' });
      await h.advance('1h');
      await play.does('lead-san', id, { type: 'assign', assignee: 'h-san-2' });
      expect(await play.view(id)).toMatchObject({ stage: 'handling', assignee: 'h-san-2', arrivedAt: null, dueAt });
      expect(await play.told('h-san-2', id)).toEqual(['assigned']);
      expect(await play.refused('h-san-1', id, { type: 'resolve', note: '好了', evidence: [await play.photo('h-san-1')] })).toMatchObject({ status: 403, code: 'forbidden' });
    });

    it('nobody off duty is on that list', async () => {
      const id = await play.reported();
      await play.until(Math.floor(h.clock.now() / 86_400_000) * 86_400_000 + 13 * HOUR);
      // At nine in the evening one of the two stands ready.
      expect((await (await h.as('lead-san')).want('assignees', { params: { id } })).length).toBe(1);
    });
  });

  describe('one case for one dispatcher', () => {
    const next = async (who: string, stage = 'dispatch') => (await h.as(who)).want('takeNext', { query: { stage } });

    it('two who take the next one get two, the most urgent first, and everybody sees whose they are', async () => {
      for (const text of ['甲店油烟', '乙店油烟']) await smoke({ text });
      const waiting = (await (await h.as('disp-3')).want('cases', { query: { stage: 'dispatch', sort: 'urgent' } })).items.map(({ id }) => id);
      const [mine, theirs] = [await next('disp-1'), await next('disp-2')];
      expect([mine.case, theirs.case]).toEqual(waiting.slice(0, 2));
      expect((await (await h.as('disp-3')).want('holds')).map(({ case: id, by }) => [id, by]).sort()).toEqual([[mine.case, 'disp-1'], [theirs.case, 'disp-2']].sort());
      expect(await play.view(mine.case, 'disp-2')).toMatchObject({ hold: { by: 'disp-1', until: h.clock.now() + 5 * MINUTE } });
      for (const [who, id] of [['disp-1', mine.case], ['disp-2', theirs.case]] as const) expect((await (await h.as(who)).ask('release', { params: { id } })).status).toBe(204);
      expect(await (await h.as('disp-3')).want('holds')).toEqual([]);
    });

    it('what one has taken another cannot act on, until it is put back, acted on or five minutes are over', async () => {
      const id = await smoke();
      const [one, other] = [await h.as('disp-1'), await h.as('disp-2')];
      const dispatch = { type: 'dispatch', department: 'UM', coDepartments: [] } as const;
      await one.want('hold', { params: { id } });
      expect(await other.ask('hold', { params: { id } })).toMatchObject({ ok: false, status: 409, problem: { code: 'held-by-other' } });
      expect(await play.refused('disp-2', id, dispatch)).toMatchObject({ status: 409, code: 'held-by-other', allowed: expect.arrayContaining(['dispatch']) as unknown });
      // A remark is always possible, and the supervisor is not kept off.
      await play.does('disp-2', id, { type: 'note', text: '我看看也行' });
      await play.does('sup-1', id, { type: 'urge', text: '请尽快派遣' });

      await h.advance('4m59s');
      expect(await play.refused('disp-2', id, dispatch)).toMatchObject({ code: 'held-by-other' });
      await h.advance('1s');
      await other.want('hold', { params: { id } });
      expect((await play.view(id)).hold).toMatchObject({ by: 'disp-2' });
      expect((await other.ask('release', { params: { id } })).status).toBe(204);
      expect((await play.view(id)).hold).toBeNull();

      await one.want('hold', { params: { id } });
      await play.does('disp-1', id, dispatch);
      expect((await play.view(id)).hold).toBeNull();
    });

    it('whoever holds it may keep it longer', async () => {
      const id = await smoke();
      const one = await h.as('disp-1');
      await one.want('hold', { params: { id } });
      await h.advance('4m');
      expect(await one.want('hold', { params: { id } })).toMatchObject({ by: 'disp-1', until: h.clock.now() + 5 * MINUTE });
      await h.advance('4m');
      expect(await play.refused('disp-2', id, { type: 'dispatch', department: 'UM', coDepartments: [] })).toMatchObject({ code: 'held-by-other' });
    });

    it('there is an end: nobody is given what another one has taken, and only the centre takes', async () => {
      const waiting = (await (await h.as('disp-3')).want('cases', { query: { stage: 'dispatch', limit: 200 } })).items.map(({ id }) => id);
      expect(waiting.length).toBeGreaterThan(0);
      for (const id of waiting) await (await h.as('disp-1')).want('hold', { params: { id } });
      expect((await (await h.as('disp-2')).ask('takeNext', { query: { stage: 'dispatch' } })).status).toBe(204);
      await play.does('disp-1', waiting[0] ?? '', { type: 'dispatch', department: 'UM', coDepartments: [] });
      expect((await (await h.as('disp-2')).want('holds')).map(({ case: id }) => id).sort()).toEqual(waiting.slice(1).sort());
      expect(await (await h.as('lead-san')).ask('takeNext')).toMatchObject({ ok: false, status: 403, problem: { code: 'no-right' } });
    });
  });
});
