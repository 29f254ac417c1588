import type { CaseId } from '#domain';
import { Work } from '#platform';
import { redisFound, startHarness, type Harness } from '../harness/index.js';
import { faultsOf, tally } from './faultless.js';

const describeWithRedis = redisFound() ? describe : describe.skip;

describeWithRedis('the queue store is wiped, or gone', () => {
  let h: Harness;
  beforeAll(async () => { h = await startHarness({ backend: 'redis' }); });
  afterAll(async () => { await h?.stop(); });
  const escalations = async (id: CaseId): Promise<number> => (await tally(h.server, [id]))['CaseEscalated'] ?? 0;

  it('refills from PostgreSQL after it was wiped: no deadline is lost and none goes off twice', async () => {
    const id = await h.reported();
    await (await h.as('h-san-1')).does(id, { type: 'accept', assignee: 'h-san-1' as never });
    await h.advance('3h');
    const before = await escalations(id);
    await h.redis?.wipe();
    await h.advance('1d');
    const after = await escalations(id);
    expect(after).toBeGreaterThan(before);
    await h.redis?.wipe();
    await h.quiesce();
    expect(await escalations(id)).toBe(after);
    const rules = await h.database.query<{ rule: string }>("select data->>'rule' as rule from case_event where case_id = $1 and type = 'CaseEscalated'", [id]);
    expect(new Set(rules.map(({ rule }) => rule)).size).toBe(rules.length);
  });

  it('lets people work while it is away, and catches up when it is back', async () => {
    if (process.env['REDIS_URL'] !== undefined) return; // a borrowed Redis is not ours to stop
    const id = await h.reported();
    await h.redis?.kill();
    const ready = await h.stranger.ask('ready');
    expect(ready).toMatchObject({ ok: true, status: 200 });
    const accepted = await (await h.as('h-san-1')).command(id, { type: 'accept', assignee: 'h-san-1' as never });
    expect(accepted).toMatchObject({ ok: true, body: { stage: 'handling' } });
    await h.redis?.start();
    await h.advance('2d');
    expect(await escalations(id)).toBeGreaterThan(0);
    expect(Object.values(await h.server.get(Work).parked()).flat()).toEqual([]);
    expect(await faultsOf(h.server)).toEqual([]);
  });
});
