import type { Limit } from './calendar.js';
import { taskClock, type TaskClock } from './clock.js';
import type { Bilingual } from './terms.js';
import type { DepartmentId, Instant, Stage, UserId } from './vocabulary.js';

/**
 * Why a case has a task beside its main handling: a co-department's share, making safe while ownership is disputed, a step of a sudden
 * incident, a department called to the spot by a township (吹哨), sampling, a check some time after closing.
 */
export const TASK_KINDS = ['joint', 'make-safe', 'stage', 'whistle', 'sampling', 'recheck'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** `planned`: its turn comes after the one before it. `done`: waits for verification. */
export const TASK_STATES = ['planned', 'waiting', 'doing', 'done', 'passed', 'cancelled'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** A part of a case that somebody answers for by himself, with its own clock (`task-<id>`), result and verification. */
export interface Task {
  /** 1, 2, 3 … within the case. */
  readonly id: number;
  readonly kind: TaskKind;
  /** Null: the grid member of the place. */
  readonly department: DepartmentId | null;
  readonly text: string;
  /** The catalogue's own words for a step of a sudden incident. */
  readonly title: Bilingual | null;
  readonly limit: Limit;
  /** When it was given. */
  readonly at: Instant;
  readonly state: TaskState;
  readonly assignee: UserId | null;
  readonly arrivedAt: Instant | null;
  readonly doneBy: UserId | null;
  readonly result: string | null;
  readonly evidence: readonly string[];
  readonly rework: number;
}

/** What a fact says of a task that begins. */
export type NewTask = Pick<Task, 'kind' | 'department' | 'text' | 'title' | 'limit'>;

export const begun = (id: number, { kind, department, text, title, limit }: NewTask, at: Instant, state: TaskState = 'waiting'): Task =>
  ({ kind, department, text, title, limit, id, at, state, assignee: null, arrivedAt: null, doneBy: null, result: null, evidence: [], rework: 0 });

/** Somebody still owes something. A check after closing is owed to nobody who waits for the case. */
export const open = (t: Pick<Task, 'state' | 'kind'>): boolean => t.kind !== 'recheck' && t.state !== 'passed' && t.state !== 'cancelled';
export const active = (t: Pick<Task, 'state'>): boolean => t.state === 'waiting' || t.state === 'doing';

/** Tasks whose clock runs in a stage: what is dangerous is made safe whatever else stands still; a check after closing runs only then. A call is timed until arrival. */
export function runningTasks(stage: Stage, tasks: readonly Task[]): TaskClock[] {
  return tasks.filter((t) => active(t) && runs(stage, t)).map((t) => taskClock(t.id));
}

function runs(stage: Stage, t: Task): boolean {
  switch (t.kind) {
    case 'recheck': return stage === 'closed';
    case 'make-safe': return stage !== 'closed';
    case 'whistle': return stage !== 'closed' && t.arrivedAt === null;
    default: return stage !== 'closed' && stage !== 'suspended' && stage !== 'disputed';
  }
}

/** The tasks with one of them changed; when a step of an incident is done with, the next planned one begins. */
export function changed(tasks: readonly Task[], id: number, change: (t: Task) => Partial<Task>): readonly Task[] {
  const after = tasks.map((t) => (t.id === id ? { ...t, ...change(t) } : t));
  const stages = after.filter((t) => t.kind === 'stage');
  const next = stages.find((t) => t.state === 'planned');
  return next && stages.every((t) => t.id >= next.id || t.state === 'passed' || t.state === 'cancelled') ? after.map((t) => (t === next ? { ...t, state: 'waiting' as const } : t)) : after;
}

/** Tasks after new ones were given, numbered on; of several steps only the first begins. */
export function added(tasks: readonly Task[], fresh: readonly NewTask[], at: Instant): readonly Task[] {
  let steps = tasks.filter((t) => t.kind === 'stage' && open(t)).length;
  return [...tasks, ...fresh.map((t, i) => begun(tasks.length + 1 + i, t, at, t.kind === 'stage' && steps++ > 0 ? 'planned' : 'waiting'))];
}

/** The tasks when the case is handed on within the same line of departments: the steps of the incident go along and wait to be taken on again. */
export const handedOn = (tasks: readonly Task[], to: DepartmentId): readonly Task[] =>
  replaced(tasks, (t) => t.kind === 'stage' && open(t), (t) => ({ ...t, department: to, assignee: null, arrivedAt: null, state: t.state === 'doing' ? 'waiting' : t.state }));
/** The tasks when the case leaves its department: what was shared out or planned ends with it; what makes safe goes on. */
export const withdrawn = (tasks: readonly Task[]): readonly Task[] => cancelled(tasks, (t) => open(t) && t.kind !== 'make-safe');
/** The tasks of a case that ends. */
export const ended = (tasks: readonly Task[]): readonly Task[] => cancelled(tasks, open);
/** The tasks of a case that is opened again: a check after closing has done its work. */
export const reopened = (tasks: readonly Task[]): readonly Task[] =>
  replaced(cancelled(tasks, (t) => t.kind === 'recheck' && active(t)), (t) => t.kind === 'recheck' && t.state === 'done', (t) => ({ ...t, state: 'passed' }));

const cancelled = (tasks: readonly Task[], which: (t: Task) => boolean): readonly Task[] => replaced(tasks, which, (t) => ({ ...t, state: 'cancelled' }));
const replaced = (tasks: readonly Task[], which: (t: Task) => boolean, by: (t: Task) => Task): readonly Task[] => (tasks.some(which) ? tasks.map((t) => (which(t) ? by(t) : t)) : tasks);
