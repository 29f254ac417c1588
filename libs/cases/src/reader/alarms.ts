import type { CaseAlarm } from '#contract';
import type { CaseId } from '#domain';

/** The alarms' own home (sensing) binds this token anywhere in the application; the case page shows what it answers. */
export const CASE_ALARMS = Symbol('CaseAlarms');
export interface CaseAlarms {
  /** The alarms of a case, the earliest first; of a case that stands for a storm, those of its members. */
  of(caseId: CaseId): Promise<CaseAlarm[]>;
}
