import { involved, replay, type CaseId } from '#domain';
import type { Database } from '#platform';
import { canonical } from '../store/canonical.js';
import { GENESIS, link } from '../store/chain.js';
import { heldOf, histories, type Recorded } from '../store/read.js';

export interface CaseFault {
  readonly caseId: CaseId;
  readonly number: string;
  /** `row-differs`: the log replays to something else. `chain-broken`: an event was changed, removed or swapped. `tail-cut`: the newest events are missing. `no-row`: a log without a case. */
  readonly fault: 'row-differs' | 'chain-broken' | 'tail-cut' | 'no-row';
  readonly detail: string;
}

interface AuditRow { id: CaseId; number: string; version: number; stage: string; severity: number; department: string | null; co_departments: string[]; cell: string | null; assignee: string | null; closed_at: string | null; state: never; head_hash: Buffer; photos: string[]; reporters: string[] }
const NOBODY = '00000000-0000-0000-0000-000000000000' as CaseId;

/** Replays every case against its row and its hash chain, `batch` cases at a time; yields what does not agree and answers how much was read. Each batch is read at one moment, so it may run beside a working server. */
export async function* auditCases(db: Database, batch = 500): AsyncGenerator<CaseFault, { cases: number; events: number }> {
  let cases = 0, events = 0;
  for (let after = NOBODY; ;) {
    const { rows, logs } = await db.transaction(async (tx) => {
      await tx.query('set transaction isolation level repeatable read, read only');
      const read = await tx.query<AuditRow>(
        'select id, number, version, stage, severity, department, co_departments, cell, assignee, closed_at, state, head_hash, photos, reporters from cases where id > $1 order by id limit $2', [after, batch]);
      return { rows: read, logs: await histories(tx, read.map((r) => r.id)) };
    });
    for (const row of rows) {
      const log = logs.get(row.id) ?? [];
      cases++;
      events += log.length;
      const fault = faultOf(row, log);
      if (fault) yield { caseId: row.id, number: row.number, ...fault };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) break;
    after = last.id;
  }
  for (const { id, n } of await db.query<{ id: CaseId; n: string }>('select case_id as id, count(*) as n from case_event e where not exists (select 1 from cases c where c.id = e.case_id) group by 1 order by 1'))
    yield { caseId: id, number: '', fault: 'no-row', detail: `${n} events of a case that is not there` };
  return { cases, events };
}

function faultOf(row: AuditRow, log: readonly Recorded[]): Pick<CaseFault, 'fault' | 'detail'> | null {
  let hash: Buffer = GENESIS;
  for (const [i, { event, hash: kept }] of log.entries()) {
    if (event.seq !== i + 1) return { fault: 'chain-broken', detail: `event ${i + 1} is missing` };
    hash = link(hash, event);
    if (!hash.equals(kept)) return { fault: 'chain-broken', detail: `event ${event.seq} (${event.type}) is not what was recorded` };
  }
  if (log.length < row.version || !hash.equals(row.head_hash)) return { fault: 'tail-cut', detail: `the row is at version ${row.version}, the log ends at ${log.length}` };
  const { case: kept } = heldOf(row);
  const told = replay(row.id, log.map((r) => r.event));
  const differs = differences(kept, told);
  if (differs.length > 0) return { fault: 'row-differs', detail: `state: ${differs.join(', ')}` };
  const columns = { version: told.version, stage: told.stage, severity: told.severity, department: told.department, co_departments: involved(told), cell: told.cell, assignee: told.assignee };
  const wrong = Object.entries(columns).filter(([name, value]) => canonical(value) !== canonical(row[name as keyof typeof columns])).map(([name]) => name);
  if ((told.stage === 'closed') !== (row.closed_at !== null)) wrong.push('closed_at');
  return wrong.length > 0 ? { fault: 'row-differs', detail: `columns: ${wrong.join(', ')}` } : null;
}

const differences = (a: object, b: object): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => canonical(a[key as keyof typeof a]) !== canonical(b[key as keyof typeof b])).sort();
