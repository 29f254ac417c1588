import { taskClock, type DepartmentId, type Task } from '#domain';
import { counts, filedAt, lateBy, type Life, type Shared } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

/** Steps of an incident and checks after closing belong to the main department and the grid member; the others' shares are their own. */
const beside = (t: Task): t is Task & { department: DepartmentId } => t.department !== null && t.kind !== 'stage' && t.kind !== 'recheck';

/** How a department's first task that came due went: done or, where it was called to the spot, there. */
function result(life: Life, t: Task): { readonly at: number; readonly kept: boolean } | null {
  const { c, log } = life, key = taskClock(t.id), done = log.find(({ event: e }) => (e.type === 'TaskFinished' || (t.kind === 'whistle' && e.type === 'TaskArrived')) && e.data.task === t.id);
  if (done !== undefined) { const late = lateBy(life, key, done); return { at: late === null ? done.event.at : Math.min(late, done.event.at), kept: late === null }; }
  const due = c.clocks[key]?.dueAt ?? null;
  return due === null ? null : { at: due, kept: false };
}

function shares(life: Life): Shared[] {
  if (!counts(life) || filedAt(life) === null) return [];
  const seen = new Set<string>(), found: Shared[] = [];
  for (const t of life.c.tasks.filter(beside)) {
    const r = seen.has(t.department) ? null : result(life, t);
    if (r === null) continue;
    seen.add(t.department);
    const mark = { at: r.at, department: t.department, whose: t.department };
    found.push({ share: 'task-due', ...mark }, ...(r.kept ? [{ share: 'task-on-time' as const, ...mark }] : []));
  }
  return found;
}

export const joint = indicator({
  id: 'joint-on-time', group: 'joint', name: { zh: '协办按时率', en: 'Joint tasks on time' }, unit: 'share', better: 'more', count: 'task-on-time', of: 'task-due', minimum: FEWEST,
  formula: { zh: '协办按时率 = 按时完成的协办任务 ÷ 应办协办任务', en: 'Joint tasks on time = tasks done in time ÷ tasks due' },
  cohort: {
    zh: '联合处置：主办部门承担案件指标，协办部门只承担自己的任务；每件每个协办部门以首个到期的任务计一次；吹哨以到场计；随案件结束而取消的不计',
    en: 'Joint cases: the main department carries the case, co-departments their own tasks; once a case and co-department, by its first task that came due; a call to the spot by the arrival; what was cancelled with the case is left out',
  },
  counts: {}, shares,
});
