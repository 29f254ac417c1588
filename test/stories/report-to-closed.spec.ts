import type { DepartmentId, UserId } from '#domain';
import { backends, CELL, photo, rubbish, RUBBISH, startHarness, type Harness } from '../harness/index.js';

describe.each(backends())('a report is taken to closed by the roles it needs (%s)', (backend) => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend }); });
  afterAll(async () => { await h?.stop(); });

  it('goes from a grid member’s photo to closed, the sure steps by themselves', async () => {
    const member = await h.as('gm-101');
    const reported = await member.report(rubbish(), { photos: [await photo(), await photo()] });
    expect(reported).toMatchObject({ ok: true, status: 201, body: { cell: CELL, attachedTo: null } });
    if (!reported.ok) return;
    const { id } = reported.body;
    await h.quiesce();

    // Triage and dispatch were sure: the duty list has one line for this class.
    const desk = await h.as('disp-1');
    const waiting = await desk.want('case', { params: { id } });
    expect(waiting).toMatchObject({ stage: 'acceptance', department: RUBBISH.department, classId: RUBBISH.classId });
    expect(waiting.timeline.map(({ type, why }) => [type, why?.code ?? null])).toEqual([['CaseRegistered', null], ['CaseTriaged', 'trusted-report'], ['CaseDispatched', 'duty-line']]);
    expect(waiting.reportList[0]?.photos).toHaveLength(2);

    const handler = await h.as('h-san-1');
    await handler.does(id, { type: 'accept', assignee: 'h-san-1' as UserId });
    await h.advance('3h');
    const refused = await handler.command(id, { type: 'resolve', note: 'taken away', evidence: [] });
    expect(refused).toMatchObject({ ok: false, status: 422, problem: { code: 'evidence-required' } });
    await handler.does(id, { type: 'resolve', note: 'taken away', evidence: [await handler.upload(await photo())] });

    // Who handled it does not verify it; the grid member of the cell does.
    expect((await handler.want('case', { params: { id } })).allowed).not.toContain('verify');
    await member.does(id, { type: 'verify', passed: true, evidence: [await member.upload(await photo())] });
    await h.quiesce();

    const closed = await desk.want('case', { params: { id } });
    expect(closed).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    expect(closed.timeline.at(-1)).toMatchObject({ type: 'CaseClosed', why: { code: 'verified' }, by: { role: 'system' } });
    expect(closed.closedAt).toBe(h.clock.now());
  });

  it('asks a person where nothing is sure', async () => {
    const id = await h.reported({ classId: null, conditionId: null, text: 'something smells here' });
    const desk = await h.as('disp-1');
    expect(await desk.want('case', { params: { id } })).toMatchObject({ stage: 'triage' });
    await desk.does(id, { type: 'triage', classId: RUBBISH.classId, conditionId: RUBBISH.conditionId, severity: 3 });
    await h.quiesce();
    expect(await desk.want('case', { params: { id } })).toMatchObject({ stage: 'acceptance', department: RUBBISH.department });
  });

  it('comes back to the desk when the department says it is not theirs, and goes where a person sends it', async () => {
    const id = await h.reported();
    await (await h.as('lead-san')).does(id, { type: 'request', kind: 'return', reason: 'not on a public road' });
    const desk = await h.as('disp-2');
    await desk.does(id, { type: 'grant' });
    await h.quiesce();
    // The automation does not send it round in a circle.
    expect(await desk.want('case', { params: { id } })).toMatchObject({ stage: 'dispatch', returns: 1 });
    await desk.does(id, { type: 'dispatch', department: 'UM' as DepartmentId, coDepartments: [] });
    expect(await (await h.as('lead-um')).want('case', { params: { id } })).toMatchObject({ stage: 'acceptance', department: 'UM' });
    // Out of sight for the department it left.
    expect(await (await h.as('h-san-1')).ask('case', { params: { id } })).toMatchObject({ ok: false, status: 404 });
  });

  it('answers a resent report the same, and refuses the key for something else', async () => {
    const member = await h.as('gm-101');
    const key = `resent-${backend}`;
    const photos = [await photo()];
    const first = await member.report(rubbish({ text: 'resent by a phone' }), { key, photos });
    const second = await member.report(rubbish({ text: 'resent by a phone' }), { key, photos });
    if (!first.ok || !second.ok) throw new Error('refused');
    expect(second.body.id).toBe(first.body.id);
    expect(second.body.report).toBe(first.body.report);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await member.report(rubbish({ text: 'something else' }), { key, photos })).toMatchObject({ ok: false, status: 422, problem: { code: 'idempotency-key-reused' } });
  });

  it('remembers no refusal: the same key may succeed later', async () => {
    const id = await h.reported();
    const key = `refused-${backend}`;
    const handler = await h.as('h-san-1');
    expect(await handler.command(id, { type: 'resolve', note: 'done', evidence: [] }, { key })).toMatchObject({ ok: false, status: 409, problem: { code: 'wrong-stage', stage: 'acceptance' } });
    expect(await handler.command(id, { type: 'accept', assignee: 'h-san-1' as UserId }, { key })).toMatchObject({ ok: true });
  });
});
