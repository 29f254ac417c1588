import { calendarOf, HOUR, limitOf } from '../calendar.js';
import { wakeAt, type Playbook } from '../policy.js';
import { drawing, one } from '../testing/walk.js';
import { sleepAndSettle } from '../testing/sleep.js';
import { at, BY_HAND, CALENDAR_2026, CALENDAR_2027, CALLS, dispatched, handled, HEAP, LADDER, local, registration, RULES_2027, say, Story, WTR } from '../testing/county.js';

describe('a supervision order (督办)', () => {
  const ordered = (): Story => handled().by('leader', '2026-11-23 10:00', { type: 'order', demand: '请说明进度', limit: limitOf(4, 'work_hour') });

  it('has a clock of its own until somebody replies, also while the case is suspended', () => {
    const story = ordered();
    expect(local(story.case.clocks['order-1']?.dueAt ?? null)).toBe('2026-11-23 16:00');
    story.by('lead', '2026-11-23 10:30', say.suspension('2026-11-30 08:00')).by('dispatcher', '2026-11-23 11:00', { type: 'grant' });
    expect(story.case.clocks['order-1']?.since).toBe(at('2026-11-23 10:00'));
    story.by('lead', '2026-11-23 14:30', { type: 'reply', order: 1, text: '雨季停工' });
    expect(story.case).toMatchObject({ orders: [{ id: 1, reply: { at: at('2026-11-23 14:30'), text: '雨季停工' } }], clocks: { 'order-1': { since: null, used: 2.5 * HOUR } } });
    expect(story.answer('lead', '2026-11-23 15:00', { type: 'reply', order: 1, text: '再答' })).toBe('no-order');
  });

  it('leaves the case where it is; an urging only counts', () => {
    const before = handled().case, story = ordered().by('supervisor', '2026-11-23 10:30', { type: 'urge', text: '请抓紧' });
    expect(story.case).toMatchObject({ stage: before.stage, urged: 1, clocks: { handling: before.clocks.handling } });
  });

  it('is given by supervisor, leader or the automation', () => {
    expect((['dispatcher', 'lead', 'supervisor', 'leader', 'system'] as const).map((who) => handled().answer(who, '2026-11-23 10:00', { type: 'order', demand: '请说明', limit: limitOf(1, 'work_day') }))).toEqual(['forbidden', 'forbidden', 'ok', 'ok', 'ok']);
  });
});

describe('an alert', () => {
  const called = (): Story => dispatched(HEAP, 1).by('system', '2026-11-23 09:05', { type: 'escalate', rule: 'called', clock: 'acceptance', level: 1, by: ['handler', 'department-lead'] });

  it('is answered by those it asks, of the department that owes', () => {
    const story = called();
    expect((['handler', 'lead', 'strangerLead', 'dispatcher'] as const).map((who) => story.answer(who, '2026-11-23 09:06', { type: 'acknowledge', rule: 'called' }))).toEqual(['ok', 'ok', 'forbidden', 'no-alert']);
    story.by('handler', '2026-11-23 09:06', { type: 'acknowledge', rule: 'called' });
    expect(story.case.alerts).toMatchObject([{ rule: 'called', acknowledged: { by: 'h-san-1' } }]);
    expect(story.history.at(-2)).toMatchObject({ type: 'CaseEscalated', data: { rule: 'called', edition: 7 } });
  });

  it('goes when its reason is gone: signed, returned, closed', () => {
    expect(called().by('handler', '2026-11-23 09:06', say.accept()).case.alerts).toEqual([]);
    expect(called().by('handler', '2026-11-23 09:06', say.giveBack()).by('dispatcher', '2026-11-23 09:07', { type: 'grant' }).case.alerts).toEqual([]);
    expect(called().by('supervisor', '2026-11-23 09:06', { type: 'propose', kind: 'voided', reason: '误报' }).by('leader', '2026-11-23 09:07', { type: 'approve' }).case.alerts).toEqual([]);
  });

  it('a new run of the clock warns anew', () => {
    const story = called().by('lead', '2026-11-23 09:10', say.giveBack()).by('dispatcher', '2026-11-23 09:12', { type: 'grant' }).by('dispatcher', '2026-11-23 09:15', say.dispatch(WTR));
    expect(story.answer('system', '2026-11-23 09:20', { type: 'escalate', rule: 'called', clock: 'acceptance', level: 1 })).toBe('ok');
  });
});

describe('the ladder', () => {
  const book: Playbook = { ...BY_HAND, ladder: [...LADDER, ...CALLS] };

  it('each rung once a run, in the order of its moments, however the case is pushed about in between', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const draw = drawing(seed), story = dispatched(HEAP, one(draw, [1, 2, 3]));
      let now = '2026-11-23 09:00';
      for (let i = 0; i < 4; i++) {
        const then = local(at(now) + (1 + draw(900)) * 60_000);
        sleepAndSettle(story, book, now, then);
        now = then;
        const c = story.case;
        if (c.stage === 'acceptance') story.by('handler', now, say.accept());
        else if (c.stage === 'handling' && c.request === null && draw(2) === 0) story.by('lead', now, say.suspension(local(at(now) + 3_000 * 60_000))).by('dispatcher', now, { type: 'grant' });
        else if (c.stage === 'handling') story.by('handler', now, say.resolve()).by('member', now, say.verify(false));
        if (story.case.milestones.suspended !== undefined) break;
      }
      sleepAndSettle(story, book, now, '2026-12-20 00:00');
      const rungs = story.history.filter((e) => e.type === 'CaseEscalated');
      rungs.forEach((e, i) => expect(e.at).toBeGreaterThanOrEqual(rungs[i - 1]?.at ?? 0));
      for (const e of rungs) {
        // The same rung again only on another run: after its clock began anew.
        const before = story.history.filter((x) => x.seq < e.seq && x.type === 'CaseEscalated' && x.data.rule === e.data.rule && x.data.clock === e.data.clock).at(-1);
        const anew = story.history.some((x) => before && x.seq > before.seq && x.seq < e.seq && !x.clocks[e.data.clock]?.fired.includes(e.data.rule));
        if (before && !anew) throw new Error(`seed ${seed}: ${e.data.rule} went off twice on one run`);
      }
      expect(rungs.length).toBeGreaterThan(2);
      expect(story.case.orders.every((o, i, all) => all.findIndex((x) => x.rule === o.rule && x.at === o.at) === i)).toBe(true);
    }
  });

  it('loses nothing when nobody looked for a week: what is due goes off then, in order, once', () => {
    const missed = handled(HEAP);
    const late = sleepAndSettle(missed, BY_HAND, '2026-12-15 10:00', '2026-12-15 10:00');
    expect(late.map((l) => l.slice(17))).toEqual(['escalate warn', 'escalate overdue', 'escalate half-over', 'escalate twice-over', 'escalate total-over']);
    expect(wakeAt(missed.case, BY_HAND)).toBeNull();
  });
});

describe('a year that is published late', () => {
  it('moves provisional deadlines alone, and says by which edition', () => {
    const story = new Story().by('member', '2026-12-31 15:00', registration({ reportedAt: at('2026-12-31 15:00') })).by('dispatcher', '2026-12-31 15:00', say.triage(HEAP)).by('dispatcher', '2026-12-31 15:00', say.dispatch()).by('handler', '2026-12-31 15:00', say.accept());
    expect(story.case.clocks).toMatchObject({ handling: { provisional: true, dueAt: at('2027-01-01 09:00') }, total: { provisional: true } });
    story.under(RULES_2027).by('system', '2026-12-31 16:00', { type: 'retime' });
    expect(story.case.clocks).toMatchObject({ handling: { provisional: false, since: at('2026-12-31 15:00'), dueAt: at('2027-01-04 09:00') }, total: { provisional: false } });
    expect(story.history.at(-1)).toMatchObject({ type: 'ClocksRetimed', data: { edition: 8 } });
    const before = story.case.clocks;
    expect(story.by('system', '2026-12-31 16:10', { type: 'retime' }).case.clocks).toEqual(before);
  });

  it('does not touch a deadline that leaned on nothing unpublished, though the calendar was edited', () => {
    const story = handled(), before = story.case.clocks;
    const edited = calendarOf({ ...CALENDAR_2026, days: [...CALENDAR_2026.days, { date: '2026-11-24', kind: 'off' }] });
    expect(story.under({ ...RULES_2027, calendar: () => edited }).by('system', '2026-11-23 10:00', { type: 'retime' }).case.clocks).toEqual(before);
    expect(CALENDAR_2027.published(2027)).toBe(true);
  });
});
