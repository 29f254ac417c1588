import { uuid } from '#platform';
import type { CaseId, ClassId, Command, ConditionId, DepartmentId, ReportId, UserId } from '#domain';
import { history } from '../store/read.js';
import { World } from '../testing/world.js';

let world: World;
beforeAll(async () => { world = await World.start(); }, 180_000);
afterAll(() => world.stop());

const SAN = 'SAN' as DepartmentId;
const triage: Command = { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 };
const dispatch: Command = { type: 'dispatch', department: SAN, coDepartments: [] };
const events = async (id: CaseId): Promise<string[]> => (await history(world.database, id)).map((r) => r.event.type);

describe('a case number', () => {
  it('counts within the local day and starts again the next one', async () => {
    const first = (await world.report()).number, second = (await world.report()).number;
    expect([first, second]).toEqual(['MD20261124-000001', 'MD20261124-000002']);
    world.clock.set(Date.parse('2026-11-25T00:00:00+08:00'));
    expect((await world.report()).number).toBe('MD20261125-000001');
  });

  it('goes on behind what is there when the sequence was lost', async () => {
    world.clock.set(Date.parse('2026-11-26T08:00:00+08:00'));
    const taken = (await world.report()).number;
    await world.database.query(`update cases set number = 'MD20261127-000007' where number = $1`, [taken]);
    world.clock.set(Date.parse('2026-11-27T08:00:00+08:00'));
    expect((await world.report()).number).toBe('MD20261127-000008');
  });
});

describe('a command sent again', () => {
  it('gets the answer of the first time, also after the case has moved on, and leaves no second event', async () => {
    const c = await world.report();
    const commandId = `disp-1/${uuid()}`;
    const first = await world.say(c.id, 'disp-1', triage, { commandId });
    await world.done(c.id, 'disp-1', dispatch);
    const again = await world.say(c.id, 'disp-1', triage, { commandId });
    expect(again).toEqual({ ...first, replayed: true });
    expect(await events(c.id)).toEqual(['CaseRegistered', 'CaseTriaged', 'CaseDispatched']);
  });

  it('with another content is refused', async () => {
    const c = await world.report(), commandId = `disp-1/${uuid()}`;
    await world.done(c.id, 'disp-1', { type: 'note', text: 'one' }, { commandId });
    expect(await world.say(c.id, 'disp-1', { type: 'note', text: 'two' }, { commandId })).toMatchObject({ ok: false, rejection: { code: 'idempotency-key-reused' } });
    expect(await world.say(c.id, 'disp-2', { type: 'note', text: 'one' }, { commandId })).toMatchObject({ ok: false, rejection: { code: 'idempotency-key-reused' } });
  });

  it('many times at once is done once', async () => {
    const c = await world.report(), commandId = `disp-1/${uuid()}`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.say(c.id, 'disp-1', triage, { commandId })));
    expect(answers.map((a) => a.ok && a.replayed).sort()).toEqual([false, ...Array(7).fill(true)]);
    for (const a of answers) expect(a).toMatchObject({ ok: true, case: answers[0]?.ok ? answers[0].case : null });
    expect(await events(c.id)).toEqual(['CaseRegistered', 'CaseTriaged']);
  });

  it('many times at once opens one case, with everything that came with it', async () => {
    const id = uuid() as CaseId, command = world.registration(), commandId = `gm-101/${uuid()}`;
    let written = 0;
    const answers = await Promise.all(Array.from({ length: 8 }, () => world.say(id, 'gm-101', command, { commandId, also: async (tx) => { await tx.query(`insert into meta (key, value) values ($1, '1')`, [`report ${id}`]); written++; } })));
    expect(answers.filter((a) => a.ok && !a.replayed)).toHaveLength(1);
    expect(answers.every((a) => a.ok)).toBe(true);
    expect(await events(id)).toEqual(['CaseRegistered']);
    expect(written).toBeGreaterThan(0);
  });

  it('that was refused is decided anew: a refusal is not remembered', async () => {
    const c = await world.report(), commandId = `disp-1/${uuid()}`;
    expect(await world.say(c.id, 'disp-1', dispatch, { commandId })).toMatchObject({ ok: false, rejection: { code: 'wrong-stage' } });
    await world.done(c.id, 'disp-1', triage);
    expect(await world.say(c.id, 'disp-1', dispatch, { commandId })).toMatchObject({ ok: true, replayed: false });
  });

  it('is forgotten after thirty days', async () => {
    const c = await world.report(), commandId = `disp-1/${uuid()}`;
    await world.done(c.id, 'disp-1', { type: 'note', text: 'x' }, { commandId });
    await world.database.query('update command_log set at = at - $2::bigint where command_id = $1', [commandId, 31 * 86_400_000]);
    for (let i = 0; i < 500; i++) await world.say(c.id, 'disp-1', { type: 'note', text: `${i}` });
    // The sweeping out follows a commit by itself.
    const deadline = Date.now() + 10_000;
    for (;;) {
      const [row] = await world.database.query<{ n: number }>('select count(*)::int as n from command_log where command_id = $1', [commandId]);
      if (row?.n === 0) break;
      if (Date.now() > deadline) throw new Error('still remembered');
    }
  }, 60_000);
});

describe('two at once', () => {
  it('one dispatcher wins, the other is told what is allowed now', async () => {
    const c = await world.report();
    await world.done(c.id, 'disp-1', triage);
    const answers = await Promise.all([world.say(c.id, 'disp-1', dispatch), world.say(c.id, 'disp-2', { ...dispatch, department: 'UM' as DepartmentId })]);
    const [won] = answers.filter((a) => a.ok), [lost] = answers.filter((a) => !a.ok);
    expect(won).toBeDefined();
    expect(lost).toMatchObject({ ok: false, rejection: { code: 'wrong-stage', stage: 'acceptance', allowed: expect.arrayContaining(['note', 'dispute']) }, current: { stage: 'acceptance' } });
    expect((await events(c.id)).filter((t) => t === 'CaseDispatched')).toHaveLength(1);
  });

  it('whoever expects another version is told so', async () => {
    const c = await world.report();
    expect(await world.say(c.id, 'disp-1', triage, { expectedVersion: 2 })).toMatchObject({ ok: false, rejection: { code: 'version-mismatch' }, current: { version: 1 } });
    expect(await world.say(c.id, 'disp-1', triage, { expectedVersion: 1 })).toMatchObject({ ok: true });
  });

  it('many writers of many cases leave every log in order', async () => {
    const cases = await Promise.all(Array.from({ length: 6 }, () => world.report()));
    await Promise.all(Array.from({ length: 60 }, (_, i) => world.done(cases[i % 6]?.id as CaseId, 'disp-1', { type: 'note', text: `note ${i}` })));
    for (const c of cases) expect((await history(world.database, c.id)).map((r) => r.event.seq)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
  });
});

describe('what a command names', () => {
  it.each<[string, Command, string]>([
    ['a class', { ...triage, classId: 'E9999' as ClassId } as Command, 'classId'],
    ['a condition', { ...triage, conditionId: 'E0110-99' as ConditionId } as Command, 'conditionId'],
    ['a condition of another class', { ...triage, classId: 'E0112' as ClassId } as Command, 'conditionId'],
    ['a case to merge into', { type: 'merge', into: '01890a5d-ac96-774b-bcce-b302099a8057' as CaseId }, 'into'],
  ])('must be there: %s', async (_, command, field) => {
    const c = await world.report();
    expect(await world.say(c.id, 'disp-1', command)).toMatchObject({ ok: false, rejection: { code: 'unknown-value', field } });
    expect(await events(c.id)).toEqual(['CaseRegistered']);
  });

  it('must be there: departments, and the person it is given to', async () => {
    const c = await world.report();
    await world.done(c.id, 'disp-1', triage);
    const refused = async (by: string, command: Command, field: string) => expect(await world.say(c.id, by, command)).toMatchObject({ ok: false, rejection: { code: 'unknown-value', field } });
    await refused('disp-1', { ...dispatch, department: 'ZZZ' as DepartmentId }, 'department');
    await refused('disp-1', { ...dispatch, department: 'TWN' as DepartmentId }, 'department');
    await refused('disp-1', { ...dispatch, coDepartments: ['ZZZ' as DepartmentId] }, 'coDepartments');
    await refused('disp-1', { ...dispatch, coDepartments: [SAN] }, 'coDepartments');
    await world.done(c.id, 'disp-1', dispatch);
    await refused('lead-san', { type: 'accept', assignee: 'h-um-1' as UserId }, 'assignee');
    await refused('lead-san', { type: 'accept', assignee: 'nobody' as UserId }, 'assignee');
    await refused('lead-san', { type: 'accept', assignee: 'disp-1' as UserId }, 'assignee');
    await refused('lead-san', { type: 'request', kind: 'return', reason: 'not ours', suggest: 'ZZZ' as DepartmentId }, 'suggest');
    await world.done(c.id, 'lead-san', { type: 'accept', assignee: 'h-san-1' as UserId });
  });

  it('photos must have been uploaded', async () => {
    const c = await world.report();
    await world.done(c.id, 'disp-1', triage);
    await world.done(c.id, 'disp-1', dispatch);
    await world.done(c.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    const lost = 'a'.repeat(64), photo = await world.photo('h-san-1');
    expect(await world.say(c.id, 'h-san-1', { type: 'resolve', note: 'cleared', evidence: [photo, lost] })).toMatchObject({ ok: false, rejection: { code: 'unknown-photo', field: 'evidence', photos: [lost] } });
    expect((await world.done(c.id, 'h-san-1', { type: 'resolve', note: 'cleared', evidence: [photo] })).evidence).toEqual([photo]);
  });

  it('is not said to whoever has no right to the command', async () => {
    const c = await world.report();
    expect(await world.say(c.id, 'h-san-1', { ...triage, classId: 'E9999' as ClassId } as Command)).toMatchObject({ ok: false, rejection: { code: 'forbidden' } });
  });
});

describe('writes that go along', () => {
  it('stand or fall with the command', async () => {
    const id = uuid() as CaseId;
    await expect(world.say(id, 'gm-101', world.registration(), { also: async () => { throw new Error('no room for the report'); } })).rejects.toThrow('no room');
    expect(await events(id)).toEqual([]);
    expect(await world.reader.row(id, world.actor('disp-1'))).toBeNull();
  });

  it('are not made for a refusal or a replay', async () => {
    const c = await world.report(), commandId = `gm-101/${uuid()}`;
    let written = 0;
    const also = async (): Promise<void> => { written++; };
    await world.done(c.id, 'gm-101', { type: 'attachReport', report: uuid() as ReportId, reportedAt: world.clock.now() }, { commandId, also, photos: ['b'.repeat(64)] }).catch(() => undefined);
    expect(written).toBe(1);
    expect(await world.say(c.id, 'gm-101', dispatch, { also })).toMatchObject({ ok: false });
    expect(written).toBe(1);
  });
});

describe('the automation after a command', () => {
  it('has nothing to look at when there is nothing for it to do', async () => {
    const byHand = await world.report({ conditionId: null }), byItself = await world.report({ cell: world.actor('gm-101').cells?.[1] ?? null, place: { lon: 101.6, lat: 25.4, accuracy: 5 } });
    const due = await world.settle.due(world.clock.now(), 1000);
    expect(due).toContain(byItself.id);
    expect(due).not.toContain(byHand.id);
  });
});
