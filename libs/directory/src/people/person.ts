import type { Actor, CellId, DepartmentId, Level, Role, UserId } from '#domain';

export type Language = 'zh' | 'en';

/** A person or a device with an account. `cells`: those they are responsible for, as main or backup. */
export interface PersonRecord {
  readonly id: UserId;
  readonly name: string;
  readonly role: Role;
  readonly department: DepartmentId | null;
  readonly language: Language;
  readonly active: boolean;
  readonly cells: readonly CellId[];
  /** Has a one-time password that has to be replaced. */
  readonly mustChange?: true;
  /** Readings a minute that a device account may send, where that was said of it; 0: any number. */
  readonly readingLimit?: number;
}

/** Absent member: no condition. */
export interface PeopleFilter {
  readonly role?: Role;
  readonly department?: DepartmentId;
  readonly cell?: CellId;
  /** Default: only active people. */
  readonly active?: boolean;
}

/** The person as the core sees them: grid members carry their cells, handlers and leads their department and its level (`level`; without one it belongs to the county). */
export function actorOf(person: PersonRecord, level: Level = 'county'): Actor {
  switch (person.role) {
    case 'grid-member': return { id: person.id, role: person.role, cells: person.cells };
    case 'handler':
    case 'department-lead': return person.department === null ? { id: person.id, role: person.role } : { id: person.id, role: person.role, department: person.department, level };
    default: return { id: person.id, role: person.role };
  }
}
