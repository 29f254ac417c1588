import type { BulkRun, SentCommandInput } from '#contract';
import type { CaseId, DepartmentId } from '#domain';
import { Work } from '#platform';
import { randomUUID } from 'node:crypto';
import { backends, Play, startHarness, type Client, type Harness } from '../harness/index.js';

const UM = 'UM' as DepartmentId, EEB = 'EEB' as DepartmentId;

describe.each(backends())('one command for many cases (%s)', (backend) => {
  let h: Harness, play: Play, desk: Client;
  beforeAll(async () => { h = await startHarness({ backend }); play = new Play(h); desk = await h.as('disp-1'); });
  afterAll(async () => { await h?.stop(); });
  beforeEach(async () => { await play.morning(); });

  /** Greasy smoke, for which two departments answer: a person dispatches it. */
  const waiting = (n: number): Promise<CaseId[]> => Array.from({ length: n }).reduce<Promise<CaseId[]>>(async (ids) => [...(await ids), await play.reported({ classId: 'E0123', conditionId: 'E0123-1', text: '饭店油烟' })], Promise.resolve([]));
  const begin = (who: Client, cases: readonly { id: string; version?: number }[], command: SentCommandInput, key: string = randomUUID()) => who.ask('startBulk', { body: { cases, command }, headers: { 'idempotency-key': key } });
  const run = async (who: Client, ids: readonly string[], command: SentCommandInput): Promise<BulkRun> => {
    const answer = await begin(who, ids.map((id) => ({ id })), command);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    await h.quiesce();
    return who.want('bulk', { params: { id: answer.body.id } });
  };
  const outcomes = (r: BulkRun) => r.items.map((i) => [i.outcome, i.code]);
  const dispatch: SentCommandInput = { type: 'dispatch', department: UM, coDepartments: [EEB], note: '同一批' };

  it('is done for each by itself, in the name of who asked, and says what came of each', async () => {
    const ids = await waiting(3);
    const handler = await play.reported();
    const done = await run(desk, [...ids, handler], dispatch);
    expect(done).toMatchObject({ command: 'dispatch', state: 'done', total: 4, left: 0, done: 3, refused: 1, changed: 0, stopped: 0 });
    expect(outcomes(done)).toEqual([['done', null], ['done', null], ['done', null], ['refused', 'wrong-stage']]);
    for (const id of ids) expect(await play.last(id)).toMatchObject({ type: 'CaseDispatched', by: { id: 'disp-1' }, data: { department: UM, note: '同一批' } });
    expect(done.items[0]).toMatchObject({ number: (await play.view(ids[0] as CaseId)).number, stage: 'acceptance' });
    expect((await desk.want('bulkRuns', {}))[0]).toMatchObject({ id: done.id, done: 3 });
  });

  it('leaves alone what has moved on since it was chosen', async () => {
    const [moved, still] = await waiting(2) as [CaseId, CaseId];
    const seen = await Promise.all([moved, still].map(async (id) => ({ id, version: (await play.view(id)).version })));
    await play.does('disp-2', moved, { type: 'note', text: '另有情况' });
    const answer = await begin(desk, seen, dispatch);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    await h.quiesce();
    const done = await desk.want('bulk', { params: { id: answer.body.id } });
    expect([outcomes(done), done.changed]).toEqual([[['changed', 'version-mismatch'], ['done', null]], 1]);
    expect((await play.view(moved)).stage).toBe('dispatch');
  });

  it('is begun once, however often it is sent', async () => {
    const ids = await waiting(2), key = randomUUID();
    const [first, second] = [await begin(desk, ids.map((id) => ({ id })), { type: 'note', text: '一次' }, key), await begin(desk, ids.map((id) => ({ id })), { type: 'note', text: '一次' }, key)];
    expect([first.status, second.status, first.ok && second.ok && first.body.id === second.body.id]).toEqual([201, 201, true]);
    await h.quiesce();
    for (const id of ids) expect((await play.types(id)).filter((t) => t === 'NoteAdded')).toHaveLength(1);
    expect(await begin(desk, ids.map((id) => ({ id })), { type: 'note', text: '另一次' }, key)).toMatchObject({ ok: false, status: 422, problem: { code: 'idempotency-key-reused' } });
  });

  it('goes on after a crash in the middle: what was done is not done twice, what was not is done', async () => {
    const ids = await waiting(5), work = h.server.get(Work);
    await work.pause();
    const answer = await begin(desk, ids.map((id) => ({ id })), dispatch);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    const { id } = answer.body;
    await work.resume();
    await h.quiesce();
    // As the power cut left it: two were through the door and nobody had noted it, the others had not begun.
    await h.database.query(`update bulk_item set outcome = null, code = null where run = $1 and n <= 2`, [id]);
    const late = await waiting(1);
    await h.database.query('insert into bulk_item (run, n, case_id) values ($1, 6, $2)', [id, late[0]]);
    await h.database.query(`update bulk_run set state = 'running', total = 6 where id = $1`, [id]);
    await h.quiesce();
    const done = await desk.want('bulk', { params: { id } });
    expect([done.state, outcomes(done)]).toEqual(['done', Array.from({ length: 6 }, () => ['done', null])]);
    for (const one of [...ids, ...late]) expect((await play.types(one)).filter((t) => t === 'CaseDispatched')).toHaveLength(1);
  });

  it('asks for the right when the turn comes, not when it was begun', async () => {
    const ids = await waiting(2), work = h.server.get(Work);
    await work.pause();
    const answer = await begin(await h.as('disp-2'), ids.map((id) => ({ id })), dispatch);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    await h.database.query(`update person set active = false where id = 'disp-2'`).catch(() => h.database.query(`update people set active = false where id = 'disp-2'`));
    await h.server.get((await import('#directory')).Directory).refresh();
    await work.resume();
    await h.quiesce();
    const [row] = await h.database.query<{ n: number }>(`select count(*)::int as n from bulk_item where run = $1 and outcome = 'refused' and code = 'no-right'`, [answer.body.id]);
    expect(row?.n).toBe(2);
    for (const id of ids) expect((await play.view(id)).stage).toBe('dispatch');
  });

  it('tells a department nothing about cases that are not its own, and does nothing to them', async () => {
    const [foreign] = await waiting(1) as [CaseId];
    const mine = await play.reported();
    const lead = await h.as('lead-san');
    const done = await run(lead, [mine, foreign, randomUUID()], { type: 'assign', assignee: 'h-san-1' as never });
    expect(outcomes(done)).toEqual([['done', null], ['refused', 'unknown-case'], ['refused', 'unknown-case']]);
    expect(done.items.slice(1).map((i) => [i.number, i.stage])).toEqual([['', null], ['', null]]);
    expect(await desk.ask('bulk', { params: { id: done.id } })).toMatchObject({ ok: false, status: 404 });
    expect(await desk.ask('stopBulk', { params: { id: done.id } })).toMatchObject({ ok: false, status: 404 });
  });

  it('stops what is left when it is told to', async () => {
    const ids = await waiting(3), work = h.server.get(Work);
    await work.pause();
    const answer = await begin(desk, ids.map((id) => ({ id })), dispatch);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    expect(await desk.want('stopBulk', { params: { id: answer.body.id } })).toMatchObject({ state: 'stopped', stopped: 3, left: 0 });
    await work.resume();
    await h.quiesce();
    expect((await desk.want('bulk', { params: { id: answer.body.id } })).state).toBe('stopped');
    for (const id of ids) expect((await play.view(id)).stage).toBe('dispatch');
  });

  it('files what nobody could name under one class, or refuses it, each by itself', async () => {
    const unsure = (text: string): Promise<CaseId> => play.reported({ classId: null as never, conditionId: null as never, text });
    const file: SentCommandInput = { type: 'triage', classId: 'E0123' as never, conditionId: 'E0123-1' as never, severity: 3 };
    const ids = [await unsure('一股油烟味'), await unsure('呛人的油烟')], other = await unsure('看不清是什么'), [already] = await waiting(1) as [CaseId];
    const filed = await run(desk, [...ids, already], file);
    expect(outcomes(filed)).toEqual([['done', null], ['done', null], ['refused', 'wrong-stage']]);
    for (const id of ids) expect(await play.view(id)).toMatchObject({ classId: 'E0123', conditionId: 'E0123-1', severity: 3, stage: 'dispatch' });
    expect(outcomes(await run(desk, [other], { ...file, conditionId: 'E0110-1' as never }))).toEqual([['refused', 'unknown-value']]);
    expect(outcomes(await run(desk, [other], { type: 'refuse', code: 'not-ours' }))).toEqual([['done', null]]);
    expect(await play.view(other)).toMatchObject({ stage: 'closed', outcome: 'refused' });
  });

  it('takes no command that names something of one case, nor more than five hundred', async () => {
    const [id] = await waiting(1) as [CaseId];
    expect(await begin(desk, [{ id }], { type: 'merge', into: id })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/command/type' }] } });
    expect(await begin(desk, Array.from({ length: 501 }, () => ({ id: randomUUID() })), { type: 'note', text: 'x' })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/cases' }] } });
    expect(await begin(desk, [], { type: 'note', text: 'x' })).toMatchObject({ ok: false, status: 422 });
  });

  it('is taken back for all of them within two minutes', async () => {
    const ids = await waiting(2);
    await run(desk, ids, dispatch);
    const back = await run(desk, ids, { type: 'recall' });
    expect(outcomes(back)).toEqual([['done', null], ['done', null]]);
    for (const id of ids) expect(await play.view(id)).toMatchObject({ stage: 'dispatch', department: null, coDepartments: [] });
    expect(await play.told('lead-um', ids[0] as CaseId)).toEqual(['to-accept', 'recalled']);
    await run(desk, ids, dispatch);
    await h.advance('3m');
    expect(outcomes(await run(desk, ids, { type: 'recall' }))).toEqual([['refused', 'too-late'], ['refused', 'too-late']]);
  });

  it('selects everything a filter finds, with what may be done with each', async () => {
    const ids = await waiting(2);
    const found = await desk.want('bulkPick', { query: { ids: ids.join(',') } });
    expect(found).toMatchObject({ total: 2 });
    expect(found.cases.map((c) => c.id).sort()).toEqual([...ids].sort());
    for (const c of found.cases) expect(c.allowed).toContain('dispatch');
    expect(await (await h.as('lead-san')).want('bulkPick', { query: { ids: ids.join(',') } })).toEqual({ cases: [], total: 0 });
  });
});
