import type { AlarmSeverity, Case, CaseId, CellId, Credit, HeldBack, TriggerPolicy } from '#domain';
import type { Database, Tx } from '#platform';
import type { AlarmPictures } from '../pictures/pictures.js';

export type Sql = Pick<Tx, 'query'> | Pick<Database, 'query'>;

/** An alarm's row with what the register says of its device. Big integers come as text. */
export interface AlarmRecord {
  id: string; key: string; rule: string; version: number; trial: boolean; policy: TriggerPolicy; class_id: string; device: string; metric: string; unit: string; asset: string | null; gateway: string | null; cell: CellId | null; township: string | null;
  severity: AlarmSeverity; worst: AlarmSeverity; value: number | null; since: string; raised_at: string; opened_at: string; cleared_at: string | null; changed_at: string; openings: number; stale: boolean; flapping: boolean;
  case_id: CaseId | null; told_firing: boolean | null; told_severity: AlarmSeverity | null; told_stale: boolean | null; storm: string | null; held: HeldBack | null; held_window: string | null; snoozed_until: string | null; credit: Credit | null; verdict: boolean | null; withdrawn: boolean;
  pictured: number | null; pictures: AlarmPictures | null; wants_at: string | null; parked_at: string | null;
  name: string | null; kind: string | null; lon: number | null; lat: number | null; active: boolean | null;
  /** Changes with every writing of the row. */
  mark: string;
}
export const ALARM = `a.id, a.key, a.rule, a.version, a.trial, a.policy, a.class_id, a.device, a.metric, a.unit, a.asset, a.gateway, a.cell, a.township, a.severity, a.worst, a.value, a.since, a.raised_at, a.opened_at, a.cleared_at, a.changed_at, a.openings, a.stale, a.flapping,
  a.case_id, a.told_firing, a.told_severity, a.told_stale, a.storm, a.held, a.held_window, a.snoozed_until, a.credit, a.verdict, a.withdrawn, a.pictured, a.pictures, a.wants_at, a.parked_at, d.name, d.kind, d.lon, d.lat, d.active, a.xmin::text as mark`;
export const FROM_ALARM = 'alarm a left join device d on d.id = a.device';

export async function readAlarm(sql: Sql, id: string): Promise<AlarmRecord | null> {
  return (await sql.query<AlarmRecord>(`select ${ALARM} from ${FROM_ALARM} where a.id = $1`, [id]))[0] ?? null;
}
export const alarmsOf = (sql: Sql, caseId: CaseId): Promise<AlarmRecord[]> => sql.query<AlarmRecord>(`select ${ALARM} from ${FROM_ALARM} where a.case_id = $1 order by a.raised_at, a.id`, [caseId]);

export const moment = (value: string | null): number | null => (value === null ? null : Number(value));
/** What people call its device. */
export const nameOf = (a: Pick<AlarmRecord, 'name' | 'device'>): string => a.name ?? a.device;

/** A case at the end of all mergings; null when there is none. */
export async function caseAtEnd(sql: Sql, id: CaseId): Promise<Case | null> {
  for (let at: CaseId | null = id, i = 0; at !== null && i < 20; i++) {
    const [row]: { state: Case }[] = await sql.query<{ state: Case }>('select state from cases where id = $1', [at]);
    if (row === undefined) return null;
    if (row.state.outcome !== 'merged' || row.state.mergedInto === null) return row.state;
    at = row.state.mergedInto;
  }
  return null;
}

/** The row is no longer what was looked at: look again. */
export class Moved extends Error {
  constructor(what: string) {
    super(`${what} has changed meanwhile`);
    this.name = 'Moved';
  }
}
