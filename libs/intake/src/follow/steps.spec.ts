import fc from 'fast-check';
import { FOLLOW_STEPS } from '#contract';
import { STAGES, unborn, type Case, type CaseId, type EventType, type ReportId } from '#domain';
import { standing, stepsOf, type FollowNames } from './steps.js';
import type { Passed } from './store.js';

const own: Case = { ...unborn('own' as CaseId), number: 'MD-1' }, master: Case = { ...unborn('master' as CaseId), number: 'MD-2' };
const names: FollowNames = { department: (id) => ({ zh: `部门${id}`, en: `Department ${id}` }), answer: (code) => (code === 'not-ours' ? { zh: '不归我们', en: 'Not ours' } : null) };
/** What people wrote, and who they are. */
const INNER = 'INNER';
const task = { kind: 'joint', department: 'UM', text: INNER, title: null, limit: { amount: 1, unit: 'working' } };
const limit = { amount: 1, unit: 'working' };
/** One fact of every kind, with everything that people write in it; and what the reporter is told of it. */
const FACTS: { readonly [K in EventType]: readonly (readonly [data: object, told: string | null])[] } = {
  CaseRegistered: [[{ text: INNER, report: 'r' }, null], [{ text: INNER, report: 'r', handled: { note: INNER, before: [INNER], after: [INNER] } }, '已处理，等待检查']], ReportAttached: [[{ report: 'r', reportedAt: 1 }, '您反映的问题已在办理中，一并答复'], [{ report: INNER, reportedAt: 1 }, null]],
  AlarmObserved: [[{ alarm: 'a-1', what: 'worsened', device: INNER, rule: { id: 'water', version: 1, zh: INNER, en: INNER }, value: 0.3, unit: 'm' }, null]],
  ReportsDetached: [[{ reports: [INNER] }, null]], NoteAdded: [[{ text: INNER }, null]], ConfirmationAsked: [[{ member: INNER, note: INNER }, '正在请网格员到现场核实']], ReportConfirmed: [[{ verdict: 'true', note: INNER, evidence: [INNER] }, null]],
  CaseSelfHandled: [[{ note: INNER, before: [INNER], after: [INNER] }, '已处理，等待检查']], CaseTriaged: [[{ classId: 'E0110', conditionId: 'E0110-1', severity: 3 }, '经审核，已立案']], CaseUnmerged: [[{ reason: INNER }, '已恢复为单独案件办理']], RecurrenceLinked: [[{ of: INNER }, null]],
  CaseDispatched: [[{ department: 'SAN', coDepartments: ['UM'], note: INNER, tasks: [task] }, '已交部门SAN办理']], CaseAssigned: [[{ assignee: INNER }, null]], CaseAccepted: [[{ assignee: INNER }, '责任单位已签收，正在处理']],
  DispatchRecalled: [[{ from: 'SAN', note: INNER }, null]],
  CaseHandedOn: [[{ department: 'TWN-100', from: 'SAN', direction: 'down', note: INNER }, '已交部门TWN-100办理']], OwnershipDisputed: [[{ reason: INNER, evidence: [INNER], makeSafe: task }, null]], OwnershipRuled: [[{ department: 'WTR', ground: INNER, writeBack: '*' }, '已交部门WTR办理']],
  RequestMade: [[{ kind: 'suspension', reason: INNER, more: 0, until: Date.UTC(2026, 11, 2, 17), suggest: null, ground: 'funds' }, null]], RequestEndorsed: [[{ kind: 'suspension', note: INNER }, null]],
  RequestGranted: [[{ kind: 'suspension', note: INNER }, '暂缓办理（资金未落实），预计 2026-12-03 恢复'], [{ kind: 'extension', note: INNER }, null], [{ kind: 'return', note: INNER }, null]], RequestDeclined: [[{ kind: 'return', note: INNER }, null]], HandlerArrived: [[{ place: null }, null]],
  CaseResolved: [[{ note: INNER, evidence: [INNER] }, '已处理，等待检查']], CaseResumed: [[{ note: INNER }, '已恢复办理']], EndingProposed: [[{ kind: 'forced', reason: INNER, document: INNER }, null]], EndingRejected: [[{ kind: 'forced', note: INNER }, null]],
  TaskAdded: [[{ task }, null]], WhistleBlown: [[{ reason: INNER, tasks: [task] }, null]], TaskAccepted: [[{ task: 1, assignee: INNER }, null]], TaskArrived: [[{ task: 1, place: null }, null]], TaskFinished: [[{ task: 1, note: INNER, evidence: [] }, null]],
  TaskVerified: [[{ task: 1, passed: false, note: INNER, evidence: [] }, null]], TaskCancelled: [[{ task: 1, reason: INNER }, null]], CaseRechecked: [[{ task: 1, clean: false, note: INNER, evidence: [] }, null]], CaseUrged: [[{ text: INNER }, null]],
  SupervisionOrdered: [[{ demand: INNER, limit, rule: null }, null]], OrderReplied: [[{ order: 1, text: INNER }, null]], CaseEscalated: [[{ rule: INNER, clock: 'total', level: 4 }, null]], EscalationAcknowledged: [[{ rule: INNER }, null]], ClocksRetimed: [[{ edition: 2 }, null]],
  CaseVerified: [[{ passed: true, note: INNER, evidence: [] }, '现场核查合格'], [{ passed: false, note: INNER, evidence: [] }, '检查未通过，正在重新处理']], CaseSentBack: [[{ reason: INNER }, '检查未通过，正在重新处理']],
  CaseClosed: [
    [{ outcome: 'fixed', reason: null, note: INNER, document: null, into: null }, '已办结，感谢您的反映'], [{ outcome: 'self-handled', reason: null, note: INNER, document: null, into: null }, '已办结，感谢您的反映'],
    [{ outcome: 'forced', reason: INNER, document: INNER, into: null, proposedBy: INNER }, '已终止办理，如问题仍在，请重新反映'], [{ outcome: 'voided', reason: INNER, document: null, into: null }, '已终止办理，如问题仍在，请重新反映'],
    [{ outcome: 'refused', reason: 'not-ours', note: INNER, document: null, into: null }, '不予立案：不归我们'], [{ outcome: 'refused', reason: 'no-longer-in-the-book', note: INNER, document: null, into: null }, '不予立案'],
    [{ outcome: 'merged', reason: null, document: null, into: 'master' }, '与案件 MD-2 是同一问题，已并案，按该案进展答复'], [{ outcome: 'merged', reason: null, document: null, into: 'undone' }, '与案件是同一问题，已并案，按该案进展答复'],
  ],
  CaseReopened: [[{ reason: INNER }, '问题未解决或复发，已重新办理']], CaseRated: [[{ score: 2, text: INNER }, '已评价 2 分，感谢您的评价']], AppealMade: [[{ reason: INNER, evidence: [INNER] }, null]], AppealReviewed: [[{ agree: true, note: INNER }, null]],
};
const fact = (type: EventType, data: object, at: number, of: CaseId = own.id): Passed => ({ type, data, at, caseId: of }) as unknown as Passed;
const steps = (passed: readonly Passed[], receivedAt = 0) => stepsOf({ report: 'r' as ReportId, receivedAt, line: [own, master], passed }, names);
const kinds = Object.entries(FACTS) as [EventType, (typeof FACTS)[EventType]][];

describe('the steps', () => {
  it.each(kinds)('of %s: what is told, and nothing that anybody wrote', (type, cases) => {
    for (const [data, told] of cases) {
      const asked = type === 'RequestGranted' ? [fact('RequestMade', FACTS.RequestMade[0]?.[0] ?? {}, 1)] : [];
      const [received, ...more] = steps([...asked, fact(type, data, 2)]);
      expect(received).toMatchObject({ step: 'received', at: 0 });
      expect(more.map((s) => s.zh)).toEqual(told === null ? [] : [told]);
      expect(JSON.stringify(more)).not.toContain(INNER);
    }
  });

  it('between them use every step there is', () => {
    const all = kinds.flatMap(([type, cases]) => cases.flatMap(([data]) => steps([fact(type, data, 2)]).map((s) => s.step)));
    expect(new Set(all)).toEqual(new Set(FOLLOW_STEPS));
  });

  it('of a master tell of others’ reports nothing', () => expect(steps([fact('ReportAttached', { report: 'r' }, 1, master.id)]).map((s) => s.step)).toEqual(['received']));

  it('stand in the order of time, whatever case they are of', () => {
    const happening = fc.record({ i: fc.nat(kinds.length - 1), at: fc.nat(50), of: fc.constantFrom(own.id, master.id) });
    fc.assert(fc.property(fc.array(happening, { maxLength: 30 }), fc.nat(50), (all, receivedAt) => {
      const passed = all.map(({ i, at, of }) => { const [type, cases] = kinds[i] as (typeof kinds)[number]; return fact(type, cases[0]?.[0] ?? {}, at, of); }).sort((a, b) => a.at - b.at);
      const said = steps(passed, receivedAt);
      expect(said.map((s) => s.at)).toEqual(said.map((s) => s.at).sort((a, b) => a - b));
      expect(said.filter((s) => s.step === 'received')).toEqual([expect.objectContaining({ at: receivedAt })]);
      expect(JSON.stringify(said)).not.toContain(INNER);
    }));
  });
});

it('every stage is said in both languages, and the end by how it ended', () => {
  const said = [...STAGES.filter((stage) => stage !== 'closed').map((stage) => standing({ stage, outcome: null })), standing({ stage: 'closed', outcome: 'refused' }), standing({ stage: 'closed', outcome: 'fixed' })];
  expect(new Set(said.map((s) => s.zh)).size).toBe(said.length);
  expect(new Set(said.map((s) => s.en)).size).toBe(said.length);
});
