import type { Case, CommandOf, CommandType, EventType } from './case.js';
import { unborn } from './case.js';
import { DAY, HOUR } from './calendar.js';
import { allowed, decide } from './decide.js';
import { evolve } from './evolve.js';
import { COMMANDS, LIFECYCLE, type Target } from './lifecycle/index.js';
import { at, CELL, context, EVERYONE, GARBAGE, handled, HEAP, ID, judge, LITTER, OTHER_ID, PEOPLE, registration, RULES, SAN, say, Story, UM, WTR } from './testing/county.js';
import { OPEN, OUTCOMES, REQUESTS, ROLES, SEVERITIES, STAGES, type Actor, type Outcome, type ReportId, type Role, type Stage } from './vocabulary.js';

const NOW = at('2026-11-23 10:00');

/** A well-filled form for each command: every guard that looks at what was filled in is satisfied. */
const FILLED: { readonly [K in CommandType]: CommandOf<K> } = {
  register: registration(), attachReport: { type: 'attachReport', report: 'r-2' as ReportId, reportedAt: NOW }, note: { type: 'note', text: '备注' }, askConfirmation: { type: 'askConfirmation' },
  confirm: { type: 'confirm', verdict: 'true', evidence: [] }, triage: say.triage(), refuse: { type: 'refuse', reason: '理由' }, merge: { type: 'merge', into: OTHER_ID }, dispatch: say.dispatch(), accept: say.accept(),
  request: say.giveBack(), grant: { type: 'grant' }, decline: { type: 'decline', note: '不同意' }, dispute: { type: 'dispute', reason: '权属不清' }, rule: { type: 'rule', department: WTR, ground: '三定方案' },
  resolve: say.resolve(), verify: say.verify(), close: { type: 'close' }, forceClose: { type: 'forceClose', reason: '理由', document: '文件' }, void: { type: 'void', reason: '理由' }, resume: { type: 'resume' },
  escalate: { type: 'escalate', rule: 'warn', clock: 'handling', level: 1 }, reopen: { type: 'reopen', reason: '复发' },
};

/** Every way a case can stand that permission looks at. */
function* standings(): Generator<Case> {
  for (const stage of STAGES)
    for (const cell of [CELL, null])
      for (const department of [SAN, null])
        for (const coDepartments of [[], [UM, WTR]])
          for (const assignee of [null, PEOPLE.handler.id])
            for (const dispatchedBy of [null, PEOPLE.dispatcher.id, PEOPLE.supervisor.id, PEOPLE.system.id])
              for (const kind of [null, ...REQUESTS]) {
                const request = kind && { kind, by: PEOPLE.lead.id, reason: '理由', more: HOUR, until: NOW + DAY, suggest: null };
                yield { ...unborn(ID), version: 5, stage, cell, department, coDepartments, assignee, dispatchedBy, request, conditionId: HEAP, milestones: { dispatch: NOW - HOUR, ...(stage === 'closed' && { closed: NOW - HOUR }) } };
              }
}

describe('every stage × command × person', () => {
  it('has a button exactly where the server says yes, and a typed refusal where it says no', () => {
    let yes = 0, no = 0;
    for (const c of standings()) for (const actor of EVERYONE) {
      const buttons = new Set(allowed(c, actor));
      for (const k of COMMANDS) {
        const row = LIFECYCLE[k];
        const decision = decide(ID, c, FILLED[k], context(NOW, actor));
        if (row.button === false ? buttons.has(k) : buttons.has(k) !== decision.ok) throw new Error(`${k} on ${c.stage} by ${actor.id}: button ${buttons.has(k)}, server ${JSON.stringify(decision)}`);
        if (decision.ok) {
          yes++;
          const [event] = decision.events;
          if (decision.events.length !== 1 || event?.seq !== c.version + 1 || event.by !== actor.id || event.at !== NOW || !leads(row.to, c, event.stage)) throw new Error(`${k} on ${c.stage}: ${JSON.stringify(event)}`);
          evolve(c, event);
        } else {
          no++;
          if (k !== 'register' && (decision.rejection.stage !== c.stage || String(decision.rejection.allowed) !== String([...buttons]))) throw new Error(`${k} on ${c.stage} by ${actor.id}: ${JSON.stringify(decision.rejection)}`);
        }
      }
    }
    expect(yes).toBeGreaterThan(10_000);
    expect(no).toBeGreaterThan(yes);
  });

  it('does not depend on what the automation or the browser leaves out: a row of a list is enough for the buttons', () => {
    for (const c of standings()) {
      const { stage, department, coDepartments, assignee, cell, request, dispatchedBy } = c;
      for (const actor of EVERYONE) expect(allowed({ stage, department, coDepartments, assignee, cell, request, dispatchedBy }, actor)).toEqual(allowed(c, actor));
      if (c.dispatchedBy !== null) break;
    }
  });
});

const leads = (to: readonly Target[], c: Case, stage: Stage): boolean => to.some((t) => (t === 'same' ? c.stage : t === 'resume' ? 'dispatch' : t) === stage);

describe('who may do what', () => {
  /** Written out by hand, so that a slip in the table cannot hide: a case of the sanitation station, in the member's cell, dispatched by disp-2, without a request. */
  const MATRIX: Readonly<Record<Stage, Partial<Record<keyof typeof PEOPLE, string>>>> = {
    triage: { member: 'note', handler: 'note', colleague: 'note', lead: 'note', dispatcher: 'note askConfirmation triage refuse merge', otherDispatcher: 'note askConfirmation triage refuse merge', supervisor: 'note forceClose void', leader: 'note forceClose', system: 'askConfirmation triage merge' },
    confirmation: { member: 'note confirm', handler: 'note', colleague: 'note', lead: 'note', dispatcher: 'note', otherDispatcher: 'note', supervisor: 'note confirm forceClose void', leader: 'note forceClose' },
    dispatch: { member: 'note', handler: 'note', colleague: 'note', lead: 'note dispute', dispatcher: 'note merge dispatch dispute', otherDispatcher: 'note merge dispatch dispute', supervisor: 'note forceClose void', leader: 'note forceClose', system: 'merge dispatch' },
    acceptance: { member: 'note', handler: 'note accept request', colleague: 'note accept request', lead: 'note accept request dispute', dispatcher: 'note dispute', otherDispatcher: 'note dispute', supervisor: 'note forceClose void', leader: 'note forceClose' },
    handling: { member: 'note', handler: 'note request resolve', colleague: 'note request', lead: 'note request dispute resolve', dispatcher: 'note dispute', otherDispatcher: 'note dispute', supervisor: 'note forceClose void', leader: 'note forceClose' },
    verification: { member: 'note verify', handler: 'note', colleague: 'note', lead: 'note', dispatcher: 'note', otherDispatcher: 'note', supervisor: 'note verify forceClose void', leader: 'note forceClose' },
    closure: { member: 'note', handler: 'note', colleague: 'note', lead: 'note', dispatcher: 'note close', otherDispatcher: 'note', supervisor: 'note close forceClose void', leader: 'note forceClose', system: 'close' },
    suspended: { member: 'note', handler: 'note', colleague: 'note', lead: 'note', dispatcher: 'note resume', otherDispatcher: 'note resume', supervisor: 'note forceClose void resume', leader: 'note forceClose', system: 'resume' },
    disputed: { member: 'note', handler: 'note', colleague: 'note', lead: 'note', dispatcher: 'note', otherDispatcher: 'note', supervisor: 'note rule forceClose void', leader: 'note forceClose' },
    closed: { supervisor: 'reopen' },
  };
  const standing = (stage: Stage): Case => ({ ...unborn(ID), version: 5, stage, cell: CELL, department: SAN, assignee: PEOPLE.handler.id, dispatchedBy: PEOPLE.otherDispatcher.id });

  it.each(STAGES)('in %s', (stage) => {
    const found = Object.fromEntries(Object.entries(PEOPLE).map(([who, actor]) => [who, allowed(standing(stage), actor).join(' ')]).filter(([, buttons]) => buttons !== ''));
    expect(found).toEqual(MATRIX[stage]);
  });

  it('while a request is open: the centre answers, the department waits', () => {
    const request = { kind: 'extension', by: PEOPLE.handler.id, reason: '理由', more: HOUR, until: null, suggest: null } as const;
    for (const stage of ['acceptance', 'handling'] as const) {
      const c = { ...standing(stage), request };
      expect(allowed(c, PEOPLE.dispatcher)).toEqual(['note', 'grant', 'decline', 'dispute']);
      expect(allowed(c, PEOPLE.handler)).toEqual(['note']);
      expect(allowed(c, PEOPLE.lead)).toEqual(['note', 'dispute']);
    }
  });

  it('a co-department may leave a note, and nothing else', () => {
    for (const stage of OPEN) {
      expect(allowed({ ...standing(stage), coDepartments: [WTR] }, PEOPLE.stranger)).toEqual(['note']);
      expect(allowed(standing(stage), PEOPLE.stranger)).toEqual([]);
    }
  });

  it('outside every cell only the supervisor confirms and verifies', () => {
    expect(EVERYONE.filter((p) => allowed({ ...standing('verification'), cell: null }, p).includes('verify')).map((p) => p.id)).toEqual(['sup-1']);
  });

  it('who dispatched or ruled neither verifies nor closes; the automation dispatches by rule and may', () => {
    expect(judge({ ...standing('closure'), dispatchedBy: PEOPLE.supervisor.id }, FILLED.close, NOW, PEOPLE.supervisor)).toMatchObject({ ok: false, rejection: { code: 'same-person' } });
    expect(judge({ ...standing('verification'), dispatchedBy: PEOPLE.supervisor.id }, FILLED.verify, NOW, PEOPLE.supervisor)).toMatchObject({ ok: false, rejection: { code: 'same-person' } });
    expect(judge({ ...standing('closure'), dispatchedBy: PEOPLE.system.id }, FILLED.close, NOW, PEOPLE.system).ok).toBe(true);
  });

  it('who handled does not verify, even with the right role', () => {
    expect(judge({ ...standing('verification'), assignee: PEOPLE.member.id }, FILLED.verify, NOW, PEOPLE.member)).toMatchObject({ rejection: { code: 'same-person' } });
  });

  it('every role is somebody, and operator and device command no case', () => {
    expect(new Set(EVERYONE.map((p) => p.role))).toEqual(new Set(ROLES));
    for (const stage of STAGES) for (const p of [PEOPLE.operator, PEOPLE.device]) expect(allowed(standing(stage), p)).toEqual([]);
    expect(judge(null, FILLED.register, NOW, PEOPLE.operator)).toMatchObject({ rejection: { code: 'forbidden' } });
    expect(judge(null, FILLED.register, NOW, PEOPLE.device).ok).toBe(true);
  });
});

describe('the way through', () => {
  /** Where a person or the automation can take a case from here, forced endings left out on request. */
  const next = (stage: Stage, without: readonly CommandType[] = []): Stage[] =>
    COMMANDS.filter((k) => !without.includes(k)).flatMap((k) => {
      const { from, to } = LIFECYCLE[k];
      return from === 'nothing' || !from.includes(stage) ? [] : to.map((t) => (t === 'same' ? stage : t === 'resume' ? 'handling' : t));
    });
  const reach = (from: Stage, without: readonly CommandType[] = []): Set<Stage> => {
    const seen = new Set<Stage>([from]);
    for (const stage of seen) for (const to of next(stage, without)) seen.add(to);
    return seen;
  };

  it('reaches every stage from the first', () => expect(reach('triage')).toEqual(new Set(STAGES)));

  it.each(OPEN)('leads out of %s to a closing without force', (stage) => expect(reach(stage, ['forceClose', 'void', 'refuse', 'merge'])).toContain('closed'));

  it('leaves each open stage by somebody, whoever dispatched it and wherever it lies', () => {
    for (const c of standings()) {
      if (c.stage === 'closed' || (c.department === null && c.stage !== 'triage')) continue;
      const ways = EVERYONE.flatMap((p) => allowed(c, p)).filter((k) => k !== 'note');
      if (ways.length === 0) throw new Error(`no way out of ${c.stage}`);
    }
  });

  it('produces every kind of fact and every outcome', () => {
    const facts = new Set<EventType>(), outcomes = new Set<Outcome>();
    for (const c of standings()) if (c.dispatchedBy === null && c.cell !== null) for (const k of COMMANDS) for (const actor of EVERYONE) {
      const decision = judge(k === 'register' ? null : c, FILLED[k], NOW, actor);
      if (!decision.ok) continue;
      for (const e of decision.events) { facts.add(e.type); if (e.type === 'CaseClosed') outcomes.add(e.data.outcome); }
    }
    expect(facts.size).toBe(19);
    expect(outcomes).toEqual(new Set(OUTCOMES));
  });
});

describe('what is filled in', () => {
  const refused = (decision: ReturnType<typeof judge>) => (decision.ok ? 'ok' : [decision.rejection.code, decision.rejection.field].filter((x) => x !== undefined).join(' '));
  const on = (stage: Stage, more: Partial<Case> = {}): Case => ({ ...unborn(ID), version: 5, stage, cell: CELL, department: SAN, assignee: PEOPLE.handler.id, ...more });

  it.each<[string, Case, CommandOf<CommandType>, keyof typeof PEOPLE, string]>([
    ['feedback needs a photo', on('handling'), { ...say.resolve(), evidence: [] }, 'handler', 'evidence-required evidence'],
    ['a failed check is shown or explained', on('verification'), { type: 'verify', passed: false, evidence: [] }, 'member', 'evidence-required note'],
    ['a remark is enough for it', on('verification'), { type: 'verify', passed: false, note: '仍有垃圾', evidence: [] }, 'member', 'ok'],
    ['a passed check needs neither', on('verification'), { type: 'verify', passed: true, evidence: [] }, 'member', 'ok'],
    ['a false report is shown or explained', on('confirmation'), { type: 'confirm', verdict: 'false', note: '', evidence: [] }, 'member', 'evidence-required note'],
    ['a photo is enough for it', on('confirmation'), { type: 'confirm', verdict: 'false', evidence: ['x'] }, 'member', 'ok'],
    ['an unsure one is not', on('confirmation'), { type: 'confirm', verdict: 'unsure', evidence: [] }, 'member', 'ok'],
    ['a case is not merged into itself', on('triage'), { type: 'merge', into: ID }, 'dispatcher', 'same-case into'],
    ['a rung goes off once', on('handling', { clocks: { handling: { limit: RULES.limit('handling', HEAP, 3) as never, extended: 0, used: 0, since: 0, dueAt: 0, provisional: false, fired: ['warn'] } } }), FILLED.escalate, 'system', 'already-done rule'],
  ])('%s', (_, c, command, who, answer) => expect(refused(judge(c, command, NOW, PEOPLE[who]))).toBe(answer));

  it('an unborn case takes only a registration, a born one none', () => {
    expect(refused(judge(null, FILLED.note, NOW, PEOPLE.dispatcher))).toBe('unknown-case');
    expect(refused(judge(on('triage'), FILLED.register, NOW, PEOPLE.dispatcher))).toBe('already-exists');
  });

  it('an extension is asked for before the deadline, twice at most, each time by at most the original limit, and never for danger to life', () => {
    const story = handled(HEAP);
    expect(story.case.clocks.handling?.dueAt).toBe(at('2026-11-23 15:00'));
    const ask = (s: Story, when: string, hours: number) => refused(judge(s.case, say.extension(hours * HOUR), at(when), PEOPLE.handler));
    expect([ask(story, '2026-11-23 10:00', 5), ask(story, '2026-11-23 10:00', 0), ask(story, '2026-11-23 15:00', 4), ask(story, '2026-11-23 15:01', 4)]).toEqual(['too-long more', 'too-long more', 'ok', 'after-deadline kind']);
    story.by('handler', '2026-11-23 10:00', say.extension(HOUR)).by('dispatcher', '2026-11-23 10:05', { type: 'grant' });
    expect([ask(story, '2026-11-23 10:30', 4), ask(story, '2026-11-23 10:30', 4.5)]).toEqual(['ok', 'too-long more']);
    story.by('handler', '2026-11-23 10:30', say.extension(4 * HOUR)).by('dispatcher', '2026-11-23 10:35', { type: 'grant' });
    expect(story.case.clocks.handling).toMatchObject({ extended: 5 * HOUR, limit: { amount: 9 * HOUR } });
    expect(ask(story, '2026-11-23 11:00', 1)).toBe('too-long more');
    expect(ask(handled(HEAP, 1), '2026-11-23 09:30', 1)).toBe('not-when-critical kind');
  });

  it('another department has its own two extensions', () => {
    const story = handled(HEAP);
    for (const when of ['10:00', '10:30']) story.by('handler', `2026-11-23 ${when}`, say.extension(HOUR)).by('dispatcher', `2026-11-23 ${when}`, { type: 'grant' });
    expect(story.case.extensions).toBe(2);
    story.by('handler', '2026-11-23 11:00', say.giveBack()).by('dispatcher', '2026-11-23 11:00', { type: 'grant' });
    expect(new Story().case.extensions).toBe(0);
    const again = Object.assign(new Story(), { history: [...story.history] }).by('dispatcher', '2026-11-23 11:10', say.dispatch(SAN));
    const other = story.by('dispatcher', '2026-11-23 11:10', say.dispatch(WTR));
    expect([again.case.extensions, other.case.extensions]).toEqual([2, 0]);
  });

  it('a suspension ends in the future, within a year, happens once and only for work taken on', () => {
    const story = handled();
    const ask = (s: Story, when: string, until: string) => refused(judge(s.case, say.suspension(until), at(when), PEOPLE.handler));
    expect([ask(story, '2026-11-23 10:00', '2026-11-23 10:00'), ask(story, '2026-11-23 10:00', '2027-12-01 00:00'), ask(story, '2026-11-23 10:00', '2027-11-23 00:00')]).toEqual(['must-be-in-future until', 'too-long until', 'ok']);
    const unsigned = new Story().by('member', '2026-11-23 09:00', registration()).by('dispatcher', '2026-11-23 09:00', say.triage()).by('dispatcher', '2026-11-23 09:00', say.dispatch());
    expect(ask(unsigned, '2026-11-23 09:01', '2026-12-01 00:00')).toBe('wrong-stage kind');
    expect(refused(judge(unsigned.case, say.extension(HOUR), at('2026-11-23 09:01'), PEOPLE.handler))).toBe('wrong-stage kind');
    story.by('handler', '2026-11-23 10:00', say.suspension('2026-11-30 08:00')).by('dispatcher', '2026-11-23 11:00', { type: 'grant' });
    expect(story.case).toMatchObject({ stage: 'suspended', resumeTo: 'handling', resumeAt: at('2026-11-30 08:00') });
    story.by('dispatcher', '2026-11-25 11:00', { type: 'resume' });
    expect(story.case).toMatchObject({ stage: 'handling', resumeTo: null, resumeAt: null });
    expect(ask(story, '2026-11-25 12:00', '2026-12-30 00:00')).toBe('already-done kind');
  });

  it('a closed case is reopened within the window, and goes back to where it had come', () => {
    const closed = handled().by('handler', '2026-11-23 11:00', say.resolve()).by('member', '2026-11-23 14:00', say.verify()).by('supervisor', '2026-11-23 15:00', { type: 'close' });
    expect(closed.case).toMatchObject({ stage: 'closed', outcome: 'fixed' });
    const reopen: CommandOf<'reopen'> = { type: 'reopen', reason: '复发' };
    expect(refused(judge(closed.case, reopen, at('2026-11-30 15:00') + 1, PEOPLE.supervisor))).toBe('too-late');
    closed.by('supervisor', '2026-11-30 15:00', reopen);
    expect(closed.case).toMatchObject({ stage: 'dispatch', outcome: null, department: null, assignee: null, clocks: { dispatch: { used: 0 } } });
    expect(closed.case.clocks.handling).toBeUndefined();
    expect(closed.case.milestones).toMatchObject({ dispatch: at('2026-11-23 09:00'), closed: at('2026-11-23 15:00') });
    closed.by('leader', '2026-12-02 09:00', { type: 'forceClose', reason: '拆迁', document: '文件' });
    expect(closed.case.milestones.closed).toBe(at('2026-12-02 09:00'));
    expect(refused(judge(closed.case, reopen, at('2026-12-09 09:00'), PEOPLE.supervisor))).toBe('ok');
    const refusedOnce = new Story().by('member', '2026-11-23 09:00', registration({ conditionId: null })).by('dispatcher', '2026-11-23 09:05', { type: 'refuse', reason: '非受理范围' }).by('supervisor', '2026-11-24 09:00', reopen);
    expect(refusedOnce.case).toMatchObject({ stage: 'triage', outcome: null, clocks: { triage: { used: 0 } } });
  });

  it('a forced closing keeps the paper that orders it', () => {
    const story = handled().by('leader', '2026-11-23 10:00', { type: 'forceClose', reason: '拆迁片区', document: '牟政办〔2026〕1号' });
    expect(story.history.at(-1)).toMatchObject({ type: 'CaseClosed', data: { outcome: 'forced', reason: '拆迁片区', document: '牟政办〔2026〕1号', into: null } });
  });

  it('a report that joins may only move the first report back', () => {
    const story = new Story().by('member', '2026-11-23 09:00', registration());
    story.by('system', '2026-11-23 09:10', { type: 'attachReport', report: 'r-2' as ReportId, reportedAt: at('2026-11-23 08:30') }).by('system', '2026-11-23 09:20', { type: 'attachReport', report: 'r-3' as ReportId, reportedAt: at('2026-11-23 09:20') });
    expect(story.case).toMatchObject({ reports: ['r-1', 'r-2', 'r-3'], reportedAt: at('2026-11-23 08:30'), clocks: { total: { since: at('2026-11-23 09:00') } } });
  });
});

describe('the table itself', () => {
  it('names each stage and role of the field in some row', () => {
    const roles = new Set<Role>(), stages = new Set<Stage>();
    for (const k of COMMANDS) {
      const { from, by } = LIFECYCLE[k];
      for (const r of Object.keys(by) as Role[]) roles.add(r);
      if (from !== 'nothing') for (const s of from) stages.add(s);
    }
    expect(stages).toEqual(new Set(STAGES));
    expect(roles).toEqual(new Set(ROLES.filter((r) => r !== 'operator')));
  });

  it('gives the same answer to the same question: nothing is remembered between decisions', () => {
    const c = handled().case;
    const ask = () => JSON.stringify(EVERYONE.map((p: Actor) => COMMANDS.map((k) => judge(c, FILLED[k], NOW, p))));
    expect(ask()).toBe(ask());
    expect(SEVERITIES).toHaveLength(4);
    expect(GARBAGE).not.toBe(LITTER);
  });
});
