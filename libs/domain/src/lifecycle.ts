import { DAY } from './calendar.js';
import type { Case, CommandOf, CommandType, Events, EventType } from './case.js';
import type { ClockName } from './clock.js';
import type { Context } from './context.js';
import type { Rejection, RejectionCode } from './rejection.js';
import { OPEN, type Actor, type Outcome, type Role, type Stage } from './vocabulary.js';

/** Narrows which actor with the role may act on *this* case. */
export type Scope = 'anyone' | 'own-cell' | 'own-department' | 'involved-department' | 'assignee';
export type Target = Stage | 'same' | 'resume';
/** A fact before it is stamped. `to` picks one of the row's targets when it has several. */
export type Fact = { [K in EventType]: { readonly type: K; readonly data: Events[K]; readonly to?: Target; readonly restart?: readonly ClockName[] } }[EventType];

/** As much of a case as permission looks at; every view that reaches a browser carries it. */
export type Standing = Pick<Case, 'stage' | 'department' | 'coDepartments' | 'assignee' | 'cell' | 'request' | 'dispatchedBy'>;
/** Looks only at where the case stands: decides whether the button is there at all. */
export type Gate = (c: Standing, actor: Actor) => RejectionCode | undefined;
/** Looks at what was filled in. */
export type Guard<K extends CommandType> = (c: Case, cmd: CommandOf<K>, ctx: Context) => Rejection | undefined;

export interface Transition<K extends CommandType> {
  readonly from: readonly Stage[] | 'nothing';
  readonly to: readonly [Target, ...Target[]];
  readonly by: Readonly<Partial<Record<Role, Scope>>>;
  /** False: only the shell asks for it, on somebody's behalf; nobody is shown a button. */
  readonly button?: false;
  readonly gates?: readonly Gate[];
  readonly guards?: readonly Guard<K>[];
  readonly emits: (cmd: CommandOf<K>, c: Case, ctx: Context) => Fact;
}

const unless = (ok: boolean, code: RejectionCode, field?: string): Rejection | undefined => (ok ? undefined : { code, ...(field !== undefined && { field }) });

const requested: Gate = (c) => (c.request ? undefined : 'no-request');
const unrequested: Gate = (c) => (c.request ? 'request-pending' : undefined);
/** Who dispatched a case does not judge it (DOMAIN 3.2). The automation dispatches by rule and judges nothing. */
const notDispatcher: Gate = (c, actor) => (actor.role !== 'system' && actor.id === c.dispatchedBy ? 'same-person' : undefined);
const notHandler: Gate = (c, actor) => (actor.id === c.assignee ? 'same-person' : undefined);

const evidence: Guard<'resolve'> = (_, cmd) => unless(cmd.evidence.length > 0, 'evidence-required', 'evidence');
/** A failed check or a false report is shown or explained. */
const grounded: Guard<'verify'> = (_, cmd) => unless(cmd.passed || cmd.evidence.length > 0 || (cmd.note ?? '') !== '', 'evidence-required', 'note');
const substantiated: Guard<'confirm'> = (_, cmd) => unless(cmd.verdict !== 'false' || cmd.evidence.length > 0 || (cmd.note ?? '') !== '', 'evidence-required', 'note');
const elsewhere: Guard<'merge'> = (c, cmd) => unless(cmd.into !== c.id, 'same-case', 'into');
/** Before it is signed for, a department can only send it back; an extension or a suspension is for work taken on (DOMAIN 3.5). */
const signed: Guard<'request'> = (c, cmd) => unless(cmd.kind === 'return' || c.stage === 'handling', 'wrong-stage', 'kind');
const timely: Guard<'request'> = (c, cmd, ctx) => unless(cmd.kind !== 'extension' || ctx.now <= (c.clocks.handling?.dueAt ?? 0), 'after-deadline', 'kind');
/** Danger to life is not put off. */
const patient: Guard<'request'> = (c, cmd) => unless(cmd.kind !== 'extension' || c.severity !== 1, 'not-when-critical', 'kind');
/** Each extension adds at most one original limit, and a department gets at most two (DOMAIN 3.5). */
const bounded: Guard<'request'> = (c, cmd) => {
  if (cmd.kind !== 'extension') return undefined;
  const handling = c.clocks.handling;
  const original = handling ? handling.limit.amount - handling.extended : 0;
  return unless(c.extensions < 2 && (cmd.more ?? 0) > 0 && (cmd.more ?? 0) <= original, 'too-long', 'more');
};
/** A suspension ends within a year, and a case is suspended once (DOMAIN 3.5). */
const unsuspended: Guard<'request'> = (c, cmd) => unless(cmd.kind !== 'suspension' || c.milestones.suspended === undefined, 'already-done', 'kind');
const ahead: Guard<'request'> = (_, cmd, ctx) => unless(cmd.kind !== 'suspension' || (cmd.until ?? 0) > ctx.now, 'must-be-in-future', 'until');
const within: Guard<'request'> = (_, cmd, ctx) => unless(cmd.kind !== 'suspension' || (cmd.until ?? 0) - ctx.now <= 366 * DAY, 'too-long', 'until');
const recent: Guard<'reopen'> = (c, _, ctx) => unless(ctx.now - (c.milestones.closed ?? 0) <= ctx.rules.reopenWindow, 'too-late');
/** A rung goes off once on each run of its clock. */
const once: Guard<'escalate'> = (c, cmd) => unless(!c.clocks[cmd.clock]?.fired.includes(cmd.rule), 'already-done', 'rule');

const ended = (outcome: Outcome, reason: string | null, more: Partial<Pick<Events['CaseClosed'], 'document' | 'into'>> = {}): Fact =>
  ({ type: 'CaseClosed', data: { outcome, reason, document: null, into: null, ...more } });
const text = (note: string | undefined): string | null => (note === undefined || note === '' ? null : note);
const WITH_DEPARTMENT = ['acceptance', 'handling'] as const;
const CENTRE = { dispatcher: 'anyone', supervisor: 'anyone' } as const;
/** A new department starts afresh; the same department again resumes the handling time it had left, but signs anew (DOMAIN 3.5). */
const AFRESH: readonly ClockName[] = ['acceptance', 'handling', 'verification', 'closure'];
const AGAIN: readonly ClockName[] = ['acceptance', 'verification', 'closure'];

/**
 * The one table. What may happen, when, by whom and what it leads to. The server's
 * answers, the buttons, the diagram, the permission matrix and the exhaustive test
 * are all read from it, so they cannot disagree.
 */
export const LIFECYCLE: { readonly [K in CommandType]: Transition<K> } = {
  register:        { from: 'nothing', to: ['triage'], button: false,
                     by: { 'grid-member': 'anyone', dispatcher: 'anyone', supervisor: 'anyone', device: 'anyone', system: 'anyone' },
                     emits: ({ type: _, ...data }) => ({ type: 'CaseRegistered', data }) },
  attachReport:    { from: OPEN, to: ['same'], button: false,
                     by: { 'grid-member': 'anyone', dispatcher: 'anyone', supervisor: 'anyone', device: 'anyone', system: 'anyone' },
                     emits: ({ report, reportedAt }) => ({ type: 'ReportAttached', data: { report, reportedAt } }) },
  note:            { from: OPEN, to: ['same'],
                     by: { 'grid-member': 'own-cell', handler: 'involved-department', 'department-lead': 'involved-department', ...CENTRE, leader: 'anyone' },
                     emits: ({ text: said }) => ({ type: 'NoteAdded', data: { text: said } }) },
  askConfirmation: { from: ['triage'], to: ['confirmation'], by: { dispatcher: 'anyone', system: 'anyone' },
                     emits: ({ note }) => ({ type: 'ConfirmationAsked', data: { note: text(note) }, restart: ['confirmation'] }) },
  confirm:         { from: ['confirmation'], to: ['triage'], by: { 'grid-member': 'own-cell', supervisor: 'anyone' }, guards: [substantiated],
                     emits: ({ verdict, note, evidence: photos }) => ({ type: 'ReportConfirmed', data: { verdict, note: text(note), evidence: photos } }) },
  triage:          { from: ['triage'], to: ['dispatch'], by: { dispatcher: 'anyone', system: 'anyone' },
                     emits: ({ classId, conditionId, severity }) => ({ type: 'CaseTriaged', data: { classId, conditionId, severity } }) },
  refuse:          { from: ['triage'], to: ['closed'], by: { dispatcher: 'anyone' },
                     emits: ({ reason }) => ended('refused', reason) },
  merge:           { from: ['triage', 'dispatch'], to: ['closed'], by: { dispatcher: 'anyone', system: 'anyone' }, guards: [elsewhere],
                     emits: ({ into }) => ended('merged', null, { into }) },
  dispatch:        { from: ['dispatch'], to: ['acceptance'], by: { dispatcher: 'anyone', system: 'anyone' },
                     emits: ({ department, coDepartments, note }, c) => ({ type: 'CaseDispatched', data: { department, coDepartments, note: text(note) }, restart: c.department === department ? AGAIN : AFRESH }) },
  accept:          { from: ['acceptance'], to: ['handling'], by: { 'department-lead': 'own-department', handler: 'own-department' }, gates: [unrequested],
                     emits: ({ assignee }) => ({ type: 'CaseAccepted', data: { assignee } }) },
  request:         { from: WITH_DEPARTMENT, to: ['same'], by: { 'department-lead': 'own-department', handler: 'own-department' }, gates: [unrequested], guards: [signed, timely, patient, bounded, unsuspended, ahead, within],
                     emits: ({ kind, reason, more = 0, until = null, suggest = null }) => ({ type: 'RequestMade', data: { kind, reason, more, until, suggest } }) },
  grant:           { from: WITH_DEPARTMENT, to: ['same', 'dispatch', 'suspended'], by: CENTRE, gates: [requested],
                     emits: ({ note }, c) => { const kind = c.request?.kind ?? 'return'; return { type: 'RequestGranted', data: { kind, note: text(note) }, to: GRANTED[kind], ...(kind === 'return' && { restart: ['dispatch'] }) }; } },
  decline:         { from: WITH_DEPARTMENT, to: ['same'], by: CENTRE, gates: [requested],
                     emits: ({ note }, c) => ({ type: 'RequestDeclined', data: { kind: c.request?.kind ?? 'return', note } }) },
  dispute:         { from: ['dispatch', ...WITH_DEPARTMENT], to: ['disputed'], by: { dispatcher: 'anyone', 'department-lead': 'own-department' },
                     emits: ({ reason }) => ({ type: 'OwnershipDisputed', data: { reason } }) },
  rule:            { from: ['disputed'], to: ['acceptance'], by: { supervisor: 'anyone' },
                     emits: ({ department, ground }) => ({ type: 'OwnershipRuled', data: { department, ground }, restart: AFRESH }) },
  resolve:         { from: ['handling'], to: ['verification'], by: { handler: 'assignee', 'department-lead': 'own-department' }, gates: [unrequested], guards: [evidence],
                     emits: ({ note, evidence: photos }) => ({ type: 'CaseResolved', data: { note, evidence: photos }, restart: ['verification'] }) },
  verify:          { from: ['verification'], to: ['closure', 'handling'], by: { 'grid-member': 'own-cell', supervisor: 'anyone' }, gates: [notHandler, notDispatcher], guards: [grounded],
                     emits: ({ passed, note, evidence: photos }) => ({ type: 'CaseVerified', data: { passed, note: text(note), evidence: photos }, to: passed ? 'closure' : 'handling', ...(!passed && { restart: ['handling'] }) }) },
  close:           { from: ['closure'], to: ['closed'], by: { ...CENTRE, system: 'anyone' }, gates: [notDispatcher],
                     emits: ({ note }) => ended('fixed', text(note)) },
  forceClose:      { from: OPEN, to: ['closed'], by: { supervisor: 'anyone', leader: 'anyone' },
                     emits: ({ reason, document }) => ended('forced', reason, { document }) },
  void:            { from: OPEN, to: ['closed'], by: { supervisor: 'anyone' },
                     emits: ({ reason }) => ended('voided', reason) },
  resume:          { from: ['suspended'], to: ['resume'], by: { ...CENTRE, system: 'anyone' },
                     emits: ({ note }) => ({ type: 'CaseResumed', data: { note: text(note) } }) },
  escalate:        { from: OPEN, to: ['same'], button: false, by: { system: 'anyone' }, guards: [once],
                     emits: ({ rule, clock, level }) => ({ type: 'CaseEscalated', data: { rule, clock, level } }) },
  reopen:          { from: ['closed'], to: ['dispatch', 'triage'], by: { supervisor: 'anyone' }, guards: [recent],
                     emits: ({ reason }, c) => ({ type: 'CaseReopened', data: { reason }, to: c.milestones.dispatch === undefined ? 'triage' : 'dispatch', restart: ['triage', 'confirmation', 'dispatch', ...AFRESH] }) },
};

const GRANTED = { return: 'dispatch', extension: 'same', suspension: 'suspended' } as const;

/** Every command, in the order of the table. */
export const COMMANDS = Object.keys(LIFECYCLE) as readonly CommandType[];
