import type { Actor, Role } from './vocabulary.js';

/** Where a case belongs, as far as seeing it goes: its departments (co-departments and those with a task alike), its cell, and the people who reported it. */
export interface Whereabouts {
  readonly department: string | null;
  readonly coDepartments: readonly string[];
  readonly cell: string | null;
  /** Grid members whose reports it holds. */
  readonly reporters: readonly string[];
}

/** Who sees what. The reader's SQL and the live rooms are the same three words. */
export const SIGHT: Readonly<Record<Role, 'all' | 'department' | 'cell' | 'none'>> = {
  dispatcher: 'all', supervisor: 'all', leader: 'all', operator: 'all', system: 'all',
  handler: 'department', 'department-lead': 'department', 'grid-member': 'cell', device: 'none', citizen: 'none',
};

/** Whether the actor may see a case that belongs there: everything, what their department takes part in, or what lies in their cells or was reported by them. */
export function sees(actor: Actor, at: Whereabouts): boolean {
  switch (SIGHT[actor.role]) {
    case 'all': return true;
    case 'department': return actor.department !== undefined && (at.department === actor.department || at.coDepartments.includes(actor.department));
    case 'cell': return at.reporters.includes(actor.id) || (at.cell !== null && (actor.cells as readonly string[] | undefined ?? []).includes(at.cell));
    case 'none': return false;
  }
}
