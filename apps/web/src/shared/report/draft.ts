import type { Channel } from '#domain';
import { reactive } from 'vue';
import { newKey } from '../api/call.js';
import type { LonLat } from '../map/sheet.js';
import type { Picture } from '../photos/upload.js';

/** A report being written. It survives closing the sheet; it is let go only when the server has taken it. */
export interface ReportDraft {
  classId: readonly string[];
  conditionId: readonly string[];
  text: string;
  pictures: Picture[];
  /** Put right on the spot: then the pictures are those before, these those after. */
  handled: boolean;
  after: Picture[];
  /** Where it was put by hand; null while the phone's own fix counts. */
  picked: LonLat | null;
  /** How it reached the centre, when somebody of the centre writes it down. */
  source: Channel;
  /** One key a report: a second tap, or a resend after a lost answer, makes no second case. */
  key: string;
}
const fresh = (): ReportDraft => ({ classId: [], conditionId: [], text: '', pictures: [], handled: false, after: [], picked: null, source: 'hotline', key: newKey() });
export const reportDraft = reactive<ReportDraft>(fresh());
/** A new report; the class stays, because the next one is often of the same kind. */
export function nextReport(keepClass: boolean): void {
  const { classId, conditionId, source } = reportDraft;
  Object.assign(reportDraft, fresh(), { source }, keepClass ? { classId, conditionId } : {});
}
