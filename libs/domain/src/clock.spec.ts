import fc from 'fast-check';
import { calendarOf, elapsed, HOUR, limitOf, type Limit } from './calendar.js';
import { CLOCKS, deadline, enter, extend, LEADING, leading, light, moment, relimited, retimed, RUNNING, YELLOW, type Clock, type ClockKey, type ClockName, type Clocks } from './clock.js';
import { at, CALENDAR, CALENDAR_2026, CALENDAR_2027, handled, LITTER, local, PEOPLE, registration, say, Story, UM, WTR } from './testing/county.js';
import { STAGES, type Instant } from './vocabulary.js';

const DAY_OF_WORK = limitOf(1, 'work_day');
const only = (name: ClockName, limit: Limit) => (k: ClockKey): Limit | null => (k === name ? limit : null);
const running = (from: Instant, limit: Limit): Clock => enter('handling', {}, from, CALENDAR, only('handling', limit)).handling as Clock;
/** The clocks of a case that stood suspended from one moment to another. */
const paused = (clocks: Clocks, from: Instant, to: Instant): Clocks => enter('handling', enter('suspended', clocks, from, CALENDAR, () => null), to, CALENDAR, () => null);

describe('a clock', () => {
  it('keeps what was used through a suspension (DOMAIN 8.3: 11-24 09:00 becomes 11-26 09:00)', () => {
    const before = { handling: running(at('2026-11-23 09:00'), DAY_OF_WORK) };
    expect(local(before.handling.dueAt)).toBe('2026-11-24 09:00');
    const still = enter('suspended', before, at('2026-11-23 15:00'), CALENDAR, () => null);
    expect(still.handling).toMatchObject({ used: 4 * HOUR, since: null, dueAt: null });
    const after = enter('handling', still, at('2026-11-25 15:00'), CALENDAR, () => null);
    expect(local(after.handling?.dueAt ?? null)).toBe('2026-11-26 09:00');
  });

  it('comes out right over the Spring Festival', () => {
    const before = { handling: running(at('2026-02-13 16:00'), limitOf(2, 'work_day')) };
    const after = paused(before, at('2026-02-14 10:00'), at('2026-02-24 08:00'));
    expect(after.handling?.used).toBe(4 * HOUR);
    expect(local(after.handling?.dueAt ?? null)).toBe('2026-02-25 12:00');
  });

  it('is never shortened by a pause, and has the same time left', () => {
    fc.assert(fc.property(pauses, unit, (cuts, u) => {
      const [start, from, to] = cuts;
      const c = running(start, { amount: 24 * HOUR, unit: u });
      const after = paused({ handling: c }, from, to).handling as Clock;
      expect(after.dueAt).toBeGreaterThanOrEqual(c.dueAt as Instant);
      expect(after.used).toBe(elapsed(CALENDAR, start, from, u));
      if (after.used < c.limit.amount) expect(elapsed(CALENDAR, to, after.dueAt as Instant, u)).toBe(c.limit.amount - after.used);
      else expect(after.dueAt).toBe(to);
    }), { numRuns: 500 });
  });

  it('keeps both, an extension and a pause, in either order', () => {
    fc.assert(fc.property(pauses, unit, fc.integer({ min: 1, max: 24 }), (cuts, u, hours) => {
      const [start, from, to] = cuts;
      const c = running(start, { amount: 24 * HOUR, unit: u });
      const more = hours * HOUR;
      const first = paused({ handling: extend(c, more, from, CALENDAR) }, from, to).handling as Clock;
      const last = extend(paused({ handling: c }, from, to).handling as Clock, more, to, CALENDAR);
      expect(first.dueAt).toBe(last.dueAt);
      expect(first).toEqual({ ...last, since: to });
      expect(first.limit.amount - first.extended).toBe(24 * HOUR);
    }), { numRuns: 500 });
  });

  it('warns anew when its deadline moves later, and not when it has passed all the same', () => {
    const warned: Clock = { ...running(at('2026-11-23 08:00'), limitOf(10, 'work_hour')), fired: ['warn'] };
    const other = (hours: number, now: string) => relimited(warned, limitOf(hours, 'work_hour'), at(now), CALENDAR);
    expect([other(20, '2026-11-24 09:00'), other(9, '2026-11-23 17:00'), other(20, '2026-11-26 09:00'), other(10, '2026-11-24 09:00')].map((c) => c.fired)).toEqual([[], ['warn'], ['warn'], ['warn']]);
    expect(other(20, '2026-11-24 09:00')).toMatchObject({ used: 9 * HOUR, since: at('2026-11-24 09:00'), dueAt: at('2026-11-25 12:00') });
    const guess: Clocks = { handling: { ...running(at('2026-12-31 17:00'), limitOf(4, 'work_hour')), fired: ['warn'] } };
    expect(retimed(guess, at('2027-01-01 10:30'), CALENDAR_2027).handling).toMatchObject({ fired: [], dueAt: at('2027-01-04 11:00') });
    expect(retimed(guess, at('2027-01-04 11:00'), CALENDAR_2027).handling?.fired).toEqual(['warn']);
  });

  it('counts what was used in the new kind of time when the limit is another one', () => {
    const night = relimited(running(at('2026-11-23 17:00'), limitOf(10, 'work_day')), limitOf(2, 'urgent_day'), at('2026-11-24 09:00'), CALENDAR);
    expect(night).toMatchObject({ used: 16 * HOUR, dueAt: at('2026-11-25 17:00') });
    const still = relimited({ ...night, since: null, dueAt: null }, limitOf(3, 'urgent_day'), at('2026-11-30 09:00'), CALENDAR);
    expect(still).toMatchObject({ used: 16 * HOUR, since: null, dueAt: null, provisional: false });
  });

  it('re-arms its warnings when it is extended, and stands still while it stands still', () => {
    const c: Clock = { ...running(at('2026-11-23 09:00'), DAY_OF_WORK), fired: ['warn'] };
    expect(extend(c, HOUR, at('2026-11-23 16:00'), CALENDAR)).toMatchObject({ fired: [], used: 5 * HOUR, extended: HOUR });
    const still = enter('suspended', { handling: c }, at('2026-11-23 16:00'), CALENDAR, () => null).handling as Clock;
    expect(still.fired).toEqual(['warn']);
    expect(extend(still, HOUR, at('2026-11-24 16:00'), CALENDAR)).toEqual({ ...still, limit: { amount: 9 * HOUR, unit: 'working' }, extended: HOUR, fired: [] });
  });

  it('says when so much of it will be used, and nothing while it stands still', () => {
    const c = running(at('2026-11-23 10:00'), limitOf(10, 'work_hour'));
    expect(local(moment(c, 8 * HOUR, CALENDAR))).toBe('2026-11-24 10:00');
    expect(moment(c, 0, CALENDAR)).toBe(c.since);
    expect(moment({ ...c, since: null }, HOUR, CALENDAR)).toBeNull();
  });

  it('works a provisional deadline out again once the year is published', () => {
    const start = at('2026-12-31 17:00');
    const guess = enter('handling', {}, start, CALENDAR, only('handling', limitOf(4, 'work_hour')));
    expect(guess.handling).toMatchObject({ provisional: true, dueAt: at('2027-01-01 11:00') });
    const published = calendarOf({ ...CALENDAR_2026, publishedYears: [2026, 2027], days: [...CALENDAR_2026.days, { date: '2027-01-01', kind: 'off' }] });
    const again = retimed(guess, start + HOUR, published);
    expect(again.handling).toMatchObject({ provisional: false, since: start, used: 0, dueAt: at('2027-01-04 11:00') });
    expect(retimed(again, start + HOUR, published).handling).toBe(again.handling);
    expect(running(start, limitOf(4, 'urgent_hour')).provisional).toBe(false);
  });
});

/** A start, and a pause that begins and ends after it. */
const pauses = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: at('2026-01-05 00:00'), max: at('2026-11-01 00:00') }))).map((three) => three.sort((x, y) => x - y) as [Instant, Instant, Instant]);
const unit = fc.constantFrom<Limit['unit']>('working', 'continuous');

describe('the clocks of a case', () => {
  const all = (k: ClockKey): Limit => ({ amount: HOUR * (1 + CLOCKS.findIndex((name) => name === k)), unit: 'working' });

  it('run exactly where the stage says so', () => {
    for (const from of STAGES) for (const to of STAGES) {
      const before = enter(from, {}, at('2026-11-23 09:00'), CALENDAR, all);
      const after = enter(to, before, at('2026-11-23 10:00'), CALENDAR, all);
      expect(CLOCKS.filter((k) => after[k]?.since != null)).toEqual(CLOCKS.filter((k) => RUNNING[to].includes(k)));
      for (const k of CLOCKS.filter((name) => !RUNNING[to].includes(name))) expect(after[k]?.used).toBe(before[k] && HOUR);
    }
  });

  it('are none where no limit is set', () => {
    expect(enter('handling', {}, at('2026-11-23 09:00'), CALENDAR, () => null)).toEqual({});
  });

  it('judge a case by a clock that runs there', () => {
    for (const stage of STAGES) for (const name of LEADING[stage]) expect(RUNNING[stage]).toContain(name);
    expect(STAGES.filter((s) => LEADING[s].length === 0)).toEqual(['suspended', 'closed']);
  });

  it('judge a case that nobody has signed for by whatever is late first: the signing or the handling', () => {
    const unsigned = (condition: typeof LITTER, severity: 1 | 3) => new Story().by('member', '2026-11-23 09:00', registration()).by('dispatcher', '2026-11-23 09:00', say.triage(condition, severity)).by('dispatcher', '2026-11-23 11:00', say.dispatch()).case;
    const slow = unsigned(LITTER, 3), urgent = unsigned(LITTER, 1);
    expect(deadline('acceptance', slow.clocks, CALENDAR)).toMatchObject({ clock: 'acceptance', dueAt: at('2026-11-23 13:00') });
    expect(leading('acceptance', urgent.clocks)).toBe('acceptance');
    const late = { ...slow.clocks, handling: running(at('2026-11-23 11:00'), limitOf(1, 'urgent_hour')) };
    expect(deadline('acceptance', late, CALENDAR)).toMatchObject({ clock: 'handling', dueAt: at('2026-11-23 12:00') });
    expect(leading('handling', slow.clocks)).toBe('handling');
    expect(leading('suspended', slow.clocks)).toBeNull();
  });

  it('are two: one for the stage, one for the whole that never restarts', () => {
    const story = new Story().by('member', '2026-11-23 09:00', registration({ source: 'public' })).by('dispatcher', '2026-11-23 09:10', { type: 'askConfirmation' });
    expect(story.case.clocks).toMatchObject({ triage: { used: 10 * 60_000, since: null }, confirmation: { since: at('2026-11-23 09:10') }, total: { since: at('2026-11-23 09:00') } });
    story.by('member', '2026-11-23 09:30', { type: 'confirm', verdict: 'true', evidence: [] });
    expect(story.case.clocks).toMatchObject({ triage: { used: 10 * 60_000, dueAt: at('2026-11-23 09:35') }, confirmation: { used: 20 * 60_000, since: null }, total: { since: at('2026-11-23 09:00') } });
  });

  it('take the limits of what the case is found to be, not of what was reported', () => {
    const found = (severity: 1 | 3) => new Story().by('member', '2026-11-23 09:00', registration({ severity: 3 })).by('dispatcher', '2026-11-23 09:02', say.triage(LITTER, severity)).case.clocks.dispatch?.dueAt;
    expect([found(1), found(3)]).toEqual([at('2026-11-23 09:07'), at('2026-11-23 09:17')]);
  });

  it('start for handling with the dispatch, and stop with the feedback, not with its check', () => {
    const story = handled().by('handler', '2026-11-23 16:00', say.resolve());
    expect(story.case.clocks.handling).toMatchObject({ used: 5 * HOUR, since: null });
    expect(story.by('member', '2026-11-24 09:00', say.verify()).case.clocks.handling).toMatchObject({ used: 5 * HOUR, since: null });
  });

  it('start handling afresh after a failed check, on the shorter limit of a second attempt', () => {
    const story = handled().by('handler', '2026-11-23 16:00', say.resolve()).by('member', '2026-11-24 09:00', say.verify(false));
    expect(story.case).toMatchObject({ stage: 'handling', rework: 1, assignee: PEOPLE.handler.id, clocks: { handling: { used: 0, fired: [], limit: { amount: 4 * HOUR }, dueAt: at('2026-11-24 15:00') }, verification: { used: 3 * HOUR, since: null } } });
    story.by('handler', '2026-11-24 10:00', say.resolve());
    expect(story.case.clocks.verification).toMatchObject({ used: 0, since: at('2026-11-24 10:00'), dueAt: at('2026-11-24 16:00') });
    expect(story.by('member', '2026-11-24 11:00', say.verify()).case).toMatchObject({ stage: 'closure', rework: 1 });
  });

  it('resume for the department that gets it back, and start afresh for another', () => {
    const returned = () => handled(LITTER).by('handler', '2026-11-23 10:00', say.giveBack()).by('dispatcher', '2026-11-23 11:00', { type: 'grant' });
    expect(new Story().by('member', '2026-11-23 09:00', registration()).by('dispatcher', '2026-11-23 09:00', say.triage(LITTER)).by('dispatcher', '2026-11-23 09:10', say.dispatch()).by('handler', '2026-11-23 10:00', say.giveBack()).by('dispatcher', '2026-11-23 11:00', { type: 'grant' }).case.clocks.dispatch)
      .toMatchObject({ used: 0, dueAt: at('2026-11-23 11:15') });
    expect(returned().case).toMatchObject({ stage: 'dispatch', returns: 1, assignee: null, clocks: { handling: { used: 2 * HOUR, since: null }, dispatch: { used: 0, since: at('2026-11-23 11:00') } } });
    const again = returned().by('dispatcher', '2026-11-23 11:05', say.dispatch()).case;
    expect(again.clocks.handling).toMatchObject({ used: 2 * HOUR, dueAt: at('2026-11-24 09:05') });
    expect(again.clocks.acceptance).toMatchObject({ used: 0, since: at('2026-11-23 11:05') });
    const other = returned().by('dispatcher', '2026-11-23 11:05', say.dispatch(WTR)).case;
    expect(other.clocks.handling).toMatchObject({ used: 0, dueAt: at('2026-11-24 11:05') });
  });

  it('run on while a request waits, and go on after it is declined', () => {
    const story = handled().by('handler', '2026-11-23 10:00', say.extension(HOUR)).by('dispatcher', '2026-11-23 15:00', { type: 'decline', note: '不同意' });
    expect(story.case).toMatchObject({ request: null, extensions: 0, clocks: { handling: { since: at('2026-11-23 09:00'), dueAt: at('2026-11-24 09:00') } } });
  });

  it('take an extension that was asked for in time and granted late', () => {
    const story = handled().by('lead', '2026-11-24 09:00', say.extension(4 * HOUR)).by('dispatcher', '2026-11-24 11:00', { type: 'grant' });
    expect(story.case.clocks.handling).toMatchObject({ used: 10 * HOUR, dueAt: at('2026-11-24 15:00'), extended: 4 * HOUR });
  });

  it('start afresh when a ruling names a department', () => {
    const story = handled().by('lead', '2026-11-23 10:00', { type: 'dispute', reason: '权属不清' });
    expect(story.case.clocks).toMatchObject({ handling: { used: HOUR, since: null }, total: { since: at('2026-11-23 09:00') } });
    story.by('supervisor', '2026-11-23 14:00', { type: 'rule', department: UM, ground: '三定方案' });
    expect(story.case).toMatchObject({ stage: 'acceptance', department: UM, clocks: { handling: { used: 0, dueAt: at('2026-11-24 12:00') } } });
  });
});

describe('the light', () => {
  const c = running(at('2026-11-23 08:00'), limitOf(10, 'work_hour'));
  const d = deadline('handling', { handling: c }, CALENDAR);

  it('turns yellow at 80 % and red when the limit is used up', () => {
    expect(YELLOW).toBe(0.8);
    expect(local(d?.yellowAt ?? null)).toBe('2026-11-23 18:00');
    expect([at('2026-11-23 08:00'), at('2026-11-23 18:00') - 1, at('2026-11-23 18:00'), at('2026-11-24 10:00') - 1, at('2026-11-24 10:00')].map((t) => light(d, t))).toEqual(['green', 'green', 'yellow', 'yellow', 'red']);
  });

  it('is out while nothing runs', () => {
    expect(light(deadline('suspended', { handling: c }, CALENDAR), at('2027-01-01 00:00'))).toBe('paused');
    expect(light(deadline('closed', {}, CALENDAR), 0)).toBe('paused');
    expect(deadline('handling', {}, CALENDAR)).toBeNull();
  });

  it('goes only one way while the clock runs', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: at('2026-11-23 08:00'), max: at('2026-11-26 08:00') }), { minLength: 2 }), (moments) => {
      const shown = moments.sort((a, b) => a - b).map((t) => ['green', 'yellow', 'red'].indexOf(light(d, t)));
      expect(shown).toEqual([...shown].sort());
    }));
  });
});
