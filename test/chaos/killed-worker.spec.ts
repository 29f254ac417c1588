import type { CaseId } from '#domain';
import { setTimeout as sleep } from 'node:timers/promises';
import { backends, photo, placeIn, CELLS, rubbish, startHarness, type Harness } from '../harness/index.js';
import { faultsOf, tally } from './faultless.js';
import { killWorker, startWorker } from './worker.js';

describe.each(backends())('a worker is killed in the middle (%s)', (backend) => {
  let h: Harness;
  // The harness's own process only answers people; the workers live beside it, by the real clock.
  beforeAll(async () => { h = await startHarness({ backend, at: Date.now(), env: { GRID_ROLES: 'api' } }); });
  afterAll(async () => { await h?.stop(); });

  it('leaves every case either untouched or done, and another worker finishes the rest, each step once', async () => {
    const member = await h.as('gm-101'), proof = await photo();
    const report = async (i: number): Promise<CaseId> => {
      const answer = await member.report(rubbish({ text: `heap ${i}`, position: { ...placeIn(CELLS[i % CELLS.length]), accuracy: 5 }, asset: `asset-${i}` }), { photos: [proof] });
      if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
      return answer.body.id;
    };
    const settled = async (ids: readonly CaseId[]): Promise<number> => (await h.database.query<{ n: number }>('select count(*)::int as n from cases where id = any($1::uuid[]) and settled_version = version', [ids]))[0]?.n ?? 0;
    const first = startWorker(h);
    const ids: CaseId[] = [];
    try {
      // The worker is up once it has done something; from then on it is always in the middle of something.
      while (ids.length < 40 || (await settled(ids)) === 0) {
        ids.push(await report(ids.length));
        if (first.exitCode !== null) throw new Error('the worker never came up');
      }
    } finally {
      await killWorker(first);
    }
    const second = startWorker(h);
    try {
      while ((await settled(ids)) < ids.length) await sleep(50);
    } finally {
      await killWorker(second);
    }
    const counted = await tally(h.server, ids);
    expect(counted['CaseRegistered']).toBe(ids.length);
    // Whatever was filed was filed once, and whatever was dispatched was dispatched once.
    expect(counted['CaseTriaged'] ?? 0).toBeLessThanOrEqual(ids.length);
    expect(counted['CaseDispatched'] ?? 0).toBe(counted['CaseTriaged'] ?? 0);
    const twice = await h.database.query("select case_id from case_event where type in ('CaseTriaged', 'CaseDispatched') group by case_id, type having count(*) > 1");
    expect(twice).toEqual([]);
    expect(await faultsOf(h.server)).toEqual([]);
  });
});
