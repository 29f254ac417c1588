import { DAY, HOUR, limitOf } from '../calendar.js';
import type { CommandOf } from '../command.js';
import { at, BURST, closed, dispatched, filed, FOUL, handled, LITTER, local, PEOPLE, PHOTO, SAN, say, Story, TWN, UM, WTR } from '../testing/county.js';

const due = (story: Story, task: number): string => local(story.case.clocks[`task-${task}`]?.dueAt ?? null);
const take = (task: number): CommandOf<'acceptTask'> => ({ type: 'acceptTask', task, assignee: PEOPLE.stranger.id });
const finish = (task: number): CommandOf<'finishTask'> => ({ type: 'finishTask', task, note: '已办', evidence: [PHOTO] });
const check = (task: number, passed = true): CommandOf<'verifyTask'> => ({ type: 'verifyTask', task, passed, note: '核查', evidence: [PHOTO] });

describe('joint handling (协同处置)', () => {
  const shared = (): Story => dispatched(LITTER, 3, [WTR]);

  it('each has a clock, a result and a verification of its own, and the case closes when all are done', () => {
    const story = shared().by('handler', '2026-11-23 09:10', say.accept()).by('handler', '2026-11-23 11:00', say.resolve()).by('member', '2026-11-23 14:30', say.verify());
    expect([story.case.stage, due(story, 1), story.answer('supervisor', '2026-11-23 15:00', { type: 'close' })]).toEqual(['closure', '2026-11-24 09:00', 'tasks-open']);
    story.by('stranger', '2026-11-23 15:00', take(1)).by('stranger', '2026-11-23 16:00', finish(1));
    expect(story.case.tasks[0]).toMatchObject({ state: 'done', doneBy: PEOPLE.stranger.id, evidence: [PHOTO] });
    expect([story.case.clocks['task-1']?.since, story.case.clocks['task-1']?.used]).toEqual([null, 5 * HOUR]);
    expect([story.answer('stranger', '2026-11-23 16:10', check(1)), story.answer('supervisor', '2026-11-23 16:10', { type: 'close' })]).toEqual(['forbidden', 'tasks-open']);
    story.by('member', '2026-11-23 16:30', check(1)).by('supervisor', '2026-11-23 17:00', { type: 'close' });
    expect(story.case).toMatchObject({ stage: 'closed', outcome: 'fixed' });
  });

  it('a failed share is done once more, on the shorter limit', () => {
    const story = shared().by('stranger', '2026-11-23 09:30', take(1)).by('stranger', '2026-11-23 10:00', finish(1)).by('member', '2026-11-23 11:00', check(1, false));
    expect(story.case.tasks[0]).toMatchObject({ state: 'doing', rework: 1 });
    expect(story.case.clocks['task-1']).toMatchObject({ limit: limitOf(4, 'work_hour'), used: 0, dueAt: at('2026-11-23 17:00') });
    expect(story.case.rework).toBe(0);
  });

  it('a share ends with the department that shared it out', () => {
    const story = shared().by('lead', '2026-11-23 10:00', say.giveBack()).by('dispatcher', '2026-11-23 10:10', { type: 'grant' });
    expect(story.case.tasks.map((t) => t.state)).toEqual(['cancelled']);
    expect(story.by('dispatcher', '2026-11-23 10:20', say.dispatch(UM, [WTR])).case.tasks.map((t) => [t.id, t.state])).toEqual([[1, 'cancelled'], [2, 'waiting']]);
  });

  it('stands still while the case is suspended, and goes on with it', () => {
    const story = shared().by('handler', '2026-11-23 09:00', say.accept()).by('lead', '2026-11-23 10:00', say.suspension('2026-11-30 08:00')).by('dispatcher', '2026-11-23 11:00', { type: 'grant' });
    expect(story.case.clocks['task-1']).toMatchObject({ since: null, used: 2 * HOUR });
    expect(due(story.by('system', '2026-11-30 08:00', { type: 'resume' }), 1)).toBe('2026-11-30 16:00');
  });
});

describe('staged limits of a sudden incident (先控、抢修、恢复)', () => {
  it('one step after the other, each from the moment at which the one before is done', () => {
    const story = dispatched(BURST, 2).by('handler', '2026-11-23 09:00', say.accept());
    expect([due(story, 1), story.answer('handler', '2026-11-23 09:05', say.resolve())]).toEqual(['2026-11-23 12:00', 'tasks-open']);
    const step = (n: number, begin: string, end: string) => story.by('handler', begin, { type: 'acceptTask', task: n, assignee: PEOPLE.handler.id }).by('handler', end, { type: 'finishTask', task: n, note: '完成', evidence: [PHOTO] });
    step(1, '2026-11-23 09:10', '2026-11-23 10:00');
    expect([story.case.tasks.map((t) => t.state), due(story, 2), due(story, 3)]).toEqual([['passed', 'waiting', 'planned'], '2026-11-23 18:00', '—']);
    step(2, '2026-11-23 10:00', '2026-11-23 17:00');
    expect(due(story, 3)).toBe('2026-11-30 17:00');
    step(3, '2026-11-24 09:00', '2026-11-25 09:00');
    expect(story.answer('handler', '2026-11-25 09:10', say.resolve())).toBe('ok');
  });

  it('another department goes on with the steps that are left', () => {
    const story = dispatched(BURST, 2).by('handler', '2026-11-23 09:00', say.accept()).by('handler', '2026-11-23 09:10', { type: 'acceptTask', task: 1, assignee: PEOPLE.handler.id }).by('handler', '2026-11-23 10:00', { type: 'finishTask', task: 1, note: '已围挡', evidence: [PHOTO] });
    story.by('lead', '2026-11-23 10:30', say.giveBack()).by('dispatcher', '2026-11-23 10:40', { type: 'grant' }).by('dispatcher', '2026-11-23 10:50', say.dispatch(WTR));
    expect(story.case.tasks.map((t) => [t.title?.zh, t.department, t.state])).toEqual([['围挡', SAN, 'passed'], ['抢修', SAN, 'cancelled'], ['恢复路面', SAN, 'cancelled'], ['抢修', WTR, 'waiting'], ['恢复路面', WTR, 'planned']]);
  });
});

describe('the whistle (吹哨)', () => {
  it('calls departments to the spot and times their arrival', () => {
    const story = filed().by('dispatcher', '2026-11-23 09:00', say.dispatch(TWN)).by('townLead', '2026-11-23 09:10', { type: 'whistle', departments: [WTR, UM, WTR], reason: '管线交叉' });
    expect(story.case.tasks.map((t) => [t.kind, t.department])).toEqual([['whistle', WTR], ['whistle', UM]]);
    expect(due(story, 1)).toBe('2026-11-23 09:40');
    story.by('stranger', '2026-11-23 09:30', { type: 'arriveTask', task: 1 });
    expect(story.case.tasks[0]?.arrivedAt).toBe(at('2026-11-23 09:30'));
    expect([story.case.clocks['task-1']?.since, story.case.clocks['task-1']?.used, due(story, 2)]).toEqual([null, 20 * 60_000, '2026-11-23 09:40']);
  });
});

describe('making safe first (先处置后明责)', () => {
  it('goes on whatever else stands still: in the dispute, after the ruling, while suspended', () => {
    const story = handled(LITTER, 2).by('lead', '2026-11-23 10:00', { type: 'dispute', reason: '权属不清', makeSafe: TWN });
    const runs = () => story.case.clocks['task-1']?.since;
    expect(runs()).toBe(at('2026-11-23 10:00'));
    story.by('supervisor', '2026-11-23 10:30', { type: 'rule', department: SAN, ground: '属地' }).by('handler', '2026-11-23 10:40', say.accept()).by('lead', '2026-11-23 10:50', say.suspension('2026-11-30 08:00')).by('dispatcher', '2026-11-23 11:00', { type: 'grant' });
    expect([story.case.stage, runs()]).toEqual(['suspended', at('2026-11-23 10:00')]);
  });
});

describe('checks after closing (回头看)', () => {
  const planned = (): Story => closed(FOUL).by('system', '2026-11-30 15:00', { type: 'addTask', kind: 'recheck', department: null, text: '', limit: limitOf(2, 'work_day') });

  it('run only then, by a member of the place; clean is done', () => {
    const story = planned();
    expect([due(story, 1), story.answer('neighbour', '2026-12-01 09:00', { type: 'recheck', task: 1, clean: true, evidence: [] })]).toEqual(['2026-12-02 15:00', 'forbidden']);
    story.by('member', '2026-12-01 09:00', { type: 'recheck', task: 1, clean: true, evidence: [PHOTO] });
    expect(story.case).toMatchObject({ stage: 'closed', tasks: [{ state: 'passed' }] });
  });

  it('found back it may be opened again, long after the window', () => {
    const story = planned();
    const late = '2027-01-05 09:00';
    expect(story.answer('supervisor', late, { type: 'reopen', reason: '反弹' })).toBe('too-late');
    story.by('member', '2026-12-01 09:00', { type: 'recheck', task: 1, clean: false, evidence: [PHOTO] });
    expect(story.by('supervisor', late, { type: 'reopen', reason: '反弹' }).case).toMatchObject({ stage: 'dispatch', tasks: [{ state: 'passed' }] });
    expect(at(late) - at('2026-11-23 15:00')).toBeGreaterThan(30 * DAY);
  });
});
