import { Injectable } from '@nestjs/common';
import type { Reports as ReportsOfCase } from '#cases';
import type { ReportView } from '#contract';
import { Directory } from '#directory';
import { SIGHT, type Actor, type CaseId, type Channel, type ClassId, type ConditionId, type ReportId, type UserId } from '#domain';
import { Database } from '#platform';
import { reportsOf, type ReportRow } from './report-store.js';

/** The reports of a case as its page shows them; bound to the cases library's REPORTS. */
@Injectable()
export class ReportViews implements ReportsOfCase {
  constructor(private readonly database: Database, private readonly directory: Directory) {}

  async of(_caseId: CaseId, reports: readonly ReportId[], reader: Actor): Promise<ReportView[]> {
    return reports.length === 0 ? [] : (await reportsOf(this.database, reports)).map((row) => this.view(row, reader));
  }

  private view(row: ReportRow, reader: Actor): ReportView {
    return {
      id: row.id, source: row.source as Channel, reporter: this.reporter(row.reporter as UserId, reader), classId: row.class_id as ClassId | null, conditionId: row.condition_id as ConditionId | null, text: row.text,
      place: row.lon === null || row.lat === null ? null : { lon: row.lon, lat: row.lat, accuracy: row.accuracy }, capturedAt: row.captured_at === null ? null : Number(row.captured_at),
      receivedAt: Number(row.received_at), photos: row.photos, remarks: row.remarks,
    };
  }

  /** The centre and colleagues of the same kind read the whole name, everybody else only its first character. */
  private reporter(id: UserId, reader: Actor): { id: UserId; name: string } {
    const person = this.directory.person(id);
    const name = this.directory.name(id);
    const open = reader.id === id || SIGHT[reader.role] === 'all' || person === null || person.role === 'device' || person.role === reader.role;
    return { id, name: open ? name : `${[...name][0] ?? ''}**` };
  }
}
