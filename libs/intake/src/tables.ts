import { EntitySchema } from 'typeorm';
import { publicProofTable, publicQuotaTable } from './public/tables.js';

/** One report as it came in; the case it opened or joined is `case_id`. Never changed afterwards. */
export interface ReportRecord {
  id: string;
  case_id: string;
  source: string;
  /** Account of the person or device that sent it. */
  reporter: string;
  class_id: string | null;
  condition_id: string | null;
  text: string;
  /** WGS-84; null without a fix. */
  lon: number | null;
  lat: number | null;
  accuracy: number | null;
  cell: string | null;
  asset: string | null;
  device: string | null;
  captured_at: string | null;
  received_at: string;
  photos: string[];
  /** What the server noticed, as codes. */
  remarks: string[];
  /** What the sender meant to do once; unique for good, longer than the door remembers. */
  command_id: string;
  fingerprint: string;
  /** What was answered, for a sender who did not hear it. */
  receipt: unknown;
}

export const reportTable = new EntitySchema<ReportRecord>({
  name: 'report',
  columns: {
    id: { type: 'uuid', primary: true }, case_id: { type: 'uuid' }, source: { type: 'text' }, reporter: { type: 'text' }, class_id: { type: 'text', nullable: true }, condition_id: { type: 'text', nullable: true },
    text: { type: 'text' }, lon: { type: 'double precision', nullable: true }, lat: { type: 'double precision', nullable: true }, accuracy: { type: 'double precision', nullable: true },
    cell: { type: 'text', nullable: true }, asset: { type: 'text', nullable: true }, device: { type: 'text', nullable: true }, captured_at: { type: 'bigint', nullable: true }, received_at: { type: 'bigint' },
    photos: { type: 'text', array: true }, remarks: { type: 'text', array: true }, command_id: { type: 'text', unique: true }, fingerprint: { type: 'text' }, receipt: { type: 'json' },
  },
  uniques: [{ name: 'report_command', columns: ['command_id'] }],
  indices: [{ name: 'report_case', columns: ['case_id'] }, { name: 'report_reporter', columns: ['reporter', 'received_at'] }, { name: 'report_photos', synchronize: false }],
});

/** An alarm as a device sent it, until the ingest queue has made a case of it (`case_id`) or given up (`parked_at`). */
export interface SignalRecord {
  id: string;
  device: string;
  message_id: string;
  body: unknown;
  received_at: string;
  read_at: string | null;
  case_id: string | null;
  attempts: number;
  parked_at: string | null;
  parked_reason: string | null;
}

export const signalTable = new EntitySchema<SignalRecord>({
  name: 'signal',
  columns: {
    id: { type: 'uuid', primary: true }, device: { type: 'text' }, message_id: { type: 'text' }, body: { type: 'jsonb' }, received_at: { type: 'bigint' }, read_at: { type: 'bigint', nullable: true },
    case_id: { type: 'uuid', nullable: true }, attempts: { type: 'int', default: 0 }, parked_at: { type: 'bigint', nullable: true }, parked_reason: { type: 'text', nullable: true },
  },
  uniques: [{ name: 'signal_message', columns: ['device', 'message_id'] }],
  indices: [{ name: 'signal_unread', columns: ['received_at'], where: '((read_at IS NULL) AND (parked_at IS NULL))' }, { name: 'signal_parked', columns: ['parked_at'], where: '(parked_at IS NOT NULL)' }],
});

/** The one open case about an asset, or about a device's kind of alarm: two reports at the same moment meet at this row. */
export const soleCaseTable = new EntitySchema<{ key: string; case_id: string }>({
  name: 'sole_case',
  columns: { key: { type: 'text', primary: true }, case_id: { type: 'uuid' } },
});

/** A case with an alarm: reports of its class within `metres` join it until `until` (null: as long as the alarm fires). */
export const caseMagnetTable = new EntitySchema<{ case_id: string; metres: number; until: string | null }>({
  name: 'case_magnet',
  columns: { case_id: { type: 'uuid', primary: true }, metres: { type: 'int' }, until: { type: 'bigint', nullable: true } },
});

/** The SHA-256 of a report's follow code; the code itself is nowhere. */
export const reportFollowTable = new EntitySchema<{ digest: Buffer; report_id: string }>({
  name: 'report_follow',
  columns: { digest: { type: 'bytea', primary: true }, report_id: { type: 'uuid' } },
});

/** Who told the centre of a report. `sealed` holds name, number and address; `number_mark` finds the number again and says nothing of it; `tail` are its last four digits. */
export const callerTable = new EntitySchema<{ report_id: string; number_mark: Buffer | null; tail: string | null; anonymous: boolean; sealed: Buffer; received_at: string }>({
  name: 'caller',
  columns: {
    report_id: { type: 'uuid', primary: true }, number_mark: { type: 'bytea', nullable: true }, tail: { type: 'text', nullable: true }, anonymous: { type: 'boolean' }, sealed: { type: 'bytea' }, received_at: { type: 'bigint' },
  },
  indices: [{ name: 'caller_number', columns: ['number_mark'], where: '(number_mark IS NOT NULL)' }, { name: 'caller_tail', columns: ['tail', 'received_at'], where: '(tail IS NOT NULL)' }, { name: 'caller_received', columns: ['received_at'] }],
});

/** Who looked a caller up in full, when and why. Append-only by trigger; it outlives the caller. */
export const callerRevealTable = new EntitySchema<{ id: string; report_id: string; actor: string; at: string; reason: string }>({
  name: 'caller_reveal',
  columns: { id: { type: 'uuid', primary: true }, report_id: { type: 'uuid' }, actor: { type: 'text' }, at: { type: 'bigint' }, reason: { type: 'text' } },
  indices: [{ name: 'caller_reveal_report', columns: ['report_id'] }],
});

export const entities = [reportTable, signalTable, soleCaseTable, caseMagnetTable, reportFollowTable, callerTable, callerRevealTable, publicProofTable, publicQuotaTable];
