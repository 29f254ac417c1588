import { calendarOf, HOUR, limitOf } from './calendar.js';
import type { Case } from './case.js';
import { evolve } from './evolve.js';
import { nextStep, wakeAt, type EscalationRule, type Playbook } from './policy.js';
import { sleepAndSettle } from './testing/sleep.js';
import { at, bookAt, BURST, BY_HAND, BY_ITSELF, CALENDAR_2026, CALLS, closed, dispatched, FOUL, GARBAGE, handled, HEAP, judge, local, PEOPLE, PHOTO, registration, RULES_2027, SAN, say, Story, TWN, UM, WTR } from './testing/county.js';
import { drawing, settle, walk } from './testing/walk.js';
import type { Instant } from './vocabulary.js';

const opened = (more: Parameters<typeof registration>[0] = {}) => new Story().by('member', '2026-11-23 09:00', registration(more));

describe('the automation', () => {
  it('takes a trusted report to its department in one go, and says why', () => {
    const story = opened();
    expect(nextStep(story.case, at('2026-11-23 09:00'), BY_ITSELF)).toEqual({ command: { type: 'triage', classId: GARBAGE, conditionId: HEAP, severity: 3 }, why: { code: 'trusted-report' } });
    expect(sleepAndSettle(story, BY_ITSELF, '2026-11-23 09:00', '2026-11-23 09:00')).toEqual(['2026-11-23 09:00 triage', '2026-11-23 09:00 dispatch', '2026-11-23 09:00 assign']);
    expect(story.case).toMatchObject({ stage: 'acceptance', department: SAN, coDepartments: [UM, WTR], dispatchedBy: 'system', assignee: PEOPLE.handler.id });
    expect(story.history.at(-1)).toMatchObject({ type: 'CaseAssigned', why: { code: 'roster', person: PEOPLE.handler.id, merits: [{ code: 'on-duty' }] } });
  });

  it('names the line of the duty list and the confidence', () => {
    const story = opened().by('dispatcher', '2026-11-23 09:01', say.triage());
    expect(nextStep(story.case, at('2026-11-23 09:01'), BY_ITSELF)).toEqual({
      command: { type: 'dispatch', department: SAN, coDepartments: [UM, WTR], joint: [] }, why: { code: 'duty-line', line: 'D1', department: SAN, confidence: 1 },
    });
  });

  it.each<[string, Story]>([
    ['a report that is not trusted, where nobody is to be asked', opened({ source: 'hotline' })],
    ['a report of which the member could not tell', opened({ source: 'public' }).by('system', '2026-11-23 09:01', { type: 'askConfirmation' }).by('member', '2026-11-23 09:05', { type: 'confirm', verdict: 'unsure', evidence: [] })],
    ['a report without class', opened({ classId: null })],
    ['a report without condition', opened({ conditionId: null })],
  ])('leaves to a person %s', (_, story) => expect(nextStep(story.case, at('2026-11-23 09:05'), BY_ITSELF)).toBeNull());

  it('leaves to a person what a department gave back', () => {
    const story = handled(HEAP).by('handler', '2026-11-23 10:00', say.giveBack()).by('dispatcher', '2026-11-23 10:00', { type: 'grant' });
    expect(story.case.stage).toBe('dispatch');
    expect(nextStep(story.case, at('2026-11-23 10:00'), BY_ITSELF)).toBeNull();
  });

  it('closes what passed where the book lets it', () => {
    const story = handled(HEAP).by('handler', '2026-11-23 10:00', say.resolve()).by('member', '2026-11-23 10:10', say.verify());
    expect(nextStep(story.case, at('2026-11-23 10:10'), BY_HAND)).toBeNull();
    expect(nextStep(story.case, at('2026-11-23 10:10'), BY_ITSELF)).toEqual({ command: { type: 'close' }, why: { code: 'verified' } });
  });

  it('asks the nearest member about a report that is not trusted, once, and files or refuses it by what was found', () => {
    const story = opened({ source: 'public' });
    expect(sleepAndSettle(story, BY_ITSELF, '2026-11-23 09:00', '2026-11-23 09:01')).toEqual(['2026-11-23 09:00 askConfirmation']);
    expect(story.case).toMatchObject({ stage: 'confirmation', asked: PEOPLE.member.id, clocks: { triage: { since: null }, confirmation: { since: at('2026-11-23 09:00') } } });
    const untrue = Object.assign(new Story(), { history: [...story.history] }).by('member', '2026-11-23 09:20', { type: 'confirm', verdict: 'false', note: '没有', evidence: [] });
    sleepAndSettle(untrue, BY_ITSELF, '2026-11-23 09:20', '2026-11-23 09:20');
    expect(untrue.case).toMatchObject({ stage: 'closed', outcome: 'refused' });
    expect(untrue.history.at(-1)).toMatchObject({ data: { reason: 'not-true' }, why: { code: 'unfounded' } });
    story.by('member', '2026-11-23 09:20', { type: 'confirm', verdict: 'true', evidence: [PHOTO] });
    expect(nextStep(story.case, at('2026-11-23 09:20'), BY_ITSELF)).toMatchObject({ command: { type: 'triage' }, why: { code: 'confirmed' } });
    expect(sleepAndSettle(story, BY_ITSELF, '2026-11-23 09:20', '2026-11-23 09:20').map((l) => l.slice(17))).toEqual(['triage', 'dispatch', 'assign']);
  });

  it('raises a dispute when two departments gave it back, and has a dangerous thing made safe first', () => {
    const story = dispatched(BURST, 2);
    for (const [who, to] of [['lead', WTR], ['strangerLead', null]] as const) {
      story.by(who, '2026-11-23 09:30', { ...say.giveBack() }).by('dispatcher', '2026-11-23 09:40', { type: 'grant' });
      if (to) story.by('dispatcher', '2026-11-23 09:45', say.dispatch(to));
    }
    expect(story.case).toMatchObject({ stage: 'dispatch', refusals: [SAN, WTR] });
    expect(sleepAndSettle(story, BY_ITSELF, '2026-11-23 09:50', '2026-11-23 09:50').map((l) => l.slice(17))).toEqual(['dispute']);
    expect(story.case).toMatchObject({ stage: 'disputed', clocks: { handling: { since: null }, disputed: { used: 0 } } });
    expect(story.case.tasks.filter((t) => t.kind === 'make-safe')).toMatchObject([{ department: TWN, state: 'waiting' }]);
    expect(story.history.at(-1)).toMatchObject({ type: 'OwnershipDisputed', why: { code: 'returned-often', times: 2 } });
  });

  it('calls, climbs while nobody answers, and stops when somebody does', () => {
    const call = (): Story => new Story().by('member', '2026-11-22 02:10', registration({ severity: 1 })).by('dispatcher', '2026-11-22 02:10', say.triage(HEAP, 1)).by('dispatcher', '2026-11-22 02:10', say.dispatch());
    const book: Playbook = { ...BY_HAND, ladder: CALLS };
    expect(sleepAndSettle(call(), book, '2026-11-22 02:10', '2026-11-22 03:00')).toEqual(['2026-11-22 02:15 escalate called', '2026-11-22 02:20 escalate unanswered', '2026-11-22 02:30 escalate still-unanswered']);
    const answered = call();
    sleepAndSettle(answered, book, '2026-11-22 02:10', '2026-11-22 02:16');
    answered.by('handler', '2026-11-22 02:17', { type: 'acknowledge', rule: 'called' });
    expect(sleepAndSettle(answered, book, '2026-11-22 02:17', '2026-11-22 04:00')).toEqual([]);
    const signed = call();
    sleepAndSettle(signed, book, '2026-11-22 02:10', '2026-11-22 02:16');
    signed.by('handler', '2026-11-22 02:17', say.accept());
    expect(signed.case.alerts).toEqual([]);
    expect(sleepAndSettle(signed, book, '2026-11-22 02:17', '2026-11-22 04:00')).toEqual([]);
  });

  it('sends a supervision order with the rung that wants one, once, and climbs when it is not answered', () => {
    const story = handled(HEAP);
    const book: Playbook = { ...BY_HAND, ladder: CALLS };
    // 4 工作时 are over at 15:00, a fifth more at 15:48; four hours to reply end the next day.
    expect(sleepAndSettle(story, book, '2026-11-23 09:00', '2026-11-25 00:00')).toEqual(['2026-11-23 15:48 escalate supervised', '2026-11-23 15:48 order supervised', '2026-11-24 09:48 escalate unreplied']);
    expect(story.case.orders).toMatchObject([{ id: 1, rule: 'supervised', reply: null }]);
    expect(story.history.find((e) => e.type === 'SupervisionOrdered')).toMatchObject({ by: 'system', why: { code: 'clock-reached', rule: 'supervised' } });
  });

  it('plans the checks after closing one after another: 7, 30 and 90 days', () => {
    const story = closed(FOUL);
    const days = ['2026-11-30 15:00', '2026-12-23 15:00', '2027-02-21 15:00'];
    expect(sleepAndSettle(story.under(RULES_2027), bookAt(BY_HAND, at('2026-12-01 00:00')), '2026-11-23 15:00', '2028-01-01 00:00')).toEqual(days.map((d) => `${d} addTask`));
    expect(story.case.tasks.map((t) => [t.kind, t.state, local(t.at)])).toEqual(days.map((d) => ['recheck', 'waiting', d]));
  });

  it('works out anew what leaned on an unpublished year, also of a check after closing', () => {
    const story = closed(FOUL);
    sleepAndSettle(story, BY_HAND, '2026-11-23 15:00', '2026-12-30 17:00');
    story.by('system', '2026-12-31 17:00', { type: 'addTask', kind: 'recheck', department: null, text: '', limit: limitOf(2, 'work_day') });
    expect(story.case.clocks['task-3']).toMatchObject({ provisional: true });
    story.under(RULES_2027);
    expect(nextStep(story.case, at('2026-12-31 18:00'), { ...bookAt(BY_HAND, at('2026-12-31 18:00')) })).toMatchObject({ command: { type: 'retime' }, why: { code: 'calendar-published' } });
    story.by('system', '2026-12-31 18:00', { type: 'retime' });
    expect(story.case.clocks['task-3']).toMatchObject({ provisional: false, dueAt: at('2027-01-05 17:00') });
  });

  it('warns on a promised deadline though the calendar was edited since, and never on the wrong side of it', () => {
    const story = handled(HEAP);
    const slower: Playbook = { ...BY_HAND, calendar: () => calendarOf({ ...CALENDAR_2026, days: [...CALENDAR_2026.days, { date: '2026-11-23', kind: 'off' }] }) };
    expect(sleepAndSettle(story, slower, '2026-11-23 09:00', '2026-11-23 23:00')).toEqual(['2026-11-23 15:00 escalate warn', '2026-11-23 15:00 escalate overdue']);
  });

  it('climbs the ladder rung by rung, each once and on the minute, overnight and over lunch', () => {
    const story = handled(HEAP);
    expect(sleepAndSettle(story, BY_HAND, '2026-11-23 09:00', '2026-12-31 00:00')).toEqual([
      '2026-11-23 14:12 escalate warn', '2026-11-23 15:00 escalate overdue', '2026-11-23 17:00 escalate half-over', '2026-11-24 09:00 escalate twice-over', '2026-12-07 09:00 escalate total-over',
    ]);
    expect(story.case).toMatchObject({ level: 4, clocks: { handling: { fired: ['warn', 'overdue', 'half-over', 'twice-over'] } } });
  });

  it('runs round the clock for danger to life', () => {
    const story = new Story().by('member', '2026-11-22 02:10', registration({ severity: 1 })).by('dispatcher', '2026-11-22 02:11', say.triage(HEAP, 1)).by('dispatcher', '2026-11-22 02:12', say.dispatch());
    expect(sleepAndSettle(story, BY_HAND, '2026-11-22 02:12', '2026-11-22 04:00')).toEqual(['2026-11-22 02:17 escalate unsigned-5', '2026-11-22 02:27 escalate unsigned-15', '2026-11-22 03:48 escalate warn']);
  });

  it('warns again after an extension and after a failed check, because that is a new run', () => {
    const story = handled(HEAP);
    sleepAndSettle(story, BY_HAND, '2026-11-23 09:00', '2026-11-23 14:30');
    expect(story.case.clocks.handling?.fired).toEqual(['warn']);
    story.by('handler', '2026-11-23 14:30', say.extension(4 * HOUR)).by('lead', '2026-11-23 14:35', { type: 'endorse' }).by('dispatcher', '2026-11-23 14:40', { type: 'grant' });
    expect(sleepAndSettle(story, BY_HAND, '2026-11-23 14:40', '2026-11-24 09:00')).toEqual(['2026-11-23 17:24 escalate warn', '2026-11-24 09:00 escalate overdue']);
    story.by('handler', '2026-11-24 09:10', say.resolve()).by('member', '2026-11-24 09:20', say.verify(false));
    expect(sleepAndSettle(story, BY_HAND, '2026-11-24 09:20', '2026-11-24 14:32')).toEqual(['2026-11-24 10:56 escalate warn', '2026-11-24 11:20 escalate overdue', '2026-11-24 14:20 escalate half-over']);
  });

  it('keeps still while the clock stands, and ends a suspension on its day', () => {
    const story = handled(HEAP).by('lead', '2026-11-23 10:00', say.suspension('2026-11-30 00:00')).by('dispatcher', '2026-11-23 10:00', { type: 'grant' });
    expect(wakeAt(story.case, BY_HAND)).toBe(at('2026-11-30 00:00'));
    expect(sleepAndSettle(story, BY_HAND, '2026-11-23 10:00', '2026-11-30 10:12')).toEqual(['2026-11-30 00:00 resume', '2026-11-30 10:12 escalate warn']);
  });

  it('takes rungs of one moment from below, and is not held up by severities that are not meant', () => {
    const rung = (id: string, level: number, severities?: EscalationRule['severities']): EscalationRule => ({ id, clock: 'handling', at: { share: 1 }, level, tell: [], ...(severities && { severities }) });
    const book: Playbook = { ...BY_HAND, ladder: [rung('c', 3), rung('never', 1, [1, 2]), rung('a', 1), rung('b', 2, [3])] };
    expect(sleepAndSettle(handled(HEAP), book, '2026-11-23 09:00', '2026-11-24 00:00').map((line) => line.slice(17))).toEqual(['escalate a', 'escalate b', 'escalate c']);
  });

  it('does nothing with a closed case', () => {
    const story = handled(HEAP).by('leader', '2026-11-23 10:00', { type: 'propose', kind: 'forced', reason: '理由', document: '文件' }).by('supervisor', '2026-11-23 10:00', { type: 'approve' });
    expect(nextStep(story.case, at('2030-01-01 00:00'), BY_ITSELF)).toBeNull();
    expect(wakeAt(story.case, BY_ITSELF)).toBeNull();
  });
});

describe('over thousands of random histories', () => {
  const cases = function* (): Generator<{ c: Case; now: Instant; book: Playbook }> {
    for (let seed = 1; seed <= 1500; seed++) {
      const book = seed % 2 === 0 ? BY_HAND : BY_ITSELF;
      const { history, states } = walk(drawing(seed), 25, book);
      for (const [i, c] of states.entries()) yield { c, now: history[i]?.at ?? 0, book };
    }
  };

  it('settles to rest, and running it twice changes nothing', () => {
    let acted = 0;
    for (const { c, now, book } of cases()) {
      const story = restHere(c, now, book);
      acted += story.version - c.version;
      if (nextStep(story, now, book) !== null || restHere(story, now, book) !== story) throw new Error(`not at rest: ${JSON.stringify(story)}`);
    }
    expect(acted).toBeGreaterThan(1000);
  });

  it('asks to be woken exactly when it will next have something to do, never later', () => {
    let woken = 0, never = 0;
    const draw = drawing(99);
    for (const { c, now, book } of cases()) {
      const rest = restHere(c, now, book);
      const wake = wakeAt(rest, book);
      if (wake === null) {
        never++;
        if (nextStep(rest, now + 10 * 365 * 24 * HOUR, book) !== null) throw new Error(`sleeps for ever: ${JSON.stringify(rest)}`);
        continue;
      }
      woken++;
      if (wake <= now || nextStep(rest, wake, book) === null) throw new Error(`woken for nothing at ${local(wake)}: ${JSON.stringify(rest)}`);
      for (const t of [now, wake - 1, now + draw(Math.min(wake - now, 2 ** 31)), now + Math.floor((wake - now) / 2)]) if (nextStep(rest, t, book) !== null) throw new Error(`overslept: something to do at ${local(t)}, woken at ${local(wake)}`);
    }
    expect(woken).toBeGreaterThan(1000);
    expect(never).toBeGreaterThan(100);
  });
});

/** The case after the automation has come to rest on it; the very same object when there was nothing to do. */
function restHere(c: Case, now: Instant, book: Playbook): Case {
  let rest = c;
  settle(() => rest, now, book, (command, actor) => {
    const decision = judge(rest, command, now, actor);
    if (!decision.ok) return false;
    for (const event of decision.events) rest = evolve(rest, event);
    return true;
  });
  return rest;
}
