import type { Case, Command, DepartmentId, UserId } from '#domain';
import type { Directory, RuleBook } from '#directory';
import type { Refusal } from './answer.js';

const unknown = (field: string): Refusal => ({ code: 'unknown-value', field });

/** Whether everything a command names is there: class and condition, departments, people. Photos and other cases need the database and are looked at by the door. */
export function misnamed(command: Command, c: Case, book: RuleBook, who: Pick<Directory, 'person' | 'responsible'>): Refusal | null {
  const known = (id: DepartmentId): boolean => book.departments.has(id);
  const among = (field: string, ids: readonly DepartmentId[] = []): Refusal | null => (ids.every(known) ? null : unknown(field));
  const works = (id: UserId, department: DepartmentId | null): Refusal | null => {
    const person = who.person(id);
    return person !== null && person.active && person.department === department && (person.role === 'handler' || person.role === 'department-lead') ? null : unknown('assignee');
  };
  switch (command.type) {
    case 'register':
      if (command.classId !== null && !book.classes.has(command.classId)) return unknown('classId');
      return command.conditionId !== null && book.conditions.get(command.conditionId)?.classId !== command.classId ? unknown('conditionId') : null;
    case 'triage':
      if (!book.classes.has(command.classId)) return unknown('classId');
      return book.conditions.get(command.conditionId)?.classId === command.classId ? null : unknown('conditionId');
    case 'askConfirmation': {
      const asked = command.member === undefined ? null : who.person(command.member);
      return command.member === undefined || (asked !== null && asked.active && asked.role === 'grid-member' && c.cell !== null && asked.cells.includes(c.cell)) ? null : unknown('member');
    }
    case 'dispatch': {
      const co = command.coDepartments;
      if (!known(command.department)) return unknown('department');
      return co.every((d) => known(d) && d !== command.department) && new Set(co).size === co.length ? among('joint', command.joint) : unknown('coDepartments');
    }
    case 'rule': return among('department', [command.department]) ?? among('coDepartments', command.coDepartments) ?? among('joint', command.joint);
    case 'handDown': return among('department', [command.department]);
    case 'dispute': return command.makeSafe === undefined ? null : among('makeSafe', [command.makeSafe]);
    case 'request': return command.suggest === undefined ? null : among('suggest', [command.suggest]);
    case 'addTask': return command.department === null ? null : among('department', [command.department]);
    case 'whistle': return among('departments', command.departments);
    case 'accept':
    case 'assign': return works(command.assignee, c.department);
    case 'acceptTask': {
      const task = c.tasks.find((t) => t.id === command.task);
      return task === undefined || task.department === null ? null : works(command.assignee, task.department);
    }
    default: return null;
  }
}
