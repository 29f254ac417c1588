import type { Case } from '../case.js';
import { taskClock } from '../clock.js';
import type { Rejection } from '../rejection.js';
import { active, type NewTask } from '../task.js';
import { OPEN, type Actor } from '../vocabulary.js';
import { CENTRE, notDispatcher, text, unless, WITH_DEPARTMENT, type Gate, type Guard, type Rows, type Standing } from './row.js';

const TEAM = { 'department-lead': 'task-department', handler: 'task-department' } as const;

type Owed = Standing['tasks'][number];
const mine = (t: Owed, actor: Actor): boolean => t.department !== null && t.department === actor.department;
/** There is a task in such a state that this actor's department owes. */
const owes = (ok: (t: Owed) => boolean): Gate => (c, actor) => (c.tasks.some((t) => mine(t, actor) && ok(t)) ? undefined : 'no-task');
const some = (ok: (t: Owed) => boolean): Gate => (c) => (c.tasks.some(ok) ? undefined : 'no-task');

const waiting = (t: Owed): boolean => t.state === 'waiting';
const doing = (t: Owed): boolean => t.state === 'doing';
const called = (t: Owed): boolean => active(t) && t.arrivedAt === null;
const toVerify = (t: Owed): boolean => t.state === 'done' && t.kind !== 'recheck';
const toRecheck = (t: Owed): boolean => t.kind === 'recheck' && active(t);
const cancellable = (t: Owed): boolean => t.kind !== 'recheck' && (t.state === 'planned' || t.state === 'done' || active(t));

/** The named task is one of those that the button was shown for. */
type TaskCommand = 'acceptTask' | 'arriveTask' | 'finishTask' | 'verifyTask' | 'cancelTask' | 'recheck';
const named = <K extends TaskCommand>(ok: (t: Owed) => boolean, own = true): Guard<K> => (c: Case, cmd, ctx): Rejection | undefined => {
  const task = c.tasks.find((t) => t.id === (cmd as { readonly task: number }).task);
  return unless(task !== undefined && ok(task) && (!own || mine(task, ctx.actor)), 'no-task', 'task');
};
const shown: Guard<'finishTask'> = (c, cmd) => unless(cmd.evidence.length > 0 || c.tasks.find((t) => t.id === cmd.task)?.kind === 'whistle', 'evidence-required', 'evidence');
const explained: Guard<'verifyTask'> = (_, cmd) => unless(cmd.passed || cmd.evidence.length > 0 || (cmd.note ?? '') !== '', 'evidence-required', 'note');
/** Whoever did it does not judge it. */
const byAnother: Guard<'verifyTask'> = (c, cmd, ctx) => unless(c.tasks.find((t) => t.id === cmd.task)?.doneBy !== ctx.actor.id, 'same-person', 'task');
const seen: Guard<'recheck'> = (_, cmd) => unless(cmd.clean || cmd.evidence.length > 0 || (cmd.note ?? '') !== '', 'evidence-required', 'note');
/** Checks after closing are planned by the catalogue; the other kinds by people, and need somebody to do them. */
const sharedOut: Guard<'addTask'> = (c, cmd) => unless((cmd.kind === 'recheck') === (c.stage === 'closed') && (cmd.department !== null || cmd.kind === 'recheck'), 'unknown-value', 'kind');
/** The main department needs no share of its own. */
const shared: Guard<'addTask'> = (c, cmd) => unless(cmd.kind !== 'joint' || cmd.department !== c.department, 'unknown-value', 'department');
const timed: Guard<'addTask'> = (_, cmd) => unless(cmd.limit.amount > 0, 'unknown-value', 'limit');
/** Somebody is called, and nobody calls himself. */
const summoned: Guard<'whistle'> = (c, cmd) => unless(cmd.departments.length > 0 && !cmd.departments.some((d) => d === c.department), 'unknown-value', 'departments');

const territorial: Gate = (_, actor) => (actor.level === 'township' || actor.level === 'community' ? undefined : 'forbidden');

/** Shares of a case that others answer for. */
export const TASKS: Rows<'addTask' | 'whistle' | 'acceptTask' | 'arriveTask' | 'finishTask' | 'verifyTask' | 'cancelTask' | 'recheck'> = {
  addTask:         { from: [...WITH_DEPARTMENT, 'verification', 'disputed', 'suspended', 'closed'], to: ['same'], by: { ...CENTRE, 'department-lead': 'own-department', system: 'anyone' }, gates: [(c, actor) => (c.stage === 'closed' && actor.role !== 'system' ? 'wrong-stage' : undefined)], guards: [sharedOut, shared, timed],
                     emits: ({ kind, department, text: said, limit }) => ({ type: 'TaskAdded', data: { task: { kind, department, text: said, title: null, limit } } }) },
  whistle:         { from: WITH_DEPARTMENT, to: ['same'], by: { 'department-lead': 'own-department', handler: 'own-department' }, gates: [territorial], guards: [summoned],
                     emits: ({ departments, reason }, _, ctx) => ({ type: 'WhistleBlown', data: { reason, tasks: [...new Set(departments)].map((department): NewTask => ({ kind: 'whistle', department, text: reason, title: null, limit: ctx.rules.arrival })) } }) },
  acceptTask:      { from: OPEN, to: ['same'], by: TEAM, gates: [owes(waiting)], guards: [named(waiting)],
                     emits: ({ task, assignee }) => ({ type: 'TaskAccepted', data: { task, assignee } }) },
  arriveTask:      { from: OPEN, to: ['same'], by: TEAM, gates: [owes(called)], guards: [named(called)],
                     emits: ({ task, place }) => ({ type: 'TaskArrived', data: { task, place: place ?? null } }) },
  finishTask:      { from: OPEN, to: ['same'], by: TEAM, gates: [owes(doing)], guards: [named(doing), shown],
                     emits: ({ task, note, evidence }) => ({ type: 'TaskFinished', data: { task, note, evidence } }) },
  verifyTask:      { from: OPEN, to: ['same'], by: { 'grid-member': 'own-cell', supervisor: 'anyone' }, gates: [notDispatcher, some(toVerify)], guards: [named(toVerify, false), byAnother, explained],
                     emits: ({ task, passed, note, evidence }) => ({ type: 'TaskVerified', data: { task, passed, note: text(note), evidence }, ...(!passed && { restart: [taskClock(task)], again: true }) }) },
  cancelTask:      { from: OPEN, to: ['same'], by: CENTRE, gates: [some(cancellable)], guards: [named(cancellable, false)],
                     emits: ({ task, reason }) => ({ type: 'TaskCancelled', data: { task, reason } }) },
  recheck:         { from: ['closed'], to: ['same'], by: { 'grid-member': 'own-cell', supervisor: 'anyone' }, gates: [some(toRecheck)], guards: [named(toRecheck, false), seen],
                     emits: ({ task, clean, note, evidence }) => ({ type: 'CaseRechecked', data: { task, clean, note: text(note), evidence } }) },
};

