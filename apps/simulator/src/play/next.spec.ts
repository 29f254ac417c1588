import { asCommand, commandSchema } from '#contract';
import { limitOf, type CaseId, type CellId, type ClassId, type CommandOf, type CommandType, type DepartmentId, type UserId } from '#domain';
import { BURST, CELLS, sampleCounty, Told } from '../../test/sample.js';
import { kindOf } from '../mapping/mapping.js';
import { isAct } from './courses.js';
import { recheck } from './duties.js';
import type { Course } from './move.js';
import { next } from './next.js';
import type { Occurrence, Twists } from './occurrence.js';

const county = sampleCounty();
const occurrence = (over: Partial<Occurrence> = {}): Occurrence => ({
  name: 'x', after: 0, lasts: 3_600_000, place: null, source: 'grid-member', reported: kindOf('E0110-1'), filed: kindOf('E0110-1'), text: '暴露垃圾', ends: { stage: 'closed' }, repeats: null, awaits: [], ...over,
});

/** Plays one case to its rest against the real table, the people doing everything themselves. Answers the commands that were given. */
function playOut(o: Occurrence, told: Told, over: Partial<Course> = {}): string[] {
  const did = new Set<string>();
  const given: string[] = [];
  const course: Course = { occurrence: o, reporter: 'gm-101' as UserId, pick: 3, into: null, held: false, did, ...over };
  for (let step = 0; step < 40; step++) {
    const move = next(told.row, course, county);
    if (!isAct(move)) return [...given, move.kind];
    const command = move.command({ photos: ['a'.repeat(64)], view: told.view, now: told.now });
    const answer = told.say(move.by, asCommand(commandSchema.parse(command)) as CommandOf<CommandType>);
    given.push(answer === 'ok' ? command.type : `${command.type} ${answer}`);
    if (answer === 'ok' && move.marks !== undefined) did.add(move.marks);
  }
  return [...given, 'without end'];
}

const other: Twists['returned'] = { reason: '不属本部门', to: 'MUN' as DepartmentId };

describe('what people do next', () => {
  it('takes an ordinary case to closed, each step by somebody who may', () => {
    const told = new Told().register();
    expect(playOut(occurrence(), told)).toEqual(['triage', 'dispatch', 'accept', 'resolve', 'verify', 'close', 'rest']);
    expect(told.case).toMatchObject({ stage: 'closed', outcome: 'fixed', department: 'SAN' });
  });

  it('has the case of an unclear owner dispatched to the township of its cell', () => {
    const unsure = new Told().register({ classId: null, conditionId: null });
    expect(playOut(occurrence({ filed: kindOf('E0698-1'), reported: null, ends: { stage: 'acceptance' } }), unsure)).toEqual(['triage', 'dispatch', 'rest']);
    expect(unsure.case.department).toBe('TWN-101');
  });

  it.each<[string, Twists, string[]]>([
    ['a confirmation', { confirmation: true }, ['askConfirmation', 'confirm', 'triage', 'dispatch', 'accept', 'resolve', 'verify', 'close', 'rest']],
    ['a return', { returned: other }, ['triage', 'dispatch', 'request', 'grant', 'dispatch', 'accept', 'resolve', 'verify', 'close', 'rest']],
    ['a ruling', { disputed: { reason: '权属不清', ruling: { department: 'MUN' as DepartmentId, ground: '先属地' } } }, ['triage', 'dispatch', 'dispute', 'rule', 'accept', 'resolve', 'verify', 'close', 'rest']],
    ['a dispute without a ruling', { disputed: { reason: '权属不清' } }, ['triage', 'dispatch', 'dispute', 'rest']],
    ['a suspension', { suspended: { reason: '待料', days: 3 } }, ['triage', 'dispatch', 'accept', 'request', 'endorse', 'grant', 'rest']],
    ['an extension', { extended: { reason: '待料', more: 3_600_000 } }, ['triage', 'dispatch', 'accept', 'request', 'endorse', 'grant', 'resolve', 'verify', 'close', 'rest']],
    ['a question that nobody answers', { asks: { kind: 'extension', reason: '待料', more: 3_600_000 } }, ['triage', 'dispatch', 'accept', 'request', 'rest']],
    ['an arrival', { arrives: true }, ['triage', 'dispatch', 'accept', 'arrive', 'resolve', 'verify', 'close', 'rest']],
    ['an order and its reply', { ordered: { demand: '请说明', within: 3_600_000, reply: '已办' } }, ['triage', 'dispatch', 'accept', 'order', 'reply', 'resolve', 'verify', 'close', 'rest']],
    ['a forced ending', { ending: { kind: 'forced', reason: '工程类', document: '牟城管〔2026〕1号' } }, ['triage', 'dispatch', 'accept', 'propose', 'approve', 'rest']],
    ['a proposal that nobody has approved', { ending: { kind: 'voided', reason: '误报', waits: true } }, ['triage', 'dispatch', 'accept', 'propose', 'rest']],
    ['a failed verification', { fails: { note: '未清理干净' } }, ['triage', 'dispatch', 'accept', 'resolve', 'verify', 'resolve', 'verify', 'close', 'rest']],
  ])('goes lawfully through %s', (_, twists, commands) => {
    expect(playOut(occurrence({ twists }), new Told().register())).toEqual(commands);
  });

  it.each(['triage', 'dispatch', 'acceptance', 'handling', 'verification', 'closure'] as const)('leaves a case in %s when it is to stay there', (stage) => {
    const told = new Told().register();
    expect(playOut(occurrence({ ends: { stage } }), told).at(-1)).toBe('rest');
    expect(told.case.stage).toBe(stage);
  });

  it('refuses what turned out to be nothing, and merges what is there already', () => {
    expect(playOut(occurrence({ ends: { stage: 'refused', code: 'not-true', note: '未发现' } }), new Told().register())).toEqual(['refuse', 'rest']);
    expect(playOut(occurrence({ repeats: 'y' }), new Told().register(), { into: '0190a5b0-0000-7000-8000-000000000002' as CaseId })).toEqual(['merge', 'rest']);
  });

  it('has a grid member look first at what came from the public, and refuses what is not so', () => {
    expect(playOut(occurrence({ source: 'public' }), new Told().register({ source: 'public' }))).toEqual(['askConfirmation', 'confirm', 'triage', 'dispatch', 'accept', 'resolve', 'verify', 'close', 'rest']);
    const untrue = new Told().register({ source: 'hotline' });
    expect(playOut(occurrence({ ends: { stage: 'refused', code: 'not-true', note: '未发现' } }), untrue)).toEqual(['askConfirmation', 'confirm', 'refuse', 'rest']);
    expect(untrue.case).toMatchObject({ confirmed: 'false', outcome: 'refused' });
    expect(playOut(occurrence({ source: 'public', ends: { stage: 'triage' } }), new Told().register({ source: 'public' }))).toEqual(['askConfirmation', 'confirm', 'rest']);
  });

  it('takes the steps of a burst pipe one after the other, and shares of others beside them', () => {
    const burst = { classId: 'E0113' as ClassId, conditionId: BURST, severity: 1 } as const;
    const told = new Told().register(burst);
    told.say('disp-1', { type: 'triage', ...burst });
    told.say('disp-1', { type: 'dispatch', department: 'MUN' as DepartmentId, coDepartments: ['SAN' as DepartmentId], joint: ['SAN' as DepartmentId] });
    const given = playOut(occurrence({ filed: kindOf(BURST) }), told);
    expect(given.filter((g) => g.includes(' '))).toEqual([]);
    expect(given.filter((g) => g === 'finishTask')).toHaveLength(3);
    expect(given.indexOf('verifyTask')).toBeGreaterThan(given.indexOf('finishTask'));
    expect(given.slice(-3)).toEqual(['verify', 'close', 'rest']);
    expect(told.case).toMatchObject({ outcome: 'fixed', tasks: [{ kind: 'joint', state: 'passed' }, { kind: 'stage', state: 'passed' }, { kind: 'stage', state: 'passed' }] });
  });

  it('leaves the tasks of a case that stays, but for as many as its story says', () => {
    const burst = { classId: 'E0113' as ClassId, conditionId: BURST, severity: 1 } as const;
    for (const steps of [0, 1]) {
      const told = new Told().register(burst);
      playOut(occurrence({ filed: kindOf(BURST), ends: { stage: 'handling' }, twists: { steps } }), told);
      expect(told.case).toMatchObject({ stage: 'handling', tasks: [{ state: steps === 0 ? 'waiting' : 'passed' }, { state: steps === 0 ? 'planned' : 'waiting' }] });
    }
  });

  it('comes when the township whistles, and answers warnings that ask for it', () => {
    const told = new Told().register({ classId: null, conditionId: null });
    const whistled: Twists = { whistled: { departments: ['MUN' as DepartmentId], reason: '请到场' } };
    expect(playOut(occurrence({ filed: kindOf('E0698-1'), reported: null, twists: whistled }), told)).toEqual(['triage', 'dispatch', 'accept', 'whistle', 'arriveTask', 'acceptTask', 'finishTask', 'resolve', 'verify', 'close', 'rest']);
    const late = new Told().register();
    late.say('disp-1', { type: 'triage', ...kindOf('E0110-1'), severity: 3 });
    late.say('disp-1', { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: [] });
    late.say('system', { type: 'escalate', rule: 'handling-100', clock: 'handling', level: 2, by: ['handler', 'department-lead'] });
    expect(playOut(occurrence(), late)).toEqual(['acknowledge', 'accept', 'resolve', 'verify', 'close', 'rest']);
  });

  it('looks again at what was closed when the time for it has come', () => {
    const told = new Told().register();
    expect(playOut(occurrence(), told).at(-1)).toBe('rest');
    expect(recheck(told.row, county)).toBeNull();
    told.say('system', { type: 'addTask', kind: 'recheck', department: null, text: '', limit: limitOf(3, 'work_day') });
    const move = recheck(told.row, county);
    expect(told.say(move?.by ?? '', move?.command({ photos: [], view: null, now: told.now }) as CommandOf<CommandType>)).toBe('ok');
    expect(told.case.tasks).toMatchObject([{ kind: 'recheck', state: 'passed' }]);
  });

  it('waits for the original, and keeps an original open for its repeats', () => {
    expect(playOut(occurrence({ repeats: 'y' }), new Told().register(), { into: 'waiting' })).toEqual(['wait']);
    expect(playOut(occurrence(), new Told().register(), { held: true })).toEqual(['triage', 'dispatch', 'accept', 'wait']);
  });

  it('has a supervisor verify where no grid member answers for the place', () => {
    const told = new Told().register({ cell: null });
    expect(playOut(occurrence(), told)).toContain('verify');
    expect(told.case.verifiedBy).toBe('sup-1');
  });

  it('does not let the reporter verify where another member answers for the cell too', () => {
    const told = new Told().register({ cell: CELLS[1] as CellId });
    playOut(occurrence(), told, { reporter: 'gm-101' as UserId });
    expect(told.case.verifiedBy).toBe('gm-102');
  });

  it('leaves to the automation what the automation can do, and acts at once where it cannot', () => {
    const course: Course = { occurrence: occurrence(), reporter: 'gm-101' as UserId, pick: 0, into: null, held: false, did: new Set() };
    expect(next(new Told().register().row, course, county)).toMatchObject({ when: { kind: 'automation' } });
    expect(next(new Told().register({ classId: null, conditionId: null }).row, { ...course, occurrence: occurrence({ reported: null }) }, county)).toMatchObject({ when: { kind: 'now' } });
  });
});
