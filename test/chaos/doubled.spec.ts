import type { CaseId, DepartmentId, UserId } from '#domain';
import { Work } from '#platform';
import { randomUUID } from 'node:crypto';
import { backends, photo, rubbish, startHarness, type Harness } from '../harness/index.js';
import { faultsOf, tally } from './faultless.js';

describe.each(backends())('what comes twice or at once (%s)', (backend) => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend }); });
  afterAll(async () => { expect(await faultsOf(h.server)).toEqual([]); await h?.stop(); });
  /** A case that waits for a dispatcher: its department sent it back, so the automation leaves it alone. */
  const returned = async (): Promise<CaseId> => {
    const id = await h.reported();
    await (await h.as('lead-san')).does(id, { type: 'request', kind: 'return', reason: 'not on a public road' });
    await (await h.as('disp-3')).does(id, { type: 'grant' });
    await h.quiesce();
    return id;
  };

  it('a job delivered many times does its work once', async () => {
    const work = h.server.get(Work);
    await work.pause();
    const member = await h.as('gm-101');
    const answer = await member.report(rubbish({ text: 'delivered twice' }), { photos: [await photo()] });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    const { id } = answer.body;
    await work.resume();
    const settle = work.queues.find(({ name }) => name === 'settle');
    for (let i = 0; i < 20; i++) {
      work.poke('settle', id);
      await settle?.add('settle', { id }, { jobId: `doubled-${randomUUID()}` });
    }
    await h.quiesce();
    const counted = await tally(h.server, [id]);
    expect(counted['CaseRegistered']).toBe(1);
    expect(counted['CaseTriaged'] ?? 0).toBeLessThanOrEqual(1);
    expect(counted['CaseDispatched'] ?? 0).toBeLessThanOrEqual(1);
  });

  it('of two dispatchers at once one wins, and the other is told what is allowed now', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await returned();
      const answers = await Promise.all([['disp-1', 'UM'], ['disp-2', 'SAN']].map(async ([who, department]) =>
        (await h.as(who ?? '')).command(id, { type: 'dispatch', department: department as DepartmentId, coDepartments: [] })));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const [loser] = answers.filter((a) => !a.ok);
      expect(loser).toMatchObject({ ok: false, status: 409, problem: { code: 'wrong-stage', stage: 'acceptance' } });
      expect(loser && !loser.ok ? loser.problem.allowed : null).toEqual(expect.arrayContaining(['note']));
    }
  });

  it('a command resent by a phone that never heard the answer is done once and answered the same', async () => {
    const id = await h.reported();
    const handler = await h.as('h-san-1'), key = randomUUID();
    const accept = () => handler.command(id, { type: 'accept', assignee: 'h-san-1' as UserId }, { key });
    const answers = await Promise.all(Array.from({ length: 12 }, accept));
    answers.push(await accept());
    const bodies = answers.map((a) => (a.ok ? JSON.stringify(a.body) : JSON.stringify(a.problem)));
    expect(new Set(bodies).size).toBe(1);
    expect(answers.filter((a) => a.headers.get('idempotency-replayed') !== 'true')).toHaveLength(1);
    expect((await tally(h.server, [id]))['CaseAccepted']).toBe(1);
  });

  it('a version that somebody else has moved on is refused with the case as it is now', async () => {
    const id = await returned();
    const desk = await h.as('disp-1');
    const seen = await desk.want('case', { params: { id } });
    await (await h.as('disp-2')).does(id, { type: 'note', text: 'I rang them' });
    const answer = await desk.command(id, { type: 'dispatch', department: 'UM' as DepartmentId, coDepartments: [] }, { version: seen.version });
    expect(answer).toMatchObject({ ok: false, status: 412, problem: { code: 'version-mismatch', current: { version: seen.version + 1 } } });
  });
});
