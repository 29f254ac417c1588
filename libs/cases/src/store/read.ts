import type { Case, CaseEvent, CaseId } from '#domain';
import type { Database, Tx } from '#platform';
import type { Held } from './held.js';

/** A command as it was first answered. */
export interface Logged {
  readonly fingerprint: string;
  readonly caseId: CaseId;
  readonly version: number;
}

/** What a command finds: whether it was answered before, and the cases it looks at. */
export interface Found {
  readonly logged: Logged | null;
  readonly held: ReadonlyMap<CaseId, Held>;
}

/** Anything that answers SQL: a transaction, or the database itself for reading. */
export type Sql = Pick<Tx, 'query'> | Pick<Database, 'query'>;

export interface HeldRow { id: CaseId; state: Case; head_hash: Buffer; photos: string[]; reporters: string[] }
export const HELD = 'id, state, head_hash, photos, reporters';
export const heldOf = (row: Omit<HeldRow, 'id'>): Held => ({ case: row.state, head: row.head_hash, photos: row.photos, reporters: row.reporters });

/**
 * Who writes a case first holds this lock of its id, until the end of the transaction. Unlike a row's lock it gives the transaction no number yet:
 * whoever waits is numbered after those it waited for, so the events of a case are in the order of their transactions, which is the feed's.
 */
export const lockOf = (id: string): string => `hashtextextended(${id}::text, 0)`;

type FoundRow = Omit<HeldRow, 'id'> & { id: CaseId | null; fingerprint: string | null; logged_case: CaseId; logged_version: number };
const LOGGED = 'fingerprint, case_id as logged_case, version as logged_version';

const LOOK = `select l.*, c.* from (select 1) one left join (select ${LOGGED} from command_log where command_id = $1) l on true left join (select ${HELD} from cases where id = any($2::uuid[])) c on true`;
/** As they stand, without waiting for anybody. */
export const look = async (sql: Sql, commandId: string, ids: readonly CaseId[]): Promise<Found> => foundOf(await sql.query<FoundRow>(LOOK, [commandId, ids], 'case look'));

const OPEN = `with k as materialized (select pg_advisory_xact_lock(${lockOf('id')}) from unnest($2::uuid[]) as id),
    c as (select ${HELD} from cases cross join (select count(*) as keys from k) turn where id = any($2::uuid[]) and turn.keys > 0 order by id for update of cases)
  select l.*, c.* from (select count(*) from k) turn left join (select ${LOGGED} from command_log where command_id = $1) l on true left join c on true`;
/** To be written: locked, in the order of their ids. */
export const open = async (tx: Tx, commandId: string, ids: readonly CaseId[]): Promise<Found> => foundOf(await tx.query<FoundRow>(OPEN, [commandId, [...ids].sort()], 'case open'));

function foundOf(rows: readonly FoundRow[]): Found {
  const held = new Map<CaseId, Held>();
  for (const row of rows) if (row.id !== null) held.set(row.id, heldOf(row));
  const first = rows[0];
  return { held, logged: first && first.fingerprint !== null ? { fingerprint: first.fingerprint, caseId: first.logged_case, version: first.logged_version } : null };
}

/** Those of the cases that nobody else is writing, locked as `open` does; the others are left out. */
export async function claim(tx: Tx, candidates: string, params: readonly unknown[]): Promise<CaseId[]> {
  const rows = await tx.query<{ id: CaseId }>(`with w as materialized (${candidates}) select id from w where pg_try_advisory_xact_lock(${lockOf('id')})`, params, 'case claim');
  return rows.map((r) => r.id);
}

/** The case that this one was merged into, the one that that one was merged into, and so on. */
export async function mastersOf(sql: Sql, id: CaseId): Promise<CaseId[]> {
  const rows = await sql.query<{ id: CaseId }>(
    `with recursive up(id, depth) as (select (state ->> 'mergedInto')::uuid, 1 from cases where id = $1 union select (c.state ->> 'mergedInto')::uuid, depth + 1 from up join cases c on c.id = up.id where depth < 20)
     select id from up where id is not null order by depth`, [id]);
  return rows.map((r) => r.id);
}

/** How a command was answered before; null when it was not. */
export const logged = async (sql: Sql, commandId: string): Promise<Logged | null> => (await look(sql, commandId, [])).logged;

interface EventRow { case_id: CaseId; seq: number; type: string; at: string; actor: string; role: string; why: unknown; stage: string; data: unknown; clocks: unknown; hash: Buffer; position: string; xact: string }
const EVENT = 'case_id, seq, type, at, actor, role, why, stage, data, clocks, hash, position, xact';

export interface Recorded { readonly event: CaseEvent; readonly hash: Buffer; readonly position: string; readonly xact: string }

/** The log of a case up to a version, oldest first. */
export async function history(sql: Sql, id: CaseId, upTo = 2_147_483_647): Promise<Recorded[]> {
  return (await sql.query<EventRow>(`select ${EVENT} from case_event where case_id = $1 and seq <= $2 order by seq`, [id, upTo], 'case history')).map(recorded);
}

/** The logs of several cases. */
export async function histories(sql: Sql, ids: readonly CaseId[]): Promise<Map<CaseId, Recorded[]>> {
  const found = new Map<CaseId, Recorded[]>();
  for (const row of await sql.query<EventRow>(`select ${EVENT} from case_event where case_id = any($1::uuid[]) order by case_id, seq`, [ids])) {
    const list = found.get(row.case_id) ?? [];
    if (list.length === 0) found.set(row.case_id, list);
    list.push(recorded(row));
  }
  return found;
}

/** The row as the core wrote it. It was checked when it was decided; the chain proves it unchanged. */
const recorded = (r: EventRow): Recorded => ({
  event: { type: r.type, data: r.data, caseId: r.case_id, seq: r.seq, at: Number(r.at), by: r.actor, role: r.role, why: r.why, stage: r.stage, clocks: r.clocks } as CaseEvent,
  hash: r.hash, position: r.position, xact: r.xact,
});
