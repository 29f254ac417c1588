import type { CaseView, SentCommandType } from '#contract';
import { active } from '#domain';
import { me } from '../../shared/session/session.js';

export type TaskView = CaseView['tasks'][number];
type TaskCommand = 'acceptTask' | 'arriveTask' | 'finishTask' | 'verifyTask' | 'cancelTask' | 'recheck';
export const TASK_COMMANDS = ['acceptTask', 'arriveTask', 'finishTask', 'verifyTask', 'recheck', 'cancelTask'] as const satisfies readonly TaskCommand[];

/** Whether this command is meant for a task in such a state; the life cycle has the last word. */
const FITS: Readonly<Record<TaskCommand, (t: TaskView) => boolean>> = {
  acceptTask: (t) => t.state === 'waiting',
  arriveTask: (t) => active(t) && t.arrivedAt === null,
  finishTask: (t) => t.state === 'doing',
  verifyTask: (t) => t.state === 'done' && t.kind !== 'recheck',
  cancelTask: (t) => t.kind !== 'recheck' && (t.state === 'planned' || t.state === 'done' || active(t)),
  recheck: (t) => t.kind === 'recheck' && active(t),
};
/** A department acts on its own tasks only. */
const OWN: readonly TaskCommand[] = ['acceptTask', 'arriveTask', 'finishTask'];
const isTaskCommand = (type: SentCommandType): type is TaskCommand => (TASK_COMMANDS as readonly string[]).includes(type);

/** The tasks that this person may mean with a command. */
export function tasksFor(type: SentCommandType, view: CaseView): readonly TaskView[] {
  if (!isTaskCommand(type)) return view.tasks;
  const { department, id } = me.value ?? { department: null, id: '' };
  return view.tasks.filter((t) => FITS[type](t) && (!OWN.includes(type) || (t.department !== null && t.department === department)) && (type !== 'verifyTask' || t.doneBy !== id));
}
/** What this person may do with a task now. */
export const commandsFor = (task: TaskView, view: CaseView): readonly TaskCommand[] => TASK_COMMANDS.filter((type) => view.allowed.includes(type) && tasksFor(type, view).some((t) => t.id === task.id));
