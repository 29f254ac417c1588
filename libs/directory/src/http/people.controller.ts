import { peopleQuerySchema, ROUTES, type PersonView } from '#contract';
import { ROLES, type Role } from '#domain';
import { CheckedQuery } from '#platform';
import { Controller } from '@nestjs/common';
import type { z } from 'zod';
import { Serves, Who } from '../access/decorators.js';
import type { Principal } from '../access/principal.js';
import { Directory } from '../directory.js';
import type { PersonRecord } from '../people/person.js';

/** People one may assign to. No telephone numbers, and no more people than the asker works with. */
@Controller()
export class PeopleController {
  constructor(private readonly directory: Directory) {}

  @Serves(ROUTES.people)
  list(@Who() who: Principal, @CheckedQuery(peopleQuerySchema) query: z.infer<typeof peopleQuerySchema>): PersonView[] {
    const { role, department } = query;
    if (role !== undefined && !ROLES.includes(role as Role)) return [];
    const found = this.directory.people({ ...(role !== undefined && { role: role as Role }), ...(department !== undefined && { department }) });
    return found.filter(within(who)).map(viewOf);
  }
}

/** The centre sees everybody; a department its own people; a grid member and a device only themselves. */
function within({ actor }: Principal): (p: PersonRecord) => boolean {
  switch (actor.role) {
    case 'dispatcher':
    case 'supervisor':
    case 'leader':
    case 'operator': return () => true;
    case 'handler':
    case 'department-lead': return (p) => actor.department !== undefined && p.department === actor.department;
    case 'grid-member':
    case 'device':
    case 'citizen':
    case 'system': return (p) => p.id === actor.id;
  }
}

const viewOf = ({ id, name, role, department, cells, active }: PersonRecord): PersonView => ({ id, name, role, department, cells: [...cells], active });
