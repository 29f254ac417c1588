import type { Case, ClassId, ConditionId, DepartmentId, UserId } from '#domain';
import { World } from '../testing/world.js';

let world: World, photo: string;
beforeAll(async () => {
  world = await World.start();
  photo = await world.photo();
}, 180_000);
afterAll(() => world.stop());

/** What was told about a case since the last time it was asked: `kind → recipients`. */
const heard = new Set<string>();
async function news(c: Case): Promise<Record<string, string[]>> {
  const told: Record<string, string[]> = {};
  for (const n of await world.database.query<{ id: string; kind: string; recipient: string }>('select id, kind, recipient from notice where case_id = $1 order by recipient', [c.id])) {
    if (!heard.has(n.id)) (told[n.kind] ??= []).push(n.recipient);
    heard.add(n.id);
  }
  return told;
}

describe('who is told what', () => {
  it('follows a case on its way', async () => {
    const c = await world.report({ source: 'public' }), say = (by: string, command: Parameters<World['say']>[2]) => world.done(c.id, by, command);
    expect(await news(c)).toEqual({});
    await say('disp-1', { type: 'askConfirmation' });
    expect(await news(c)).toEqual({ 'to-confirm': ['gm-101'] });
    await say('gm-101', { type: 'confirm', verdict: 'true', evidence: [] });
    await say('disp-1', { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 });
    expect(await news(c)).toEqual({});
    await say('disp-1', { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: ['UM' as DepartmentId] });
    expect(await news(c)).toEqual({ 'to-accept': ['lead-san'] });
    await say('lead-san', { type: 'accept', assignee: 'h-san-1' as UserId });
    expect(await news(c)).toEqual({ 'to-handle': ['h-san-1'] });
    await say('h-san-1', { type: 'request', kind: 'extension', reason: 'rain', more: 3_600_000 });
    expect(await news(c)).toEqual({ 'asked-endorse': ['lead-san'] });
    await say('lead-san', { type: 'endorse' });
    expect(await news(c)).toEqual({ requested: ['disp-1'] });
    await say('disp-2', { type: 'decline', note: 'no' });
    expect(await news(c)).toEqual({ declined: ['h-san-1'] });
    await say('h-san-1', { type: 'resolve', note: 'done', evidence: [photo] });
    expect(await news(c)).toEqual({ 'to-verify': ['gm-101'] });
    await say('gm-101', { type: 'verify', passed: false, note: 'still there', evidence: [] });
    expect(await news(c)).toEqual({ reworked: ['h-san-1'] });
    await say('h-san-1', { type: 'resolve', note: 'done', evidence: [photo] });
    await say('gm-101', { type: 'verify', passed: true, evidence: [] });
    await news(c);
    await say('sup-1', { type: 'close' });
    expect(await news(c)).toEqual({ closed: ['gm-101'] });
    await say('sup-1', { type: 'reopen', reason: 'came back' });
    expect(await news(c)).toEqual({ reopened: ['h-san-1'] });
  });

  it('calls the dispatchers for a critical case, and nobody for what he did himself', async () => {
    expect(await news(await world.report({ severity: 1 }))).toEqual({ 'to-triage': ['disp-1', 'disp-2', 'disp-3'] });
    const own = await world.done((await world.report({ source: 'public' })).id, 'disp-1', { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 });
    await world.done(own.id, 'disp-1', { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: [] });
    await news(own);
    await world.done(own.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    expect(await news(own)).toEqual({});
  });

  it('tells the reporters of a merged case when its master is closed', async () => {
    const master = await world.report({ source: 'public' }, 'gm-101'), twin = await world.report({ source: 'public' }, 'gm-102');
    await world.done(twin.id, 'disp-1', { type: 'merge', into: master.id });
    expect(await news(twin)).toEqual({ merged: ['gm-102'] });
    await world.done(master.id, 'disp-1', { type: 'refuse', code: 'not-ours', note: 'nothing there' });
    expect(await news(master)).toEqual({ answered: ['gm-101', 'gm-102'] });
  });
});
