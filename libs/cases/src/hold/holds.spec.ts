import type { Case, CaseId, ClassId, ConditionId, UserId } from '#domain';
import { uuid } from '#platform';
import { World } from '../testing/world.js';
import { Holds } from './holds.js';

let world: World, holds: Holds;
beforeAll(async () => {
  world = await World.start();
  holds = world.get(Holds);
}, 180_000);
afterAll(() => world.stop());
beforeEach(async () => { await world.database.query(`delete from case_hold`); });

const MINUTE = 60_000;
const next = async (who: string): Promise<CaseId | null> => (await holds.next(world.actor(who)))?.case ?? null;
const waiting = (): Promise<Case> => world.report({ conditionId: null });
const triage = { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 } as const;

describe('the next case', () => {
  it('is the most urgent one that nobody holds; many who ask at once get as many cases', async () => {
    const many = [await waiting(), await waiting(), await waiting(), await waiting()];
    const first = await next('disp-1');
    expect(first).toBe(many[0]?.id);
    const others = await Promise.all(['disp-2', 'disp-3', 'sup-1'].map(next));
    expect(new Set([first, ...others]).size).toBe(4);
    expect([first, ...others].sort()).toEqual(many.map((c) => c.id).sort());
    expect(await next('sup-1')).toBe(others[2]);
  });

  it('is another case for each of sixteen who ask in the same moment, however often', async () => {
    await world.database.query(`delete from cases`);
    for (let i = 0; i < 16; i++) await waiting();
    for (let round = 0; round < 25; round++) {
      await world.database.query(`delete from case_hold`);
      const people = Array.from({ length: 16 }, (_, i) => ({ ...world.actor('disp-1'), id: `disp-${i}` as UserId }));
      const taken = await Promise.all(people.map(async (one) => (await holds.next(one))?.case));
      expect(new Set(taken.filter((id) => id !== undefined)).size).toBe(16);
    }
  });

  it('is nothing when nothing waits', async () => {
    await world.database.query(`delete from cases`);
    expect(await next('disp-1')).toBeNull();
  });

  it('over HTTP is for the centre alone', async () => {
    const c = await waiting();
    expect(await world.http.ask('lead-san', 'POST', '/api/cases/next')).toMatchObject({ status: 403, body: { code: 'no-right' } });
    expect(await world.http.ask('disp-1', 'POST', '/api/cases/next?stage=handling')).toMatchObject({ status: 204 });
    expect(await world.http.ask('disp-1', 'POST', '/api/cases/next?stage=triage')).toMatchObject({ status: 200, body: { case: c.id, by: 'disp-1', until: world.clock.now() + 5 * MINUTE } });
    expect(await world.http.ask('disp-2', 'POST', `/api/cases/${c.id}/hold`)).toMatchObject({ status: 409, body: { code: 'held-by-other' } });
    expect(await world.http.ask('disp-2', 'GET', '/api/holds')).toMatchObject({ status: 200, body: [{ case: c.id, by: 'disp-1' }] });
    expect((await world.reader.view(c.id, world.actor('disp-2')))?.hold).toMatchObject({ by: 'disp-1' });
  });
});

describe('a case that somebody has taken', () => {
  it('is acted on by no other dispatcher, until it is put back or the minutes are over', async () => {
    const c = await waiting();
    await holds.take(c.id, world.actor('disp-1'));
    expect(await world.say(c.id, 'disp-2', triage)).toMatchObject({ ok: false, rejection: { code: 'held-by-other' } });
    expect(await world.say(c.id, 'disp-2', { type: 'note', text: 'I know that place' })).toMatchObject({ ok: true });
    await holds.release(c.id, world.actor('disp-2'));
    expect(await world.say(c.id, 'disp-2', triage)).toMatchObject({ ok: false });
    world.clock.advance(5 * MINUTE);
    expect(await world.say(c.id, 'disp-2', triage)).toMatchObject({ ok: true });
  });

  it('is free again once its holder has acted on it', async () => {
    const c = await waiting();
    await holds.take(c.id, world.actor('disp-1'));
    await world.done(c.id, 'disp-1', triage);
    expect(await holds.of(c.id)).toBeNull();
    expect(await world.say(c.id, 'disp-2', { type: 'dispatch', department: 'SAN' as never, coDepartments: [] })).toMatchObject({ ok: true });
  });

  it('does not stop the automation, a supervisor, or a resent command of the one who was first', async () => {
    const c = await waiting(), commandId = `test/${uuid()}`;
    await holds.take(c.id, world.actor('disp-1'));
    expect(await world.say(c.id, 'sup-1', { type: 'urge', text: 'please' })).toMatchObject({ ok: true });
    const first = await world.say(c.id, 'disp-1', triage, { commandId });
    await holds.take(c.id, world.actor('disp-2'));
    expect(await world.say(c.id, 'disp-1', triage, { commandId })).toMatchObject({ ok: true, replayed: true, case: { version: first.ok ? first.case.version : 0 } });
  });
});
