import fc from 'fast-check';
import { HOUR, limitOf } from '../calendar.js';
import type { Clock } from '../clock.js';
import type { CommandOf } from '../command.js';
import { at, BURST, filed, FOUL, HEAP, LITTER, local, OTHER_ID, PEOPLE, PHOTO, promised, registration, RULES, say, Story } from '../testing/county.js';
import type { ReportId } from '../vocabulary.js';

const reported = (more: Parameters<typeof registration>[0] = {}): Story => new Story().by('citizen', '2026-11-23 09:00', registration({ source: 'public', ...more }));
const join = (id: string, reportedAt: string, more: Partial<CommandOf<'attachReport'>> = {}): CommandOf<'attachReport'> => ({ type: 'attachReport', report: id as ReportId, reportedAt: at(reportedAt), ...more });

describe('confirmation (核实)', () => {
  it('has a clock of its own, and the accept clock stands still meanwhile', () => {
    const story = reported().by('system', '2026-11-23 09:05', { type: 'askConfirmation', member: PEOPLE.member.id });
    expect(story.case).toMatchObject({ stage: 'confirmation', asked: PEOPLE.member.id, clocks: { triage: { used: 5 * 60_000, since: null }, confirmation: { dueAt: at('2026-11-23 09:35') }, total: { since: at('2026-11-23 09:00') } } });
    story.by('member', '2026-11-23 09:25', { type: 'confirm', verdict: 'unsure', evidence: [] });
    expect(story.case).toMatchObject({ stage: 'triage', confirmed: 'unsure', clocks: { triage: { used: 5 * 60_000, dueAt: at('2026-11-23 09:35') }, confirmation: { since: null } } });
  });

  it('asked again it has its full time again', () => {
    const story = reported().by('dispatcher', '2026-11-23 09:05', { type: 'askConfirmation' }).by('member', '2026-11-23 09:25', { type: 'confirm', verdict: 'unsure', evidence: [] }).by('dispatcher', '2026-11-23 09:30', { type: 'askConfirmation' });
    expect(local(story.case.clocks.confirmation?.dueAt ?? null)).toBe('2026-11-23 10:00');
  });

  it('is answered by a member of the place, or the supervisor', () => {
    const story = reported().by('dispatcher', '2026-11-23 09:05', { type: 'askConfirmation', member: PEOPLE.member.id });
    expect((['member', 'supervisor', 'neighbour', 'dispatcher'] as const).map((who) => story.answer(who, '2026-11-23 09:10', { type: 'confirm', verdict: 'true', evidence: [] }))).toEqual(['ok', 'ok', 'forbidden', 'forbidden']);
  });
});

describe('refusal, and what is put right on the spot', () => {
  it('a refusal names its reason and ends the case', () => {
    const story = reported().by('dispatcher', '2026-11-23 09:10', { type: 'refuse', code: 'not-ours', note: '属邻县' });
    expect(story.case).toMatchObject({ stage: 'closed', outcome: 'refused', clocks: { total: { since: null } } });
    expect(story.history.at(-1)).toMatchObject({ type: 'CaseClosed', data: { outcome: 'refused', reason: 'not-ours', note: '属邻县' } });
  });

  it('a filed case is not refused any more', () => expect(filed().answer('dispatcher', '2026-11-23 09:10', { type: 'refuse', code: 'not-ours' })).toBe('wrong-stage'));

  it('self-handling is reviewed by somebody else, and sent back it is a report like any other', () => {
    const story = new Story().by('member', '2026-11-23 09:00', { ...registration(), handled: { note: '顺手清理', before: [PHOTO], after: [PHOTO] } });
    expect(story.case).toMatchObject({ stage: 'closure', onTheSpot: true, handledBy: PEOPLE.member.id, evidence: [PHOTO] });
    expect(story.answer('member', '2026-11-23 09:10', { type: 'close' })).toBe('forbidden');
    const back = Object.assign(new Story(), { history: [...story.history] }).by('dispatcher', '2026-11-23 10:00', { type: 'rework', reason: '照片不清' });
    expect(back.case).toMatchObject({ stage: 'triage', onTheSpot: false, handledBy: null, rework: 0, clocks: { triage: { used: 0 } } });
    expect(story.by('dispatcher', '2026-11-23 10:00', { type: 'close' }).case).toMatchObject({ stage: 'closed', outcome: 'self-handled' });
  });
});

describe('filing (立案)', () => {
  it('by class and condition: the case keeps limit, closing condition and edition for ever', () => {
    const story = filed(LITTER);
    expect(story.case.terms).toEqual(promised(LITTER, 3));
    story.under({ ...RULES, edition: 9, terms: (c, s) => { const t = promised(c, s, 9); return t && { ...t, limit: limitOf(1, 'work_hour') }; } }).by('dispatcher', '2026-11-23 09:10', say.dispatch());
    expect(story.case).toMatchObject({ terms: { edition: 7 }, clocks: { handling: { limit: limitOf(1, 'work_day') } } });
  });

  it('the condition decides, not the class', () => {
    expect([HEAP, LITTER, FOUL, BURST].map((c) => filed(c).case.terms?.limit)).toEqual([limitOf(4, 'work_hour'), limitOf(1, 'work_day'), limitOf(2, 'urgent_day'), limitOf(7, 'work_day')]);
  });

  it('the total clock takes the promised limit and goes on: it never starts anew', () => {
    expect(filed(FOUL).case.clocks.total).toMatchObject({ limit: limitOf(20, 'work_day'), since: at('2026-11-23 09:00') });
  });
});

describe('merging (并案)', () => {
  it('the earliest report time is kept, and a later one moves nothing', () => {
    const story = filed().by('system', '2026-11-23 09:10', join('r-2', '2026-11-23 08:30')).by('system', '2026-11-23 09:20', join('r-3', '2026-11-23 09:20'));
    expect(story.case).toMatchObject({ reportedAt: at('2026-11-23 08:30'), reports: [{ id: 'r-1' }, { id: 'r-2' }, { id: 'r-3' }], clocks: { total: { since: at('2026-11-23 09:00') } } });
  });

  it('never gives the master a later deadline or a milder severity, whatever is merged into it', () => {
    const total = (dueAt: number): Clock => ({ limit: limitOf(10, 'work_day'), extended: 0, used: 0, since: dueAt - 10 * HOUR, dueAt, provisional: false, fired: ['x'] });
    fc.assert(fc.property(fc.array(fc.record({ hours: fc.integer({ min: -400, max: 900 }), severity: fc.constantFrom(1, 2, 3, 4) }), { minLength: 1, maxLength: 5 }), (others) => {
      const story = filed();
      others.forEach(({ hours, severity }, i) => {
        const before = story.case, when = '2026-11-23 10:00';
        story.by('system', when, join(`r-${i + 2}`, '2026-11-23 09:30', { severity, total: total(at(when) + hours * HOUR) }));
        expect(story.case.clocks.total?.dueAt).toBe(Math.min(before.clocks.total?.dueAt as number, at(when) + hours * HOUR));
        expect([story.case.severity <= before.severity, story.case.reportedAt]).toEqual([true, at('2026-11-23 09:00')]);
      });
    }), { numRuns: 200 });
  });

  it('comes apart again: the case is back where it is filed, its accept clock goes on', () => {
    const story = reported().by('dispatcher', '2026-11-23 09:05', { type: 'merge', into: OTHER_ID });
    expect(story.case).toMatchObject({ stage: 'closed', outcome: 'merged', mergedInto: OTHER_ID });
    story.by('dispatcher', '2026-11-23 11:00', { type: 'unmerge', reason: '不是一件事' });
    expect(story.case).toMatchObject({ stage: 'triage', outcome: null, mergedInto: null, clocks: { triage: { used: 5 * 60_000, dueAt: at('2026-11-23 11:10') } } });
  });

  it('reports that leave take their report time along', () => {
    const story = filed().by('system', '2026-11-23 09:10', join('r-2', '2026-11-23 08:30')).by('dispatcher', '2026-11-23 09:30', { type: 'detachReports', reports: ['r-2' as ReportId] });
    expect(story.case).toMatchObject({ reportedAt: at('2026-11-23 09:00'), reports: [{ id: 'r-1' }] });
  });
});
