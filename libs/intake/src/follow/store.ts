import type { Case, CaseEvent, CaseId, ReportId } from '#domain';
import type { Database, Tx } from '#platform';
import { digestOf } from './code.js';

/** A report as its follow code finds it. */
export interface Followed {
  readonly report: ReportId;
  readonly caseId: CaseId;
  readonly receivedAt: number;
}

/** As much of a recorded fact as a step is made of. */
export type Passed = Short<CaseEvent>;
type Short<E> = E extends CaseEvent ? Pick<E, 'type' | 'at' | 'data' | 'caseId'> : never;

/** Lets the code find the report from now on. The same again changes nothing. */
export async function keepCode(sql: Pick<Tx, 'query'> | Pick<Database, 'query'>, code: string, report: ReportId): Promise<void> {
  await sql.query('insert into report_follow (digest, report_id) values ($1, $2) on conflict do nothing', [digestOf(code), report]);
}

export const FOLLOWED = 'select r.id, r.case_id, r.received_at from report_follow f join report r on r.id = f.report_id where f.digest = $1';
/** Null: a code of nothing. */
export async function followed(database: Database, code: string): Promise<Followed | null> {
  const [row] = await database.query<{ id: ReportId; case_id: CaseId; received_at: string }>(FOLLOWED, [digestOf(code)]);
  return row === undefined ? null : { report: row.id, caseId: row.case_id, receivedAt: Number(row.received_at) };
}

/** The case, the one that it was merged into, and so on to the one that is dealt with. Never empty. */
export async function lineOf(database: Database, id: CaseId): Promise<readonly [Case, ...Case[]]> {
  const rows = await database.query<{ state: Case }>(
    `with recursive line(id, depth) as (
       values ($1::uuid, 1)
       union select (cases.state ->> 'mergedInto')::uuid, depth + 1 from line join cases on cases.id = line.id where cases.state ->> 'mergedInto' is not null and depth < 20)
     select cases.state from line join cases on cases.id = line.id order by depth`, [id]);
  const [own, ...masters] = rows.map((r) => r.state);
  if (own === undefined) throw new Error(`there is no case ${id}`);
  return [own, ...masters];
}

/** What happened to the cases, in the order of time. */
export async function passedBy(database: Database, ids: readonly CaseId[]): Promise<Passed[]> {
  const rows = await database.query<{ case_id: CaseId; type: CaseEvent['type']; at: string; data: unknown }>(
    'select case_id, type, at, data from case_event where case_id = any($1::uuid[]) order by at, position', [ids]);
  return rows.map((r) => ({ caseId: r.case_id, type: r.type, at: Number(r.at), data: r.data }) as Passed);
}
