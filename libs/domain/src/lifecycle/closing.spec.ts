import { HOUR, limitOf } from '../calendar.js';
import { nextStep } from '../policy.js';
import { at, BY_ITSELF, closed, handled, HEAP, LITTER, PEOPLE, PHOTO, registration, SAN, say, Story } from '../testing/county.js';

const failed = (story: Story, when: string): Story => story.by('handler', when, say.resolve()).by('member', when, say.verify(false));

describe('verification (核查) and rework', () => {
  it('a failed check goes back to the same handler, on a shorter limit of its own', () => {
    const story = failed(handled(LITTER), '2026-11-23 11:00');
    expect(story.case).toMatchObject({ stage: 'handling', assignee: PEOPLE.handler.id, rework: 1, clocks: { handling: { limit: limitOf(4, 'work_hour'), used: 0, since: at('2026-11-23 11:00') }, verification: { since: null } } });
  });

  it('each check has its full time', () => {
    const story = failed(handled(LITTER), '2026-11-23 11:00').by('handler', '2026-11-23 15:00', say.resolve());
    expect(story.case.clocks.verification).toMatchObject({ used: 0, dueAt: at('2026-11-24 09:00') });
  });

  it('by somebody who is neither the handler nor the dispatcher', () => {
    const story = handled(LITTER).by('handler', '2026-11-23 11:00', say.resolve());
    expect((['handler', 'lead', 'dispatcher', 'neighbour', 'member', 'supervisor'] as const).map((who) => story.answer(who, '2026-11-23 11:10', say.verify()))).toEqual(['forbidden', 'forbidden', 'forbidden', 'forbidden', 'ok', 'ok']);
  });

  it('who is not satisfied at the centre sends it back too, and that is rework', () => {
    const story = handled(LITTER).by('handler', '2026-11-23 11:00', say.resolve()).by('member', '2026-11-23 11:30', say.verify()).by('dispatcher', '2026-11-23 12:00', { type: 'rework', reason: '边角未清' });
    expect(story.case).toMatchObject({ stage: 'handling', rework: 1, clocks: { handling: { used: 0 } } });
    expect(story.case.clocks.closure).toBeUndefined();
  });
});

describe('closing (结案)', () => {
  it('by somebody who did not dispatch; the total clock stops', () => {
    const story = handled(LITTER).by('handler', '2026-11-23 11:00', say.resolve()).by('member', '2026-11-23 11:30', say.verify());
    expect((['dispatcher', 'otherDispatcher', 'supervisor', 'leader'] as const).map((who) => story.answer(who, '2026-11-23 12:00', { type: 'close' }))).toEqual(['same-person', 'ok', 'ok', 'forbidden']);
    expect(story.by('supervisor', '2026-11-23 15:00', { type: 'close' }).case.clocks.total).toMatchObject({ used: 4 * HOUR, since: null });
  });
});

describe('opening again', () => {
  it('a new clock, the old facts kept, the total goes on', () => {
    const story = closed(HEAP).by('supervisor', '2026-11-30 15:00', { type: 'reopen', reason: '复发' });
    expect(story.case).toMatchObject({ stage: 'dispatch', outcome: null, department: null, assignee: null, level: 0, extensions: 0, clocks: { dispatch: { used: 0 } } });
    expect(story.case.clocks.handling).toBeUndefined();
    expect(story.case.milestones).toMatchObject({ dispatch: at('2026-11-23 09:00'), closed: at('2026-11-23 15:00') });
    expect(story.case.clocks.total).toMatchObject({ used: 5 * HOUR - HOUR, since: at('2026-11-30 15:00') });
    expect(story.by('dispatcher', '2026-11-30 15:10', say.dispatch()).case.clocks.handling).toMatchObject({ limit: limitOf(4, 'work_hour'), used: 0 });
  });

  it('what was refused goes back to be looked at anew', () => {
    const story = new Story().by('member', '2026-11-23 09:00', registration({ conditionId: null })).by('dispatcher', '2026-11-23 09:05', { type: 'refuse', code: 'not-ours' }).by('supervisor', '2026-11-24 09:00', { type: 'reopen', reason: '应受理' });
    expect(story.case).toMatchObject({ stage: 'triage', outcome: null, clocks: { triage: { used: 0 } } });
  });

  it('closes with the moment of the last closing', () => {
    const story = closed(HEAP).by('supervisor', '2026-11-24 09:00', { type: 'reopen', reason: '复发' }).by('dispatcher', '2026-11-24 09:05', { type: 'propose', kind: 'voided', reason: '误报' }).by('leader', '2026-11-24 10:00', { type: 'approve' });
    expect(story.case).toMatchObject({ outcome: 'voided', milestones: { closed: at('2026-11-24 10:00') } });
  });
});

describe('a check that could not tell', () => {
  const looked = (): Story => handled(LITTER).by('handler', '2026-11-23 11:00', say.resolve()).by('member', '2026-11-23 14:00', { type: 'verify', passed: null, note: '积水未退，看不清', evidence: [] });

  it('is no rework; the centre decides, the automation does not', () => {
    const story = looked();
    expect(story.case).toMatchObject({ stage: 'closure', doubtful: true, rework: 0, verifiedBy: PEOPLE.member.id });
    expect(nextStep(story.case, at('2026-11-23 14:00'), BY_ITSELF)).toBeNull();
    expect(story.by('supervisor', '2026-11-23 15:00', { type: 'close' }).case.outcome).toBe('fixed');
  });

  it('is over with the next feedback', () => {
    const story = looked().by('supervisor', '2026-11-23 15:00', { type: 'rework', reason: '请再处置' }).by('handler', '2026-11-23 16:00', say.resolve());
    expect(story.case).toMatchObject({ stage: 'verification', doubtful: false, rework: 1 });
  });
});

describe('the citizen’s mark, and an appeal (申诉)', () => {
  it('one rating after closing', () => {
    const story = closed().by('citizen', '2026-11-23 16:00', { type: 'rate', score: 4, text: '及时' });
    expect([story.case.rating, story.answer('citizen', '2026-11-23 17:00', { type: 'rate', score: 1 })]).toEqual([4, 'already-done']);
  });

  const appealed = (): Story => closed().by('lead', '2026-11-24 09:00', { type: 'appeal', reason: '道路封闭', evidence: [PHOTO] });

  it('two reviewers agree: the exemption is added, the fact stays', () => {
    const story = appealed().by('supervisor', '2026-11-24 10:00', { type: 'review', agree: true, note: '属实' });
    expect([story.case.exempt, story.case.appeal?.state, story.answer('supervisor', '2026-11-24 10:10', { type: 'review', agree: true, note: '再签' })]).toEqual([false, 'open', 'same-person']);
    const clocks = story.case.clocks;
    expect(story.by('leader', '2026-11-24 11:00', { type: 'review', agree: true, note: '同意' }).case).toMatchObject({ exempt: true, outcome: 'fixed', appeal: { state: 'granted', department: SAN }, clocks });
  });

  it('one who does not agree is enough, and there is no second appeal', () => {
    const story = appealed().by('leader', '2026-11-24 10:00', { type: 'review', agree: false, note: '不属实' });
    expect([story.case.exempt, story.case.appeal?.state, story.answer('supervisor', '2026-11-24 11:00', { type: 'review', agree: true, note: '' }), story.answer('lead', '2026-11-24 12:00', { type: 'appeal', reason: '再申' })]).toEqual([false, 'declined', 'no-appeal', 'already-done']);
  });

  it('by the lead of the department it is about', () => expect((['handler', 'lead', 'strangerLead', 'supervisor'] as const).map((who) => closed().answer(who, '2026-11-24 09:00', { type: 'appeal', reason: '理由' }))).toEqual(['forbidden', 'ok', 'forbidden', 'forbidden']));
});
