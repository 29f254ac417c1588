import { DAY, type Actor, type CellId, type ClassId, type DepartmentId } from '#domain';
import { Database, MovableClock, ProblemError, testing } from '#platform';
import type { Contents } from '../book/content.js';
import { seed } from '../seed/seed.js';
import { Air, NOW, PASSWORD, RULEBOOK, seededDatabase, startProcess, type Process } from '../testing/county.js';
import { RuleDrafts } from './drafts.js';
import { RuleHistory } from './history.js';
import { proposeDutyLine, type RuledLine } from './propose.js';

let postgres: testing.TestPostgres;
beforeAll(async () => { postgres = await testing.startTestPostgres(); }, 60_000);
afterAll(async () => { await postgres.stop(); });

const OP = { id: 'op-1', role: 'operator' } as Actor, SUP = { id: 'sup-1', role: 'supervisor' } as Actor, LEADER = { id: 'leader-1', role: 'leader' } as Actor, DISP = { id: 'disp-1', role: 'dispatcher' } as Actor;
const TOWN = '532323101001001' as CellId;

interface World extends Process { readonly database: Database; readonly clock: MovableClock; readonly drafts: RuleDrafts; readonly history: RuleHistory }
async function world(): Promise<World> {
  const database = await seededDatabase(postgres), clock = new MovableClock(NOW), process = await startProcess(database, new Air(), clock);
  return { ...process, database, clock, drafts: new RuleDrafts(database, process.hints, clock, process.directory), history: new RuleHistory(database, clock) };
}
const refusal = async (run: Promise<unknown>): Promise<ProblemError> => run.then(() => { throw new Error('was not refused'); }, (error: ProblemError) => { if (error instanceof ProblemError) return error; throw error; });
const faults = (problem: ProblemError): string[] => (problem.more.errors ?? []).map((e) => `${e.pointer} ${e.code}`);
const class_ = (id: string): object => ({
  id, kind: 'incident', major: { code: '01', zh: '市容环境', en: 'City appearance & environment' }, zh: '犬只伤人隐患', en: 'Dangerous dog at large', severity: 2, department: 'PSB', coDepartments: ['TWN'], basis: 'X', detectableBy: [],
  conditions: [{ id: `${id}-1`, zh: '无人牵领的烈性犬', en: 'Unleashed dog of a dangerous breed', severity: 2, limit: { value: 4, unit: 'urgent_hour' }, closing: { zh: '犬只已收容', en: 'Dog impounded' } }],
});
const line = (id: string, classId: string, more: object = {}): object => ({ id, classId, area: '*', owner: '*', main: 'PSB', co: ['TWN'], from: '2026-01-01', to: null, ...more });

/** For what is refused or never approved: one for all of it. */
let calm: World;
beforeAll(async () => { calm = await world(); }, 60_000);
afterAll(async () => { await calm.close(); });

describe('a change of the rule book', () => {
  it('is written by one, put right, submitted, approved by another, and in force from its day on; the old version stays readable', async () => {
    const w = await world();
    const { draft } = await w.drafts.create(OP, { effectiveFrom: '2026-12-01', note: '犬只', parts: { catalogue: { changes: [{ list: 'classes', put: class_('E0198') as never }] } } }, 'one');
    expect(draft).toMatchObject({ state: 'draft', author: 'op-1', version: 1 });
    // A class that nobody is responsible for: kept as a draft, not submitted.
    expect((await w.drafts.find(draft.id))?.faults).toMatchObject([{ kind: 'catalogue', code: 'nobody-responsible', zh: 'E0198 在权责清单中没有对应条目：无人负责' }]);
    expect(faults(await refusal(w.drafts.submit(OP, draft.id, null)))).toEqual([expect.stringMatching(/^\/catalogue\/classes\/\d+\/id nobody-responsible$/)]);
    await w.drafts.edit(OP, draft.id, 1, { parts: { duty: { changes: [{ list: 'lines', put: line('D-E0198', 'E0198') as never }] } } });
    const full = await w.drafts.find(draft.id);
    expect(full?.faults).toEqual([]);
    expect(full?.differences).toMatchObject({ catalogue: [{ what: 'added', list: 'classes', id: 'E0198' }], duty: [{ what: 'added', list: 'lines', id: 'D-E0198' }] });

    const books = await w.drafts.draftBook(draft.id);
    expect([books?.before.classes.has('E0198' as ClassId), books?.after.classes.has('E0198' as ClassId), books && books.after.version > books.before.version]).toEqual([false, true, true]);
    expect(books?.at).toBe(Date.UTC(2026, 10, 30, 16));

    expect((await refusal(w.drafts.approve(SUP, draft.id, null))).code).toBe('draft-state');
    await w.drafts.submit(OP, draft.id, null);
    expect((await refusal(w.drafts.edit(OP, draft.id, null, { note: 'x' }))).code).toBe('draft-state');
    expect((await refusal(w.drafts.approve(OP, draft.id, null))).code).toBe('no-right');
    expect((await refusal(w.drafts.approve(DISP, draft.id, null))).code).toBe('no-right');
    expect((await refusal(w.drafts.approve(SUP, draft.id, 1))).code).toBe('version-mismatch');
    const approved = await w.drafts.approve(SUP, draft.id, 3, '同意');
    expect(approved).toMatchObject({ state: 'approved', decidedBy: 'sup-1', decisionNote: '同意', published: [{ kind: 'catalogue' }, { kind: 'duty' }] });
    expect((await refusal(w.drafts.approve(LEADER, draft.id, null))).code).toBe('draft-state');

    expect(w.directory.book().classes.has('E0198' as ClassId)).toBe(false);
    w.clock.advance(7 * DAY);
    expect(w.directory.book().sureRoute({ classId: 'E0198' as ClassId, conditionId: null, cell: TOWN, owner: null, at: w.clock.now() })).toMatchObject({ department: 'PSB', line: 'D-E0198' });
    const versions = await w.history.versions('catalogue');
    expect(versions.map((v) => [v.standing, v.author, v.publishedBy, v.note])).toEqual([['in-force', 'op-1', 'sup-1', '犬只'], ['past', null, 'seed', null]]);
    const [before, after] = [versions[1]?.version ?? 0, versions[0]?.version ?? 0];
    expect((await w.history.content('catalogue', { version: before }))?.content).toEqual((await w.history.content('catalogue', { at: NOW }))?.content);
    expect(await w.history.between('catalogue', before, after)).toMatchObject([{ what: 'added', list: 'classes', id: 'E0198' }]);
    // The same files, read in again, change nothing; the approved draft is shown as it was decided.
    expect((await seed(w.database, RULEBOOK, { demo: true, password: PASSWORD })).published).toEqual([]);
    expect((await w.drafts.find(draft.id))?.differences.catalogue).toMatchObject([{ what: 'added', id: 'E0198' }]);
    await w.close();
  });

  it('is never approved by its author, not even by a hand in the database', async () => {
    const w = await world();
    const { draft } = await w.drafts.create(SUP, { effectiveFrom: '2026-11-24', parts: { settings: { changes: [{ member: 'holdMinutes', value: 7 }] } } }, 'a');
    await w.drafts.submit(SUP, draft.id, null);
    expect((await refusal(w.drafts.approve(SUP, draft.id, null))).code).toBe('own-draft');
    expect((await refusal(w.drafts.reject(SUP, draft.id, null, 'no'))).code).toBe('own-draft');
    await expect(w.database.query(`update rule_draft set state = 'approved', decided_by = author where id = $1`, [draft.id])).rejects.toThrow('rule_draft_second_person');
    // Two who approve at the same time: one does.
    const both = await Promise.allSettled([w.drafts.approve(LEADER, draft.id, null), w.drafts.approve({ ...SUP, id: 'sup-2' } as Actor, draft.id, null)]);
    expect(both.map((b) => (b.status === 'fulfilled' ? b.value.state : (b.reason as ProblemError).code)).sort()).toEqual(['approved', 'draft-state']);
    expect((await w.history.versions('settings')).map((v) => v.standing)).toEqual(['in-force', 'past']);
    expect(w.directory.book().settings.holdMinutes).toBe(7);
    await w.close();
  });

  it('may be sent back, taken back and given up', async () => {
    const w = calm;
    const make = async (command: string) => (await w.drafts.create(OP, { effectiveFrom: '2026-12-01', parts: { settings: { changes: [{ member: 'holdMinutes', value: 9 }] } } }, command)).draft.id;
    const one = await make('1'), two = await make('2');
    await w.drafts.submit(OP, one, null);
    expect(await w.drafts.reject(LEADER, one, null, '理由不足')).toMatchObject({ state: 'rejected', decidedBy: 'leader-1', decisionNote: '理由不足' });
    await w.drafts.submit(OP, two, null);
    expect((await refusal(w.drafts.withdraw(SUP, two, null))).code).toBe('no-right');
    expect((await w.drafts.withdraw(OP, two, null)).state).toBe('draft');
    expect((await w.drafts.withdraw(OP, two, null)).state).toBe('withdrawn');
    expect((await refusal(w.drafts.submit(OP, two, null))).code).toBe('draft-state');
    expect((await w.drafts.list({ state: ['rejected', 'withdrawn'], limit: 10 })).map((d) => d.id)).toEqual(expect.arrayContaining([one, two]));
    expect(w.directory.book().settings.holdMinutes).toBe(5);
  });

  it('lists everything that is wrong with every part at once, and keeps nothing', async () => {
    const w = calm;
    const { content: settings } = (await w.history.content('settings', {})) as { content: Contents['settings'] };
    const problem = await refusal(w.drafts.create(OP, { effectiveFrom: '2026-12-01', parts: {
      settings: { content: { ...settings, holdMinutes: 0, numberPrefix: 'md' } }, duty: { changes: [{ list: 'lines', remove: 'D-NONE' }, { list: 'sheep', remove: 'x' }] }, ladder: { changes: [{ list: 'rules', put: { id: 'x', clock: 'tea' } }] },
    } }, 'c'));
    expect(problem.code).toBe('rulebook-faults');
    expect(faults(problem)).toEqual(['/settings/holdMinutes too_small', '/settings/numberPrefix invalid_format']);
    const second = await refusal(w.drafts.create(OP, { effectiveFrom: '2026-12-01', parts: { duty: { changes: [{ list: 'lines', remove: 'D-NONE' }, { list: 'sheep', remove: 'x' }] }, ladder: { changes: [{ list: 'rules', put: { id: 'x', clock: 'tea' } }] } } }, 'd'));
    expect(faults(second)).toEqual(expect.arrayContaining(['/duty/changes/0 not-possible', '/duty/changes/1 not-possible', '/ladder/rules/19/clock invalid_value', '/ladder/rules/19/level invalid_type']));
    for (const e of [...(problem.more.errors ?? []), ...(second.more.errors ?? [])]) expect([e.zh, e.message].every((said) => said)).toBe(true);
    expect(await w.database.query(`select 1 from rule_draft where command_id in ('c', 'd')`)).toEqual([]);
    expect((await refusal(w.drafts.create(OP, { effectiveFrom: '2026-11-23', parts: { settings: { changes: [{ member: 'holdMinutes', value: 9 }] } } }, 'e'))).code).toBe('must-be-in-future');
  });

  it('takes a resent one once, and the same key for something else not at all', async () => {
    const w = calm;
    const wish = { effectiveFrom: '2026-12-01', parts: { settings: { changes: [{ member: 'holdMinutes', value: 9 }] } } };
    const first = await w.drafts.create(OP, wish, 'key'), again = await w.drafts.create(OP, wish, 'key');
    expect([again.replayed, again.draft.id]).toEqual([true, first.draft.id]);
    expect((await refusal(w.drafts.create(OP, { ...wish, effectiveFrom: '2026-12-02' }, 'key'))).code).toBe('idempotency-key-reused');
  });

  it('is checked against the versions to come as well', async () => {
    const w = await world();
    const publishAs = async (effectiveFrom: string, parts: Parameters<RuleDrafts['create']>[1]['parts']) => { const { draft } = await w.drafts.create(OP, { effectiveFrom, parts }, effectiveFrom); await w.drafts.submit(OP, draft.id, null); await w.drafts.approve(SUP, draft.id, null); };
    await publishAs('2026-12-10', { duty: { changes: [{ list: 'lines', put: line('D-E0198', 'E0198') as never }] }, catalogue: { changes: [{ list: 'classes', put: class_('E0198') as never }] } });
    // Wrong from the first day on, and, until the line of 12-10 begins, nobody's.
    const { draft } = await w.drafts.create(OP, { effectiveFrom: '2026-12-01', parts: { catalogue: { changes: [{ list: 'classes', put: { ...class_('E0198'), kind: 'asset' } as never }] } } }, 'x');
    expect((await w.drafts.find(draft.id))?.faults.map((f) => f.code)).toEqual(expect.arrayContaining(['code-and-kind', 'nobody-responsible']));
    await w.close();
  });

  it('holds from today when its day has passed before it was approved', async () => {
    const w = await world();
    const { draft } = await w.drafts.create(OP, { effectiveFrom: '2026-11-25', parts: { settings: { changes: [{ member: 'holdMinutes', value: 9 }] } } }, 'late');
    await w.drafts.submit(OP, draft.id, null);
    w.clock.advance(10 * DAY);
    const { published } = await w.drafts.approve(SUP, draft.id, null);
    expect(w.drafts.dateOf(published[0]?.effectiveFrom ?? 0)).toBe('2026-12-04');
    expect(w.directory.book().settings.holdMinutes).toBe(9);
    await w.close();
  });
});

describe('two changes of the same', () => {
  it('the whole content written against an older version is refused, and goes on after it was put on top of the newest', async () => {
    const w = await world();
    const { content: settings } = (await w.history.content('settings', {})) as { content: Contents['settings'] };
    const whole = (await w.drafts.create(OP, { effectiveFrom: '2026-12-01', parts: { settings: { content: { ...settings, holdMinutes: 9, photoReach: 300 } } } }, 'w')).draft;
    await w.drafts.submit(OP, whole.id, null);
    const quick = (await w.drafts.create(SUP, { effectiveFrom: '2026-11-24', parts: { settings: { changes: [{ member: 'returnsToDispute', value: 3 }, { member: 'photoReach', value: 150 }] } } }, 'q')).draft;
    await w.drafts.submit(SUP, quick.id, null);
    await w.drafts.approve(LEADER, quick.id, null);

    const problem = await refusal(w.drafts.approve(SUP, whole.id, null));
    expect(problem).toMatchObject({ code: 'draft-outdated', more: { current: { settings: { differences: expect.arrayContaining([expect.objectContaining({ id: 'returnsToDispute', was: 2, is: 3 }), expect.objectContaining({ id: 'photoReach', was: 200, is: 150 })]) } } } });
    const { draft, both } = await w.drafts.rebase(OP, whole.id, null);
    expect(draft.state).toBe('draft');
    expect(both.settings).toEqual([{ what: 'changed', list: null, id: 'photoReach', was: 150, is: 300 }]);
    await w.drafts.submit(OP, whole.id, null);
    await w.drafts.approve(SUP, whole.id, null);
    w.clock.advance(7 * DAY);
    expect(w.directory.book().settings).toMatchObject({ holdMinutes: 9, photoReach: 300, returnsToDispute: 3 });
    await w.close();
  });

  it('what changes nothing is not submitted', async () => {
    const w = calm;
    const { draft } = await w.drafts.create(OP, { effectiveFrom: '2026-12-01', parts: { settings: { changes: [{ member: 'holdMinutes', value: 5 }] } } }, 'n');
    expect(faults(await refusal(w.drafts.submit(OP, draft.id, null)))).toEqual(['/settings changes-nothing']);
  });
});

describe('a ruling', () => {
  const ruled = (caseNumber: string, more: Partial<RuledLine> = {}): RuledLine => ({ classId: 'E0123' as ClassId, area: '*', main: 'UM' as DepartmentId, co: ['EEB' as DepartmentId], caseNumber, ground: '油烟由城管负责', by: 'sup-1', at: NOW, ...more });

  it('becomes a line of the duty list once a second person has approved it, and settles what was in doubt', async () => {
    const w = await world();
    expect(w.directory.book().sureRoute({ classId: 'E0123' as ClassId, conditionId: null, cell: TOWN, owner: null, at: NOW })).toBeNull();
    const id = await w.database.transaction((tx) => proposeDutyLine(tx, ruled('MD20261124-0007')));
    expect(await w.drafts.find(id)).toMatchObject({ state: 'submitted', author: 'sup-1', origin: 'MD20261124-0007', faults: [], differences: { duty: expect.arrayContaining([expect.objectContaining({ what: 'added', id: 'D-R-MD20261124-0007' })]) } });
    expect((await refusal(w.drafts.approve(SUP, id, null))).code).toBe('own-draft');
    await w.drafts.approve(LEADER, id, null);
    expect(w.directory.book().sureRoute({ classId: 'E0123' as ClassId, conditionId: null, cell: TOWN, owner: null, at: NOW })).toMatchObject({ department: 'UM', line: 'D-R-MD20261124-0007', confidence: 1 });
    // What held yesterday stands.
    expect(w.directory.book().candidates({ classId: 'E0123' as ClassId, conditionId: null, cell: TOWN, owner: null, at: NOW - 2 * DAY }).map((c) => c.department)).toEqual(['EEB', 'UM']);
    await w.close();
  });

  it('is not written when the ruling itself is not', async () => {
    const w = calm;
    await expect(w.database.transaction(async (tx) => { await proposeDutyLine(tx, ruled('MD1')); throw new Error('the ruling failed'); })).rejects.toThrow('the ruling failed');
    expect(await w.database.query(`select 1 from rule_draft where origin = 'MD1'`)).toEqual([]);
  });

  it('several of them, approved at the same time, all stand; also in a list that begins later', async () => {
    const w = await world();
    const next = (await w.drafts.create(OP, { effectiveFrom: '2027-01-01', parts: { duty: { changes: [{ list: 'lines', put: line('D-NEXT', 'E0110', { area: '532323102', main: 'TWN-102', co: [] }) as never }] } } }, 'next')).draft;
    await w.drafts.submit(OP, next.id, null);
    await w.drafts.approve(LEADER, next.id, null);
    const classes = ['E0110', 'E0112', 'E0113', 'E0117', 'E0125', 'P0123'];
    const ids = await Promise.all(classes.map((classId, i) => w.database.transaction((tx) => proposeDutyLine(tx, ruled(`MD${i}`, { classId: classId as ClassId, area: '532323103', main: 'TWN-103' as DepartmentId, co: [] })))));
    await Promise.all(ids.map((id) => w.drafts.approve(LEADER, id, null)));
    for (const at of [NOW, Date.UTC(2027, 0, 2)]) {
      w.clock.advance(Math.max(0, at - w.clock.now()));
      const lines = w.directory.book().duty.map((l) => l.id);
      expect(lines).toEqual(expect.arrayContaining(classes.map((_, i) => `D-R-MD${i}`)));
      expect(lines.includes('D-NEXT')).toBe(at !== NOW);
    }
    await w.close();
  });
});
