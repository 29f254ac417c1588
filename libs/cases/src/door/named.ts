import type { Case, Command } from '#domain';
import type { Directory, RuleBook } from '#directory';
import type { Refusal } from './answer.js';

const unknown = (field: string): Refusal => ({ code: 'unknown-value', field });

/** Whether everything a command names is there: class and condition, departments, the person it is given to. Photos and merge targets need the database and are looked at by the door. */
export function misnamed(command: Command, c: Case, book: RuleBook, who: Pick<Directory, 'person'>): Refusal | null {
  const known = (id: string): boolean => book.departments.has(id as never);
  switch (command.type) {
    case 'register':
      if (command.classId !== null && !book.classes.has(command.classId)) return unknown('classId');
      return command.conditionId !== null && book.conditions.get(command.conditionId)?.classId !== command.classId ? unknown('conditionId') : null;
    case 'triage':
      if (!book.classes.has(command.classId)) return unknown('classId');
      return book.conditions.get(command.conditionId)?.classId === command.classId ? null : unknown('conditionId');
    case 'dispatch': {
      if (!known(command.department)) return unknown('department');
      const co = command.coDepartments;
      return co.every((d) => known(d) && d !== command.department) && new Set(co).size === co.length ? null : unknown('coDepartments');
    }
    case 'rule': return known(command.department) ? null : unknown('department');
    case 'request': return command.suggest === undefined || known(command.suggest) ? null : unknown('suggest');
    case 'accept': {
      const person = who.person(command.assignee);
      const fit = person !== null && person.active && person.department === c.department && (person.role === 'handler' || person.role === 'department-lead');
      return fit ? null : unknown('assignee');
    }
    default: return null;
  }
}
