import { SIGHT, type Actor, type DepartmentId } from '#domain';
import { ProblemError } from '#platform';
import type { Directory } from '../directory.js';

/**
 * Whether a reader may ask for a part of the county: an unknown department, area or class is a mistake, one outside what he may see is refused, and neither is answered
 * with a zero that looks like a figure. @throws ProblemError invalid-input, no-right
 */
export function allowedLook(look: { readonly area?: string | undefined; readonly department?: DepartmentId | undefined; readonly category?: string | undefined }, reader: Actor, directory: Directory): void {
  const { area, department, category } = look, book = directory.book();
  const unknown = (name: string, what: string, zh: string): never => { throw new ProblemError('invalid-input', { errors: [{ pointer: `query/${name}`, code: 'unknown_value', message: `there is no such ${what}`, zh: `没有这个${zh}` }] }); };
  if (department !== undefined && !book.departments.has(department)) unknown('department', 'department', '部门');
  if (area !== undefined && !directory.cells().some((c) => c.code.startsWith(area))) unknown('area', 'area', '区域');
  if (category !== undefined && ![...book.classes.keys()].some((id) => id.startsWith(category))) unknown('category', 'class', '类别');
  const sight = SIGHT[reader.role];
  if (department !== undefined && (sight === 'department' ? department !== reader.department : sight !== 'all')) throw new ProblemError('no-right', { detail: 'This department is outside what you may see.' });
  if (area !== undefined && sight === 'cell' && !(reader.cells ?? []).some((c) => c.startsWith(area))) throw new ProblemError('no-right', { detail: 'This area is outside what you may see.' });
}
