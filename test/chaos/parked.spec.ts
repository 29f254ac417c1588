import type { CaseId } from '#domain';
import { Work } from '#platform';
import { backends, startHarness, type Harness } from '../harness/index.js';
import { faultsOf } from './faultless.js';

describe.each(backends())('what the automation cannot do now it does later (%s)', (backend) => {
  let h: Harness;
  let work: Work;
  beforeAll(async () => {
    h = await startHarness({ backend });
    work = h.server.get(Work);
  });
  afterAll(async () => { await h?.stop(); });

  /** Reported while the automation was resting: what a crash between commit and poke leaves behind. */
  const reportedAtRest = async (n: number): Promise<CaseId[]> => {
    const ids: CaseId[] = [];
    for (let i = 0; i < n; i++) ids.push(await h.reported({}, 'gm-101', { settle: false }));
    return ids;
  };
  const steps = async (id: CaseId): Promise<(string | undefined)[]> => (await (await h.as('disp-1')).want('case', { params: { id } })).timeline.map(({ type }) => type);
  const DONE = ['CaseRegistered', 'CaseTriaged', 'CaseDispatched'];

  it('a commit whose poke was lost is found by the sweep', async () => {
    await work.pause();
    const ids = await reportedAtRest(3);
    for (const id of ids) expect(await steps(id)).toEqual(['CaseRegistered']);
    await work.resume();
    await h.quiesce();
    for (const id of ids) expect(await steps(id)).toEqual(DONE);
  });

  it('a case that its handler cannot bear is parked with the reason; the others go on; an operator sets it going again', async () => {
    await work.pause();
    const [broken, ...whole] = await reportedAtRest(3);
    if (broken === undefined) throw new Error('no case');
    const [row] = await h.database.query<{ state: object }>('select state from cases where id = $1', [broken]);
    await h.database.query(`update cases set state = '{"stage":"triage","clocks":null}' where id = $1`, [broken]);
    await work.resume();
    await h.quiesce();
    for (const id of whole) expect(await steps(id)).toEqual(DONE);
    const operator = await h.as('op-1');
    const parked = (await operator.want('parked')).find(({ id }) => id === broken);
    expect(parked).toMatchObject({ queue: 'settle', id: broken, attempts: 5 });
    expect(parked?.reason).not.toBe('');
    expect(await (await h.as('disp-1')).ask('retryParked', { params: { queue: 'settle', id: broken } })).toMatchObject({ ok: false, status: 403 });

    // Somebody mends what was wrong.
    await h.database.query('update cases set state = $2::jsonb where id = $1', [broken, JSON.stringify(row?.state)]);
    await operator.want('retryParked', { params: { queue: 'settle', id: broken } });
    await h.quiesce();
    expect((await operator.want('parked')).some(({ id }) => id === broken)).toBe(false);
    expect(await steps(broken)).toEqual(DONE);
    expect(await faultsOf(h.server)).toEqual([]);
  });
});
