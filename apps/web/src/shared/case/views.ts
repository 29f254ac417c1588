import { OPEN, type Role } from '#domain';
import type { Filter } from './filter.js';

/** A look at the queue that everybody of a role has: a name and a filter, nothing else. */
export interface View {
  readonly id: 'todo' | 'mine' | 'requests' | 'asked' | 'ruling' | 'supervised' | 'rework' | 'soon' | 'tasks' | 'open' | 'red' | 'yellow' | 'closed' | 'parked' | (typeof OPEN)[number];
  readonly filter: Filter;
  /** Which number stands beside it: of which stages or lights, or of a count of its own. */
  readonly counts: 'stages' | 'own' | 'none';
}

/** The stages in which each role is the one who is waited for. Who only watches has none. */
const WORK: Readonly<Partial<Record<Role, Filter['stage'] & {}>>> = {
  'grid-member': ['confirmation', 'verification'],
  dispatcher: ['triage', 'dispatch', 'closure'],
  handler: ['acceptance', 'handling'],
  'department-lead': ['acceptance', 'handling'],
  supervisor: ['disputed', 'closure', 'verification'],
};

export interface ViewGroup { readonly id: 'work' | 'ask' | 'stages' | 'lights' | 'past'; readonly views: readonly View[] }

/** People whose desk is a department's. */
export const ofDepartment = (role: Role): boolean => role === 'handler' || role === 'department-lead';

/** The rail of a person: own work first, then what was asked for and is watched, every stage, what is late. */
export function viewsFor(role: Role, user: string, department: string | null = null): readonly ViewGroup[] {
  const work = WORK[role];
  const one = (id: View['id'], filter: Filter, counts: View['counts'] = 'own'): View => ({ id, filter, counts });
  const todo: readonly View[] = work ? [one('todo', { stage: work }, 'stages')] : [];
  const supervised = one('supervised', { supervised: 'true', open: 'true' });
  const past: ViewGroup = { id: 'past', views: [one('closed', { stage: ['closed'] }, 'none'), ...(role === 'operator' ? [one('parked', { parked: 'true' })] : [])] };
  if (ofDepartment(role)) return [
    { id: 'work', views: [...todo, one('acceptance', { stage: ['acceptance'] }, 'stages'), one('handling', { stage: ['handling'] }, 'stages'), one('mine', { assignee: user, open: 'true' }), ...(department === null ? [] : [one('tasks', { taskOf: department as never, open: 'true' })])] },
    { id: 'lights', views: [one('red', { light: ['red'], open: 'true' }, 'stages'), one('soon', { light: ['yellow'], open: 'true' }, 'stages'), one('rework', { rework: 'true', open: 'true' })] },
    { id: 'ask', views: [supervised, one('asked', { request: 'true', open: 'true' })] },
    { id: 'stages', views: [one('open', { open: 'true' }, 'stages'), ...(['verification', 'closure', 'suspended', 'disputed'] as const).map((s) => one(s, { stage: [s] }, 'stages'))] },
    past,
  ];
  const centre = role === 'dispatcher' || role === 'supervisor' || role === 'leader';
  return [
    ...(todo.length > 0 ? [{ id: 'work', views: todo } as const] : []),
    ...(centre ? [{ id: 'ask', views: [...(role === 'leader' ? [] : [one('requests', { request: 'true', open: 'true' })]), ...(role === 'dispatcher' ? [] : [one('ruling', { stage: ['disputed'], open: 'true' }, 'stages')]), supervised] } as const] : []),
    { id: 'stages', views: [one('open', { open: 'true' }, 'stages'), ...OPEN.map((s) => one(s, { stage: [s] }, 'stages'))] },
    { id: 'lights', views: [one('red', { light: ['red'], open: 'true' }, 'stages'), one('yellow', { light: ['yellow'], open: 'true' }, 'stages')] },
    past,
  ];
}

/** Where a person begins: with what waits for them, else with everything that is open. */
export const firstView = (role: Role): Filter => { const work = WORK[role]; return work ? { stage: work } : { open: 'true' }; };
