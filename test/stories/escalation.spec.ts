import type { UserId } from '#domain';
import { backends, startHarness, type Harness } from '../harness/index.js';

describe.each(backends())('deadlines escalate as the clock moves (%s)', (backend) => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend }); });
  afterAll(async () => { await h?.stop(); });
  const view = async (id: string) => (await h.as('disp-1')).want('case', { params: { id } });
  const rungs = async (id: string) => (await view(id)).timeline.filter(({ type }) => type === 'CaseEscalated').map(({ data, at }) => [data['rule'], at]);
  const noticesOf = async (account: string, id: string) => (await (await h.as(account)).want('notices')).filter((notice) => notice.case === id).map(({ kind }) => kind);

  it('climbs the ladder rung by rung, each once, at its moment, and tells whom the ladder names', async () => {
    const start = h.clock.now();
    const id = await h.reported();
    const accepted = await (await h.as('h-san-1')).does(id, { type: 'accept', assignee: 'h-san-1' as UserId });
    expect(accepted.stage).toBe('handling');
    const { dueAt, yellowAt } = await view(id);
    // Four working hours from 09:00, a lunch break between: due in the afternoon of the same day.
    expect(dueAt).not.toBeNull();
    expect(yellowAt).not.toBeNull();
    const [due, yellow] = [Number(dueAt), Number(yellowAt)];

    await h.advance(yellow - h.clock.now() - 1);
    expect(await rungs(id)).toEqual([]);
    await h.advance(1);
    expect(await rungs(id)).toEqual([['handling-80', yellow]]);
    expect((await view(id)).level).toBe(1);

    await h.advance(due - h.clock.now());
    expect(await rungs(id)).toEqual([['handling-80', yellow], ['handling-100', due]]);
    expect(await noticesOf('lead-san', id)).toContain('escalated');
    expect(await noticesOf('sup-1', id)).toContain('escalated');

    // Nothing more falls due before the next rung, however often one looks.
    await h.advance('1m');
    await h.quiesce();
    expect(await rungs(id)).toHaveLength(2);

    // Days later the higher rungs have gone off, in order, once each.
    await h.advance('4d');
    const all = await rungs(id);
    const rules = all.map(([rule]) => rule);
    expect(rules).toEqual(expect.arrayContaining(['handling-150', 'handling-200', 'total-100']));
    expect(new Set(rules).size).toBe(rules.length);
    expect((await view(id)).level).toBe(4);
    expect(await noticesOf('leader-1', id)).toContain('escalated');
    expect(start).toBeLessThan(h.clock.now());
  });

  it('stops the clock while a case is suspended and goes on where it stood', async () => {
    const id = await h.reported();
    const handler = await h.as('h-san-1');
    await handler.does(id, { type: 'accept', assignee: 'h-san-1' as UserId });
    const before = await view(id);
    const until = h.clock.now() + 2 * 86_400_000;
    await handler.does(id, { type: 'request', kind: 'suspension', reason: 'waiting for the crane', until });
    await (await h.as('disp-2')).does(id, { type: 'grant' });
    expect((await view(id)).stage).toBe('suspended');
    await h.advance('1d');
    expect((await view(id)).stage).toBe('suspended');
    await h.advance(until - h.clock.now());
    const after = await view(id);
    expect(after).toMatchObject({ stage: 'handling' });
    expect(after.timeline.at(-1)).toMatchObject({ type: 'CaseResumed', why: { code: 'suspension-ended' }, at: until });
    // What was left of the handling time is still left.
    expect(Number(after.dueAt)).toBeGreaterThan(Number(before.dueAt));
    expect(after.timeline.filter(({ type }) => type === 'CaseEscalated')).toEqual([]);
  });
});
