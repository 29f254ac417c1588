import type { NoticeView, Urgency } from '#contract';
import type { CaseId } from '#domain';

export interface NoticeRow {
  id: string; case_id: CaseId | null; number: string; recipient: string; kind: string; urgency: Urgency; data: Record<string, unknown>; fact: string | null; created_at: string; read_at: string | null; delivered_at: string | null;
}
export const NOTICE = 'id, case_id, number, recipient, kind, urgency, data, fact, created_at, read_at, delivered_at';

/** A notice as its recipient gets it. */
export const viewOf = (r: NoticeRow): NoticeView =>
  ({ id: r.id, at: Number(r.created_at), case: r.case_id, number: r.number, kind: r.kind, urgency: r.urgency, data: r.data, readAt: r.read_at === null ? null : Number(r.read_at) });
