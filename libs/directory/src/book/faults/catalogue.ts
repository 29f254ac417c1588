import type { Contents } from '../content.js';
import type { Known } from './known.js';
import { twice, type Say } from './said.js';

/** Classes: every code once, in its kind and major, with departments that are there and conditions of its own. */
export function catalogueAgrees({ catalogue: { classes } }: Contents, say: Say, known: Known): void {
  twice(classes.map((c) => c.id), (i, id) => say('catalogue', `/classes/${i}/id`, 'twice', id));
  classes.forEach((c, i) => {
    const path = `/classes/${i}`;
    if ((c.id[0] === 'E') !== (c.kind === 'incident')) say('catalogue', `${path}/kind`, 'code-and-kind', c.id);
    if (c.id.slice(1, 3) !== c.major.code) say('catalogue', `${path}/major/code`, 'code-and-major', c.id, c.id.slice(1, 3));
    known('catalogue', `${path}/department`, c.department);
    c.coDepartments.forEach((d, k) => known('catalogue', `${path}/coDepartments/${k}`, d));
    c.conditions.forEach((condition, k) => { if (!condition.id.startsWith(`${c.id}-`)) say('catalogue', `${path}/conditions/${k}/id`, 'foreign-condition', condition.id, c.id); });
    twice(c.conditions.map((condition) => condition.id), (k, id) => say('catalogue', `${path}/conditions/${k}/id`, 'twice', id));
  });
}
