import { HOUR } from './calendar.js';
import type { Case } from './case.js';
import { evolve } from './evolve.js';
import { nextStep, wakeAt, type EscalationRule, type Playbook } from './policy.js';
import { at, BY_HAND, BY_ITSELF, GARBAGE, handled, HEAP, judge, local, registration, SAN, say, Story, UM } from './testing/county.js';
import { drawing, settle, walk } from './testing/walk.js';
import type { Instant } from './vocabulary.js';

/** Lets the automation run by its own alarm clock until `end`; answers what it did and when. */
function sleepAndSettle(story: Story, book: Playbook, from: string, end: string): string[] {
  const done: string[] = [];
  let now = at(from);
  for (let naps = 0; naps < 100; naps++) {
    settle(() => story.case, now, book, (command, actor) => {
      const decision = judge(story.case, command, now, actor);
      if (!decision.ok) return false;
      story.history.push(...decision.events);
      done.push(`${local(now)} ${command.type}${command.type === 'escalate' ? ` ${command.rule}` : ''}`);
      return true;
    });
    const wake = wakeAt(story.case, book);
    if (wake === null || wake > at(end)) return done;
    expect(wake).toBeGreaterThan(now);
    now = wake;
  }
  throw new Error('never came to rest');
}

const opened = (more: Parameters<typeof registration>[0] = {}) => new Story().by('member', '2026-11-23 09:00', registration(more));

describe('the automation', () => {
  it('takes a trusted report to its department in one go, and says why', () => {
    const story = opened();
    expect(nextStep(story.case, at('2026-11-23 09:00'), BY_ITSELF)).toEqual({ command: { type: 'triage', classId: GARBAGE, conditionId: HEAP, severity: 3 }, why: { code: 'trusted-report' } });
    expect(sleepAndSettle(story, BY_ITSELF, '2026-11-23 09:00', '2026-11-23 09:00')).toEqual(['2026-11-23 09:00 triage', '2026-11-23 09:00 dispatch']);
    expect(story.case).toMatchObject({ stage: 'acceptance', department: SAN, coDepartments: [UM], dispatchedBy: 'system' });
  });

  it('names the line of the duty list and the confidence', () => {
    const story = opened().by('dispatcher', '2026-11-23 09:01', say.triage());
    expect(nextStep(story.case, at('2026-11-23 09:01'), BY_ITSELF)).toEqual({
      command: { type: 'dispatch', department: SAN, coDepartments: [UM] }, why: { code: 'duty-line', line: 'D1', department: SAN, confidence: 1 },
    });
  });

  it.each<[string, Story]>([
    ['a report that is not trusted', opened({ source: 'public' })],
    ['a report without class', opened({ classId: null })],
    ['a report without condition', opened({ conditionId: null })],
    ['a report that somebody went to look at', opened().by('dispatcher', '2026-11-23 09:01', { type: 'askConfirmation' }).by('member', '2026-11-23 09:05', { type: 'confirm', verdict: 'false', note: '没有', evidence: [] })],
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
    story.by('handler', '2026-11-23 14:30', say.extension(4 * HOUR)).by('dispatcher', '2026-11-23 14:40', { type: 'grant' });
    expect(sleepAndSettle(story, BY_HAND, '2026-11-23 14:40', '2026-11-24 09:00')).toEqual(['2026-11-23 17:24 escalate warn', '2026-11-24 09:00 escalate overdue']);
    story.by('handler', '2026-11-24 09:10', say.resolve()).by('member', '2026-11-24 09:20', say.verify(false));
    expect(sleepAndSettle(story, BY_HAND, '2026-11-24 09:20', '2026-11-24 14:32')).toEqual(['2026-11-24 14:32 escalate warn']);
  });

  it('keeps still while the clock stands, and ends a suspension on its day', () => {
    const story = handled(HEAP).by('handler', '2026-11-23 10:00', say.suspension('2026-11-30 00:00')).by('dispatcher', '2026-11-23 10:00', { type: 'grant' });
    expect(wakeAt(story.case, BY_HAND)).toBe(at('2026-11-30 00:00'));
    expect(sleepAndSettle(story, BY_HAND, '2026-11-23 10:00', '2026-11-30 10:12')).toEqual(['2026-11-30 00:00 resume', '2026-11-30 10:12 escalate warn']);
  });

  it('takes rungs of one moment from below, and is not held up by severities that are not meant', () => {
    const rung = (id: string, level: number, severities?: EscalationRule['severities']): EscalationRule => ({ id, clock: 'handling', at: { share: 1 }, level, tell: [], ...(severities && { severities }) });
    const book: Playbook = { ...BY_HAND, ladder: [rung('c', 3), rung('never', 1, [1, 2]), rung('a', 1), rung('b', 2, [3])] };
    expect(sleepAndSettle(handled(HEAP), book, '2026-11-23 09:00', '2026-11-24 00:00').map((line) => line.slice(17))).toEqual(['escalate a', 'escalate b', 'escalate c']);
  });

  it('does nothing with a closed case', () => {
    const story = handled(HEAP).by('leader', '2026-11-23 10:00', { type: 'forceClose', reason: '理由', document: '文件' });
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
