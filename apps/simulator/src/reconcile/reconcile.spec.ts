import type { CaseView } from '#contract';
import { COMMANDS, HOUR, LIFECYCLE, unborn, type CaseId, type ClockKey, type EventType, type ReportId } from '#domain';
import { CALENDAR, RULES, START, Told } from '../../test/sample.js';
import type { Accepted } from '../play/courses.js';
import { doubled, freshened, missing, type Ladder } from './escalations.js';
import { reconcile, summary } from './reconcile.js';
import { faultsOf } from './timeline.js';

const ladder: Ladder = { calendar: CALENDAR, rungs: [{ id: 'handling-80', clock: 'handling', at: { share: 0.8 }, level: 1 }, { id: 'unsigned-5', clock: 'acceptance', at: { after: 300_000 }, level: 1, severities: [1] }] };

const dispatched = (): Told => {
  const told = new Told().register();
  told.say('system', { type: 'triage', classId: told.case.classId ?? fail(), conditionId: told.case.conditionId ?? fail(), severity: 3 }, 500);
  told.say('system', { type: 'dispatch', department: 'SAN' as never, coDepartments: [] }, 700);
  return told;
};
const closed = (): Told => {
  const told = dispatched();
  told.say('h-san-1', { type: 'accept', assignee: 'h-san-1' as never });
  told.say('h-san-1', { type: 'resolve', note: '已清运', evidence: ['a'.repeat(64)] });
  told.say('gm-101', { type: 'verify', passed: true, evidence: [] });
  told.say('system', { type: 'close' });
  return told;
};
const fail = (): never => { throw new Error('missing'); };
const accepted = (view: CaseView, over: Partial<Accepted> = {}): Accepted => ({ name: 'x', report: view.reportList[0]?.id ?? fail(), case: view.id, attached: false, ...over });
const ask = (views: readonly CaseView[], list: readonly Accepted[], more: Partial<Parameters<typeof reconcile>[0]> = {}) =>
  reconcile({ accepted: list, read: (id) => Promise.resolve(views.find((v) => v.id === id) ?? null), ladder, now: () => START + HOUR, grace: 60_000, ...more });

describe('the reconciliation', () => {
  it('finds nothing wrong with an honest history', async () => {
    const { view } = closed();
    const findings = await ask([view], [accepted(view)]);
    expect(findings).toMatchObject({ accepted: 1, cases: 1, attached: 0, closed: 1, faults: [] });
    expect(findings.dispatch.automatic).toEqual([1200]);
    expect(summary(findings, 1).join('\n')).toContain('reconciliation clean');
  });

  it('counts who had to wait for a person apart', async () => {
    const told = new Told().register();
    told.say('disp-1', { type: 'triage', classId: 'E0110' as never, conditionId: 'E0110-1' as never, severity: 3 });
    told.say('system', { type: 'dispatch', department: 'SAN' as never, coDepartments: [] });
    expect((await ask([told.view], [accepted(told.view)])).dispatch).toEqual({ automatic: [], manual: [120_000] });
  });

  it.each<[string, (view: CaseView) => CaseView, RegExp]>([
    ['a lost event', (v) => ({ ...v, timeline: v.timeline.filter((e) => e.seq !== 3) }), /event 3 of the timeline has number 4/],
    ['a row that ran ahead of its history', (v) => ({ ...v, stage: 'verification' }), /stage: the history leads to "closed", the row says "verification"/],
    ['a row with a wrong version', (v) => ({ ...v, version: v.version + 1 }), /version/],
    ['a lost handler', (v) => ({ ...v, handledBy: null }), /handled by/],
    ['an order that is not in the history', (v) => ({ ...v, orders: [{ id: 1, demand: '请说明', limit: { amount: HOUR, unit: 'working' }, by: v.assignee ?? fail(), at: START, rule: null, reply: null, dueAt: null }] }), /orders/],
    ['a lost assignee', (v) => ({ ...v, assignee: null }), /assignee/],
    ['a step back in time', (v) => ({ ...v, timeline: v.timeline.map((e) => (e.seq === 4 ? { ...e, at: e.at - HOUR } : e)) }), /event 4 lies before/],
    ['a doubled position', (v) => ({ ...v, timeline: v.timeline.map((e) => ({ ...e, position: '1.1' })) }), /same position/],
    ['a lost report', (v) => ({ ...v, reportList: [] }), /accepted report .* is not found/],
    ['no timeline', (v) => ({ ...v, timeline: [] }), /no timeline/],
  ])('catches %s', async (_, spoil, words) => {
    const { view } = closed();
    const findings = await ask([spoil(view)], [accepted(view)]);
    expect(findings.faults.join('\n')).toMatch(words);
    expect(summary(findings, 1).join('\n')).toContain('✗');
  });

  it('catches a case that is not there and a number given twice', async () => {
    const { view } = closed();
    const list = [accepted(view), { ...accepted(view), case: '0190a5b0-0000-7000-8000-0000000000ff' as CaseId }];
    const { faults } = await ask([view], list);
    expect(faults.join('\n')).toMatch(/has no case/);
    expect(faults.join('\n')).toMatch(/2 reports opened a case, but 1/);
    expect(faults.join('\n')).toMatch(/given a number that another report has/);
  });

  it('looks for the report of a merged case on the case that it was merged into', async () => {
    const master = closed().view;
    const told = new Told('0190a5b0-0000-7000-8000-000000000012' as CaseId).register();
    told.say('disp-1', { type: 'merge', into: master.id });
    const lost = { ...told.view, reportList: [] };
    const own = accepted(told.view);
    expect((await ask([master, lost], [own])).faults.join()).toMatch(/is not found/);
    const absorbed = { ...master, reportList: [...master.reportList, ...told.view.reportList] };
    expect((await ask([absorbed, lost], [own])).faults).toEqual([]);
    expect((await ask([lost], [own])).faults.join()).toMatch(/merged into .* which is not there/);
  });

  it('counts a report that was attached on arrival, and misses it when it is not there', async () => {
    const told = dispatched();
    const second = '0190a5b0-0000-7000-8000-0000000000aa' as unknown as ReportId;
    told.say('gm-101', { type: 'attachReport', report: second, reportedAt: told.now });
    const list = [accepted(told.view), accepted(told.view, { name: 'y', report: second, attached: true })];
    expect(await ask([told.view], list)).toMatchObject({ accepted: 2, cases: 1, attached: 1, faults: [] });
    expect((await ask([{ ...told.view, reportList: told.view.reportList.slice(0, 1) }], list)).faults).toHaveLength(1);
  });
});

describe('the check of warnings', () => {
  const escalated = (times: number): Told => {
    const told = dispatched();
    told.say('h-san-1', { type: 'accept', assignee: 'h-san-1' as never });
    if (times > 0) told.say('system', { type: 'escalate', rule: 'handling-80', clock: 'handling', level: 1 }, 3.3 * HOUR);
    return told;
  };

  it('finds a warning that went off twice on one run', () => {
    const { view } = escalated(1);
    const again = { ...view, timeline: [...view.timeline, ...view.timeline.filter((e) => e.type === 'CaseEscalated').map((e) => ({ ...e, seq: e.seq + 1 }))] };
    expect(doubled(view)).toEqual([]);
    expect(doubled(again)).toEqual(['handling-80 went off twice on one run of the handling clock']);
  });

  it('lets it go off again on a new run of the clock', () => {
    const told = escalated(1);
    told.say('h-san-1', { type: 'resolve', note: '已清', evidence: ['a'.repeat(64)] });
    told.say('gm-101', { type: 'verify', passed: false, note: '未清', evidence: [] });
    expect(told.say('system', { type: 'escalate', rule: 'handling-80', clock: 'handling', level: 1 }, 3.3 * HOUR)).toBe('ok');
    expect(doubled(told.view)).toEqual([]);
  });

  it('finds one that was due and did not go off, also on a clock that has stopped since', () => {
    const told = escalated(0);
    const due = START + 3.2 * HOUR;
    expect(missing(told.view, ladder, due, 120_000)).toEqual([]);
    expect(missing(told.view, ladder, due + HOUR, 120_000).join()).toMatch(/handling-80 was due/);
    expect(missing(escalated(1).view, ladder, due + HOUR, 120_000)).toEqual([]);
    told.say('h-san-1', { type: 'resolve', note: '已清', evidence: ['a'.repeat(64)] }, 4 * HOUR);
    expect(missing(told.view, ladder, told.now, 120_000).join()).toMatch(/handling-80 was due .*stopped/);
  });

  it('does not expect warnings that are for other severities', () => {
    expect(missing(dispatched().view, ladder, START + 2 * HOUR, 60_000)).toEqual([]);
  });

  it('knows of every restart that the table makes', () => {
    const made = new Map<EventType, Set<ClockKey>>();
    const c = unborn('x' as CaseId);
    const states = [c, { ...c, onTheSpot: true }, { ...c, request: { kind: 'return', by: 'x', reason: '', more: 0, until: null, suggest: null, ground: null, endorsed: true } as never }, { ...c, department: 'SAN' as never }];
    const ctx = { now: START, actor: { id: 'sup-1', role: 'supervisor' }, why: null, rules: { ...RULES, superior: () => 'UM' }, photos: new Map() };
    for (const type of COMMANDS) for (const state of states) for (const passed of [true, false]) {
      const emit = LIFECYCLE[type].emits as (cmd: unknown, c: unknown, ctx: unknown) => { type: EventType; data: Record<string, unknown>; restart?: readonly ClockKey[] };
      const fact = emit({ type, passed, evidence: [], department: 'SAN', departments: ['SAN'], coDepartments: [], reason: '', note: '', task: 4 }, state, ctx);
      for (const clock of fact.restart ?? []) made.set(fact.type, (made.get(fact.type) ?? new Set()).add(clock));
    }
    for (const [type, clocks] of made) expect([type, [...clocks].filter((k) => !freshened({ type, data: { task: 4 } }).includes(k))]).toEqual([type, []]);
    expect(made.size).toBeGreaterThan(9);
  });

  it('judges the clocks of tasks and orders by the rungs for their kind', () => {
    const told = dispatched();
    const rungs: Ladder = { calendar: CALENDAR, rungs: [{ id: 'task-100', clock: 'task', at: { share: 1 }, level: 2 }, { id: 'order-100', clock: 'order', at: { share: 1 }, level: 3 }] };
    const limit = { amount: HOUR, unit: 'continuous' } as const;
    told.say('disp-1', { type: 'addTask', kind: 'joint', department: 'MUN' as never, text: '', limit });
    told.say('sup-1', { type: 'order', demand: '请说明', limit: { amount: 2 * HOUR, unit: 'continuous' } });
    expect(missing(told.view, rungs, told.now + 0.5 * HOUR, 60_000)).toEqual([]);
    expect(missing(told.view, rungs, told.now + 1.5 * HOUR, 60_000).join('\n')).toMatch(/^task-100 was due .* on the task-1 clock .running. and did not go off$/);
    expect(missing(told.view, rungs, told.now + 3 * HOUR, 60_000)).toHaveLength(2);
    told.say('system', { type: 'escalate', rule: 'task-100', clock: 'task-1', level: 2 }, 1.1 * HOUR);
    expect(missing(told.view, rungs, told.now, 60_000)).toEqual([]);
    expect(doubled(told.view)).toEqual([]);
  });

  it('expects the next call where nobody has answered one, and none once somebody has', () => {
    const told = dispatched();
    const calls: Ladder = { calendar: CALENDAR, rungs: [{ id: 'call-unanswered', clock: 'acceptance', at: { unacknowledged: 'called', within: 5 * 60_000 }, level: 2 }] };
    expect(missing(told.view, calls, told.now + HOUR, 60_000)).toEqual([]);
    told.say('system', { type: 'escalate', rule: 'called', clock: 'acceptance', level: 1, by: ['handler'] });
    expect(missing(told.view, calls, told.now + 5 * 60_000, 60_000)).toEqual([]);
    expect(missing(told.view, calls, told.now + 7 * 60_000, 60_000).join()).toMatch(/call-unanswered was due 120 s ago on the acceptance clock/);
    told.say('h-san-1', { type: 'acknowledge', rule: 'called' });
    expect(missing(told.view, calls, told.now + HOUR, 60_000)).toEqual([]);
  });

  it('expects nothing of rungs for other classes and places, nor of a stopped clock whose case was graded anew', () => {
    const told = dispatched();
    const of = (more: Partial<Ladder['rungs'][number]>): Ladder => ({ calendar: CALENDAR, rungs: [{ id: 'r', clock: 'acceptance', at: { after: 300_000 }, level: 1, ...more }] });
    const late = (more: Partial<Ladder['rungs'][number]>): number => missing(told.view, of(more), told.now + HOUR, 60_000).length;
    expect([late({}), late({ classes: ['E01'] }), late({ classes: ['P'] }), late({ areas: ['532323101'] }), late({ areas: ['532323102'] })]).toEqual([1, 1, 0, 1, 0]);
    told.say('h-san-1', { type: 'accept', assignee: 'h-san-1' as never }, HOUR);
    expect([late({ severities: [3] }), late({ severities: [1] })]).toEqual([1, 0]);
    told.say('disp-1', { type: 'attachReport', report: '0190a5b0-0000-7000-8000-0000000000ab' as unknown as ReportId, reportedAt: told.now, severity: 1 });
    expect([late({ severities: [3] }), late({ severities: [1] })]).toEqual([0, 0]);
  });

  it('finds a clock that claims what the timeline does not tell', () => {
    const { view } = escalated(1);
    expect(doubled({ ...view, timeline: view.timeline.filter((e) => e.type !== 'CaseEscalated') }).join()).toMatch(/the timeline does not/);
  });
});

describe('a timeline judged by itself', () => {
  it('is as good as the domain that made it', () => { expect(faultsOf(closed().view)).toEqual([]); });
});
