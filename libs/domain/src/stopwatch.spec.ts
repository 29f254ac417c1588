import { HOUR } from './calendar.js';
import { allowed, barred } from './decide.js';
import { rounds } from './stopwatch.js';
import { at, CALENDAR, closed, dispatched, handled, HEAP, LITTER, PEOPLE, registration, say, Story } from './testing/county.js';

const watch = (story: Story, now: string, clock = 'handling') => rounds(story.history, at(now), CALENDAR).filter((r) => r.clock === clock);

describe('the stopwatch of a case', () => {
  it('says when a clock ran and when it stood still', () => {
    const story = handled(LITTER).by('lead', '2026-11-23 10:00', say.suspension('2026-11-25 09:00')).by('dispatcher', '2026-11-23 10:30', { type: 'grant' });
    expect(watch(story, '2026-11-24 12:00')).toMatchObject([{ used: 1.5 * HOUR, dueAt: null, runs: [{ from: at('2026-11-23 09:00'), to: at('2026-11-23 10:30') }] }]);
    story.by('dispatcher', '2026-11-24 09:00', { type: 'resume' });
    const [round] = watch(story, '2026-11-24 10:00');
    expect(round).toMatchObject({ used: 2.5 * HOUR, dueAt: story.case.clocks.handling?.dueAt, runs: [{ to: at('2026-11-23 10:30') }, { from: at('2026-11-24 09:00'), to: null }] });
  });

  it('begins another round after a failed check, and keeps what the first one used', () => {
    const story = handled(LITTER).by('handler', '2026-11-23 11:00', say.resolve()).by('member', '2026-11-23 11:30', say.verify(false));
    expect(watch(story, '2026-11-23 12:00').map(({ used, runs, dueAt }) => [used / HOUR, runs.length, dueAt === null])).toEqual([[2, 1, true], [0.5, 1, false]]);
    expect(watch(story, '2026-11-23 12:00', 'total')).toHaveLength(1);
  });

  it('an extension is the same round with a longer limit', () => {
    const story = handled(LITTER).by('lead', '2026-11-23 09:30', say.extension(2 * HOUR)).by('dispatcher', '2026-11-23 10:00', { type: 'grant' });
    expect(watch(story, '2026-11-23 10:00')).toMatchObject([{ extended: 2 * HOUR, used: HOUR, runs: [{ from: at('2026-11-23 09:00'), to: null }] }]);
  });

  it('ends with the case, and agrees with what the case says of its clocks', () => {
    const story = closed(HEAP);
    for (const round of rounds(story.history, at('2026-12-01 09:00'), CALENDAR)) {
      expect(round.dueAt).toBeNull();
      expect(round.runs.every((r) => r.to !== null)).toBe(true);
      const stands = story.case.clocks[round.clock];
      if (stands) expect([round.clock, round.used]).toEqual([round.clock, stands.used]);
    }
  });
});

describe('what is barred, and why', () => {
  it('names what somebody waits for, never what is nobody’s', () => {
    const waiting = dispatched(LITTER);
    expect(barred(waiting.case, PEOPLE.otherDispatcher)).toContainEqual({ type: 'close', code: 'wrong-stage' });
    expect(barred(waiting.case, PEOPLE.handler).map((b) => b.type)).not.toContain('close');
    const asked = handled(LITTER).by('lead', '2026-11-23 10:00', say.extension(HOUR));
    expect(barred(asked.case, PEOPLE.handler)).toContainEqual({ type: 'resolve', code: 'request-pending' });
    const done = handled(LITTER).by('handler', '2026-11-23 11:00', say.resolve()).by('member', '2026-11-23 11:30', say.verify());
    expect(barred(done.case, PEOPLE.dispatcher)).toContainEqual({ type: 'close', code: 'same-person' });
    expect(barred(done.case, PEOPLE.otherDispatcher).map((b) => b.type)).not.toContain('close');
  });

  it('is never also allowed', () => {
    for (const story of [new Story().by('member', '2026-11-23 09:00', registration()), dispatched(LITTER), handled(LITTER), closed(LITTER)]) for (const actor of Object.values(PEOPLE)) {
      const may = allowed(story.case, actor);
      expect(barred(story.case, actor).filter((b) => may.includes(b.type))).toEqual([]);
    }
  });
});
