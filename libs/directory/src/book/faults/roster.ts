import type { Contents } from '../content.js';
import type { Known } from './known.js';
import { twice, type Say } from './said.js';

/** Who there is, as far as a roster asks: the department by account. */
export type Staff = ReadonlyMap<string, string | null>;

/** The roster: every shift once, in a department that people work in, by people of it or of none (a grid member); `staff` null: nobody knows yet who there is. */
export function rosterAgrees({ roster: { shifts, skills = [] }, catalogue: { classes } }: Contents, say: Say, known: Known, staff: Staff | null): void {
  twice(shifts.map((s) => s.id), (i, id) => say('roster', `/shifts/${i}/id`, 'twice', id));
  shifts.forEach((s, i) => {
    known('roster', `/shifts/${i}/department`, s.department, true);
    if (s.until !== null && s.until <= s.since) say('roster', `/shifts/${i}/until`, 'later-than', 'since');
    twice(s.people, (k, id) => say('roster', `/shifts/${i}/people/${k}`, 'twice', id));
    if (staff) s.people.forEach((id, k) => {
      if (!staff.has(id)) say('roster', `/shifts/${i}/people/${k}`, 'unknown-person', id);
      else if (staff.get(id) !== null && staff.get(id) !== s.department) say('roster', `/shifts/${i}/people/${k}`, 'other-department', id, s.department);
    });
  });
  twice(skills.map((k) => k.person), (i, id) => say('roster', `/skills/${i}/person`, 'twice', id));
  skills.forEach((k, i) => {
    if (staff && !staff.has(k.person)) say('roster', `/skills/${i}/person`, 'unknown-person', k.person);
    k.classes.forEach((prefix, n) => { if (!classes.some((c) => c.id.startsWith(prefix))) say('roster', `/skills/${i}/classes/${n}`, 'unfit-class', prefix); });
  });
}
