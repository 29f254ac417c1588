import type { CaseRow } from '#contract';
import { kindOf, taskClock, type Stage, type UserId } from '#domain';
import type { County } from '../county/county.js';
import type { Act, Course, When } from './move.js';

type Task = CaseRow['tasks'][number];
type Alert = CaseRow['alerts'][number];

/** Shares of the handling time at which tasks are taken on, finished and looked at. */
const TAKEN = 0.2, FINISHED = 0.6, LOOKED_AT = 0.8, ANSWERED = 0.4;
/** A case that stays in one of these leaves its tasks as they stand, unless its story says how many are finished. */
const LEFT: readonly Stage[] = ['acceptance', 'handling', 'suspended', 'disputed'];

/** Tasks that the case cannot be closed with. */
export const owed = (row: Pick<CaseRow, 'tasks'>): readonly Task[] => row.tasks.filter((t) => t.kind !== 'recheck' && t.state !== 'passed' && t.state !== 'cancelled');

/** How many of its tasks somebody has done. */
export const finished = (row: Pick<CaseRow, 'tasks'>): number => row.tasks.filter((t) => t.state === 'done' || t.state === 'passed').length;

/** What people owe a case beside its way forward: a warning is acknowledged, an order answered, a task done. `resting`: the case stays where it is, and so do its warnings and orders. */
export function duties(row: CaseRow, course: Course, county: County, resting: boolean): Act[] {
  return [...(resting ? [] : [...row.alerts.flatMap((a) => acknowledged(a, row, course, county)), ...replies(row, course, county)]), ...tasks(row, course, county)];
}

/** "I have it": by the first of those asked who is there. */
function acknowledged(alert: Alert, row: CaseRow, { pick }: Course, county: County): Act[] {
  if (alert.acknowledged !== null || alert.by.length === 0) return [];
  const department = kindOf(alert.clock) === 'task' ? (row.tasks.find((t) => taskClock(t.id) === alert.clock)?.department ?? null) : row.department;
  const by = alert.by.map((role): UserId | null => {
    switch (role) {
      case 'handler': return (department === row.department ? row.assignee : null) ?? (department === null ? null : county.handler(department, pick));
      case 'department-lead': return department === null ? null : county.lead(department);
      case 'grid-member': return county.verifier(row.cell, null, pick);
      default: return county.all(role)[0] ?? null;
    }
  }).find((p) => p !== null);
  return by === undefined || by === null ? [] : [{ kind: 'act', by, when: { kind: 'now' }, command: () => ({ type: 'acknowledge', rule: alert.rule }) }];
}

function replies(row: CaseRow, { occurrence: { lasts, twists = {} } }: Course, county: County): Act[] {
  if (twists.ordered && twists.ordered.reply === undefined) return [];
  const by = (row.department === null ? null : county.lead(row.department)) ?? county.somebody('dispatcher', 0);
  return row.orders.filter((o) => o.reply === null).map((o) => ({
    kind: 'act', by, when: { kind: 'own-time', after: lasts * ANSWERED }, command: () => ({ type: 'reply', order: o.id, text: twists.ordered?.reply ?? '已增派人手,今日内处置完毕' }),
  }));
}

/** A check some time after closing, by a grid member of the place; null where none is asked for. */
export function recheck(row: CaseRow, county: County): Act | null {
  const task = row.stage === 'closed' ? row.tasks.find((t) => t.kind === 'recheck' && (t.state === 'waiting' || t.state === 'doing')) : undefined;
  if (task === undefined) return null;
  const by = county.verifier(row.cell, null, 0) ?? county.somebody('supervisor', 0);
  return { kind: 'act', by, when: { kind: 'now' }, needs: { photos: true }, command: ({ photos }) => ({ type: 'recheck', task: task.id, clean: true, note: '回访复查,未见反弹', evidence: [...photos] }) };
}

function tasks(row: CaseRow, course: Course, county: County): Act[] {
  const { ends, twists = {} } = course.occurrence;
  const most = LEFT.some((stage) => stage === ends.stage) ? (twists.steps ?? 0) : Infinity;
  if (finished(row) >= most) return [];
  return owed(row).flatMap((t) => done(t, row, course, county));
}

function done(t: Task, row: CaseRow, { occurrence: { lasts }, reporter, pick }: Course, county: County): Act[] {
  const own = (share: number): When => ({ kind: 'own-time', after: lasts * share });
  const by = t.assignee ?? (t.department === null ? null : county.handler(t.department, pick));
  if (by === null) return [{ kind: 'act', by: county.somebody('dispatcher', 0), when: own(TAKEN), command: () => ({ type: 'cancelTask', task: t.id, reason: '该单位无人承办' }) }];
  switch (t.state) {
    case 'waiting':
      if (t.kind === 'whistle' && t.arrivedAt === null) return [{ kind: 'act', by, when: own(TAKEN), command: () => ({ type: 'arriveTask', task: t.id }) }];
      return [{ kind: 'act', by, when: own(TAKEN), command: () => ({ type: 'acceptTask', task: t.id, assignee: by }) }];
    case 'doing': return [{ kind: 'act', by, when: own(FINISHED), needs: { photos: true }, command: ({ photos }) => ({ type: 'finishTask', task: t.id, note: `${t.title?.zh ?? '分担部分'}已完成`, evidence: [...photos] }) }];
    case 'done': {
      const member = county.verifier(row.cell, reporter, pick);
      const judge = [member, ...county.all('supervisor')].find((p) => p !== null && p !== t.doneBy && p !== row.dispatchedBy);
      return judge === undefined || judge === null ? [] : [{ kind: 'act', by: judge, when: own(LOOKED_AT), needs: { photos: true }, command: ({ photos }) => ({ type: 'verifyTask', task: t.id, passed: true, note: '核查合格', evidence: [...photos] }) }];
    }
    default: return [];
  }
}
