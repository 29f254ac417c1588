import type { CaseCallers, EarlierCall, Reveal } from '#contract';
import type { UserId } from '#domain';
import { backends, CELLS, local, photo, placeIn, rubbish, startHarness, type Harness, type ReportInput } from '../harness/index.js';

const NUMBER = '13812345678';
/** Words that nobody but the hotline seat may ever read. */
const SECRET = [NUMBER, '138-1234-5678', '龚美丽', '茅州路 7 号 3 幢 502'];

describe.each(backends())('who called stays with those who spoke with them (%s)', (backend) => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend, env: { GRID_CALLER_DAYS: '30' } }); });
  afterAll(async () => { await h?.stop(); });
  let calls = 0;
  const call = async (caller: ReportInput['caller'], more: Partial<ReportInput> = {}, key?: string) =>
    (await h.as('disp-1')).report(rubbish({ source: 'hotline', text: 'a caller says there is rubbish', position: placeIn(CELLS[calls++ % CELLS.length]), ...(caller && { caller }), ...more }), key === undefined ? {} : { key });
  const called = async (caller: ReportInput['caller'], more: Partial<ReportInput> = {}): Promise<string> => {
    const answer = await call(caller, more);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    await h.quiesce();
    return answer.body.id;
  };
  const of = async (id: string, who = 'disp-1'): Promise<CaseCallers> => (await h.as(who)).want('caseCallers', { params: { id } });
  const earlier = async (phone: string): Promise<EarlierCall[]> => (await h.as('disp-1')).want('callers', { query: { phone } });
  const reveal = async (id: string, who: string, body: object) => (await h.as(who)).ask('revealCaller', { params: { id }, body });

  it('is masked for the centre, revealed for a reason, and every reveal is written down', async () => {
    const id = await called({ name: '龚美丽', phone: '+86 138-1234-5678', address: '茅州路 7 号 3 幢 502' });
    expect(await of(id)).toMatchObject({ callers: [{ name: '龚**', phone: '138****5678', anonymous: false, kept: true }], reveals: [] });

    expect(await reveal(id, 'sup-1', {})).toMatchObject({ ok: false, status: 422 });
    expect(await reveal(id, 'sup-1', { reason: '   ' })).toMatchObject({ ok: false, status: 422 });
    expect((await of(id)).reveals).toEqual([]);
    expect(await reveal(id, 'sup-1', { reason: '回访核实' })).toMatchObject({ ok: true, body: { name: '龚美丽', phone: NUMBER, address: '茅州路 7 号 3 幢 502' } });
    expect((await of(id)).reveals).toMatchObject([{ by: { id: 'sup-1' }, at: h.clock.now(), reason: '回访核实' }] satisfies Partial<Omit<Reveal, 'by'> & { by: unknown }>[]);
    await expect(h.database.query("update caller_reveal set reason = 'x'")).rejects.toThrow(/append-only/);
    await expect(h.database.query('delete from caller_reveal')).rejects.toThrow(/append-only/);
  });

  it('never reaches a department, the log, a list, the reporter’s own page, or anybody who does not take calls', async () => {
    const answer = await call({ name: '龚美丽', phone: NUMBER, address: '茅州路 7 号 3 幢 502' });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    const { id, follow, number } = answer.body;
    await h.quiesce();
    await (await h.as('gm-101')).does(id, { type: 'confirm', verdict: 'true', evidence: [await (await h.as('gm-101')).upload(await photo())] });
    await h.quiesce();
    await (await h.as('h-san-1')).does(id, { type: 'accept', assignee: 'h-san-1' as UserId });
    for (const who of ['h-san-1', 'lead-san', 'gm-101', 'leader-1', 'op-1', 'h-mun-1']) {
      const client = await h.as(who);
      for (const [name, ask] of [['caseCallers', { params: { id } }], ['callers', { query: { phone: '5678' } }], ['revealCaller', { params: { id }, body: { reason: 'x' } }]] as const)
        expect([who, name, await client.ask(name, ask)]).toEqual([who, name, expect.objectContaining({ ok: false, status: 403 })]);
    }
    expect((await h.stranger.ask('callers', { query: { phone: '5678' } })).status).toBe(401);
    const seen = [
      await (await h.as('sup-1')).want('case', { params: { id } }), await (await h.as('h-san-1')).want('case', { params: { id } }), await (await h.as('sup-1')).want('cases', { query: { q: number } }), await (await h.as('sup-1')).want('changes', {}),
      await h.stranger.want('follow', { params: { code: follow } }), answer.body,
      await h.database.query('select * from report'), await h.database.query('select * from case_event'), await h.database.query('select * from cases'),
      (await h.database.query('select report_id, anonymous, tail, sealed from caller')).map((row) => JSON.stringify(row)),
    ].map((x) => JSON.stringify(x)).join('\n');
    for (const word of SECRET) expect(seen).not.toContain(word);
  });

  it('finds what a number reported before, by the whole of it or its last four digits', async () => {
    const first = await called({ phone: '0878-6123456' }, { text: 'first' }), second = await called({ phone: '08786123456', name: '何大爷' }, { text: 'second' });
    await called({ phone: '08786999999' });
    const found = await earlier('0878 612 3456');
    expect(found.map((e) => [e.case.id, e.phone, e.name])).toEqual([[second, '087****3456', '何**'], [first, '087****3456', null]]);
    expect(found.every((e) => e.case.stage === 'confirmation')).toBe(true);
    expect((await earlier('3456')).map((e) => e.case.id)).toEqual([second, first]);
    expect(await earlier('08786123450')).toEqual([]);
    expect(await (await h.as('disp-1')).ask('callers', { query: { phone: '12' } })).toMatchObject({ ok: false, status: 422 });
  });

  it('takes only a number from somebody who wants to stay unknown', async () => {
    const id = await called({ name: '龚美丽', phone: NUMBER, address: '茅州路 7 号 3 幢 502', anonymous: true });
    expect((await of(id)).callers).toMatchObject([{ name: null, phone: '138****5678', anonymous: true }]);
    expect(await reveal(id, 'disp-1', { reason: '回访' })).toMatchObject({ ok: true, body: { name: null, address: null, phone: NUMBER } });
    const silent = await called({ anonymous: true });
    expect((await of(silent)).callers).toMatchObject([{ name: null, phone: null, kept: false }]);
  });

  it('is noted by the centre only, and only for what came from outside', async () => {
    expect(await call({ phone: NUMBER }, { source: 'patrol' })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/caller' }] } });
    const member = await (await h.as('gm-101')).report(rubbish({ caller: { phone: NUMBER } }), { photos: [await photo()] });
    expect(member).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/caller' }] } });
    for (const phone of ['1', 'call me', '1'.repeat(30), '<script>alert(1)</script>']) expect(await call({ phone })).toMatchObject({ ok: false, status: 422, problem: { errors: [{ pointer: '/caller/phone' }] } });
  });

  it('a report sent again is the same report; with another caller it is another wish', async () => {
    const position = placeIn(CELLS[9]);
    const [one, again] = [await call({ phone: '13900001111' }, { position }, 'the-same-call'), await call({ phone: '139 0000 1111' }, { position }, 'the-same-call')];
    expect([one.ok && one.body.id, again.headers.get('idempotency-replayed')]).toEqual([again.ok && again.body.id, 'true']);
    expect(await call({ phone: '13900002222' }, { position }, 'the-same-call')).toMatchObject({ ok: false, status: 422, problem: { code: 'idempotency-key-reused' } });
    expect((await earlier('13900001111')).length).toBe(1);
  });

  it('is forgotten some time after the case was closed, and the case stays', async () => {
    const id = await called({ phone: '13777770000', name: '龚美丽' }), kept = await called({ phone: '13777770000' });
    await (await h.as('gm-101')).does(id, { type: 'confirm', verdict: 'false', note: 'nothing there', evidence: [] });
    await h.quiesce();
    expect((await earlier('13777770000')).length).toBe(2);
    await reveal(id, 'disp-1', { reason: '回访' });
    h.clock.advance(local('2026-12-26 09:00') - h.clock.now());
    // Over its time: not found, not shown, not revealed, before anything has been erased.
    expect((await earlier('13777770000')).map((e) => e.case.id)).toEqual([kept]);
    expect(await of(id)).toMatchObject({ callers: [], reveals: [{ reason: '回访' }] });
    expect(await reveal(id, 'sup-1', { reason: '投诉' })).toMatchObject({ ok: false, status: 404 });
    const before = await h.database.query('select report_id from caller');
    await call({ phone: '13777770000' });
    expect((await h.database.query('select report_id from caller')).length).toBeLessThanOrEqual(before.length);
    expect(await h.database.query('select c.report_id from caller c join report r on r.id = c.report_id where r.case_id = $1', [id])).toEqual([]);
    expect((await (await h.as('disp-1')).want('case', { params: { id } })).outcome).toBe('refused');
  });
});
