import type { Case } from './case.js';
import { unborn } from './case.js';
import { DAY, HOUR, limitOf } from './calendar.js';
import type { Clock } from './clock.js';
import type { Command, CommandOf, CommandType } from './command.js';
import type { Shot } from './context.js';
import { allowed, decide } from './decide.js';
import type { EventType } from './event.js';
import { evolve } from './evolve.js';
import { COMMANDS, LIFECYCLE, type Target } from './lifecycle/index.js';
import type { RejectionCode } from './rejection.js';
import { begun, type Task, type TaskKind } from './task.js';
import { at, CELL, COM, context, EVERYONE, HEAP, ID, judge, NEXT_CELL, OTHER_ID, PEOPLE, PHOTO, promised, registration, RULES, SAN, say, spoken, TWN, UM, WTR } from './testing/county.js';
import { OPEN, OUTCOMES, ROLES, STAGES, type Actor, type ClassId, type ConditionId, type Outcome, type ReportId, type Role, type Stage, type UserId } from './vocabulary.js';

const NOW = at('2026-11-23 10:00');
const clock: Clock = { limit: limitOf(4, 'work_hour'), extended: 0, used: 0, since: NOW - HOUR, dueAt: NOW + 5 * HOUR, provisional: false, fired: [] };
const report = (id: string) => ({ id: id as ReportId, at: NOW - DAY });
const task = (id: number, kind: TaskKind, state: Task['state'], more: Partial<Task> = {}): Task => ({ ...begun(id, { kind, department: WTR, text: '', title: null, limit: limitOf(1, 'work_day') }, NOW - HOUR, state), ...more });
const asks = (kind: 'return' | 'extension' | 'suspension', endorsed: boolean) => ({ request: { kind, by: PEOPLE.handler.id, reason: '理由', more: HOUR, until: NOW + DAY, suggest: null, ground: null, endorsed } });
const proposal = (by: Actor) => ({ proposal: { kind: 'forced' as const, by: by.id, reason: '理由', document: '文件' } });
const order = { id: 1, demand: '请说明', limit: limitOf(4, 'work_hour'), by: PEOPLE.leader.id, at: NOW - HOUR, rule: null, reply: null };
const replied = { ...order, reply: { by: PEOPLE.lead.id, at: NOW, text: '已说明' } };
const alert = { rule: 'supervised', clock: 'handling' as const, level: 2, at: NOW - HOUR, by: ['handler', 'department-lead', 'supervisor'] as Role[], acknowledged: null };
const appeal = (state: 'open' | 'granted', ...by: Actor[]) => ({ appeal: { by: PEOPLE.lead.id, department: SAN, reason: '理由', state, votes: by.map((a) => ({ by: a.id, agree: true })) } });

/** Sent out a minute ago, and nobody there has begun. */
const justSent = (by: Actor, since = NOW - 60_000): Partial<Case> => ({ dispatchedBy: by.id, assignee: null, clocks: { handling: { ...clock, since }, acceptance: { ...clock, since }, total: clock } });

/** A case of the sanitation station in the member's cell, two reports heard, its clocks running. */
const on = (stage: Stage, more: Partial<Case> = {}): Case => ({
  ...unborn(ID), version: 5, stage, cell: CELL, department: SAN, assignee: PEOPLE.handler.id, dispatchedBy: PEOPLE.otherDispatcher.id, conditionId: HEAP, severity: 3, terms: promised(HEAP, 3), reportedAt: NOW - DAY,
  reports: [report('r-1'), report('r-2')], clocks: { handling: clock, total: clock, 'task-1': clock }, place: { lon: 101.5, lat: 25.3, accuracy: 10 }, milestones: { dispatch: NOW - 2 * HOUR, ...(stage === 'closed' && { closed: NOW - HOUR }) },
  ...(stage === 'closed' && { outcome: 'fixed' }), ...more,
});

/** What else of a case permission looks at, one thing at a time. */
const SITUATIONS: readonly Partial<Case>[] = [
  {}, { assignee: null }, { dispatchedBy: null }, { dispatchedBy: PEOPLE.supervisor.id }, { dispatchedBy: PEOPLE.system.id }, { handledBy: PEOPLE.supervisor.id }, { handledBy: PEOPLE.member.id, onTheSpot: true },
  asks('return', true), asks('extension', false), asks('extension', true), asks('suspension', true), proposal(PEOPLE.supervisor), proposal(PEOPLE.dispatcher), { coDepartments: [UM, WTR] }, { arrivedAt: NOW - HOUR, ruled: false },
  { tasks: [task(1, 'joint', 'waiting')] }, { tasks: [task(1, 'joint', 'doing'), task(2, 'whistle', 'waiting', { arrivedAt: NOW, department: UM })] }, { tasks: [task(1, 'joint', 'done', { doneBy: PEOPLE.stranger.id })] }, { tasks: [task(1, 'joint', 'done', { doneBy: PEOPLE.supervisor.id })] },
  { tasks: [task(1, 'stage', 'doing', { department: SAN }), task(2, 'stage', 'planned', { department: SAN })] }, { tasks: [task(1, 'stage', 'passed', { department: SAN }), task(2, 'recheck', 'waiting', { department: null })] }, { tasks: [task(1, 'recheck', 'done', { department: null }), task(2, 'make-safe', 'cancelled')] },
  { orders: [order] }, { orders: [replied] }, { alerts: [alert] }, { alerts: [{ ...alert, clock: 'task-1' }], tasks: [task(1, 'joint', 'doing')] }, { alerts: [{ ...alert, acknowledged: { by: PEOPLE.lead.id, at: NOW } }] },
  justSent(PEOPLE.dispatcher), { rating: 4 }, appeal('open'), appeal('open', PEOPLE.supervisor), appeal('granted', PEOPLE.supervisor, PEOPLE.leader),
];
const ENDINGS: readonly (Outcome | null)[] = [...OUTCOMES];

function* standings(): Generator<Case> {
  for (const stage of STAGES)
    for (const [department, cell] of [[SAN, CELL], [SAN, null], [null, CELL], [TWN, CELL], [COM, NEXT_CELL]] as const) {
      for (const situation of SITUATIONS) yield on(stage, { department, cell, ...situation });
      if (stage === 'closed') for (const outcome of ENDINGS) yield on(stage, { department, cell, outcome, mergedInto: outcome === 'merged' ? OTHER_ID : null });
    }
}

type Holds = (c: Case, actor: Actor) => RejectionCode | null;
const no = (code: RejectionCode, when: (c: Case, actor: Actor) => boolean): Holds => (c, actor) => (when(c, actor) ? code : null);
const all = (...rules: readonly Holds[]): Holds => (c, actor) => { for (const rule of rules) { const code = rule(c, actor); if (code) return code; } return null; };
const noRequest = no('request-pending', (c) => c.request !== null);
const request = no('no-request', (c) => c.request === null);
const notDispatcher = no('same-person', (c, a) => a.role !== 'system' && c.dispatchedBy === a.id);
const notHandler = no('same-person', (c, a) => c.assignee === a.id || c.handledBy === a.id);
const over = no('wrong-stage', (c) => !['fixed', 'forced', 'self-handled'].includes(String(c.outcome)));
const mine = (t: Task, a: Actor): boolean => a.department !== undefined && t.department === a.department;
const live = (t: Task): boolean => t.state === 'waiting' || t.state === 'doing';
const OWED: { readonly [K in 'acceptTask' | 'arriveTask' | 'finishTask' | 'verifyTask' | 'cancelTask' | 'recheck']: (t: Task, a: Actor) => boolean } = {
  acceptTask: (t, a) => mine(t, a) && t.state === 'waiting', arriveTask: (t, a) => mine(t, a) && live(t) && t.arrivedAt === null, finishTask: (t, a) => mine(t, a) && t.state === 'doing',
  verifyTask: (t) => t.state === 'done' && t.kind !== 'recheck', cancelTask: (t) => t.kind !== 'recheck' && t.state !== 'passed' && t.state !== 'cancelled', recheck: (t) => t.kind === 'recheck' && live(t),
};
const owed = (k: keyof typeof OWED): Holds => no('no-task', (c, a) => !c.tasks.some((t) => OWED[k](t, a)));
const asked = (c: Case, a: Actor) => c.alerts.find((x) => x.acknowledged === null && x.by.includes(a.role) && ((a.role !== 'handler' && a.role !== 'department-lead') || (x.clock.startsWith('task-') ? c.tasks.some((t) => `task-${t.id}` === x.clock && t.department === a.department) : c.department === a.department)));

const ANY = OPEN.join(' '), EVER = STAGES.join(' '), WITH = 'acceptance handling';
/** The law once more, by hand and from DOMAIN 3.5 and the issue, so that a slip in the table cannot hide: when, who (with which scope), and what must hold of the case. */
const LAW: { readonly [K in CommandType]: readonly [when: string, who: string, holds?: Holds] } = {
  register: ['', 'grid-member dispatcher supervisor device citizen system'],
  attachReport: [ANY, 'grid-member dispatcher supervisor device citizen system'],
  detachReports: [EVER, 'dispatcher supervisor system'],
  note: [ANY, 'grid-member:cell handler:involved department-lead:involved dispatcher supervisor leader'],
  askConfirmation: ['triage', 'dispatcher system'],
  confirm: ['confirmation', 'grid-member:cell supervisor'],
  selfHandle: ['triage confirmation', 'grid-member:cell'],
  triage: ['triage', 'dispatcher system'],
  refuse: ['triage', 'dispatcher system'],
  merge: ['triage confirmation dispatch', 'dispatcher system'],
  unmerge: ['closed', 'dispatcher supervisor', no('not-merged', (c) => c.outcome !== 'merged')],
  linkRecurrence: [ANY, 'dispatcher system'],
  observe: [ANY, 'system'],
  recover: ['triage confirmation dispatch', 'system', no('proposal-pending', (c) => c.proposal !== null)],
  dispatch: ['dispatch', 'dispatcher system'],
  recall: ['acceptance', 'dispatcher', all(no('forbidden', (c, a) => c.dispatchedBy !== a.id), no('already-done', (c) => c.assignee !== null || c.tasks.some((t) => t.kind !== 'make-safe' && (t.state === 'doing' || t.state === 'done'))), noRequest)],
  assign: [WITH, 'department-lead:own system', noRequest],
  accept: ['acceptance', 'department-lead:own handler:own', noRequest],
  handDown: [WITH, 'department-lead:own', noRequest],
  handUp: [WITH, 'department-lead:own', noRequest],
  dispute: [`dispatch ${WITH}`, 'dispatcher department-lead:own system'],
  rule: ['disputed', 'supervisor leader'],
  request: [WITH, 'department-lead:own handler:own', noRequest],
  endorse: [WITH, 'department-lead:own', all(request, no('already-done', (c) => c.request?.endorsed === true))],
  grant: [WITH, 'dispatcher supervisor', all(request, no('not-endorsed', (c) => c.request?.endorsed === false))],
  decline: [WITH, 'dispatcher supervisor department-lead:own', request],
  arrive: ['handling', 'handler:assignee department-lead:own', no('already-done', (c) => c.arrivedAt !== null)],
  resolve: ['handling', 'handler:assignee department-lead:own', all(noRequest, no('tasks-open', (c) => c.tasks.some((t) => t.kind === 'stage' && (live(t) || t.state === 'planned'))))],
  resume: ['suspended', 'dispatcher supervisor system'],
  propose: [ANY, 'dispatcher supervisor leader', no('proposal-pending', (c) => c.proposal !== null)],
  approve: [ANY, 'supervisor leader', all(no('no-proposal', (c) => c.proposal === null), no('same-person', (c, a) => c.proposal?.by === a.id))],
  reject: [ANY, 'supervisor leader', no('no-proposal', (c) => c.proposal === null)],
  addTask: [`${WITH} verification disputed suspended closed`, 'dispatcher supervisor department-lead:own system', no('wrong-stage', (c, a) => c.stage === 'closed' && a.role !== 'system')],
  whistle: [WITH, 'department-lead:own handler:own', no('forbidden', (_, a) => a.level !== 'township' && a.level !== 'community')],
  acceptTask: [ANY, 'department-lead:task handler:task', owed('acceptTask')],
  arriveTask: [ANY, 'department-lead:task handler:task', owed('arriveTask')],
  finishTask: [ANY, 'department-lead:task handler:task', owed('finishTask')],
  verifyTask: [ANY, 'grid-member:cell supervisor', all(notDispatcher, owed('verifyTask'))],
  cancelTask: [ANY, 'dispatcher supervisor', owed('cancelTask')],
  recheck: ['closed', 'grid-member:cell supervisor', owed('recheck')],
  urge: [ANY, 'dispatcher supervisor leader'],
  order: [ANY, 'supervisor leader system'],
  reply: [ANY, 'handler:assignee department-lead:own dispatcher', no('no-order', (c) => c.orders.every((o) => o.reply !== null))],
  escalate: [EVER, 'system'],
  acknowledge: [EVER, 'grid-member:cell handler:involved department-lead:involved dispatcher supervisor leader', no('no-alert', (c, a) => asked(c, a) === undefined)],
  retime: [EVER, 'system'],
  verify: ['verification', 'grid-member:cell supervisor system', all(notHandler, notDispatcher)],
  rework: ['verification closure', 'dispatcher supervisor'],
  close: ['closure', 'dispatcher supervisor system', all(notDispatcher, notHandler, no('tasks-open', (c) => c.tasks.some((t) => t.kind !== 'recheck' && t.state !== 'passed' && t.state !== 'cancelled')))],
  reopen: ['closed', 'supervisor system', no('wrong-stage', (c) => c.outcome === 'merged')],
  rate: ['closed', 'citizen grid-member', all(over, no('already-done', (c) => c.rating !== null))],
  appeal: ['closed', 'department-lead:own', all(over, no('already-done', (c) => c.appeal !== null))],
  review: ['closed', 'supervisor leader', all(no('no-appeal', (c) => c.appeal?.state !== 'open'), no('same-person', (c, a) => c.appeal?.votes.some((v) => v.by === a.id) === true))],
};
/** Asked for by the shell alone. */
const NO_BUTTON: ReadonlySet<CommandType> = new Set<CommandType>(['register', 'attachReport', 'detachReports', 'linkRecurrence', 'observe', 'recover', 'escalate', 'retime', 'rate']);

const WHO = new Map(COMMANDS.map((k) => [k, new Map(LAW[k][1].split(' ').map((w): [Role, string | undefined] => { const [role, scope] = w.split(':'); return [role as Role, scope]; }))]));
const WHEN = new Map(COMMANDS.map((k) => [k, new Set(LAW[k][0].split(' '))]));
const involved = (c: Case, a: Actor): boolean => a.department !== undefined && (c.department === a.department || c.coDepartments.includes(a.department) || c.tasks.some((t) => t.department === a.department && t.state !== 'cancelled'));
function within(scope: string | undefined, c: Case, a: Actor): boolean {
  switch (scope) {
    case undefined: return true;
    case 'cell': return c.cell !== null && a.cells?.includes(c.cell) === true;
    case 'own': return a.department !== undefined && c.department === a.department;
    case 'involved': return involved(c, a);
    case 'task': return c.tasks.some((t) => mine(t, a));
    default: return c.assignee === a.id;
  }
}

/** What the law says of a well-filled form. */
function lawful(k: CommandType, c: Case, a: Actor): RejectionCode | null {
  if (k === 'register') return 'already-exists';
  if (WHEN.get(k)?.has(c.stage) !== true) return 'wrong-stage';
  const who = WHO.get(k);
  return who?.has(a.role) !== true || !within(who.get(a.role), c, a) ? 'forbidden' : (LAW[k][2]?.(c, a) ?? null);
}
/** What the form itself still gets wrong where the case leaves no right way to fill it in. */
function misfit(k: CommandType, c: Case, a: Actor): RejectionCode | null {
  if (k === 'handDown') return c.department === TWN ? null : 'not-subordinate';
  if (k === 'recall') return NOW - (c.clocks.handling?.since ?? 0) <= 2 * 60_000 ? null : 'too-late';
  if (k === 'handUp') return c.department === COM ? null : 'no-superior';
  return k === 'verifyTask' && c.tasks.find((t) => OWED.verifyTask(t, a))?.doneBy === a.id ? 'same-person' : null;
}

/** A well-filled form for each command: every guard that looks at what was filled in is satisfied. */
const FILLED: { readonly [K in CommandType]: CommandOf<K> } = {
  register: registration(), attachReport: { type: 'attachReport', report: 'r-3' as ReportId, reportedAt: NOW }, detachReports: { type: 'detachReports', reports: ['r-2' as ReportId] }, note: { type: 'note', text: '备注' },
  askConfirmation: { type: 'askConfirmation' }, confirm: { type: 'confirm', verdict: 'true', evidence: [] }, selfHandle: { type: 'selfHandle', note: '顺手清理', before: [PHOTO], after: [PHOTO] }, triage: say.triage(), refuse: { type: 'refuse', code: 'not-ours' },
  merge: { type: 'merge', into: OTHER_ID }, unmerge: { type: 'unmerge', reason: '不是一件事' }, linkRecurrence: { type: 'linkRecurrence', of: OTHER_ID }, observe: { type: 'observe', alarm: 'a-1', what: 'worsened', device: '水位计', rule: { id: 'water', version: 1, zh: '积水', en: 'Water' }, value: 0.3, unit: 'm', severity: 1 }, recover: { type: 'recover' }, dispatch: say.dispatch(), recall: { type: 'recall' }, assign: { type: 'assign', assignee: PEOPLE.handler.id }, accept: say.accept(),
  handDown: { type: 'handDown', department: COM }, handUp: { type: 'handUp', reason: '力量不足' }, dispute: { type: 'dispute', reason: '权属不清' }, rule: { type: 'rule', department: WTR, ground: '三定方案' },
  request: say.giveBack(), endorse: { type: 'endorse' }, grant: { type: 'grant' }, decline: { type: 'decline', note: '不同意' }, arrive: { type: 'arrive' }, resolve: say.resolve(), resume: { type: 'resume' },
  propose: { type: 'propose', kind: 'forced', reason: '理由', document: '文件' }, approve: { type: 'approve' }, reject: { type: 'reject', note: '不同意' },
  addTask: { type: 'addTask', kind: 'joint', department: UM, text: '请协办', limit: limitOf(1, 'work_day') }, whistle: { type: 'whistle', departments: [WTR], reason: '请到场' },
  acceptTask: { type: 'acceptTask', task: 1, assignee: PEOPLE.stranger.id }, arriveTask: { type: 'arriveTask', task: 1 }, finishTask: { type: 'finishTask', task: 1, note: '已办', evidence: [PHOTO] }, verifyTask: { type: 'verifyTask', task: 1, passed: true, evidence: [] },
  cancelTask: { type: 'cancelTask', task: 1, reason: '不再需要' }, recheck: { type: 'recheck', task: 1, clean: true, evidence: [] },
  urge: { type: 'urge', text: '请抓紧' }, order: { type: 'order', demand: '请说明', limit: limitOf(4, 'work_hour') }, reply: { type: 'reply', order: 1, text: '说明' }, escalate: { type: 'escalate', rule: 'warn', clock: 'total', level: 1 },
  acknowledge: { type: 'acknowledge', rule: 'supervised' }, retime: { type: 'retime' }, verify: say.verify(), rework: { type: 'rework', reason: '仍有垃圾' }, close: { type: 'close' }, reopen: { type: 'reopen', reason: '复发' }, rate: { type: 'rate', score: 5 },
  appeal: { type: 'appeal', reason: '非本部门责任' }, review: { type: 'review', agree: true, note: '同意' },
};
/** The form as somebody fills it in who looks at the case. */
function filled(k: CommandType, c: Case, a: Actor): Command {
  if (k in OWED) { const found = c.tasks.find((t) => OWED[k as keyof typeof OWED](t, a)); return found ? ({ ...FILLED[k], task: found.id } as Command) : FILLED[k]; }
  return k === 'addTask' && c.stage === 'closed' ? { ...FILLED.addTask, kind: 'recheck', department: null } : FILLED[k];
}

const leads = (to: readonly Target[], c: Case, stage: Stage): boolean => to.some((t) => (t === 'same' ? c.stage : t === 'resume' ? 'dispatch' : t) === stage);

describe('every stage × command × person', () => {
  it('gets the answer of the law: a button exactly where it lets, one fact, or a refusal with its code and what is allowed now', () => {
    let yes = 0, refused = 0;
    const let_ = new Set<CommandType>(), codes = new Set<string>();
    for (const c of standings()) for (const actor of EVERYONE) {
      const buttons = allowed(c, actor), lawfulButtons = COMMANDS.filter((k) => !NO_BUTTON.has(k) && lawful(k, c, actor) === null);
      if (String(buttons) !== String(lawfulButtons)) throw new Error(`${c.stage} by ${actor.id}: buttons ${buttons}, by law ${lawfulButtons}`);
      for (const k of COMMANDS) {
        const code = lawful(k, c, actor) ?? misfit(k, c, actor), decision = decide(ID, c, filled(k, c, actor) as CommandOf<CommandType>, context(NOW, actor));
        if (decision.ok !== (code === null) || (!decision.ok && decision.rejection.code !== code)) throw new Error(`${k} on ${c.stage} by ${actor.id}: ${JSON.stringify(decision)}, by law ${code}`);
        if (decision.ok) {
          yes++;
          let_.add(k);
          const [event] = decision.events;
          if (decision.events.length !== 1 || event?.seq !== c.version + 1 || event.by !== actor.id || event.at !== NOW || !leads(LIFECYCLE[k].to, c, event.stage)) throw new Error(`${k} on ${c.stage}: ${JSON.stringify(event)}`);
          evolve(c, event);
        } else {
          refused++;
          codes.add(decision.rejection.code);
          if (k !== 'register' && (decision.rejection.stage !== c.stage || String(decision.rejection.allowed) !== String(buttons))) throw new Error(`${k} on ${c.stage} by ${actor.id}: ${JSON.stringify(decision.rejection)}`);
        }
      }
    }
    expect([...COMMANDS].filter((k) => !let_.has(k))).toEqual(['register']);
    expect(yes).toBeGreaterThan(50_000);
    expect(refused).toBeGreaterThan(yes);
    expect(codes.size).toBeGreaterThan(15);
  });

  it('does not depend on what a row of a list leaves out', () => {
    for (const c of standings()) {
      const { stage, outcome, department, coDepartments, assignee, cell, request: r, dispatchedBy, handledBy, onTheSpot, arrivedAt, rating, proposal: p, appeal: ap, tasks, orders, alerts } = c;
      const row = {
        stage, outcome, department, coDepartments, assignee, cell, request: r, dispatchedBy, handledBy, onTheSpot, arrivedAt, rating, proposal: p && { kind: p.kind, by: p.by }, appeal: ap && { state: ap.state, votes: ap.votes },
        tasks: tasks.map((t) => ({ id: t.id, kind: t.kind, department: t.department, state: t.state, doneBy: t.doneBy, arrivedAt: t.arrivedAt })), orders: orders.map((o) => ({ id: o.id, reply: o.reply })), alerts: alerts.map((x) => ({ rule: x.rule, clock: x.clock, by: x.by, acknowledged: x.acknowledged })),
      };
      for (const actor of EVERYONE) if (String(allowed(row, actor)) !== String(allowed(c, actor))) throw new Error(`${stage} by ${actor.id}`);
    }
  });

  it('an unborn case takes only a registration, from whom the table names; a born one none', () => {
    for (const actor of EVERYONE) {
      expect(spoken(judge(null, FILLED.register, NOW, actor))).toBe(WHO.get('register')?.has(actor.role) === true ? 'ok' : 'forbidden');
      for (const k of COMMANDS) if (k !== 'register') expect(spoken(judge(null, FILLED[k], NOW, actor))).toBe('unknown-case');
    }
    expect(spoken(judge(on('triage'), FILLED.register, NOW, PEOPLE.dispatcher))).toBe('already-exists');
  });

  it('every role is somebody, and operator and device press no button', () => {
    expect(new Set(EVERYONE.map((p) => p.role))).toEqual(new Set(ROLES));
    for (const c of standings()) for (const p of [PEOPLE.operator, PEOPLE.device]) expect(allowed(c, p)).toEqual([]);
  });
});

type Who = keyof typeof PEOPLE;
/** A case in which exactly one rule refuses, and what is different where it lets through. */
interface Pair { readonly says: string; readonly who: Who; readonly on: Case | null; readonly does: Command; readonly answer: string; readonly but: { readonly who?: Who; readonly on?: Case; readonly does?: Command; readonly photos?: ReadonlyMap<string, Shot>; readonly now?: number }; readonly photos?: ReadonlyMap<string, Shot>; readonly now?: number }
const pair = (says: string, who: Who, where: Case | null, does: Command, answer: string, but: Pair['but'], more: Pick<Pair, 'photos' | 'now'> = {}): Pair => ({ says, who, on: where, does, answer, but, ...more });
const F = FILLED;
const working = on('handling'), taken = (stage: Stage, more: Partial<Case>) => on(stage, more);
const extension = (more: number): Command => ({ type: 'request', kind: 'extension', reason: '缺配件', more });
const suspension = (until: number, ground = true): Command => ({ type: 'request', kind: 'suspension', reason: '雨季', until, ...(ground && { ground: 'season' }) });
const shot = (more: Partial<Shot>): ReadonlyMap<string, Shot> => new Map([[PHOTO, { place: null, takenAt: null, ...more }]]);
const onSpot = (more: object = {}) => ({ ...registration({ severity: 3 }), handled: { note: '顺手清理', before: [PHOTO], after: [PHOTO], ...more } });
const joint = (state: Task['state'], more: Partial<Task> = {}): Partial<Case> => ({ tasks: [task(1, 'joint', state, more), task(2, 'joint', 'passed', { department: UM })] });
const merged: Partial<Case> = { outcome: 'merged', mergedInto: OTHER_ID };

/** Guards and gates from A to Z. */
const PAIRS: readonly Pair[] = [
  pair('only a grid member puts right on the spot', 'dispatcher', null, onSpot(), 'forbidden handled', { who: 'member' }),
  pair('shown before', 'member', null, onSpot({ before: [] }), 'evidence-required before', { does: onSpot() }),
  pair('shown after', 'member', null, onSpot({ after: [] }), 'evidence-required after', { does: onSpot() }),
  pair('only small things', 'member', null, { ...onSpot(), severity: 2 }, 'not-small severity', { does: { ...onSpot(), severity: 4 } }),
  pair('a report joins once', 'system', working, { ...F.attachReport, report: 'r-1' as ReportId }, 'already-done report', { does: F.attachReport }),
  pair('some report of its own stays', 'dispatcher', working, { ...F.detachReports, reports: ['r-1', 'r-2'] as ReportId[] }, 'unknown-value reports', { does: F.detachReports }),
  pair('some report of its own goes', 'dispatcher', working, { ...F.detachReports, reports: ['r-9' as ReportId] }, 'unknown-value reports', { does: F.detachReports }),
  pair('a false report is shown or explained', 'member', on('confirmation'), { type: 'confirm', verdict: 'false', evidence: [] }, 'evidence-required note', { does: { type: 'confirm', verdict: 'false', evidence: [PHOTO] } }),
  pair('… a word will do', 'member', on('confirmation'), { type: 'confirm', verdict: 'false', note: '', evidence: [] }, 'evidence-required note', { does: { type: 'confirm', verdict: 'false', note: '没有', evidence: [] } }),
  pair('self-handling is shown before', 'member', on('triage'), { ...F.selfHandle, before: [] }, 'evidence-required before', { does: F.selfHandle }),
  pair('… and after', 'member', on('triage'), { ...F.selfHandle, after: [] }, 'evidence-required after', { does: F.selfHandle }),
  pair('… and for small things', 'member', on('triage', { severity: 2 }), F.selfHandle, 'not-small', { on: on('triage', { severity: 3 }) }),
  pair('filed under what the catalogue has', 'dispatcher', on('triage'), { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-9' as ConditionId, severity: 3 }, 'unknown-value conditionId', { does: F.triage }),
  pair('refused for a reason of the book', 'dispatcher', on('triage'), { type: 'refuse', code: 'no-such' }, 'unknown-value code', { does: F.refuse }),
  pair('not merged into itself', 'dispatcher', on('triage'), { type: 'merge', into: ID }, 'same-case into', { does: F.merge }),
  pair('only what was merged comes apart', 'dispatcher', on('closed'), F.unmerge, 'not-merged', { on: on('closed', merged) }),
  pair('a recurrence of one case', 'system', on('dispatch', { recurrenceOf: OTHER_ID }), F.linkRecurrence, 'already-done', { on: on('dispatch') }),
  pair('… and not of itself', 'system', on('dispatch'), { type: 'linkRecurrence', of: ID }, 'same-case of', { does: F.linkRecurrence }),
  pair('an ending that somebody asked for is answered by a person', 'system', on('triage', proposal(PEOPLE.dispatcher)), F.recover, 'proposal-pending', { on: on('triage') }),
  pair('a share for a co-department only', 'dispatcher', on('dispatch'), { ...say.dispatch(), joint: [WTR] }, 'unknown-value joint', { does: say.dispatch(SAN, [WTR]) }),
  pair('… by a ruling too', 'supervisor', on('disputed'), { ...F.rule, joint: [UM] }, 'unknown-value joint', { does: { ...F.rule, coDepartments: [UM], joint: [UM] } }),
  pair('not given out while something is asked', 'lead', on('handling', asks('return', true)), F.assign, 'request-pending', { on: working }),
  pair('not signed for while something is asked', 'handler', on('acceptance', asks('return', true)), F.accept, 'request-pending', { on: on('acceptance') }),
  pair('not handed down while something is asked', 'townLead', on('handling', { department: TWN, ...asks('return', true) }), F.handDown, 'request-pending', { on: on('handling', { department: TWN }) }),
  pair('handed down to a department beneath', 'lead', working, F.handDown, 'not-subordinate department', { who: 'townLead', on: on('handling', { department: TWN }) }),
  pair('not handed up while something is asked', 'communityLead', on('handling', { department: COM, ...asks('return', true) }), F.handUp, 'request-pending', { on: on('handling', { department: COM }) }),
  pair('handed up where somebody is above', 'lead', working, F.handUp, 'no-superior', { who: 'communityLead', on: on('handling', { department: COM }) }),
  pair('taken back by whoever sent it', 'otherDispatcher', on('acceptance', justSent(PEOPLE.dispatcher)), F.recall, 'forbidden', { who: 'dispatcher' }),
  pair('… while nobody there is named', 'dispatcher', on('acceptance', { ...justSent(PEOPLE.dispatcher), assignee: PEOPLE.handler.id }), F.recall, 'already-done', { on: on('acceptance', justSent(PEOPLE.dispatcher)) }),
  pair('… and nothing is asked for', 'dispatcher', on('acceptance', { ...justSent(PEOPLE.dispatcher), ...asks('return', true) }), F.recall, 'request-pending', { on: on('acceptance', justSent(PEOPLE.dispatcher)) }),
  pair('… before it is handed on', 'dispatcher', on('acceptance', { ...justSent(PEOPLE.dispatcher), clocks: { handling: { ...clock, since: NOW - 60_000 }, acceptance: { ...clock, since: NOW - 30_000 } } }), F.recall, 'already-done', { on: on('acceptance', justSent(PEOPLE.dispatcher)) }),
  pair('… within two minutes', 'dispatcher', on('acceptance', justSent(PEOPLE.dispatcher)), F.recall, 'too-late', { now: NOW + 60_000 }, { now: NOW + 60_001 }),
  pair('a ruling binds the department', 'lead', on('handling', { ruled: true }), F.dispute, 'binding-ruling', { who: 'dispatcher' }),
  pair('one request at a time', 'handler', on('handling', asks('return', true)), F.request, 'request-pending', { on: working }),
  pair('an extension is for work signed for', 'handler', on('acceptance'), extension(HOUR), 'wrong-stage kind', { on: working }),
  pair('… asked for before the deadline', 'handler', working, extension(HOUR), 'after-deadline kind', { now: NOW + 5 * HOUR }, { now: NOW + 5 * HOUR + 1 }),
  pair('… never for danger to life', 'handler', on('handling', { severity: 1 }), extension(HOUR), 'not-when-critical kind', { on: on('handling', { severity: 2 }) }),
  pair('… by one original limit at most', 'handler', working, extension(4 * HOUR + 1), 'too-long more', { does: extension(4 * HOUR) }),
  pair('… twice at most', 'handler', on('handling', { extensions: 2 }), extension(HOUR), 'too-long more', { on: on('handling', { extensions: 1 }) }),
  pair('a ruling is not given back', 'handler', on('handling', { ruled: true }), F.request, 'binding-ruling kind', { on: working }),
  pair('suspended once', 'handler', on('handling', { milestones: { dispatch: NOW - DAY, suspended: NOW - HOUR } }), suspension(NOW + DAY), 'already-done kind', { on: working }),
  pair('… to a day ahead', 'handler', working, suspension(NOW), 'must-be-in-future until', { does: suspension(NOW + 1) }),
  pair('… within a year', 'handler', working, suspension(NOW + 366 * DAY + 1), 'too-long until', { does: suspension(NOW + 366 * DAY) }),
  pair('… on a ground', 'handler', working, suspension(NOW + DAY, false), 'unknown-value ground', { does: suspension(NOW + DAY) }),
  pair('endorsed what was asked', 'lead', working, F.endorse, 'no-request', { on: on('handling', asks('extension', false)) }),
  pair('… once', 'lead', on('handling', asks('extension', true)), F.endorse, 'already-done', { on: on('handling', asks('extension', false)) }),
  pair('granted what was asked', 'dispatcher', working, F.grant, 'no-request', { on: on('handling', asks('extension', true)) }),
  pair('… with its papers where it needs some', 'handler', working, { ...suspension(NOW + DAY), ground: 'engineering' } as Command, 'evidence-required evidence', { does: { ...suspension(NOW + DAY), ground: 'engineering', evidence: [PHOTO] } as Command }),
  pair('… and endorsed', 'dispatcher', on('handling', asks('suspension', false)), F.grant, 'not-endorsed', { on: on('handling', asks('suspension', true)) }),
  pair('the second extension is the shift leader’s', 'dispatcher', on('handling', { extensions: 1, ...asks('extension', true) }), F.grant, 'second-extension', { who: 'supervisor' }),
  pair('declined what was asked', 'dispatcher', working, F.decline, 'no-request', { on: on('handling', asks('return', true)) }),
  pair('arrived once', 'handler', on('handling', { arrivedAt: NOW - 1 }), F.arrive, 'already-done', { on: working }),
  pair('not done while something is asked', 'handler', on('handling', asks('extension', true)), F.resolve, 'request-pending', { on: working }),
  pair('not done before its steps are', 'handler', on('handling', { tasks: [task(1, 'stage', 'planned', { department: SAN })] }), F.resolve, 'tasks-open', { on: on('handling', { tasks: [task(1, 'stage', 'passed', { department: SAN })] }) }),
  pair('done is shown', 'handler', working, { ...say.resolve(), evidence: [] }, 'evidence-required evidence', { does: say.resolve() }),
  pair('… at the place', 'handler', working, F.resolve, 'photo-elsewhere evidence', { photos: shot({ place: { lon: 101.5, lat: 25.3015, accuracy: null } }) }, { photos: shot({ place: { lon: 101.5, lat: 25.31, accuracy: 10 } }) }),
  pair('… after it was given out', 'handler', working, F.resolve, 'photo-old evidence', { photos: shot({ takenAt: NOW - 2 * HOUR }) }, { photos: shot({ takenAt: NOW - 2 * HOUR - 1 }) }),
  pair('… and after it was opened again', 'handler', on('handling', { milestones: { dispatch: NOW - 9 * DAY, closed: NOW - DAY } }), F.resolve, 'photo-old evidence', { photos: shot({ takenAt: NOW - HOUR }) }, { photos: shot({ takenAt: NOW - 2 * DAY }) }),
  pair('one proposal at a time', 'leader', on('handling', proposal(PEOPLE.supervisor)), F.propose, 'proposal-pending', { on: working }),
  pair('force wants papers', 'leader', working, { type: 'propose', kind: 'forced', reason: '拆迁', document: '' }, 'document-required document', { does: { type: 'propose', kind: 'voided', reason: '误报' } }),
  pair('approved what was proposed', 'leader', working, F.approve, 'no-proposal', { on: on('handling', proposal(PEOPLE.supervisor)) }),
  pair('… by another person', 'supervisor', on('handling', proposal(PEOPLE.supervisor)), F.approve, 'same-person', { who: 'leader' }),
  pair('rejected what was proposed', 'leader', working, F.reject, 'no-proposal', { on: on('handling', proposal(PEOPLE.supervisor)) }),
  pair('after closing only the catalogue plans tasks', 'supervisor', on('closed'), { ...F.addTask, kind: 'recheck', department: null }, 'wrong-stage', { who: 'system' }),
  pair('a share is somebody’s', 'dispatcher', working, { ...F.addTask, department: null }, 'unknown-value kind', { does: F.addTask }),
  pair('… while the case is open', 'system', on('closed'), F.addTask, 'unknown-value kind', { does: { ...F.addTask, kind: 'recheck', department: null } }),
  pair('… not of the main department', 'dispatcher', working, { ...F.addTask, department: SAN }, 'unknown-value department', { does: { ...F.addTask, kind: 'sampling', department: SAN } }),
  pair('… with a limit', 'dispatcher', working, { ...F.addTask, limit: limitOf(0, 'work_day') }, 'unknown-value limit', { does: F.addTask }),
  pair('a township blows the whistle', 'lead', working, F.whistle, 'forbidden', { who: 'townLead', on: on('handling', { department: TWN }) }),
  pair('… for others', 'townLead', on('handling', { department: TWN }), { ...F.whistle, departments: [TWN, WTR] }, 'unknown-value departments', { does: F.whistle }),
  pair('… for somebody', 'townLead', on('handling', { department: TWN }), { ...F.whistle, departments: [] }, 'unknown-value departments', { does: F.whistle }),
  pair('a share is taken on that waits', 'stranger', on('handling', joint('doing')), F.acceptTask, 'no-task', { on: on('handling', joint('waiting')) }),
  pair('… the one that is named', 'stranger', on('handling', joint('waiting')), { ...F.acceptTask, task: 2 }, 'no-task task', { does: F.acceptTask }),
  pair('arrival at an open share', 'stranger', on('handling', joint('doing', { arrivedAt: NOW })), F.arriveTask, 'no-task', { on: on('handling', joint('doing')) }),
  pair('… the one that is named', 'stranger', on('handling', joint('doing')), { ...F.arriveTask, task: 2 }, 'no-task task', { does: F.arriveTask }),
  pair('a share is finished that is worked on', 'stranger', on('handling', joint('waiting')), F.finishTask, 'no-task', { on: on('handling', joint('doing')) }),
  pair('… the one that is named', 'stranger', on('handling', joint('doing')), { ...F.finishTask, task: 2 }, 'no-task task', { does: F.finishTask }),
  pair('… shown', 'stranger', on('handling', joint('doing')), { ...F.finishTask, evidence: [] }, 'evidence-required evidence', { on: on('handling', { tasks: [task(1, 'whistle', 'doing')] }) }),
  pair('who dispatched does not check a share', 'supervisor', on('handling', { dispatchedBy: PEOPLE.supervisor.id, ...joint('done', { doneBy: PEOPLE.stranger.id }) }), F.verifyTask, 'same-person', { who: 'member' }),
  pair('a share is checked that is done', 'member', on('handling', joint('doing')), F.verifyTask, 'no-task', { on: on('handling', joint('done')) }),
  pair('… the one that is named', 'member', on('handling', joint('done')), { ...F.verifyTask, task: 2 }, 'no-task task', { does: F.verifyTask }),
  pair('… by another person', 'supervisor', on('handling', joint('done', { doneBy: PEOPLE.supervisor.id })), F.verifyTask, 'same-person task', { who: 'member' }),
  pair('a failed share is shown or explained', 'member', on('handling', joint('done')), { ...F.verifyTask, passed: false }, 'evidence-required note', { does: { ...F.verifyTask, passed: false, note: '未完成' } }),
  pair('a share is called off that is open', 'dispatcher', on('handling', joint('passed')), F.cancelTask, 'no-task', { on: on('handling', joint('done')) }),
  pair('… the one that is named', 'dispatcher', on('handling', joint('waiting')), { ...F.cancelTask, task: 2 }, 'no-task task', { does: F.cancelTask }),
  pair('looked at again what is planned', 'member', on('closed'), F.recheck, 'no-task', { on: on('closed', { tasks: [task(1, 'recheck', 'waiting', { department: null })] }) }),
  pair('… the one that is named', 'member', on('closed', { tasks: [task(1, 'recheck', 'passed', { department: null }), task(2, 'recheck', 'waiting', { department: null })] }), F.recheck, 'no-task task', { does: { ...F.recheck, task: 2 } }),
  pair('… found back is shown or explained', 'member', on('closed', { tasks: [task(1, 'recheck', 'waiting', { department: null })] }), { ...F.recheck, clean: false }, 'evidence-required note', { does: { ...F.recheck, clean: false, note: '又排污' } }),
  pair('an order has a day of reply', 'leader', working, { ...F.order, limit: limitOf(0, 'work_day') }, 'unknown-value limit', { does: F.order }),
  pair('replied to what was ordered', 'lead', on('handling', { orders: [replied] }), F.reply, 'no-order', { on: on('handling', { orders: [order] }) }),
  pair('… the one that is named', 'lead', on('handling', { orders: [replied, { ...order, id: 2 }] }), F.reply, 'no-order order', { does: { ...F.reply, order: 2 } }),
  pair('nothing is late on a clock that stands', 'system', on('handling', { clocks: { total: { ...clock, since: null, dueAt: null } } }), F.escalate, 'wrong-stage clock', { on: working }),
  pair('a rung goes off once a run', 'system', on('handling', { clocks: { total: { ...clock, fired: ['warn'] } } }), F.escalate, 'already-done rule', { on: working }),
  pair('answered what asks', 'lead', working, F.acknowledge, 'no-alert', { on: on('handling', { alerts: [alert] }) }),
  pair('… the rung that is named', 'lead', on('handling', { alerts: [alert] }), { ...F.acknowledge, rule: 'warn' }, 'no-alert rule', { does: F.acknowledge }),
  pair('who handled does not verify', 'member', on('verification', { handledBy: PEOPLE.member.id }), F.verify, 'same-person', { who: 'supervisor' }),
  pair('who dispatched does not verify', 'supervisor', on('verification', { dispatchedBy: PEOPLE.supervisor.id }), F.verify, 'same-person', { who: 'member' }),
  pair('a check that could not tell is explained', 'member', on('verification'), { type: 'verify', passed: null, evidence: [] }, 'evidence-required note', { does: { type: 'verify', passed: null, note: '积水未退，看不清', evidence: [] } }),
  pair('a failed check is shown or explained', 'member', on('verification'), { type: 'verify', passed: false, evidence: [] }, 'evidence-required note', { does: { type: 'verify', passed: false, note: '仍有垃圾', evidence: [] } }),
  pair('who dispatched does not close', 'dispatcher', on('closure', { dispatchedBy: PEOPLE.dispatcher.id }), F.close, 'same-person', { who: 'otherDispatcher' }),
  pair('who handled does not close', 'supervisor', on('closure', { handledBy: PEOPLE.supervisor.id }), F.close, 'same-person', { who: 'dispatcher' }),
  pair('closed when every share is done', 'supervisor', on('closure', joint('done')), F.close, 'tasks-open', { on: on('closure', joint('passed')) }),
  pair('what was merged comes apart instead', 'supervisor', on('closed', merged), F.reopen, 'wrong-stage', { on: on('closed') }),
  pair('reopened within the window', 'supervisor', on('closed'), F.reopen, 'too-late', { now: NOW - HOUR + 7 * DAY }, { now: NOW - HOUR + 7 * DAY + 1 }),
  pair('… or when a check finds it back', 'supervisor', on('closed'), F.reopen, 'too-late', { now: NOW + 40 * DAY, on: on('closed', { tasks: [task(1, 'recheck', 'done', { department: null })] }) }, { now: NOW + 40 * DAY }),
  pair('rated what was worked on', 'citizen', on('closed', { outcome: 'refused' }), F.rate, 'wrong-stage', { on: on('closed') }),
  pair('… once', 'citizen', on('closed', { rating: 3 }), F.rate, 'already-done', { on: on('closed') }),
  pair('appealed against a mark', 'lead', on('closed', { outcome: 'voided' }), F.appeal, 'wrong-stage', { on: on('closed', { outcome: 'forced' }) }),
  pair('… once', 'lead', on('closed', appeal('granted')), F.appeal, 'already-done', { on: on('closed') }),
  pair('… in time', 'lead', on('closed'), F.appeal, 'too-late', { now: NOW - HOUR + 10 * DAY }, { now: NOW - HOUR + 10 * DAY + 1 }),
  pair('reviewed what was appealed', 'leader', on('closed', appeal('granted')), F.review, 'no-appeal', { on: on('closed', appeal('open')) }),
  pair('… by another person', 'supervisor', taken('closed', appeal('open', PEOPLE.supervisor)), F.review, 'same-person', { who: 'leader' }),
];

describe('guards and gates, A to Z', () => {
  const judged = (p: Omit<Pair, 'says' | 'answer' | 'but'>) => decide(ID, p.on, p.does as CommandOf<CommandType>, context(p.now ?? NOW, PEOPLE[p.who], null, RULES, p.photos));
  /** The positions of the rules of a row that refuse, gates before guards. */
  const refusing = (p: Pair): number[] => {
    const { gates = [], guards = [] } = LIFECYCLE[p.does.type], c = p.on ?? unborn(ID), actor = PEOPLE[p.who], ctx = context(p.now ?? NOW, actor, null, RULES, p.photos);
    return [...gates.map((gate) => gate(c, actor)), ...guards.map((guard) => (guard as (c: Case, cmd: Command, x: typeof ctx) => unknown)(c, p.does, ctx))].flatMap((answer, i) => (answer === undefined ? [] : [i]));
  };

  it.each(PAIRS.map((p) => [`${p.does.type}: ${p.says}`, p] as const))('%s', (_, { but, ...p }) => {
    expect(spoken(judged(p))).toBe(p.answer);
    const { photos: __, now: ___, ...plain } = p;
    expect(spoken(judged({ ...('photos' in but || 'now' in but ? plain : p), ...but }))).toBe('ok');
  });

  it('each refuses alone in some pair: a new one without a pair of its own is missed here', () => {
    const covered = new Map<CommandType, Set<number>>();
    for (const p of PAIRS) {
      const [first, ...more] = refusing(p), gates = LIFECYCLE[p.does.type].gates?.length ?? 0;
      // Where the button is not there at all, a guard that looks for the same thing in the form refuses as well.
      if (first === undefined || more.some((i) => first >= gates || i < gates)) throw new Error(`${p.does.type}, ${p.says}: refused by ${more.length + Number(first !== undefined)} rules`);
      covered.set(p.does.type, (covered.get(p.does.type) ?? new Set()).add(first));
    }
    const owed = COMMANDS.map((k) => [k, (LIFECYCLE[k].gates?.length ?? 0) + (LIFECYCLE[k].guards?.length ?? 0)] as const);
    expect(owed.map(([k, n]) => [k, covered.get(k)?.size ?? 0, n] as const).filter(([, found, n]) => found !== n)).toEqual([]);
    expect(owed.reduce((sum, [, n]) => sum + n, 0)).toBeGreaterThan(80);
  });

  it('every command is let through in some case', () => {
    for (const k of COMMANDS) expect([k, k === 'register' ? judge(null, F.register, NOW, PEOPLE.member).ok : [...standings()].some((c) => EVERYONE.some((a) => decide(ID, c, filled(k, c, a) as CommandOf<CommandType>, context(NOW, a)).ok))]).toEqual([k, true]);
  });
});

describe('the way through', () => {
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

  it.each(OPEN)('leads out of %s to a closing without force', (stage) => expect(reach(stage, ['approve', 'refuse', 'merge', 'selfHandle'])).toContain('closed'));

  it('leaves each open stage by somebody, whoever dispatched it and wherever it lies', () => {
    const still: ReadonlySet<CommandType> = new Set(COMMANDS.filter((k) => LIFECYCLE[k].to.every((t) => t === 'same')));
    for (const c of standings()) {
      // A request is answered first; a department that is not there cannot sign; a proposal is approved by another.
      if (c.stage === 'closed' || (c.department === null && c.stage !== 'triage')) continue;
      const ways = EVERYONE.flatMap((p) => allowed(c, p)).filter((k) => !still.has(k) || k === 'grant' || k === 'endorse' || k === 'propose' || k === 'finishTask' || k === 'verifyTask');
      if (ways.length === 0) throw new Error(`no way out of ${c.stage}`);
    }
  });

  it('produces every kind of fact and every outcome', () => {
    const facts = new Set<EventType>(), outcomes = new Set<Outcome>();
    const more = [on('handling', proposal(PEOPLE.dispatcher)), on('handling', { proposal: { kind: 'voided', by: PEOPLE.dispatcher.id, reason: '误报', document: null } })];
    for (const c of [null, ...standings(), ...more]) for (const k of COMMANDS) for (const actor of EVERYONE) {
      const decision = decide(ID, c, (c ? filled(k, c, actor) : FILLED[k]) as CommandOf<CommandType>, context(NOW, actor));
      if (decision.ok) for (const e of decision.events) { facts.add(e.type); if (e.type === 'CaseClosed') outcomes.add(e.data.outcome); }
    }
    // As many as there are branches in `evolve`; the thousand histories count them too.
    expect(facts.size).toBe(48);
    expect(outcomes).toEqual(new Set(OUTCOMES));
  });
});

describe('the table itself', () => {
  it('names each stage and role of the field in some row, and nobody who is not asked', () => {
    const roles = new Set<Role>(), stages = new Set<Stage>();
    for (const k of COMMANDS) {
      const { from, by } = LIFECYCLE[k];
      for (const r of Object.keys(by) as Role[]) roles.add(r);
      if (from !== 'nothing') for (const s of from) stages.add(s);
      expect([k, Object.keys(by).sort()]).toEqual([k, [...(WHO.get(k)?.keys() ?? [])].sort()]);
      expect([k, from === 'nothing' ? '' : STAGES.filter((s) => from.includes(s)).join(' ')]).toEqual([k, STAGES.filter((s) => WHEN.get(k)?.has(s)).join(' ')]);
    }
    expect(stages).toEqual(new Set(STAGES));
    expect(roles).toEqual(new Set(ROLES.filter((r) => r !== 'operator')));
  });

  it('gives the same answer to the same question: nothing is remembered between decisions', () => {
    const c = on('handling', { tasks: [task(1, 'joint', 'doing')], orders: [order], alerts: [alert] });
    const ask = () => JSON.stringify(EVERYONE.map((p: Actor) => COMMANDS.map((k) => decide(ID, c, filled(k, c, p) as CommandOf<CommandType>, context(NOW, p)))));
    expect(ask()).toBe(ask());
  });

  it('is not changed by what is asked of it: a case is never written to', () => {
    const frozen = <T>(value: T): T => { if (value !== null && typeof value === 'object') { Object.freeze(value); Object.values(value).forEach(frozen); } return value; };
    for (const situation of SITUATIONS) for (const stage of STAGES) {
      const c = frozen(on(stage, structuredClone(situation)));
      for (const k of COMMANDS) for (const a of EVERYONE) { const d = decide(ID, c, filled(k, c, a) as CommandOf<CommandType>, context(NOW, a)); if (d.ok) d.events.reduce(evolve, c); }
    }
    expect(PEOPLE.handler.id).toBe('h-san-1' as UserId);
  });
});
