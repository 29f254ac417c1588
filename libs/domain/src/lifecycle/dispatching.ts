import type { Case } from '../case.js';
import type { ClockKey } from '../clock.js';
import type { Context } from '../context.js';
import type { NewTask } from '../task.js';
import type { DepartmentId, Millis } from '../vocabulary.js';
import { COMMAND, DEPARTMENT, text, unless, unrequested, WITH_DEPARTMENT, type Gate, type Guard, type Rows } from './row.js';

/** A new department starts afresh; the same department, or one of its line, again resumes the handling time it had left, but signs anew (DOMAIN 3.5). */
export const AFRESH: readonly ClockKey[] = ['acceptance', 'handling', 'verification', 'closure'];
const AGAIN: readonly ClockKey[] = ['acceptance', 'verification', 'closure'];
/** One of the two stands above the other: a township and its communities are one line of departments. */
const sameLine = (a: DepartmentId | null, b: DepartmentId, ctx: Context): boolean => a !== null && (a === b || ctx.rules.superior(a) === b || ctx.rules.superior(b) === a);
/** Within the same line of departments the limit goes on; the lower or upper one signs for itself. */
const HANDED: readonly ClockKey[] = ['acceptance'];

/** A department is not its own co-department, and is named once. */
const others = (main: DepartmentId, named: readonly DepartmentId[]): readonly DepartmentId[] => [...new Set(named)].filter((d) => d !== main);
/** Only a co-department can have a share of its own. */
const jointOfCo = (_: Case, cmd: { readonly joint?: readonly DepartmentId[] | undefined; readonly coDepartments?: readonly DepartmentId[] | undefined }) => unless((cmd.joint ?? []).every((d) => cmd.coDepartments?.includes(d)), 'unknown-value', 'joint');
const beneath: Guard<'handDown'> = (c, cmd, ctx) => unless(c.department !== null && ctx.rules.superior(cmd.department) === c.department, 'not-subordinate', 'department');
const above: Guard<'handUp'> = (c, _, ctx) => unless(c.department !== null && ctx.rules.superior(c.department) !== null, 'no-superior');

/** A ruling ends the question whose it is for those whom it binds; the centre may still ask anew. */
const unbound: Guard<'dispute'> = (c, _, ctx) => unless(!c.ruled || ctx.actor.role !== 'department-lead', 'binding-ruling');

/** How long a dispatch may be taken back: long enough for a slip of the hand, too short to move a deadline by it. */
export const RECALL: Millis = 2 * 60_000;
/** Whoever sent it out takes it back, nobody else. */
const ownDispatch: Gate = (c, actor) => (c.dispatchedBy === actor.id ? undefined : 'forbidden');
/** Nobody there has begun: no one is named, no share is taken on. */
const untouched: Gate = (c) => (c.assignee === null && !c.tasks.some((t) => t.kind !== 'make-safe' && (t.state === 'doing' || t.state === 'done')) ? undefined : 'already-done');
/** Handed on within its line of departments it is signed for anew: the clocks of the dispatch no longer began together. */
const notHandedOn: Guard<'recall'> = ({ clocks: { acceptance, handling } }) => unless(!acceptance || !handling || acceptance.since === handling.since, 'already-done');
const soon: Guard<'recall'> = ({ clocks: { acceptance, handling } }, _, { now }) => unless(now - (acceptance?.since ?? handling?.since ?? 0) <= RECALL, 'too-late');

/** The tasks that come with a department: the shares of co-departments, and the steps of a sudden incident that are not done yet. A case that is opened again starts with the first. */
function tasksOf(c: Case, department: DepartmentId, joint: readonly DepartmentId[], note: string, ctx: Context): NewTask[] {
  const passed = (zh: string): boolean => c.tasks.some((t) => t.kind === 'stage' && t.state === 'passed' && t.title?.zh === zh && t.at >= (c.milestones.closed ?? 0));
  return [
    ...others(department, joint).map((d): NewTask => ({ kind: 'joint', department: d, text: note, title: null, limit: ctx.rules.task('joint', c.severity) })),
    ...(c.terms?.stages ?? []).filter((s) => !passed(s.zh)).map((s): NewTask => ({ kind: 'stage', department, text: '', title: { zh: s.zh, en: s.en }, limit: s.limit })),
  ];
}

/** Whose is it? */
export const DISPATCHING: Rows<'dispatch' | 'recall' | 'assign' | 'accept' | 'handDown' | 'handUp' | 'dispute' | 'rule'> = {
  dispatch:        { from: ['dispatch'], to: ['acceptance'], by: { dispatcher: 'anyone', system: 'anyone' }, guards: [jointOfCo],
                     emits: ({ department, coDepartments, joint = [], note }, c, ctx) => ({ type: 'CaseDispatched', data: { department, coDepartments: others(department, coDepartments), note: text(note), tasks: tasksOf(c, department, joint, note ?? '', ctx), ...(c.department !== department && sameLine(c.department, department, ctx) && { resumes: true as const }) }, restart: sameLine(c.department, department, ctx) ? AGAIN : AFRESH }) },
  recall:          { from: ['acceptance'], to: ['dispatch'], by: { dispatcher: 'anyone' }, gates: [ownDispatch, untouched, unrequested], guards: [notHandedOn, soon],
                     emits: ({ note }, c) => ({ type: 'DispatchRecalled', data: { from: c.department, note: text(note) } }) },
  assign:          { from: WITH_DEPARTMENT, to: ['same'], by: { 'department-lead': 'own-department', system: 'anyone' }, gates: [unrequested],
                     emits: ({ assignee }) => ({ type: 'CaseAssigned', data: { assignee } }) },
  accept:          { from: ['acceptance'], to: ['handling'], by: DEPARTMENT, gates: [unrequested],
                     emits: ({ assignee }) => ({ type: 'CaseAccepted', data: { assignee } }) },
  handDown:        { from: WITH_DEPARTMENT, to: ['acceptance'], by: { 'department-lead': 'own-department' }, gates: [unrequested], guards: [beneath],
                     emits: ({ department, note }, c) => ({ type: 'CaseHandedOn', data: { department, from: c.department, direction: 'down', note: text(note) }, restart: HANDED }) },
  handUp:          { from: WITH_DEPARTMENT, to: ['acceptance'], by: { 'department-lead': 'own-department' }, gates: [unrequested], guards: [above],
                     emits: ({ reason }, c, ctx) => ({ type: 'CaseHandedOn', data: { department: ctx.rules.superior(c.department as DepartmentId) as DepartmentId, from: c.department, direction: 'up', note: reason }, restart: HANDED }) },
  dispute:         { from: ['dispatch', ...WITH_DEPARTMENT], to: ['disputed'], by: { dispatcher: 'anyone', 'department-lead': 'own-department', system: 'anyone' }, guards: [unbound],
                     emits: ({ reason, evidence = [], makeSafe }, c, ctx) => ({ type: 'OwnershipDisputed', restart: ['disputed'], data: { reason, evidence, makeSafe: makeSafe === undefined ? null : { kind: 'make-safe', department: makeSafe, text: reason, title: null, limit: ctx.rules.task('make-safe', c.severity) } } }) },
  rule:            { from: ['disputed'], to: ['acceptance'], by: COMMAND, guards: [jointOfCo],
                     emits: ({ department, coDepartments = [], joint = [], ground, writeBack = null }, c, ctx) => ({ type: 'OwnershipRuled', data: { department, coDepartments: others(department, coDepartments), ground, writeBack, tasks: tasksOf(c, department, joint, ground, ctx) }, restart: AFRESH }) },
};
