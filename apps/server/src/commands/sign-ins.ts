import { LABELS, type Language } from '#contract';
import type { Directory } from '#directory';
import { ROLES, type Role } from '#domain';

/** Two of each role are enough to try everything; devices do not sign in by hand. */
const EACH: Readonly<Partial<Record<Role, number>>> = { 'grid-member': 2, handler: 2, 'department-lead': 2 };

/** The demo people to sign in as, one line each; those of the departments that the duty list names most often, so that there is work to see. */
export function signIns(directory: Pick<Directory, 'people' | 'book'>, password: string, language: Language): string {
  const { duty } = directory.book();
  const work = ({ department }: { department: string | null }): number => duty.filter(({ main }) => main === department).length;
  const people = ROLES.filter((role) => role !== 'device' && role !== 'system').flatMap((role) => [...directory.people({ role })].sort((a, b) => work(b) - work(a)).slice(0, EACH[role] ?? 1));
  if (people.length === 0) return '';
  const width = Math.max(...people.map(({ id }) => id.length));
  const title = language === 'zh' ? `演示帐号（口令都是 ${password}）：` : `Demo sign-ins (password of all: ${password}):`;
  return ['', title, ...people.map(({ id, name, role, department }) => `  ${id.padEnd(width)}  ${LABELS[language].role[role]}${department === null ? '' : ` ${department}`}  ${name}`)].join('\n');
}
