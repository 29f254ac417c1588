import type { Colleague, DepartmentId, Instant, Place, UserId } from '#domain';
import type { Directory, RuleBook } from '#directory';
import type { Sql } from '../store/read.js';

interface Row { person: UserId; open: string; given_at: string | null; place: Place | null }

/** What each has in hand, when each was last given work, and where each was last seen; the last two are found by the log's own indexes. */
const TEAM = `select p.person,
    (select count(*) from cases c where c.stage <> 'closed' and c.assignee = p.person)
      + (select count(*) from cases c cross join jsonb_array_elements(c.state -> 'tasks') t
         where c.stage <> 'closed' and c.co_departments <> '{}' and c.co_departments @> array[p.department] and t ->> 'assignee' = p.person and t ->> 'state' = 'doing') as open,
    (select max(e.at) from case_event e where e.data ? 'assignee' and e.data ->> 'assignee' = p.person) as given_at,
    (select e.data -> 'place' from case_event e where e.actor = p.person and jsonb_typeof(e.data -> 'place') = 'object' order by e.at desc limit 1) as place
  from unnest($1::text[], $2::text[]) as p(person, department)`;

/** The handlers of these departments as far as giving out work goes. */
export async function teamsOf(sql: Sql, departments: readonly DepartmentId[], now: Instant, book: RuleBook, who: Pick<Directory, 'people'>): Promise<ReadonlyMap<DepartmentId, readonly Colleague[]>> {
  const people = [...new Set(departments)].flatMap((department) => who.people({ role: 'handler', department }).map((p) => ({ ...p, department })));
  if (people.length === 0) return new Map();
  const rows = new Map((await sql.query<Row>(TEAM, [people.map((p) => p.id), people.map((p) => p.department)], 'team')).map((r) => [r.person, r]));
  const teams = new Map<DepartmentId, Colleague[]>();
  for (const { id, department } of people) {
    const row = rows.get(id), team = teams.get(department) ?? [];
    if (team.length === 0) teams.set(department, team);
    team.push({ id, onDuty: book.onDuty(id, now), skills: book.skills(id), load: Number(row?.open ?? 0), place: row?.place ?? null, lastGivenAt: row?.given_at == null ? null : Number(row.given_at) });
  }
  return teams;
}
