import { LIMIT_UNITS, limitOf } from '#domain';
import type { Contents } from './content.js';
import { assessmentAgrees } from './faults/assessment.js';
import { calendarAgrees } from './faults/calendar.js';
import { catalogueAgrees } from './faults/catalogue.js';
import { departmentsAgree } from './faults/departments.js';
import { dutyAgrees } from './faults/duty.js';
import { knownIn } from './faults/known.js';
import { ladderAgrees } from './faults/ladder.js';
import { rosterAgrees, type Staff } from './faults/roster.js';
import { saying, twice, type ContentFault, type Say } from './faults/said.js';

export type { ContentFault, Staff };
export { twice };

/** Everything in which the parts of a rule book disagree, that no single schema sees: a name another part does not know, a number twice, a gap, a circle. `staff`: who there is, where that is known. */
export function crossFaults(book: Contents, staff: Staff | null = null): ContentFault[] {
  const faults: ContentFault[] = [];
  const say = saying(faults), known = knownIn(book, say);
  departmentsAgree(book, say);
  catalogueAgrees(book, say, known);
  dutyAgrees(book, say, known);
  calendarAgrees(book, say);
  limitsAgree(book, say);
  ladderAgrees(book, say);
  rosterAgrees(book, say, known, staff);
  settingsAgree(book, say);
  assessmentAgrees(book, say, known);
  if (staff) staffAgrees(book, staff, say);
  return faults;
}

function limitsAgree({ limits: { total: { working, continuous } } }: Contents, say: Say): void {
  if (limitOf(working.value, working.unit).unit !== 'working') say('limits', '/total/working/unit', 'unit-of-work');
  if (limitOf(continuous.value, continuous.unit).unit !== 'continuous') say('limits', '/total/continuous/unit', 'unit-of-clock', LIMIT_UNITS.filter((u) => limitOf(1, u).unit === 'continuous').join(', '));
}

function settingsAgree({ settings: { refusals, unfounded } }: Contents, say: Say): void {
  twice(refusals.map((r) => r.code), (i, code) => say('settings', `/refusals/${i}/code`, 'twice', code));
  if (unfounded !== null && !refusals.some((r) => r.code === unfounded)) say('settings', '/unfounded', 'unknown-refusal', unfounded);
}

/** A department that people belong to is not taken away from under them. */
function staffAgrees({ departments: { departments } }: Contents, staff: Staff, say: Say): void {
  const known = new Set<string>(departments.map((d) => d.id)), left = new Map<string, number>();
  for (const department of staff.values()) if (department !== null && !known.has(department)) left.set(department, (left.get(department) ?? 0) + 1);
  for (const [id, people] of left) say('departments', '/departments', 'still-staffed', id, people);
}
