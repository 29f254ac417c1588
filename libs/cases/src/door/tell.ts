import type { NoticeKind } from '#contract';
import { kindOf, leading, orderClock, taskClock, type Case, type CaseEvent, type DepartmentId, type EscalationRule, type NewTask, type UserId } from '#domain';
import type { Directory, RuleBook } from '#directory';
import type { NewNotice } from '#notices';
import { called, departmentOf, peopleOf } from './whom.js';

type Who = Pick<Directory, 'people' | 'responsible'>;
type Book = Pick<RuleBook, 'callOut'> & { readonly playbook: Pick<RuleBook['playbook'], 'ladder'> };
type Urgency = NonNullable<EscalationRule['urgency']>;
type People = readonly (UserId | null)[];
interface Telling { readonly to: People; readonly kind: NoticeKind; readonly data: Readonly<Record<string, unknown>>; readonly urgency: Urgency }

/** Who is told what by a fact. Nobody is told what he did himself, and nobody the same twice. */
export function noticesOf(before: Case, event: CaseEvent, after: Case, reporters: readonly string[], who: Who, book: Book): NewNotice[] {
  const told = new Set<string>();
  return tellings(before, event, after, reporters as readonly UserId[], who, book).flatMap(({ to, kind, data, urgency }) => to.flatMap((recipient): NewNotice[] => {
    if (recipient === null || recipient === event.by || told.has(`${kind} ${recipient}`)) return [];
    told.add(`${kind} ${recipient}`);
    return [{ caseId: after.id, number: after.number, recipient, kind, data, urgency }];
  }));
}

function tellings(before: Case, e: CaseEvent, c: Case, reporters: readonly UserId[], who: Who, book: Book): readonly Telling[] {
  const tell = (kind: NoticeKind, to: People, more: object = {}, urgency: Urgency = 'normal'): Telling => ({ kind, to, urgency, data: { stage: c.stage, severity: c.severity, classId: c.classId, cell: c.cell, dueAt: deadlineOf(c), ...more } });
  const pressing: Urgency = c.severity === 1 ? 'high' : 'normal';
  const dispatchers = c.dispatchedBy === null || c.dispatchedBy === 'system' ? peopleOf('dispatcher', c, who) : [c.dispatchedBy];
  const command = (): UserId[] => [...peopleOf('supervisor', c, who), ...peopleOf('leader', c, who)];
  const toAccept = (): Telling[] => {
    const data = { department: c.department, dueAt: c.clocks.acceptance?.dueAt ?? null };
    // Danger to life does not wait for the morning: whoever stands ready for the department is called.
    return [tell('to-accept', departmentOf(c.department, who), data, pressing), ...(c.severity === 1 && c.department !== null ? [tell('called', book.callOut(c.department, e.at), data, 'call')] : [])];
  };
  const tasks = (given: readonly NewTask[]): Telling[] => given.flatMap((t) => (t.kind === 'stage' ? [] : [tell(t.kind === 'whistle' ? 'whistle' : t.kind === 'recheck' ? 'recheck' : 'task',
    t.department === null ? peopleOf('grid-member', c, who) : departmentOf(t.department, who), { kind: t.kind, department: t.department }, t.kind === 'make-safe' || t.kind === 'whistle' ? 'high' : pressing)]));
  switch (e.type) {
    case 'CaseRegistered': return c.severity === 1 ? [tell('to-triage', peopleOf('dispatcher', c, who), {}, 'high')] : [];
    case 'ConfirmationAsked': return [tell('to-confirm', e.data.member ? [e.data.member] : peopleOf('grid-member', c, who), { dueAt: c.clocks.confirmation?.dueAt ?? null }, pressing)];
    case 'CaseDispatched':
    case 'OwnershipRuled': return [...toAccept(), ...tasks(e.data.tasks ?? [])];
    case 'CaseHandedOn': return toAccept();
    // Whoever was told of it a moment ago must not set out for nothing.
    case 'DispatchRecalled': return [tell('recalled', [...departmentOf(e.data.from, who), ...before.tasks.flatMap((t) => (t.kind === 'joint' && t.state === 'waiting' ? departmentOf(t.department, who) : []))], { department: e.data.from }, pressing)];
    case 'CaseAssigned': return [tell('assigned', [e.data.assignee], { dueAt: c.clocks.acceptance?.dueAt ?? c.clocks.handling?.dueAt ?? null }, pressing)];
    case 'CaseAccepted': return [tell('to-handle', [c.assignee], { dueAt: c.clocks.handling?.dueAt ?? null })];
    case 'TaskAdded': return tasks([e.data.task]);
    case 'WhistleBlown': return tasks(e.data.tasks);
    case 'TaskAccepted': return [tell('to-handle', [e.data.assignee], { dueAt: c.clocks[taskClock(e.data.task)]?.dueAt ?? null })];
    case 'TaskFinished': {
      const task = c.tasks.find((t) => t.id === e.data.task);
      return task === undefined ? [] : [tell('task-done', task.state === 'done' ? [c.assignee, ...peopleOf('grid-member', c, who)] : [c.assignee, ...dispatchers], { kind: task.kind })];
    }
    case 'TaskVerified': return e.data.passed ? [] : [tell('reworked', [c.tasks.find((t) => t.id === e.data.task)?.assignee ?? null])];
    case 'RequestMade': return [e.data.endorsed === false ? tell('asked-endorse', peopleOf('department-lead', c, who), { kind: e.data.kind }) : tell('requested', dispatchers, { kind: e.data.kind })];
    case 'RequestEndorsed': return [tell('requested', dispatchers, { kind: e.data.kind })];
    case 'RequestGranted': return [tell('granted', [before.request?.by ?? null], { kind: e.data.kind })];
    case 'RequestDeclined': return [tell('declined', [before.request?.by ?? null], { kind: e.data.kind })];
    case 'OwnershipDisputed': return [tell('to-rule', peopleOf('supervisor', c, who), { dueAt: c.clocks.disputed?.dueAt ?? null }, pressing), ...tasks(e.data.makeSafe ? [e.data.makeSafe] : [])];
    case 'CaseResolved': return [tell('to-verify', peopleOf('grid-member', c, who).filter((id) => id !== c.assignee))];
    case 'CaseVerified': return e.data.passed === true ? [] : [e.data.passed === null ? tell('to-close', dispatchers) : tell('reworked', [c.assignee])];
    case 'CaseSentBack': return [tell('reworked', [before.onTheSpot ? before.handledBy : c.assignee])];
    case 'CaseResumed': return [tell('resumed', [c.assignee])];
    case 'EndingProposed': return [tell('proposed', command(), { kind: e.data.kind })];
    case 'EndingRejected': return [tell('declined', [before.proposal?.by ?? null])];
    case 'CaseUrged': return [tell('urged', [...peopleOf('handler', c, who), ...peopleOf('department-lead', c, who)], {}, 'high')];
    case 'SupervisionOrdered': return [tell('ordered', [c.assignee, ...departmentOf(c.department, who)], { dueAt: c.clocks[orderClock(c.orders.length)]?.dueAt ?? null }, 'high')];
    case 'OrderReplied': {
      const order = c.orders.find((o) => o.id === e.data.order);
      return [tell('replied', order === undefined || order.by === 'system' ? peopleOf('supervisor', c, who) : [order.by])];
    }
    case 'CaseEscalated': {
      const rule = book.playbook.ladder.find((r) => r.id === e.data.rule), urgency = rule?.urgency ?? 'normal';
      const of = kindOf(e.data.clock) === 'task' ? { ...c, ...answering(c, e.data.clock) } : c;
      const to = (rule?.tell ?? []).flatMap((role) => (role === 'on-call' ? called(of, e.at, book) : peopleOf(role, of, who)));
      return [tell(urgency === 'call' ? 'called' : 'escalated', to, { ...e.data }, urgency)];
    }
    case 'CaseReopened': return [tell('reopened', before.assignee === null ? peopleOf('dispatcher', c, who) : [before.assignee])];
    case 'CaseRechecked': return e.data.clean ? [] : [tell('recheck', peopleOf('supervisor', c, who), { clean: false })];
    case 'AppealMade': return [tell('appealed', command())];
    case 'AppealReviewed': return c.appeal === null || c.appeal.state === 'open' ? [] : [tell('appeal-decided', [c.appeal.by], { agree: c.appeal.state === 'granted' })];
    case 'CaseClosed': {
      const { outcome, reason, into } = e.data;
      switch (outcome) {
        case 'merged': return [tell('merged', reporters, { into })];
        case 'refused': return [tell('answered', reporters, { outcome, reason })];
        default: return [tell('closed', reporters, { outcome })];
      }
    }
    case 'ReportAttached':
    case 'ReportsDetached':
    case 'NoteAdded':
    case 'ReportConfirmed':
    case 'CaseSelfHandled':
    case 'CaseTriaged':
    case 'CaseUnmerged':
    case 'RecurrenceLinked':
    case 'AlarmObserved':
    case 'HandlerArrived':
    case 'TaskArrived':
    case 'TaskCancelled':
    case 'EscalationAcknowledged':
    case 'ClocksRetimed':
    case 'CaseRated': return [];
    default: return impossible(e);
  }
}

/** What the case is judged by where it stands. */
const deadlineOf = (c: Case): number | null => { const key = leading(c.stage, c.clocks); return key === null ? null : (c.clocks[key]?.dueAt ?? null); };

/** On the clock of a task, its own department answers. */
function answering(c: Case, clock: string): { readonly department: DepartmentId | null; readonly assignee: UserId | null } {
  const task = c.tasks.find((t) => taskClock(t.id) === clock);
  return { department: task?.department ?? null, assignee: task?.assignee ?? null };
}

function impossible(_: never): never { throw new Error('unknown kind of fact'); }
