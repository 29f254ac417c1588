import { OPEN, type Role } from '#domain';
import type { Filter } from './filter.js';

/** A saved look at the queue: a name and a filter, nothing else. */
export interface View {
  readonly id: 'todo' | 'mine' | 'requests' | 'open' | 'red' | 'yellow' | 'closed' | 'parked' | (typeof OPEN)[number];
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

export interface ViewGroup { readonly id: 'work' | 'stages' | 'lights' | 'past'; readonly views: readonly View[] }

/** The rail of a person: own work first, then every stage, then what is late. */
export function viewsFor(role: Role, user: string): readonly ViewGroup[] {
  const work = WORK[role];
  const own: View[] = [
    ...(work ? [{ id: 'todo', filter: { stage: work }, counts: 'stages' } as const] : []),
    ...(role === 'handler' ? [{ id: 'mine', filter: { assignee: user, open: 'true' }, counts: 'own' } as const] : []),
    ...(role === 'dispatcher' || role === 'supervisor' ? [{ id: 'requests', filter: { request: 'true', open: 'true' }, counts: 'own' } as const] : []),
  ];
  return [
    ...(own.length > 0 ? [{ id: 'work', views: own } as const] : []),
    { id: 'stages', views: [{ id: 'open', filter: { open: 'true' }, counts: 'stages' }, ...OPEN.map((s): View => ({ id: s, filter: { stage: [s] }, counts: 'stages' }))] },
    { id: 'lights', views: [{ id: 'red', filter: { light: ['red'], open: 'true' }, counts: 'stages' }, { id: 'yellow', filter: { light: ['yellow'], open: 'true' }, counts: 'stages' }] },
    { id: 'past', views: [{ id: 'closed', filter: { stage: ['closed'] }, counts: 'none' }, ...(role === 'operator' ? [{ id: 'parked', filter: { parked: 'true' }, counts: 'own' } as const] : [])] },
  ];
}

/** Where a person begins: with what waits for them, else with everything that is open. */
export const firstView = (role: Role): Filter => { const work = WORK[role]; return work ? { stage: work } : { open: 'true' }; };
