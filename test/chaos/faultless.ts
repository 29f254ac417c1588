import type { CaseId } from '#domain';
import { auditCases, type CaseFault } from '#cases';
import { Database } from '#platform';
import type { RunningServer } from '#server';

/** Every case against its log and its hash chain; what does not agree. */
export async function faultsOf(server: RunningServer): Promise<CaseFault[]> {
  const faults: CaseFault[] = [];
  for await (const fault of auditCases(server.get(Database))) faults.push(fault);
  return faults;
}

/** How often each kind of event stands in the logs of these cases. */
export async function tally(server: RunningServer, ids: readonly CaseId[]): Promise<Record<string, number>> {
  const rows = await server.get(Database).query<{ type: string; n: number }>('select type, count(*)::int as n from case_event where case_id = any($1::uuid[]) group by type', [ids]);
  return Object.fromEntries(rows.map(({ type, n }) => [type, n]));
}
