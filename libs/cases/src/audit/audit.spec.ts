import type { Case, CaseId, Instant } from '#domain';
import { uuid } from '#platform';
import { chance, dice, SPEAKERS } from '../testing/chance.js';
import { World } from '../testing/world.js';
import { auditCases, type CaseFault } from './audit.js';

let world: World;
beforeAll(async () => { world = await World.start(); }, 180_000);
afterAll(() => world.stop());

async function audited(batch?: number): Promise<{ faults: CaseFault[]; cases: number; events: number }> {
  const faults: CaseFault[] = [], run = auditCases(world.database, batch);
  for (;;) {
    const step = await run.next();
    if (step.done) return { faults, ...step.value };
    faults.push(step.value);
  }
}

/** Tampers as somebody with the database's own password could. */
async function behindTheTriggers(sql: string, params: readonly unknown[]): Promise<void> {
  await world.database.query('alter table case_event disable trigger all');
  await world.database.query(sql, params);
  await world.database.query('alter table case_event enable trigger all');
}

describe('after random histories through the door', () => {
  it('every row is what its log replays to, and every chain holds', async () => {
    const photo = await world.photo(), die = dice(20261124);
    const cases: CaseId[] = [];
    for (let i = 0; i < 40; i++) cases.push((await world.report({ source: die() < 0.5 ? 'grid-member' : 'public', place: { lon: 101.4 + die() / 5, lat: 25.2 + die() / 5, accuracy: null } })).id);
    const tally = { done: 0, refused: 0 };
    for (let turn = 0; turn < 30; turn++) {
      world.clock.advance(Math.floor(die() * die() * 8 * 3_600_000));
      const now: Instant = world.clock.now();
      await Promise.all(cases.map(async (id) => {
        const actor = world.actor(SPEAKERS[Math.floor(die() * SPEAKERS.length)] ?? 'disp-1');
        const c = (await world.reader.case(id, world.actor('disp-1'))) as Case, command = chance(c, actor, cases, photo, now, die);
        if (command === null) return;
        const commandId = uuid(), answers = await Promise.all([world.door.execute({ id, command, actor, commandId }), ...(die() < 0.2 ? [world.door.execute({ id, command, actor, commandId })] : [])]);
        for (const answer of answers) tally[answer.ok ? 'done' : 'refused']++;
      }));
      await world.settleAll();
    }
    expect(tally.done).toBeGreaterThan(150);
    expect(await audited(7)).toEqual({ faults: [], cases: cases.length, events: expect.any(Number) });
    const stages = await world.database.query<{ stage: string }>('select distinct stage from cases');
    expect(stages.length).toBeGreaterThan(4);
  }, 120_000);
});

describe('the audit finds', () => {
  const some = async (): Promise<Case> => {
    const c = await world.report();
    await world.done(c.id, 'disp-1', { type: 'note', text: 'first' });
    return world.done(c.id, 'disp-1', { type: 'note', text: 'second' });
  };
  const only = async (c: Case): Promise<CaseFault[]> => (await audited()).faults.filter((f) => f.caseId === c.id);

  it('a changed event', async () => {
    const c = await some();
    await behindTheTriggers(`update case_event set data = '{"text": "never said"}' where case_id = $1 and seq = 2`, [c.id]);
    expect(await only(c)).toMatchObject([{ fault: 'chain-broken', number: c.number, detail: expect.stringContaining('event 2') }]);
  });
  it('a changed author', async () => {
    const c = await some();
    await behindTheTriggers(`update case_event set actor = 'disp-2' where case_id = $1 and seq = 3`, [c.id]);
    expect(await only(c)).toMatchObject([{ fault: 'chain-broken' }]);
  });
  it('a removed event', async () => {
    const c = await some();
    await behindTheTriggers('delete from case_event where case_id = $1 and seq = 2', [c.id]);
    expect(await only(c)).toMatchObject([{ fault: 'chain-broken', detail: 'event 2 is missing' }]);
  });
  it('a log whose end was cut off', async () => {
    const c = await some();
    await behindTheTriggers('delete from case_event where case_id = $1 and seq = 3', [c.id]);
    expect(await only(c)).toMatchObject([{ fault: 'tail-cut' }]);
  });
  it('a changed row', async () => {
    const c = await some();
    await world.database.query(`update cases set state = jsonb_set(state, '{severity}', '1') where id = $1`, [c.id]);
    expect(await only(c)).toMatchObject([{ fault: 'row-differs', detail: 'state: severity' }]);
  });
  it('a column that does not say what the state says', async () => {
    const c = await some();
    await world.database.query(`update cases set stage = 'closed' where id = $1`, [c.id]);
    expect(await only(c)).toMatchObject([{ fault: 'row-differs', detail: 'columns: stage' }]);
  });
  it('a log without its case', async () => {
    const c = await some();
    await world.database.query('delete from cases where id = $1', [c.id]);
    expect(await only(c)).toMatchObject([{ fault: 'no-row' }]);
  });
});
