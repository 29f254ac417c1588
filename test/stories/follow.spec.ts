import { LABELS, type FollowView } from '#contract';
import type { UserId } from '#domain';
import { randomUUID } from 'node:crypto';
import { backends, CELLS, Client, photo, placeIn, rubbish, startHarness, type Harness } from '../harness/index.js';

describe.each(backends())('whoever called the hotline follows it to the end (%s)', (backend) => {
  let h: Harness;
  /** A browser that was never signed in. */
  let caller: Client;
  beforeAll(async () => { h = await startHarness({ backend }); caller = new Client(h.url); });
  afterAll(async () => { await h?.stop(); });
  let calls = 0;
  const call = async (more: object = {}): Promise<{ id: string; number: string; follow: string }> => {
    const answer = await (await h.as('disp-1')).report(rubbish({ source: 'hotline', text: 'a caller says there is rubbish', position: placeIn(CELLS[calls++ % CELLS.length]), ...more }));
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    await h.quiesce();
    return answer.body;
  };
  const read = (follow: string): Promise<FollowView> => caller.want('follow', { params: { code: follow } });
  const rate = (follow: string, score: number, key: string = randomUUID()) => caller.ask('rate', { params: { code: follow }, body: { score }, headers: { 'idempotency-key': key } });

  it('step by step, from the confirmation on the spot to closed, and gives it a mark', async () => {
    const { id, number, follow } = await call();
    const reported = h.clock.now();
    const [desk, member, handler] = [await h.as('disp-1'), await h.as('gm-101'), await h.as('h-san-1')];
    // A call is looked at on the spot before it is filed: the automation has asked for it.
    expect(await read(follow)).toMatchObject({ number, follows: null, about: { en: expect.any(String) }, reportedAt: reported, stage: { stage: 'confirmation', en: LABELS.en.follow.stage.confirmation }, mayRate: false });
    expect((await read(follow)).steps.map(({ step, at }) => [step, at])).toEqual([['received', reported], ['confirming', reported]]);

    await h.advance('10m');
    await member.does(id, { type: 'confirm', verdict: 'true', evidence: [await member.upload(await photo())] });
    await h.quiesce();
    // True: filed and given out by itself.
    const given = (await read(follow)).steps.at(-1);
    expect(given).toMatchObject({ step: 'given', at: reported + 600_000 });
    expect(await rate(follow, 5)).toMatchObject({ ok: false, status: 409, problem: { code: 'wrong-stage', stage: 'acceptance' } });

    await handler.does(id, { type: 'accept', assignee: 'h-san-1' as UserId });
    await h.advance('1h');
    const resolve = async (): Promise<void> => { await handler.does(id, { type: 'resolve', note: 'taken away', evidence: [await handler.upload(await photo())] }); };
    await resolve();
    await h.advance('1h');
    await member.does(id, { type: 'verify', passed: false, note: 'half of it is still there', evidence: [] });
    await h.quiesce();
    expect(await read(follow)).toMatchObject({ stage: { stage: 'handling' } });
    await h.advance('1h');
    await resolve();
    await member.does(id, { type: 'verify', passed: true, evidence: [] });
    await h.quiesce();
    // Verified: closed by itself.
    const done = await read(follow);
    expect(done.steps.map((s) => s.step)).toEqual(['received', 'confirming', 'filed', 'given', 'handling', 'handled', 'again', 'handled', 'checked', 'closed']);
    expect(done.steps.map((s) => s.at)).toEqual(done.steps.map((s) => s.at).sort((a, b) => a - b));
    expect(done).toMatchObject({ stage: { stage: 'closed', zh: '已办结' }, mayRate: true, rating: null });
    for (const inner of ['gm-101', 'h-san-1', 'disp-1', 'half of it', 'taken away', 'a caller says']) expect(JSON.stringify(done)).not.toContain(inner);

    const key = randomUUID();
    const [mark, again] = [await rate(follow, 4, key), await rate(follow, 4, key)];
    expect([mark, again]).toMatchObject([{ ok: true, body: { rating: 4, mayRate: false } }, { ok: true, body: { rating: 4 } }]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await rate(follow, 5)).toMatchObject({ ok: false, status: 409, problem: { code: 'already-done' } });
    expect(await desk.want('case', { params: { id } })).toMatchObject({ rating: 4, timeline: expect.arrayContaining([expect.objectContaining({ type: 'CaseRated' })]) });
  });

  it('and is told what the rule book answers when nothing was found there', async () => {
    const { id, follow } = await call();
    await (await h.as('gm-101')).does(id, { type: 'confirm', verdict: 'false', note: 'nothing there', evidence: [] });
    await h.quiesce();
    const seen = await read(follow);
    expect(seen).toMatchObject({ stage: { stage: 'closed', zh: '不予立案' }, mayRate: false });
    expect(seen.steps.at(-1)).toMatchObject({ step: 'refused', zh: expect.stringContaining('网格员已到现场核实'), en: expect.stringContaining('A grid member went there') });
    expect(JSON.stringify(seen)).not.toContain('nothing there');
  });

  it('and follows the case that it is one with, until that is undone', async () => {
    const [first, second] = [await call({ classId: null, conditionId: null, text: 'it smells' }), await call({ classId: null, conditionId: null, text: 'a smell' })];
    const desk = await h.as('disp-1');
    await desk.does(second.id, { type: 'merge', into: first.id as never });
    expect(await read(second.follow)).toMatchObject({ number: second.number, follows: first.number });
    expect((await read(second.follow)).steps.at(-1)).toMatchObject({ step: 'merged', zh: expect.stringContaining(first.number) });
    await desk.does(second.id, { type: 'unmerge', reason: 'two places' });
    expect(await read(second.follow)).toMatchObject({ follows: null });
    expect((await read(second.follow)).steps.map((s) => s.step)).toContain('unmerged');
  });

  it('a code that is not there says nothing, signed in or not', async () => {
    for (const client of [caller, await h.as('sup-1')]) {
      expect(await client.ask('follow', { params: { code: '0000-0000-0000' } })).toMatchObject({ ok: false, status: 404, problem: { code: 'not-found' } });
      expect(await client.ask('rate', { params: { code: '0000-0000-0000' }, body: { score: 1 }, headers: { 'idempotency-key': randomUUID() } })).toMatchObject({ ok: false, status: 404 });
    }
  });
});
