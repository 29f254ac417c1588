import fc from 'fast-check';
import { HOUR } from '../calendar.js';
import { at, dispatched, handled, HEAP, LITTER, local, PEOPLE, registration, say, Story } from '../testing/county.js';

const due = (story: Story): string => local(story.case.clocks.handling?.dueAt ?? null);
const extended = (story: Story, when: string, hours: number, by: 'dispatcher' | 'supervisor' = 'dispatcher'): Story => story.by('lead', when, say.extension(hours * HOUR)).by(by, when, { type: 'grant' });

describe('extension (延期)', () => {
  it('goes over the head of the department before the centre grants it', () => {
    const story = handled(HEAP).by('handler', '2026-11-23 10:00', say.extension(HOUR));
    expect([story.case.request?.endorsed, story.answer('dispatcher', '2026-11-23 10:05', { type: 'grant' }), story.answer('strangerLead', '2026-11-23 10:05', { type: 'endorse' })]).toEqual([false, 'not-endorsed', 'forbidden']);
    story.by('lead', '2026-11-23 10:10', { type: 'endorse' }).by('dispatcher', '2026-11-23 10:20', { type: 'grant' });
    expect([story.case.request, due(story), story.case.extensions]).toEqual([null, '2026-11-23 16:00', 1]);
  });

  it('asked for in time it may be granted late', () => {
    const story = handled(HEAP).by('lead', '2026-11-23 15:00', say.extension(4 * HOUR)).by('dispatcher', '2026-11-23 16:00', { type: 'grant' });
    expect(due(story)).toBe('2026-11-24 09:00');
  });

  it('twice at most, the second by the shift leader, each by at most the original limit', () => {
    const story = extended(handled(HEAP), '2026-11-23 10:00', 4);
    expect([story.answer('handler', '2026-11-23 11:00', say.extension(4 * HOUR + 1)), story.answer('handler', '2026-11-23 11:00', say.extension(4 * HOUR))]).toEqual(['too-long more', 'ok']);
    story.by('lead', '2026-11-23 11:00', say.extension(4 * HOUR));
    expect(story.answer('dispatcher', '2026-11-23 11:00', { type: 'grant' })).toBe('second-extension');
    story.by('supervisor', '2026-11-23 11:00', { type: 'grant' });
    expect(story.case.clocks.handling).toMatchObject({ limit: { amount: 12 * HOUR }, extended: 8 * HOUR });
    expect(story.answer('handler', '2026-11-23 11:30', say.extension(1))).toBe('too-long more');
  });

  it('not before it is signed for, not after the deadline, not for danger to life', () => {
    expect([dispatched().answer('handler', '2026-11-23 09:30', say.extension(HOUR)), handled(HEAP).answer('handler', '2026-11-23 15:01', say.extension(HOUR)), handled(HEAP, 1).answer('handler', '2026-11-23 09:30', say.extension(HOUR))])
      .toEqual(['wrong-stage kind', 'after-deadline kind', 'not-when-critical kind']);
  });
});

describe('suspension (挂账)', () => {
  it('stands still to its day, and then has left what it had', () => {
    const story = handled().by('lead', '2026-11-23 11:00', say.suspension('2026-11-30 08:00')).by('dispatcher', '2026-11-23 15:00', { type: 'grant' });
    expect(story.case).toMatchObject({ stage: 'suspended', resumeTo: 'handling', resumeAt: at('2026-11-30 08:00'), clocks: { handling: { used: 4 * HOUR, since: null }, total: { since: null } } });
    story.by('system', '2026-11-30 08:00', { type: 'resume' });
    expect([story.case.stage, due(story), story.case.assignee]).toEqual(['handling', '2026-11-30 12:00', PEOPLE.handler.id]);
    expect(story.answer('handler', '2026-11-30 09:00', say.suspension('2026-12-30 08:00'))).toBe('already-done kind');
  });

  it('over the Spring Festival the remaining time is right (DOMAIN 10)', () => {
    const story = new Story().by('member', '2026-02-13 16:00', registration({ reportedAt: at('2026-02-13 16:00') })).by('dispatcher', '2026-02-13 16:00', say.triage(LITTER)).by('dispatcher', '2026-02-13 16:00', say.dispatch()).by('handler', '2026-02-13 16:00', say.accept())
      .by('lead', '2026-02-14 10:00', say.suspension('2026-02-24 08:00')).by('dispatcher', '2026-02-14 10:00', { type: 'grant' }).by('system', '2026-02-24 08:00', { type: 'resume' });
    expect(due(story)).toBe('2026-02-24 12:00');
  });

  it('an extension before it or after it keeps both; none shortens', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 170 }), fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 8 }), (worked, still, hours) => {
      const when = (m: number) => local(at('2026-11-02 08:00') + m * 60_000);
      const begin = () => new Story().by('member', when(0), registration({ reportedAt: at(when(0)) })).by('dispatcher', when(0), say.triage(LITTER)).by('dispatcher', when(0), say.dispatch()).by('handler', when(0), say.accept());
      const pause = (s: Story) => s.by('lead', when(worked), say.suspension(when(worked + still))).by('dispatcher', when(worked), { type: 'grant' }).by('dispatcher', when(worked + still), { type: 'resume' });
      const plain = pause(begin()), before = pause(extended(begin(), when(worked), hours)), after = extended(pause(begin()), when(worked + still), hours);
      expect(due(before)).toBe(due(after));
      expect((before.case.clocks.handling?.dueAt ?? 0) > (plain.case.clocks.handling?.dueAt ?? 0)).toBe(true);
      expect(plain.case.clocks.handling?.used).toBe(worked * 60_000);
    }), { numRuns: 60 });
  });
});

describe('endings that two people make (强制结案、作废)', () => {
  it('the paper that orders it, who proposed and who approved stay on record', () => {
    const story = handled().by('supervisor', '2026-11-23 10:00', { type: 'propose', kind: 'forced', reason: '拆迁片区', document: '牟政办〔2026〕1号' });
    expect(story.answer('supervisor', '2026-11-23 10:05', { type: 'approve' })).toBe('same-person');
    story.by('leader', '2026-11-23 10:10', { type: 'approve' });
    expect(story.case).toMatchObject({ stage: 'closed', outcome: 'forced', proposal: null });
    expect(story.history.at(-1)).toMatchObject({ by: 'leader-1', data: { outcome: 'forced', reason: '拆迁片区', document: '牟政办〔2026〕1号', proposedBy: 'sup-1' } });
  });

  it('rejected, the case goes on as it stood', () => {
    const story = handled().by('dispatcher', '2026-11-23 10:00', { type: 'propose', kind: 'voided', reason: '误报' }), before = story.case.clocks;
    story.by('supervisor', '2026-11-23 10:10', { type: 'reject', note: '属实' });
    expect(story.case).toMatchObject({ stage: 'handling', proposal: null, clocks: before });
  });
});

describe('feedback', () => {
  it('stops the handling clock there and then, not when it is verified', () => {
    const story = handled().by('handler', '2026-11-23 11:00', say.resolve());
    expect(story.case).toMatchObject({ stage: 'verification', handledBy: PEOPLE.handler.id, clocks: { handling: { used: 2 * HOUR, since: null }, verification: { since: at('2026-11-23 11:00') } } });
  });

  it('a first arrival is timed, and a new handler arrives anew', () => {
    const story = handled().by('handler', '2026-11-23 09:30', { type: 'arrive' });
    expect(story.case.arrivedAt).toBe(at('2026-11-23 09:30'));
    expect(story.by('lead', '2026-11-23 10:00', { type: 'assign', assignee: PEOPLE.colleague.id }).case.arrivedAt).toBeNull();
  });
});
