import type { ReportReceipt } from '#contract';
import type { CaseId, ReportId, Suggestion } from '#domain';
import type { Database, Tx } from '#platform';
import type { Filed, Filing } from './filing.js';

/** The receipt as it is kept: other people's cases are looked up again for each reader, and the follow code is made again. */
export type KeptReceipt = Omit<ReportReceipt, 'suggestions' | 'follow'> & { readonly suggestions: readonly Suggestion[] };

/** Writes the report of a filing that nobody waits for an answer to: a machine's. */
export const writeFiled = (tx: Tx, f: Filing, filed: Filed): Promise<void> => writeReport(tx, f, filed, {
  id: filed.case.id, number: filed.case.number, version: filed.case.version, stage: filed.case.stage, allowed: [], report: f.report, cell: f.cell, attachedTo: filed.attachedTo, remarks: [...filed.remarks], suggestions: [],
});

export async function writeReport(tx: Tx, f: Filing, filed: Filed, receipt: KeptReceipt): Promise<void> {
  await tx.query(
    `insert into report (id, case_id, source, reporter, class_id, condition_id, text, lon, lat, accuracy, cell, asset, device, captured_at, received_at, photos, remarks, command_id, fingerprint, receipt)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
    [f.report, filed.case.id, f.source, f.actor.id, f.classId, f.conditionId, f.text, f.place?.lon ?? null, f.place?.lat ?? null, f.place?.accuracy ?? null, f.cell, f.asset, f.device, f.capturedAt, f.receivedAt,
      f.photos, filed.remarks, f.commandId, f.fingerprint, JSON.stringify(receipt)]);
}

/** What was answered to this command before. */
export async function keptReceipt(database: Database, commandId: string): Promise<{ fingerprint: string; receipt: KeptReceipt } | null> {
  const [row] = await database.query<{ fingerprint: string; receipt: KeptReceipt }>('select fingerprint, receipt from report where command_id = $1', [commandId]);
  return row ?? null;
}

export interface ReportRow {
  id: ReportId; case_id: CaseId; source: string; reporter: string; class_id: string | null; condition_id: string | null; text: string; lon: number | null; lat: number | null; accuracy: number | null;
  captured_at: string | null; received_at: string; photos: string[]; remarks: string[];
}

export async function reportsOf(database: Database, ids: readonly ReportId[]): Promise<ReportRow[]> {
  return database.query<ReportRow>(
    'select id, case_id, source, reporter, class_id, condition_id, text, lon, lat, accuracy, captured_at, received_at, photos, remarks from report where id = any($1::uuid[]) order by received_at, id', [ids]);
}
