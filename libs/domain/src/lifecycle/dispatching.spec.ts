import fc from 'fast-check';
import { HOUR, limitOf } from '../calendar.js';
import { at, BURST, COM, dispatched, filed, handled, LITTER, local, PEOPLE, SAN, say, STEPS, Story, TWN, UM, WTR } from '../testing/county.js';

const due = (story: Story): string => local(story.case.clocks.handling?.dueAt ?? null);
const again = (story: Story): Story => Object.assign(new Story(), { history: [...story.history] });
const returned = (story: Story, at_ = '2026-11-23 11:00'): Story => story.by('handler', at_, say.giveBack()).by('dispatcher', at_, { type: 'grant' });

describe('dispatch', () => {
  it('starts the handling clock and the clock to sign for it', () => {
    expect(dispatched(LITTER).case).toMatchObject({ stage: 'acceptance', department: SAN, dispatchedBy: PEOPLE.dispatcher.id, clocks: { dispatch: { since: null }, acceptance: { dueAt: at('2026-11-23 11:00') }, handling: { dueAt: at('2026-11-24 09:00') } } });
  });

  it('a co-department is named once, is not the main one, and has a task when it has a share', () => {
    const story = filed().by('dispatcher', '2026-11-23 09:00', { type: 'dispatch', department: SAN, coDepartments: [UM, WTR, SAN, UM], joint: [WTR], note: '协同清理' });
    expect(story.case.coDepartments).toEqual([UM, WTR]);
    expect(story.case.tasks).toMatchObject([{ id: 1, kind: 'joint', department: WTR, text: '协同清理', state: 'waiting', limit: limitOf(1, 'work_day') }]);
  });

  it('gives a sudden incident its steps, one after the other', () => {
    expect(dispatched(BURST, 2).case.tasks.map((t) => [t.kind, t.title?.zh, t.limit, t.state])).toEqual(STEPS.map((s, i) => ['stage', s.zh, s.limit, i === 0 ? 'waiting' : 'planned']));
  });
});

describe('recall (撤回派遣)', () => {
  const sent = (): Story => filed(LITTER, 3).by('dispatcher', '2026-11-23 09:00', { ...say.dispatch(SAN, [WTR]), joint: [WTR] });

  it('leaves the case as it was: the stage clock goes on, the total never stood still, and whoever gets it next starts afresh', () => {
    const story = sent(), before = again(story);
    story.by('dispatcher', '2026-11-23 09:01', { type: 'recall' });
    expect(story.case).toMatchObject({ stage: 'dispatch', department: null, coDepartments: [], dispatchedBy: null, returns: 0, refusals: [], tasks: [{ kind: 'joint', state: 'cancelled' }], clocks: { dispatch: { used: before.case.clocks.dispatch?.used, since: at('2026-11-23 09:01') }, handling: { since: null }, acceptance: { since: null }, total: { since: before.case.clocks.total?.since } } });
    expect(story.history.at(-1)).toMatchObject({ type: 'DispatchRecalled', data: { from: SAN, note: null } });
    expect(story.by('dispatcher', '2026-11-23 09:05', say.dispatch(SAN)).case.clocks.handling).toMatchObject({ used: 0, since: at('2026-11-23 09:05') });
  });

  it('goes back to whoever gave it back last, as far as the case remembers one', () => {
    const story = returned(handled()).by('dispatcher', '2026-11-23 11:10', say.dispatch(WTR)).by('dispatcher', '2026-11-23 11:11', { type: 'recall' });
    expect(story.case).toMatchObject({ stage: 'dispatch', department: SAN, refusals: [SAN], returns: 1 });
  });

  it('is too late once somebody there has begun, handed it on, or two minutes have gone', () => {
    expect(sent().answer('dispatcher', '2026-11-23 09:03', { type: 'recall' })).toBe('too-late');
    expect(sent().by('handler', '2026-11-23 09:01', say.accept()).answer('dispatcher', '2026-11-23 09:01', { type: 'recall' })).toBe('wrong-stage');
    expect(sent().by('lead', '2026-11-23 09:01', { type: 'assign', assignee: PEOPLE.handler.id }).answer('dispatcher', '2026-11-23 09:01', { type: 'recall' })).toBe('already-done');
    expect(sent().by('stranger', '2026-11-23 09:01', { type: 'acceptTask', task: 1, assignee: PEOPLE.stranger.id }).answer('dispatcher', '2026-11-23 09:01', { type: 'recall' })).toBe('already-done');
    expect(filed().by('dispatcher', '2026-11-23 09:00', say.dispatch(TWN)).by('townLead', '2026-11-23 09:01', { type: 'handDown', department: COM }).answer('dispatcher', '2026-11-23 09:01', { type: 'recall' })).toBe('already-done');
    expect(sent().answer('otherDispatcher', '2026-11-23 09:01', { type: 'recall' })).toBe('forbidden');
  });
});

describe('return (回退)', () => {
  it('the clock goes on until it is granted, then the dispatch clock runs', () => {
    const story = handled().by('handler', '2026-11-23 10:00', say.giveBack());
    expect(story.case).toMatchObject({ stage: 'handling', clocks: { handling: { since: at('2026-11-23 09:00') } } });
    story.by('dispatcher', '2026-11-23 11:00', { type: 'grant' });
    expect(story.case).toMatchObject({ stage: 'dispatch', assignee: null, request: null, returns: 1, refusals: [SAN], clocks: { handling: { used: 2 * HOUR, since: null }, dispatch: { used: 0, since: at('2026-11-23 11:00') } } });
  });

  it('whoever gave it back pushes it no further', () => {
    const story = returned(handled());
    for (const who of ['handler', 'lead'] as const) expect([say.accept(), say.resolve(), { type: 'assign', assignee: PEOPLE.handler.id } as const].map((c) => story.answer(who, '2026-11-23 11:05', c))).toEqual(['wrong-stage', 'wrong-stage', 'wrong-stage']);
  });

  it('declined, the time spent counts', () => {
    const story = handled().by('handler', '2026-11-23 10:00', say.giveBack()).by('dispatcher', '2026-11-23 11:00', { type: 'decline', note: '属你单位' });
    expect([story.case.stage, due(story), story.case.returns]).toEqual(['handling', '2026-11-24 09:00', 0]);
  });

  it('the same department has left what it had, another one starts afresh; both sign anew', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 170 }), fc.integer({ min: 0, max: 3000 }), (worked, away) => {
      const when = (minutes: number) => local(at('2026-11-23 09:00') + minutes * 60_000);
      const story = returned(handled(), when(worked));
      const back = when(worked + away), same = again(story).by('dispatcher', back, say.dispatch(SAN)), other = again(story).by('dispatcher', back, say.dispatch(WTR));
      expect(same.case.clocks.handling).toMatchObject({ used: worked * 60_000, since: at(back) });
      expect(other.case.clocks.handling).toMatchObject({ used: 0, since: at(back), fired: [] });
      expect((same.case.clocks.handling?.dueAt ?? 0) <= (other.case.clocks.handling?.dueAt ?? 0)).toBe(true);
      for (const s of [same, other]) expect(s.case.clocks.acceptance).toMatchObject({ used: 0, since: at(back) });
    }), { numRuns: 100 });
  });

  it('an extension stays with the department that had it', () => {
    const story = handled().by('lead', '2026-11-23 10:00', say.extension(HOUR)).by('dispatcher', '2026-11-23 10:00', { type: 'grant' });
    returned(story);
    const same = again(story).by('dispatcher', '2026-11-23 11:10', say.dispatch(SAN)), other = again(story).by('dispatcher', '2026-11-23 11:10', say.dispatch(WTR));
    expect([same.case.extensions, same.case.clocks.handling?.limit.amount, other.case.extensions, other.case.clocks.handling?.limit.amount]).toEqual([1, 9 * HOUR, 0, 8 * HOUR]);
  });
});

describe('dispute and ruling (权属争议)', () => {
  const disputed = (): Story => dispatched(LITTER, 2).by('lead', '2026-11-23 10:00', { type: 'dispute', reason: '非本单位设施', evidence: ['x'], makeSafe: TWN });

  it('stops the handling clock, gives the ruling a deadline, and has it made safe meanwhile', () => {
    expect(disputed().case).toMatchObject({ stage: 'disputed', clocks: { handling: { since: null, used: HOUR }, disputed: { dueAt: at('2026-11-24 10:00') }, 'task-1': { dueAt: at('2026-11-23 12:00') } }, tasks: [{ kind: 'make-safe', department: TWN }] });
  });

  it('a ruling binds: a fresh limit, no way back, and the making safe goes on', () => {
    const story = disputed().by('supervisor', '2026-11-23 11:00', { type: 'rule', department: WTR, ground: '三定方案', writeBack: '532323' });
    expect(story.case).toMatchObject({ stage: 'acceptance', department: WTR, ruled: true, refusals: [], dispatchedBy: PEOPLE.supervisor.id, clocks: { handling: { used: 0, dueAt: at('2026-11-24 11:00') }, 'task-1': { since: at('2026-11-23 10:00') } } });
    expect(story.history.at(-1)).toMatchObject({ type: 'OwnershipRuled', data: { ground: '三定方案', writeBack: '532323' } });
    expect([story.answer('stranger', '2026-11-23 11:10', say.giveBack()), story.answer('strangerLead', '2026-11-23 11:10', { type: 'dispute', reason: '不服' })]).toEqual(['binding-ruling kind', 'binding-ruling']);
  });

  it('only the supervisor and the leader rule', () => {
    expect((['dispatcher', 'lead', 'townLead', 'supervisor', 'leader'] as const).map((who) => disputed().answer(who, '2026-11-23 11:00', { type: 'rule', department: WTR, ground: '三定方案' }))).toEqual(['forbidden', 'forbidden', 'forbidden', 'ok', 'ok']);
  });
});

describe('three levels', () => {
  it('down and up again: the lower one signs for itself, the limit goes on', () => {
    const story = filed().by('dispatcher', '2026-11-23 09:00', say.dispatch(TWN)).by('townLead', '2026-11-23 10:00', { type: 'handDown', department: COM });
    expect(story.case).toMatchObject({ stage: 'acceptance', department: COM, clocks: { acceptance: { used: 0, since: at('2026-11-23 10:00') }, handling: { since: at('2026-11-23 09:00'), dueAt: at('2026-11-24 09:00') } } });
    story.by('communityLead', '2026-11-23 11:00', { type: 'handUp', reason: '力量不足' });
    expect([story.case.department, due(story)]).toEqual([TWN, '2026-11-24 09:00']);
  });

  it('given back by one and dispatched to another of the same line, the time goes on: nobody gains a limit by way of the centre', () => {
    const story = filed().by('dispatcher', '2026-11-23 09:00', say.dispatch(TWN)).by('townLead', '2026-11-23 10:00', { type: 'handDown', department: COM })
      .by('communityLead', '2026-11-23 11:00', say.giveBack()).by('dispatcher', '2026-11-23 11:00', { type: 'grant' });
    expect(story.by('dispatcher', '2026-11-23 11:00', say.dispatch(TWN)).case.clocks.handling).toMatchObject({ used: 2 * HOUR, dueAt: at('2026-11-24 09:00') });
    expect(story.history.at(-1)).toMatchObject({ type: 'CaseDispatched', data: { department: TWN, resumes: true } });
  });
});
