import type { ReportView } from '#contract';
import type { Actor, CaseId, ReportId } from '#domain';

/** The reports' own home (intake) binds this token anywhere in the application; the case page shows what it answers. */
export const REPORTS = Symbol('Reports');
export interface Reports {
  /** The reports of a case, earliest first, masked for this reader. */
  of(caseId: CaseId, reports: readonly ReportId[], reader: Actor): Promise<ReportView[]>;
}
