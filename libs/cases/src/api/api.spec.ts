import { caseViewSchema, changesSchema, countsSchema, nearSchema, receiptSchema, type CaseRow, type Change } from '#contract';
import type { Case, ClassId, ConditionId, DepartmentId } from '#domain';
import { uuid } from '#platform';
import { World } from '../testing/world.js';

let world: World;
beforeAll(async () => { world = await World.start(); }, 180_000);
afterAll(() => world.stop());

const triage = { type: 'triage', classId: 'E0110', conditionId: 'E0110-1', severity: 3 };
const command = (as: string, c: Case, body: object, headers: Record<string, string> = {}) => world.http.ask(as, 'POST', `/api/cases/${c.id}/commands`, body, { 'idempotency-key': uuid(), ...headers });

describe('POST /api/cases/{id}/commands', () => {
  it('answers a receipt with its tag, and the same again for the same key', async () => {
    const c = await world.report(), headers = { 'idempotency-key': uuid() };
    const first = await command('disp-1', c, triage, headers), again = await command('disp-1', c, triage, headers);
    expect(first).toMatchObject({ status: 200, headers: { etag: '"v2"' }, body: { id: c.id, version: 2, stage: 'dispatch', allowed: expect.arrayContaining(['dispatch']) } });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' }, body: receiptSchema.parse(first.body) });
  });

  it('takes the same key from two people for two commands', async () => {
    const c = await world.report(), headers = { 'idempotency-key': 'one-key' };
    expect((await command('disp-1', c, { type: 'note', text: 'mine' }, headers)).status).toBe(200);
    expect((await command('disp-2', c, { type: 'note', text: 'mine too' }, headers)).status).toBe(200);
    expect(await command('disp-2', c, { type: 'note', text: 'another' }, headers)).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  it('says what is missing or wrong, and by which member', async () => {
    const c = await world.report();
    expect(await world.http.ask('disp-1', 'POST', `/api/cases/${c.id}/commands`, triage)).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing' } });
    expect(await command('disp-1', c, { ...triage, extra: 1 })).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(await command('disp-1', c, { type: 'escalate', rule: 'x', clock: 'total', level: 9 })).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
    expect(await command('disp-1', c, { ...triage, classId: 'E9999', conditionId: 'E9999-1' })).toMatchObject({ status: 422, body: { code: 'unknown-value', errors: [{ pointer: '/classId' }] } });
    expect(await command('disp-1', c, { type: 'merge', into: c.id.toUpperCase() })).toMatchObject({ status: 422, body: { code: 'same-case', errors: [{ pointer: '/into' }] } });
  });

  it('with another version than expected shows the row as it is', async () => {
    const c = await world.report();
    expect(await command('disp-1', c, triage, { 'if-match': '"v7"' })).toMatchObject({ status: 412, body: { code: 'version-mismatch', stage: 'triage', current: { id: c.id, version: 1 } } });
    expect((await command('disp-1', c, triage, { 'if-match': '"v1"' })).status).toBe(200);
  });

  it('in the wrong stage or by the wrong role says what is allowed', async () => {
    const c = await world.report();
    expect(await command('disp-1', c, { type: 'close' })).toMatchObject({ status: 409, body: { code: 'wrong-stage', stage: 'triage', allowed: expect.arrayContaining(['triage']), current: { version: 1 } } });
    expect(await command('gm-101', c, triage)).toMatchObject({ status: 403, body: { code: 'forbidden', stage: 'triage', allowed: ['note', 'selfHandle'] } });
  });

  it('tells whoever may not see the case nothing at all', async () => {
    const c = await world.report();
    for (const body of [{ type: 'note', text: 'hello' }, { type: 'accept', assignee: 'h-wtr-1' }]) {
      const answer = await command('h-wtr-1', c, body);
      expect(answer).toMatchObject({ status: 404, body: { code: 'unknown-case' } });
      expect(answer.body).not.toHaveProperty('stage');
      expect(answer.body).not.toHaveProperty('current');
    }
  });
});

describe('GET /api/cases', () => {
  it('gives a page, the way to the next one, and counts', async () => {
    const page = await world.http.ask<{ items: CaseRow[]; next: string }>('disp-1', 'GET', '/api/cases?limit=2&sort=newest&open=true');
    expect(page.body.items).toHaveLength(2);
    const link = /^<([^>]+)>; rel="next"$/.exec(String(page.headers['link']))?.[1] ?? '';
    const second = await world.http.ask<{ items: CaseRow[] }>('disp-1', 'GET', link);
    expect(second.body.items.map((r) => r.id)).not.toContain(page.body.items[0]?.id);
    expect(await world.http.ask('disp-2', 'GET', link)).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
    const { body } = await world.http.ask('disp-1', 'GET', '/api/cases/counts?open=true');
    expect(countsSchema.parse(body).items.length).toBeGreaterThan(0);
  });

  it('refuses what it does not know', async () => {
    for (const query of ['limit=0', 'limit=201', 'sort=best', 'stage=asleep', 'wish=1', 'cursor=x']) expect((await world.http.ask('disp-1', 'GET', `/api/cases?${query}`)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('GET /api/cases/near', () => {
  it('gives what is open around a place, the nearest first, to whoever may see it', async () => {
    const place = (north: number) => ({ lon: 101.61, lat: 25.36 + north / 111_195, accuracy: 5 });
    const far = await world.report({ place: place(180) }), close = await world.report({ place: place(20), text: '联系 13812345678' }), beyond = await world.report({ place: place(290) });
    const near = async (who: string, query = 'lon=101.61&lat=25.36') => nearSchema.parse((await world.http.ask(who, 'GET', `/api/cases/near?${query}`)).body).items;
    expect((await near('gm-101')).map((n) => [n.case.id, n.metres])).toEqual([[close.id, 20], [far.id, 180]]);
    expect((await near('gm-101'))[0]?.case.text).not.toContain('13812345678');
    expect((await near('gm-101', 'lon=101.61&lat=25.36&metres=300')).map((n) => n.case.id)).toContain(beyond.id);
    await world.done(close.id, 'disp-1', { type: 'refuse', code: 'not-ours' });
    expect((await near('disp-1')).map((n) => n.case.id)).toEqual([far.id]);
    expect(await near('h-wtr-1')).toEqual([]);
    expect(await near('gm-120')).toEqual([]);
    for (const query of ['', 'lon=101.61', 'lon=200&lat=25', 'lon=101.61&lat=25.36&metres=5000', 'lon=x&lat=y']) expect((await world.http.ask('gm-101', 'GET', `/api/cases/near?${query}`)).status).toBe(422);
  });
});

describe('GET /api/cases/{id}', () => {
  it('gives the page once and 304 while it has not moved', async () => {
    const c = await world.report();
    const { headers, body } = await world.http.ask('disp-1', 'GET', `/api/cases/${c.id}`);
    caseViewSchema.parse(body);
    expect(headers['etag']).toBe('"v1"');
    expect(await world.http.ask('disp-1', 'GET', `/api/cases/${c.id}`, undefined, { 'if-none-match': '"v1"' })).toMatchObject({ status: 304, body: null });
    await command('disp-1', c, { type: 'note', text: 'moved' });
    expect((await world.http.ask('disp-1', 'GET', `/api/cases/${c.id}`, undefined, { 'if-none-match': '"v1"' })).status).toBe(200);
  });

  it('does not say whether there is one to whoever may not see it', async () => {
    const c = await world.report();
    for (const id of [c.id, uuid()]) for (const headers of [{}, { 'if-none-match': '"v1"' }]) expect(await world.http.ask('h-wtr-1', 'GET', `/api/cases/${id}`, undefined, headers)).toMatchObject({ status: 404, body: { code: 'unknown-case' } });
    expect((await world.http.ask('disp-1', 'GET', '/api/cases/17')).status).toBe(422);
  });
});

describe('GET /api/changes', () => {
  it('tells each reader what concerns them, and when a case has left', async () => {
    const c = await world.report();
    await command('disp-1', c, triage);
    await command('disp-1', c, { type: 'dispatch', department: 'SAN' });
    const start = (await world.http.ask<{ position: string }>('disp-1', 'GET', '/api/changes')).body.position;
    await world.done(c.id, 'lead-san', { type: 'dispute', reason: 'not ours' });
    await world.done(c.id, 'sup-1', { type: 'rule', department: 'WTR' as DepartmentId, ground: 'theirs' });
    const seen = async (who: string): Promise<Change[]> => changesSchema.parse((await world.http.ask(who, 'GET', `/api/changes?since=${start}`)).body).items;
    expect(await seen('disp-1')).toMatchObject([{ id: c.id, version: 5, left: false, row: { department: 'WTR' } }]);
    expect(await seen('h-san-1')).toMatchObject([{ id: c.id, left: true, row: null }]);
    expect(await seen('h-wtr-1')).toMatchObject([{ id: c.id, left: false }]);
    expect(await seen('gm-101')).toMatchObject([{ id: c.id, left: false }]);
    expect(await seen('h-um-1')).toEqual([]);
    expect(await world.http.ask('disp-1', 'GET', '/api/changes?since=old.1.1')).toMatchObject({ status: 410, body: { code: 'position-gone' } });
  });
});

describe('what was given up', () => {
  it('is shown to the operator and set going again', async () => {
    const c = await world.report({ classId: 'E0112' as ClassId, conditionId: 'E0112-1' as ConditionId, place: { lon: 101.8, lat: 25.5, accuracy: 4 } });
    await world.settle.park(c.id, 'no rule fits', 5);
    expect((await world.http.ask('op-1', 'GET', '/api/work/parked')).body).toEqual([{ queue: 'settle', id: c.id, reason: 'no rule fits', since: world.clock.now(), attempts: 5 }]);
    expect((await world.reader.row(c.id, world.actor('disp-1')))?.parked).toBe('no rule fits');
    expect((await world.http.ask('op-1', 'POST', `/api/work/parked/settle/${c.id}/retry`)).status).toBe(204);
    expect((await world.http.ask('op-1', 'POST', `/api/work/parked/settle/${c.id}/retry`)).status).toBe(404);
    await world.settleAll();
    expect(await world.reader.row(c.id, world.actor('disp-1'))).toMatchObject({ stage: 'acceptance', parked: null });
  });

  it('is looked at again when somebody moves the case on', async () => {
    const c = await world.report({ place: { lon: 101.9, lat: 25.5, accuracy: 4 } });
    await world.settle.park(c.id, 'no rule fits', 5);
    await world.done(c.id, 'disp-1', { type: 'note', text: 'look' });
    expect((await world.reader.row(c.id, world.actor('disp-1')))?.parked).toBeNull();
  });
});
