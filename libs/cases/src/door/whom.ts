import type { Case, DepartmentId, Instant, Role, UserId } from '#domain';
import type { Directory, RuleBook } from '#directory';

type Who = Pick<Directory, 'people' | 'responsible'>;
type Concern = Pick<Case, 'department' | 'assignee' | 'cell'>;

/** The people of a role whom a case concerns. */
export function peopleOf(role: Role, c: Concern, who: Who): readonly UserId[] {
  switch (role) {
    case 'handler': return c.assignee !== null ? [c.assignee] : c.department === null ? [] : who.people({ role, department: c.department }).map((p) => p.id);
    case 'department-lead': return c.department === null ? [] : who.people({ role, department: c.department }).map((p) => p.id);
    case 'grid-member': {
      const { main, backups } = c.cell === null ? { main: null, backups: [] } : who.responsible(c.cell);
      return main === null ? backups : [main];
    }
    case 'dispatcher':
    case 'supervisor':
    case 'leader':
    case 'operator': return who.people({ role }).map((p) => p.id);
    case 'device':
    case 'citizen':
    case 'system': return [];
  }
}

/** The leads of a department; where it has none, everybody who works there. */
export function departmentOf(department: DepartmentId | null, who: Who): readonly UserId[] {
  const of: Concern = { department, assignee: null, cell: null }, leads = peopleOf('department-lead', of, who);
  return leads.length > 0 ? leads : peopleOf('handler', of, who);
}

/** Whoever stands ready for the department of the case now. */
export const called = (c: Concern, at: Instant, book: Pick<RuleBook, 'callOut'>): readonly UserId[] => (c.department === null ? [] : book.callOut(c.department, at));
