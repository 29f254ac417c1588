import type { Case } from '../case.js';
import type { ClockKey } from '../clock.js';
import type { CommandOf, CommandType } from '../command.js';
import type { Context } from '../context.js';
import type { Events, EventType } from '../event.js';
import type { Rejection, RejectionCode } from '../rejection.js';
import type { Task } from '../task.js';
import type { Actor, Role, Stage } from '../vocabulary.js';

/** Narrows which actor with the role may act on *this* case. */
export type Scope = 'anyone' | 'own-cell' | 'own-department' | 'involved-department' | 'task-department' | 'assignee';
export type Target = Stage | 'same' | 'resume';
/** A fact before it is stamped. `to` picks one of the row's targets when it has several; `restart` clocks begin anew; `again`: on the shorter limit of a second attempt. */
export type Fact = { [K in EventType]: { readonly type: K; readonly data: Events[K]; readonly to?: Target; readonly restart?: readonly ClockKey[]; readonly again?: true } }[EventType];

/** As much of a case as permission looks at; every view that reaches a browser carries it. */
export type Standing = Pick<Case, 'stage' | 'outcome' | 'department' | 'coDepartments' | 'assignee' | 'cell' | 'request' | 'dispatchedBy' | 'handledBy' | 'onTheSpot' | 'arrivedAt' | 'rating'> & {
  readonly proposal: Pick<NonNullable<Case['proposal']>, 'kind' | 'by'> | null;
  readonly appeal: Pick<NonNullable<Case['appeal']>, 'state' | 'votes'> | null;
  readonly tasks: readonly Pick<Task, 'id' | 'kind' | 'department' | 'state' | 'doneBy' | 'arrivedAt'>[];
  readonly orders: readonly Pick<Case['orders'][number], 'id' | 'reply'>[];
  readonly alerts: readonly Pick<Case['alerts'][number], 'rule' | 'clock' | 'by' | 'acknowledged'>[];
};
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
/** Some rows of the table. */
export type Rows<K extends CommandType> = { readonly [C in K]: Transition<C> };

export const unless = (ok: boolean, code: RejectionCode, field?: string): Rejection | undefined => (ok ? undefined : { code, ...(field !== undefined && { field }) });
export const text = (note: string | undefined): string | null => (note === undefined || note === '' ? null : note);

export const WITH_DEPARTMENT = ['acceptance', 'handling'] as const;
export const CENTRE = { dispatcher: 'anyone', supervisor: 'anyone' } as const;
export const DEPARTMENT = { 'department-lead': 'own-department', handler: 'own-department' } as const;
export const COMMAND = { supervisor: 'anyone', leader: 'anyone' } as const;

export const requested: Gate = (c) => (c.request ? undefined : 'no-request');
export const unrequested: Gate = (c) => (c.request ? 'request-pending' : undefined);
/** Who dispatched a case does not judge it (DOMAIN 3.2). The automation dispatches by rule and judges nothing. */
export const notDispatcher: Gate = (c, actor) => (actor.role !== 'system' && actor.id === c.dispatchedBy ? 'same-person' : undefined);
/** Whoever did the work does not judge it. */
export const notHandler: Gate = (c, actor) => (actor.id === c.assignee || actor.id === c.handledBy ? 'same-person' : undefined);
export const finished: Gate = (c) => (c.outcome === 'fixed' || c.outcome === 'forced' || c.outcome === 'self-handled' ? undefined : 'wrong-stage');
